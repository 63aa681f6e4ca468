"""Time passes while nobody speaks: deliveries arrive, weeks are settled, banks answer, what is stale is forgotten.

What follows outside is for the workers."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from skill.composition import App
from skill.domain.errors import RecordsUnavailable
from skill.usecases import forget, pass_time, read_answers

EVERY_S = 30.0
FORGET_EVERY = timedelta(hours=1)
"""How often what outlived its life is removed. Lives are days, so an hour more is nothing."""
STOP_WITHIN_S = 5.0

LogFailure = Callable[[str, BaseException], None]


class Timekeeper:
    """A thread that lets time pass for every home. Several at once, one in each worker, do nothing twice (P12)."""

    def __init__(self, app: App, log_failure: LogFailure, every_s: float = EVERY_S) -> None:
        self._app = app
        self._log_failure = log_failure
        self._every_s = every_s
        self._forgot_at: datetime | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="timekeeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the home it is busy with is done, or after STOP_WITHIN_S: what is then open is done later."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN_S)

    def tick(self) -> None:
        """Once for every home; a home that fails does not hold up the others, nor does a bank."""
        now = self._app.parts.clock()
        try:
            read_answers.run(self._app.present.parts, now)
        except Exception as error:  # a bank that cannot be heard now is heard later
            self._log_failure("reading what banks answered", error)
        forgets = self._forgot_at is None or now - self._forgot_at >= FORGET_EVERY
        for home in sorted(self._app.parts.homes):
            if self._stopping.is_set():
                return
            try:
                pass_time.run(home, self._app.parts.clock(), self._app.present.parts, errands=False)
                if forgets:
                    forget.run(home, now, self._app.parts)
            except RecordsUnavailable as error:
                self._log_failure("letting time pass", error)
            except Exception as error:  # whatever it was, the next round must come
                self._log_failure("letting time pass", error)
        if forgets:
            self._forgot_at = now

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            self.tick()
