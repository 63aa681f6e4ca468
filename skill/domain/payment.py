"""A payment: what is asked of a household, for which orders, who allowed it and on what ground, and how far it is.

asked (open) -> approved -> submitted to a rail -> paid, refused or expired; later returned or refunded. What a bank
says comes through domain/bank_answer.py, which puts answers in their order; here are the steps that we take.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from skill.domain.money import Money
from skill.domain.strong_authentication import Authentication


class PaymentStatus(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    SUBMITTED = "submitted"
    PAID = "paid"
    REFUSED = "refused"
    EXPIRED = "expired"
    RETURNED = "returned"
    REFUNDED = "refunded"


AT_THE_BANK = frozenset({PaymentStatus.APPROVED, PaymentStatus.SUBMITTED})
"""Allowed, and perhaps done already: only the bank can say that it was not."""

OWED = frozenset(PaymentStatus) - {PaymentStatus.PAID}
"""The debt is there: what was refused, ran out or came back is still owed (M6)."""

ASKABLE_AGAIN = frozenset(
    {PaymentStatus.REFUSED, PaymentStatus.EXPIRED, PaymentStatus.RETURNED, PaymentStatus.REFUNDED}
)
"""Ended without money: the same debt may be asked for once more, under an end-to-end id of its own."""


class PayeeCheck(StrEnum):
    """What the bank said of the payee's name before a credit transfer (M7; regulation 2024/886, since 2025-10-09)."""

    MATCH = "match"
    CLOSE_MATCH = "close_match"
    NO_MATCH = "no_match"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True)
class Payment:
    """`kind`: payment_request, direct_debit, instant_transfer, wallet, pay_later or payout. `period` names the bundle,
    so that a re-run of the settlement finds it again (P12). `approved_by`: voice, mandate or app, or
    the retailer for a payout (below zero: money back); None until then;
    `authentication` is the ground on which that was enough (M2). `expires_at`: an unanswered request ends then (M6).
    `collect_on`: the day on which the rail moves the money, where it is not at once. `chosen_because`: why not by the
    person's preferred method. `attempt` counts how often the debt was asked for; `tried` are the earlier ones that were
    allowed, so that a bank may have them."""

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
    authentication: Authentication | None = None
    approved_at: datetime | None = None
    expires_at: datetime | None = None
    collect_on: date | None = None
    submitted_at: datetime | None = None
    ended_at: datetime | None = None
    because: str | None = None
    payee_check: PayeeCheck | None = None
    chosen_because: str | None = None
    attempt: int = 1
    tried: tuple[int, ...] = ()

    @property
    def end_to_end(self) -> str:
        """What a bank's answer names it by: at most 35 characters of the SEPA set, another one for each attempt."""
        return self.id if self.attempt == 1 else f"{self.id}.{self.attempt}"

    @property
    def is_asked(self) -> bool:
        """Waits for somebody to say yes."""
        return self.status is PaymentStatus.OPEN and self.approved_by is None

    def approved(
        self, approved_by: str, at: datetime | None = None, authentication: Authentication | None = None
    ) -> Payment:
        """Allowed to be paid, once, by `voice`, `mandate` or `app`; else raises ValueError (P12)."""
        self._must_be_asked()
        return replace(
            self,
            status=PaymentStatus.APPROVED,
            approved_by=approved_by,
            approved_at=at,
            authentication=authentication,
        )

    def submitted(self, at: datetime) -> Payment:
        """The rail has it and will answer later; a repeat of what was answered already changes nothing."""
        if self.status is not PaymentStatus.APPROVED:
            return self
        return replace(self, status=PaymentStatus.SUBMITTED, submitted_at=at)

    def paid(self, at: datetime) -> Payment:
        """The rail moved the money; raises ValueError for a payment that nobody approved or that has ended."""
        if self.status not in AT_THE_BANK:
            raise ValueError(f"payment {self.id} is {self.status} and approved by {self.approved_by}")
        return replace(self, status=PaymentStatus.PAID, paid_at=at)

    def refused(self, because: str = "by_the_person", at: datetime | None = None) -> Payment:
        """The person said no: the debt stays visible (M6). What was approved may be at the bank: raises ValueError."""
        self._must_be_asked()
        return replace(self, status=PaymentStatus.REFUSED, because=because, ended_at=at)

    def expired(self, at: datetime) -> Payment:
        """Nobody answered in time (M6); raises ValueError where somebody did, or where time is left."""
        self._must_be_asked()
        if self.expires_at is None or at < self.expires_at:
            raise ValueError(f"payment {self.id} runs until {self.expires_at}")
        return replace(self, status=PaymentStatus.EXPIRED, because="not_answered", ended_at=at)

    def asked_again(self, at: datetime, expires_at: datetime | None = None) -> Payment:
        """The same debt, asked for once more; raises ValueError while an earlier attempt may still be paid."""
        if self.status not in ASKABLE_AGAIN:
            raise ValueError(f"payment {self.id} is {self.status}: it cannot be asked for again")
        return Payment(
            id=self.id,
            home=self.home,
            person=self.person,
            retailer=self.retailer,
            kind=self.kind,
            period=self.period,
            amount=self.amount,
            orders=self.orders,
            asked_at=at,
            expires_at=expires_at,
            payee_check=self.payee_check,
            chosen_because=self.chosen_because,
            attempt=self.attempt + 1,
            tried=self.tried if self.approved_by is None else (*self.tried, self.attempt),
        )

    def _must_be_asked(self) -> None:
        if not self.is_asked:
            raise ValueError(f"payment {self.id} is {self.status} and approved by {self.approved_by}")


def payment_of(end_to_end: str) -> str:
    """The id of the payment that a bank means."""
    name, dot, attempt = end_to_end.rpartition(".")
    return name if dot and attempt.isdecimal() else end_to_end
