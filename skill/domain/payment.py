"""A payment: what is asked of a household, for which orders, and who approved it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from skill.domain.money import Money


class PaymentStatus(StrEnum):
    OPEN = "open"
    PAID = "paid"
    REFUSED = "refused"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Payment:
    """`kind`: payment_request, direct_debit, instant_transfer, wallet or payout. `period` names the bundle, so that a
    re-run of the settlement finds it again (P12). `approved_by`: voice, mandate or app; None while it is open."""

    id: str
    home: str
    person: str
    retailer: str
    kind: str
    period: str
    amount: Money
    orders: tuple[str, ...]
    asked_at: datetime
    status: PaymentStatus = PaymentStatus.OPEN
    approved_by: str | None = None
    paid_at: datetime | None = None

    def approved(self, approved_by: str) -> Payment:
        """Allowed to be paid, once, by `voice`, `mandate` or `app`; else raises ValueError (P12)."""
        if self.status is not PaymentStatus.OPEN or self.approved_by is not None:
            raise ValueError(f"payment {self.id} is {self.status} and approved by {self.approved_by}")
        return replace(self, approved_by=approved_by)

    def paid(self, at: datetime) -> Payment:
        """The rail moved the money; raises ValueError for a payment that nobody approved or that is not open."""
        if self.status is not PaymentStatus.OPEN or self.approved_by is None:
            raise ValueError(f"payment {self.id} is {self.status} and approved by {self.approved_by}")
        return replace(self, status=PaymentStatus.PAID, paid_at=at)

    def refused(self) -> Payment:
        """The person said no: the debt stays visible (M6). What was approved may be at the bank: raises ValueError."""
        if self.status is not PaymentStatus.OPEN or self.approved_by is not None:
            raise ValueError(f"payment {self.id} is {self.status} and approved by {self.approved_by}")
        return replace(self, status=PaymentStatus.REFUSED)
