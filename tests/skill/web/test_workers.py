"""`boodschap serve --workers 3`, really run, on both databases: workers remember nothing, so any may take any turn."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from skill.records.opening import open_records
from skill.settings import PROJECT

WORKERS = 3
TURNS = (("bestel koffiebonen", "offered_choice"), ("de eerste", "asked_confirmation"), ("ja", "placed"))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


class Served:
    """A running server whose workers can be held, so that the test chooses which of them answers."""

    def __init__(self, address: str, folder: Path, model: Path) -> None:
        shutil.copy(model, folder / model.name)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / "server.log"
        settings = {"BOODSCHAP_VAR": str(folder), "BOODSCHAP_API_TOKEN": "t", "DATABASE_URL": address}
        command = [sys.executable, "-m", "skill.cli", "serve", "--workers", str(WORKERS), "--port", str(self.port)]
        with self.log.open("w") as written:
            self.master = subprocess.Popen(
                command,
                env=os.environ | settings | {"PYTHONPATH": str(PROJECT), "OMP_NUM_THREADS": "1"},
                stdout=written,
                stderr=written,
            )
        self._wait()
        self.workers = children(self.master.pid)

    def _wait(self) -> None:
        until = time.monotonic() + 120
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10):
                    if len(children(self.master.pid)) == WORKERS:
                        return
            except (urllib.error.URLError, ConnectionError):
                pass
            assert self.master.poll() is None, self.log.read_text()
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.2)

    def say(self, text: str, request: str, worker: int) -> dict[str, Any]:
        """One turn at the home of Sander, answered by the worker of that number: the others are held meanwhile."""
        held = [pid for number, pid in enumerate(self.workers) if number != worker]
        for pid in held:
            os.kill(pid, signal.SIGSTOP)
        try:
            fields = {"home": "sander", "speaker": "sander", "locale": "nl-NL", "text": text, "request_id": request}
            asked = urllib.request.Request(
                f"http://127.0.0.1:{self.port}/v1/utterances",
                json.dumps(fields).encode(),
                {"Content-Type": "application/json", "Authorization": "Bearer t"},
            )
            with urllib.request.urlopen(asked, timeout=30) as response:  # noqa: S310 - our own loopback
                answer: dict[str, Any] = json.load(response)
                return answer
        finally:
            for pid in held:
                os.kill(pid, signal.SIGCONT)

    def stop(self) -> None:
        self.master.send_signal(signal.SIGTERM)
        self.master.wait(30)


@pytest.fixture(params=["postgresql", "sqlite"])
def served(request: pytest.FixtureRequest, tmp_path: Path, model_path: Path) -> Iterator[tuple[Served, str]]:
    """The server, and where its records are."""
    if not Path("/proc/self/task").is_dir():
        pytest.skip("who the workers are is read from /proc")
    address = str(tmp_path / "records.db")
    if request.param == "postgresql":
        address = request.getfixturevalue("postgres_url")
    running = Served(address, tmp_path, model_path)
    try:
        yield running, address
    finally:
        running.stop()
    assert running.master.returncode == 0, running.log.read_text()


@pytest.mark.slow
def test_the_turns_of_a_conversation_land_on_different_processes(served: tuple[Served, str]) -> None:
    """Three turns at three workers are one conversation; what one of them answered, none answers anew (P4)."""
    running, address = served
    records = open_records(address)
    with records.reading("sander") as held:
        before = len(held.orders())
    for number, (text, decided) in enumerate(TURNS):
        assert running.say(text, f"r{number}", worker=number)["decided"] == decided
    for worker in range(WORKERS):
        again = running.say("ja", "r2", worker)
        assert (again["repeated"], again["decided"]) == (True, "placed")
    another = running.say("ja", "r3", worker=0)
    assert another["decided"] != "placed", "a yes counts once (P3)"
    with records.reading("sander") as held:
        assert len(held.orders()) == before + 1
    records.close()
