"""What one order writes, through our records and by hand."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from skill.domain.authorization import Reason
from skill.domain.decision import Decision
from skill.domain.ledger import delivery_entry
from skill.domain.money import Money
from skill.domain.offer import Line, Quote, Slot
from skill.domain.order import Order
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords, Records

NOW = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)
LINE = Line(
    product="coffee_beans_dark",
    kind="coffee_beans",
    category="groceries",
    quantity=3,
    unit_price=Money(899),
    total=Money(1798),
    promotion="third_free",
)
SLOT = Slot("groenmarkt", NOW + timedelta(hours=25), NOW + timedelta(hours=25, minutes=15))
ORDER = Order("o", "h", "thijs", Quote("groenmarkt", "groceries", (LINE,), SLOT), NOW, "mandate", mandate="m")
REASONS = (Reason("P5", "within_mandate", Money(1798), Money(4000), Money(2202), "thijs", "m"),)
WEEK = timedelta(days=7)


def place(records: Records, home: str, order_id: str, mandate: str, limit: Money) -> bool:
    """Decides under the lock, and keeps decision, order, reservation, ledger entry and errand; False: no budget."""
    with records.transaction(home) as tx:
        if limit < tx.usage_since(mandate, NOW - WEEK) + ORDER.total:
            return False
        keep(tx, home, order_id, mandate)
    return True


def keep(tx: HomeRecords, home: str, order_id: str, mandate: str) -> None:
    order = replace(ORDER, id=order_id, home=home, mandate=mandate)
    tx.add_decision(Decision(f"d:{order_id}", NOW, "placed", REASONS, "thijs", "voice", order_id))
    tx.keep_order(order)
    tx.reserve(mandate, order_id, order.total, NOW)
    tx.post(delivery_entry(order, NOW))
    body: dict[str, str | int] = {"order": order_id, "retailer": order.retailer, "cents": order.total.cents}
    tx.add_errand(Errand(f"place:{order_id}", "place", body), NOW)


@contextmanager
def folder() -> Iterator[Path]:
    """Where the SQLite files of a measurement lie, and nothing of them afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-money-", dir=os.environ.get("BENCH_DIR")) as name:
        yield Path(name)


class Recorded:
    """Notes the statements that one transaction sends, with their values, so that they can be sent by hand."""

    def __init__(self, queries: Any) -> None:
        self._queries = queries
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        query = getattr(self._queries, name)

        def run(connection: Any, **values: Any) -> Any:
            self.sent.append((query.sql, values))
            return query(connection, **values)

        return run
