"""Sensors are heard while the server answers: a thread in each worker, where a broker is set."""

from __future__ import annotations

import fcntl
import socket
import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import IO

from skill.composition import App
from skill.domain.errors import DataError, Finding
from skill.sensors.broker import Address, Member, address_of
from skill.sensors.sensing import Sensing
from skill.usecases.parts import Parts

STOP_WITHIN_S = 5.0
AGAIN_S = (1.0, 60.0)
"""The first and the longest pause after what nobody foresaw ended the thread's work."""

LogFailure = Callable[[str, BaseException], None]


class Senses:
    """A thread that takes in what sensors tell. Several workers share the load; each is known to the broker by a seat
    of this machine, so that whoever takes the seat of one that was killed gets what was kept for it.

    The first seat keeps what comes while nobody is there; the others, who may not come back, leave for good.
    """

    def __init__(self, app: App, say: Callable[[str], None], log_failure: LogFailure) -> None:
        settings = app.settings
        self._address: Address | None = address_of(settings.mqtt) if settings.mqtt is not None else None
        self._group = settings.mqtt_group
        self._seats = settings.var_dir
        self._log_failure = log_failure
        self._sensing = Sensing(app.parts, say, settings.mqtt_home)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="senses", daemon=True)

    def start(self) -> None:
        if self._address is not None:
            self._thread.start()

    def stop(self) -> None:
        """Returns when what was taken is stored, or after STOP_WITHIN_S: the broker brings the rest again."""
        self._stopping.set()
        self._sensing.stop()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN_S)

    def take_over(self, parts: Parts) -> None:
        """What is heard from now on is judged with these parts."""
        self._sensing.parts = parts

    @property
    def state(self) -> str:
        """`off` where no broker is set, `connected`, or `waiting` for it."""
        if self._address is None:
            return "off"
        return "connected" if self._sensing.is_connected else "waiting"

    def _run(self) -> None:
        pause_s, longest_s = AGAIN_S
        while not self._stopping.is_set() and self._address is not None:
            try:
                number, seat = _take_seat(self._seats)
                with seat:
                    member = Member(f"{socket.gethostname()}-{number}", self._group)
                    self._sensing.run(self._address, member, for_good=number > 1)
            except Exception as error:  # whatever it was, the sensors must be heard again
                self._log_failure("hearing the sensors", error)
                self._stopping.wait(pause_s)
                pause_s = min(2 * pause_s, longest_s)


def check_broker(app: App) -> None:
    """Raises DataError for settings by which no sensor can be heard, before any worker begins."""
    settings = app.settings
    if settings.mqtt is not None:
        address_of(settings.mqtt)
    if settings.mqtt_home is not None and settings.mqtt_home not in app.parts.homes:
        hint = f"known: {', '.join(sorted(app.parts.homes))}"
        raise DataError([Finding("BOODSCHAP_MQTT_HOME", None, "unknown-home", "there is no such home", hint)])


def _take_seat(folder: Path) -> tuple[int, IO[bytes]]:
    """The first free seat, and the file whose lock holds it: the system frees it when this process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        seat = (folder / f"senses-{number}.lock").open("wb")
        try:
            fcntl.flock(seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            seat.close()
        else:
            return number, seat
    raise AssertionError("count never ends")
