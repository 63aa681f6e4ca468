"""The questions of queries/audit.sql, asked of a range of homes: only what is wrong leaves the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from skill.domain.audit import Discrepancy, Fault
from skill.domain.money import Money
from skill.domain.payout import Payout, PayoutLine

_QUESTIONS: Final = {
    Fault.UNBALANCED: "unbalanced_entries",
    Fault.RESERVATION: "wrong_reservations",
    Fault.DELIVERY: "wrong_deliveries",
    Fault.CHARGE: "wrong_charges",
    Fault.PAYMENT: "wrong_payments",
    Fault.BUNDLE: "wrong_bundles",
    Fault.BALANCE: "wrong_balances",
}


class SqlAuditing:
    """Implements Auditing on a connection that reads one moment of all homes."""

    def __init__(self, sql: Any, connection: Any) -> None:
        self._sql = sql
        self._connection = connection

    def homes(self, after: str, most: int) -> tuple[str, ...]:
        return tuple(home for (home,) in self._sql.homes_in_order(self._connection, after=after, most=most))

    def postings(self, first: str, last: str) -> int:
        counted: int = self._sql.count_postings(self._connection, first=first, last=last)
        return counted

    def payouts(self) -> tuple[Payout, ...]:
        return tuple(
            Payout(retailer, period, lines, Money(cents, currency))
            for retailer, period, currency, lines, cents in self._sql.payouts(self._connection)
        )

    def payout_lines(self, payout: Payout) -> Iterator[PayoutLine]:
        rows = self._sql.payout_lines(self._connection, retailer_id=payout.retailer, period=payout.period)
        for home, entry, cents, currency in rows:
            if currency == payout.amount.currency:
                yield PayoutLine(home, entry, Money(cents, currency))

    def discrepancies(self, first: str, last: str) -> Iterator[Discrepancy]:
        for fault, question in _QUESTIONS.items():
            rows = getattr(self._sql, question)(self._connection, first=first, last=last)
            for home, about, currency, expected, found in rows:
                yield Discrepancy(fault, home, about, Money(expected, currency), Money(found, currency))
