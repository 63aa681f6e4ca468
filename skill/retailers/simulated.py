"""Simulated retailers behind the same port as real ones: they keep what was ordered, and can refuse or be late."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from skill.domain.market import Outside
from skill.domain.money import Money
from skill.usecases.ports import Errand, OutsideFailed


class SimulatedRetailers:
    """Honours the idempotency key of each errand: a second call with the same key changes nothing.

    `path` is a file of the retailers' own, or ":memory:". World events change `outside()`; `fail_next` scripts how the
    next errands go: `refuse` (final), `time_out` (nothing done), `late` (done, but the answer is lost).
    """

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(str(path), timeout=5, check_same_thread=False, isolation_level=None)
        if str(path) != ":memory:":
            self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS errands (key TEXT PRIMARY KEY, home TEXT, kind TEXT, body TEXT) STRICT"
        )
        self._outside = Outside()
        self._script: list[str] = []

    def outside(self) -> Outside:
        return self._outside

    def run(self, home: str, errand: Errand) -> None:
        """Does the errand once. Raises OutsideFailed as scripted."""
        with self._lock:
            fault = self._script.pop(0) if self._script else None
            if fault == "refuse" and not self._knows(errand.key):
                raise OutsideFailed("the retailer refused", final=True)
            if fault == "time_out":
                raise OutsideFailed("the retailer did not answer", final=False)
            self._db.execute(
                "INSERT INTO errands VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                (errand.key, home, errand.kind, json.dumps(errand.body, sort_keys=True)),
            )
            if fault == "late":
                raise OutsideFailed("the retailer's answer was lost", final=False)

    def received(self, kind: str = "place") -> list[tuple[str, str]]:
        """(home, key) of the errands of a kind that arrived, in order."""
        with self._lock:
            rows = self._db.execute("SELECT home, key FROM errands WHERE kind = ? ORDER BY rowid", (kind,))
            return [(str(home), str(key)) for home, key in rows]

    def _knows(self, key: str) -> bool:
        """What was done already is done: the same key never gets another answer."""
        return self._db.execute("SELECT 1 FROM errands WHERE key = ?", (key,)).fetchone() is not None

    def fail_next(self, *faults: str) -> None:
        self._script.extend(faults)

    def change_price(self, kind: str, price: Money) -> None:
        self._outside = replace(self._outside, prices={**self._outside.prices, kind: price})

    def end_promotion(self, kind: str) -> None:
        self._outside = replace(self._outside, promotions_ended=self._outside.promotions_ended | {kind})

    def out_of_stock(self, kind: str) -> None:
        self._outside = replace(self._outside, out_of_stock=self._outside.out_of_stock | {kind})

    def slot_gone(self, retailer: str, start: datetime) -> None:
        self._outside = replace(self._outside, slots_gone=self._outside.slots_gone | {(retailer, start)})

    def close(self) -> None:
        self._db.close()
