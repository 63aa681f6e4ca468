"""A simulated payment rail behind the same port as a real one: it can refuse, time out and answer late."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

from skill.usecases.ports import Errand, OutsideFailed


class SimulatedRail:
    """Pays each errand key once. `fail_next` scripts faults as for the retailers; `refuse_all` refuses a rail."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(str(path), timeout=5, check_same_thread=False, isolation_level=None)
        if str(path) != ":memory:":
            self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS payments (key TEXT PRIMARY KEY, home TEXT, rail TEXT, cents INTEGER) STRICT"
        )
        self._script: list[str] = []
        self._refused: set[str] = set()

    def run(self, home: str, errand: Errand) -> None:
        """Moves the money once. Raises OutsideFailed as scripted."""
        with self._lock:
            rail = str(errand.body["rail"])
            if rail in self._refused or "rail" in self._refused:
                raise OutsideFailed("the bank refused the payment", final=True)
            fault = self._script.pop(0) if self._script else None
            if fault == "refuse" and not self._knows(errand.key):
                raise OutsideFailed("the bank refused the payment", final=True)
            if fault == "time_out":
                raise OutsideFailed("the bank did not answer", final=False)
            self._db.execute(
                "INSERT INTO payments VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                (errand.key, home, rail, int(errand.body["cents"])),
            )
            if fault == "late":
                raise OutsideFailed("the bank's answer was lost", final=False)

    def paid(self) -> list[tuple[str, str, int]]:
        """(home, key, cents) of what was paid, in order."""
        with self._lock:
            rows = self._db.execute("SELECT home, key, cents FROM payments ORDER BY rowid")
            return [(str(home), str(key), int(cents)) for home, key, cents in rows]

    def _knows(self, key: str) -> bool:
        """What was done already is done: the same key never gets another answer."""
        return self._db.execute("SELECT 1 FROM payments WHERE key = ?", (key,)).fetchone() is not None

    def fail_next(self, *faults: str) -> None:
        self._script.extend(faults)

    def refuse_all(self, rail: str) -> None:
        """From now on this rail refuses; `rail` stands for every one."""
        self._refused.add(rail)

    def close(self) -> None:
        self._db.close()
