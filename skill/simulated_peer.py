"""An outside party that is played: it does what it is asked once for each key, and can be told to refuse, hang or lose
an answer. The simulated retailers and the simulated bank are such parties."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from skill.usecases.outside_ports import Errand, OutsideFailed

FAULTS = {
    "refuse": "it says no for good; what it did before under the same key it does not take back",
    "time_out": "it was not reached: nothing is done and no answer comes",
    "late": "it does what it was asked, but its answer does not come",
    "twice": "the call reaches it twice, as over a network that repeats, and it answers both",
    "slow": "it answers, after a while",
}
"""What `fail_next` can script, one a call."""

SLOW_S = 3.0
"""How long a slow party takes to answer: longer than anybody waits at a speaker."""

_CALLS = """
CREATE TABLE IF NOT EXISTS calls (
    key TEXT PRIMARY KEY, home TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, times INTEGER NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Call:
    """What arrived under a key, and how often it did; it took effect once."""

    home: str
    key: str
    kind: str
    body: dict[str, str | int]
    times: int


class SimulatedPeer:
    """`name` as it is spoken of in errors; `path` is a file of its own, or ":memory:". Safe between threads; over a
    file it is one party to several processes."""

    def __init__(self, name: str, path: Path | str = ":memory:", *, wait: Callable[[float], None] = time.sleep) -> None:
        self._name = name
        self._wait = wait
        self._lock = threading.Lock()
        self._db = sqlite3.connect(str(path), timeout=5, check_same_thread=False, isolation_level=None)
        if str(path) != ":memory:":
            self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(_CALLS)
        self._script: list[tuple[str | None, str]] = []

    def fail_next(self, *faults: str, kind: str | None = None) -> None:
        """Scripts the next calls, of one kind where it is given; raises ValueError for a fault that nobody can play."""
        for fault in faults:
            if fault not in FAULTS:
                raise ValueError(f"a simulated party cannot {fault!r}; it can: {', '.join(FAULTS)}")
            self._script.append((kind, fault))

    def call(self, home: str, errand: Errand, *, refuses: bool = False) -> None:
        """Does the errand once. Raises OutsideFailed as scripted, or because this party now `refuses` such errands."""
        with self._lock:
            fault = self._next_fault(errand.kind)
            if fault == "time_out":
                raise OutsideFailed(f"{self._name} did not answer", final=False)
            if (refuses or fault == "refuse") and not self._did(errand.key):
                raise OutsideFailed(f"{self._name} refused", final=True)
            for _ in range(2 if fault == "twice" else 1):
                self._do(home, errand)
        if fault == "late":
            raise OutsideFailed(f"the answer of {self._name} was lost", final=False)
        if fault == "slow":
            self._wait(SLOW_S)

    def calls(self, kind: str) -> list[Call]:
        """Those of a kind that took effect, in the order in which they first arrived."""
        with self._lock:
            rows = self._db.execute(
                "SELECT home, key, kind, body, times FROM calls WHERE kind = ? ORDER BY rowid", [kind]
            )
            return [Call(home, key, kind, json.loads(body), times) for home, key, kind, body, times in rows]

    def close(self) -> None:
        self._db.close()

    def _next_fault(self, kind: str) -> str | None:
        for position, (only, fault) in enumerate(self._script):
            if only in (None, kind):
                del self._script[position]
                return fault
        return None

    def _did(self, key: str) -> bool:
        """What was done already is done: the same key never gets another answer."""
        return self._db.execute("SELECT 1 FROM calls WHERE key = ?", [key]).fetchone() is not None

    def _do(self, home: str, errand: Errand) -> None:
        self._db.execute(
            "INSERT INTO calls VALUES (?, ?, ?, ?, 1) ON CONFLICT (key) DO UPDATE SET times = times + 1",
            [errand.key, home, errand.kind, json.dumps(errand.body, sort_keys=True)],
        )
