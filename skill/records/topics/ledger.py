"""The books: append-only, each entry once (M1, P12)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from skill.domain.ledger import Entry, Posting
from skill.domain.money import Money
from skill.records.codec import time_of, time_text
from skill.records.home_sql import HomeSql


class Ledger(HomeSql):
    __slots__ = ()

    def post(self, entry: Entry) -> bool:
        added: int = self._run(self._sql.add_entry, entry_id=entry.id, posted_at=time_text(entry.at), memo=entry.memo)
        if added == 0:
            return False
        for position, posting in enumerate(entry.postings):
            self._run(
                self._sql.add_posting,
                entry_id=entry.id,
                position=position,
                account=posting.account,
                cents=posting.amount.cents,
                currency=posting.amount.currency,
            )
        return True

    def entries(self) -> tuple[Entry, ...]:
        return _entries(self._run(self._sql.entries_with_postings))

    def delivery_entries(self, order: str) -> tuple[Entry, ...]:
        """What its delivery and its corrections posted, oldest first."""
        return _entries(self._run(self._sql.delivery_entries, order_id=order))

    def ledger_imbalance(self) -> tuple[tuple[str, Money], ...]:
        """Entries that do not sum to zero in a currency, with what is over: none, or the books are broken (M1)."""
        rows = self._run(self._sql.ledger_imbalance)
        return tuple((entry_id, Money(cents, currency)) for entry_id, currency, cents in rows)


def _entries(rows: Iterable[tuple[Any, ...]]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            entry_id,
            time_of(at),
            memo,
            tuple(
                Posting(account, Money(cents, currency))
                for *_, account, cents, currency in group
                if account is not None
            ),
        )
        for (entry_id, at, memo), group in groupby(rows, key=lambda row: row[:3])
    )
