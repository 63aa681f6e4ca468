"""What the household allows, and what was reserved under it (P6)."""

from __future__ import annotations

from datetime import datetime

from skill.domain.mandate import Mandate
from skill.domain.money import Money
from skill.records.codec import encode, time_text
from skill.records.home_sql import HomeSql

NO_MONEY = Money(0)


class Mandates(HomeSql):
    __slots__ = ()

    def mandates(self) -> tuple[Mandate, ...]:
        return self._documents(self._sql.mandates, Mandate)

    def keep_mandate(self, mandate: Mandate) -> None:
        self._run(self._sql.keep_mandate, mandate_id=mandate.id, document=encode(mandate))

    def usage_since(self, mandate: str, since: datetime) -> Money:
        """Raises ValueError when amounts of several currencies were reserved."""
        rows = self._run(self._sql.usage_since, mandate_id=mandate, since=time_text(since))
        sums = [Money(cents, currency) for currency, cents in rows]
        return sum(sums[1:], start=sums[0]) if sums else NO_MONEY

    def reserve(self, mandate: str, order: str, amount: Money, at: datetime) -> None:
        """An order or payment is reserved once under a mandate; reserving it again replaces the amount."""
        self._run(
            self._sql.reserve,
            mandate_id=mandate,
            subject_id=order,
            reserved_at=time_text(at),
            cents=amount.cents,
            currency=amount.currency,
        )

    def release(self, order: str) -> None:
        self._run(self._sql.release, subject_id=order)
