"""What simulated retailers reported of deliveries, until we say that we have it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

from skill.domain.correction import Correction, CorrectionKind
from skill.domain.money import Money

_REPORTS = """
CREATE TABLE IF NOT EXISTS reports (
    home TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, retailer TEXT NOT NULL, cents INTEGER NOT NULL,
    currency TEXT NOT NULL, order_id TEXT NOT NULL, person TEXT NOT NULL, product TEXT, offered TEXT,
    quantity INTEGER NOT NULL DEFAULT 0,
    taken INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (home, id)
) STRICT
"""


class CorrectionBook:
    """Over a file of the retailers, or ":memory:". A report is repeated until it was taken. Safe between threads."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(str(path), timeout=5, check_same_thread=False, isolation_level=None)
        self._db.execute(_REPORTS)

    def report(self, home: str, correction: Correction) -> None:
        with self._lock:
            self._db.execute(
                "INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING",
                [
                    home, correction.id, correction.kind.value, correction.retailer, correction.amount.cents,
                    correction.amount.currency, correction.order, correction.person, correction.product,
                    correction.offered, correction.quantity,
                ],
            )  # fmt: skip

    def waiting(self, home: str) -> tuple[Correction, ...]:
        """In the order in which they came."""
        with self._lock:
            rows = self._db.execute(
                "SELECT id, kind, retailer, cents, currency, order_id, person, product, offered, quantity FROM reports "
                "WHERE home = ? AND taken = 0 ORDER BY rowid",
                [home],
            ).fetchall()
        return tuple(
            Correction(key, CorrectionKind(kind), retailer, Money(cents, currency), *others)
            for key, kind, retailer, cents, currency, *others in rows
        )

    def taken(self, home: str, ids: Iterable[str]) -> None:
        with self._lock:
            self._db.executemany(
                "UPDATE reports SET taken = 1 WHERE home = ? AND id = ?", [(home, each) for each in ids]
            )

    def close(self) -> None:
        self._db.close()
