"""What is to be asked of the home: charges, and the bundles that they are asked in (P12)."""

from __future__ import annotations

from datetime import datetime

from skill.domain.money import Money
from skill.domain.settlement import BundleKey, Charge, Outcome
from skill.records.codec import time_of, time_text
from skill.records.home_sql import HomeSql


class Bundles(HomeSql):
    __slots__ = ()

    def add_charge(self, charge: Charge) -> None:
        """Opens its bundle where there is none. Raises ValueError for a bundle that is closed."""
        if self.is_closed(charge.bundle):
            raise ValueError(f"the bundle of {charge.id} is closed: {charge.bundle}")
        due_at = time_text(charge.due) if charge.due else None
        currency = charge.amount.currency
        self._run(
            self._sql.open_bundle,
            **self._key(charge.bundle),
            category=charge.category,
            currency=currency,
            due_at=due_at,
        )
        self._run(
            self._sql.add_charge,
            **self._key(charge.bundle),
            charge_id=charge.id,
            category=charge.category,
            order_id=charge.order,
            happened_at=time_text(charge.at),
            cents=charge.amount.cents,
            currency=currency,
        )

    def open_charges(self) -> tuple[Charge, ...]:
        """Those of bundles that are not closed yet."""
        return tuple(
            Charge(
                id=charge_id,
                bundle=BundleKey(self._home, retailer, person, period),
                category=category,
                order=order,
                amount=Money(cents, currency),
                at=time_of(happened),
                due=time_of(due) if due else None,
            )
            for charge_id, retailer, person, period, category, order, cents, currency, happened, due in self._run(
                self._sql.open_charges
            )
        )

    def is_closed(self, bundle: BundleKey) -> bool:
        return self._run(self._sql.is_bundle_closed, **self._key(bundle)) is not None

    def close_bundle(self, bundle: BundleKey, outcome: Outcome, payment: str | None = None) -> None:
        """How it ended. Raises ValueError when it had ended, or never was."""
        closed = self._run(self._sql.close_bundle, **self._key(bundle), outcome=outcome.value, payment_id=payment)
        if closed != 1:
            raise ValueError(f"there is no open bundle {bundle}")

    def next_bundle_due(self) -> datetime | None:
        """When the earliest open bundle is asked."""
        due = self._run(self._sql.next_bundle_due)
        return time_of(due) if due else None

    def charged(self, order: str) -> Money:
        """What the order costs, with its corrections; nothing before its delivery."""
        sums = [Money(cents, currency) for currency, cents in self._run(self._sql.charged, order_id=order)]
        return sum(sums[1:], start=sums[0]) if sums else Money(0)

    def _key(self, bundle: BundleKey) -> dict[str, str]:
        self._own(bundle.home)
        return {"retailer_id": bundle.retailer, "person_id": bundle.person, "period": bundle.period}
