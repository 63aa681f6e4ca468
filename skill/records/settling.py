"""Bundles of many homes, planned by the database: one statement for a batch of homes, whatever they bought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from skill.domain.money import Money
from skill.domain.settlement import Bundle, BundleKey
from skill.records.codec import time_of, time_text
from skill.records.home_records import SqlHomeRecords
from skill.usecases.ports import HomeRecords


class SqlSettling:
    """Implements Settling over the homes from `first` to `last`, whose locks the adapter's transaction holds."""

    def __init__(self, sql: Any, connection: Any, first: str, last: str) -> None:
        self._sql = sql
        self._connection = connection
        self._range = {"first": first, "last": last}
        self._homes: dict[str, SqlHomeRecords] = {}

    def close_due(self, until: datetime) -> int:
        closed: int = self._sql.close_due_bundles(self._connection, until=time_text(until), **self._range)
        return closed

    def to_judge(self) -> tuple[Bundle, ...]:
        return tuple(self._bundles())

    def _bundles(self) -> Iterator[Bundle]:
        rows = self._sql.bundles_to_judge(self._connection, **self._range)
        for home, retailer, person, period, category, cents, currency, orders, due, since in rows:
            yield Bundle(
                key=BundleKey(home, retailer, person, period),
                category=category,
                amount=Money(cents, currency),
                orders=tuple(sorted({order for order in orders.split(",") if order})),
                due=time_of(due),
                credit_since=time_of(since) if since else None,
            )

    def write_payout_lines(self, period: str, until: datetime) -> int:
        written: int = self._sql.write_payout_lines(
            self._connection, period=period, until=time_text(until), **self._range
        )
        return written

    def of(self, home: str) -> HomeRecords:
        if home not in self._homes:
            self._homes[home] = SqlHomeRecords(self._sql, self._connection, home)
        return self._homes[home]

    def end(self) -> None:
        """Called by the adapter, so that nothing is read or written outside the transaction."""
        for records in self._homes.values():
            records.end()
        self._connection = None
