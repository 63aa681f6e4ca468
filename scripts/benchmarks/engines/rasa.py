"""Rasa as it is: trained and served by scripts/rasa, asked over HTTP, its best intent taken as the answer."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from measuring import PROJECT, cpu_seconds, resident_mb_of

from nlu.interpretation import Context, Entity, Expecting, Interpretation, TextValue
from nlu.model_file import LANGUAGES
from nlu.rasa.client import FALLBACK
from nlu.rasa.server import EngineDown, Heard, Patience, RasaServer

PORT = 5305
START_WITHIN_S = 300.0
INSTALLED = PROJECT / ".venv-rasa" / ".installed"


class RawRasa:
    """What Rasa says, with nothing of ours in between; it does not know which question is open."""

    def __init__(self, servers: dict[str, RasaServer]) -> None:
        self._servers = servers
        self._last: tuple[str, str, Heard] | None = None

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,  # noqa: ARG002 - it hears the same whatever was asked
        *,
        now: datetime,  # noqa: ARG002
        context: Context = Context(),  # noqa: ARG002
    ) -> Interpretation:
        if self._last is None or self._last[:2] != (text, locale):
            self._last = (text, locale, self._servers[locale[:2]].parse(text))
        heard = self._last[2]
        intent, confidence = heard.ranking[0] if heard.ranking else ("out_of_scope", 0.0)
        found = tuple(
            Entity(one.name, text[one.start : one.end], one.start, one.end, TextValue(text[one.start : one.end]))
            for one in heard.entities
        )
        intent = "out_of_scope" if intent == FALLBACK else intent
        return Interpretation(text, locale, intent, confidence, entities=found, stage="rasa")


def environment(data_dir: Path, epochs: int) -> dict[str, str]:
    room = data_dir.with_name("rasa")
    return {**os.environ, "RASA_DATA": str(data_dir), "RASA_ROOM": str(room), "RASA_EPOCHS": str(epochs)}


def options(pipeline: str) -> list[str]:
    return ["--light"] if pipeline == "light" else []


def train(data_dir: Path, pipeline: str, epochs: int) -> tuple[float, float]:
    """Seconds of training both languages, by the clock and of processors; models that are there already are kept."""
    room = data_dir.with_name("rasa")
    total, total_cpu = 0.0, 0.0
    for language in LANGUAGES:
        taken = room / f"{language}-{pipeline}-{epochs}.seconds"
        if not taken.is_file() or not (room / "models" / f"{language}-{pipeline}.tar.gz").is_file():
            began, cpu = time.perf_counter(), cpu_seconds()
            command = [PROJECT / "scripts" / "rasa", "train", *options(pipeline), language]
            subprocess.run(command, check=True, env=environment(data_dir, epochs), stdout=subprocess.DEVNULL)  # noqa: S603
            taken.write_text(f"{time.perf_counter() - began:.1f} {cpu_seconds() - cpu:.1f}\n")
        wall, used = map(float, taken.read_text().split())
        total, total_cpu = total + wall, total_cpu + used
    return total, total_cpu


@contextmanager
def served(data_dir: Path, pipeline: str, epochs: int) -> Iterator[tuple[dict[str, RasaServer], float, float]]:
    """Runs both servers: how to ask them, the seconds until both answered, the memory of both in MB."""
    asked = {**environment(data_dir, epochs), "RASA_PORT": str(PORT)}
    patience = Patience(timeout_s=30.0, attempts=3, trip_after=1_000_000)
    servers = {language: RasaServer(f"http://127.0.0.1:{PORT + at}", patience) for at, language in enumerate(LANGUAGES)}
    command = [PROJECT / "scripts" / "rasa", "serve", *options(pipeline)]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=asked, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        for server in servers.values():
            _wait_for(server, process, began + START_WITHIN_S)
        started = time.perf_counter() - began
        yield servers, started, resident_mb_of(_children(process.pid))
    finally:
        for server in servers.values():
            server.close()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def _wait_for(server: RasaServer, process: subprocess.Popen[bytes], until: float) -> None:
    while True:
        try:
            server.parse("hallo")
            return
        except EngineDown:
            if process.poll() is not None or time.perf_counter() > until:
                raise
            time.sleep(0.25)


def _children(pid: int) -> list[int]:
    """The processes that a process started; none where the system does not tell."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
