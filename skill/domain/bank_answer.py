"""What a bank says of a payment, put into its order: answers come late, twice and out of turn, and each counts once.

Each outcome has a rank, and an answer changes a payment only when it ranks higher than what is known. So any order of
the same answers, with any of them repeated, ends in the same payment and the same books (P12).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from skill.domain.ledger import Entry, payment_entry
from skill.domain.money import Money
from skill.domain.payment import PayeeCheck, Payment, PaymentStatus
from skill.domain.payment_authentication import accepted_at_the_bank

MATCHED_BY_PAYEE = frozenset({"payment_request"})
"""Kinds that a person can also accept in the app of their own bank, unasked by us."""


class Outcome(StrEnum):
    """What a rail can say. `returned`: the debtor's bank sent it back; `refunded`: the debtor had it sent back (M5)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    PAID = "paid"
    RETURNED = "returned"
    REFUNDED = "refunded"


_STATUS = {
    Outcome.ACCEPTED: PaymentStatus.SUBMITTED,
    Outcome.REFUSED: PaymentStatus.REFUSED,
    Outcome.EXPIRED: PaymentStatus.EXPIRED,
    Outcome.PAID: PaymentStatus.PAID,
    Outcome.RETURNED: PaymentStatus.RETURNED,
    Outcome.REFUNDED: PaymentStatus.REFUNDED,
}
_RANK = {
    PaymentStatus.OPEN: 0,
    PaymentStatus.APPROVED: 1,
    PaymentStatus.SUBMITTED: 2,
    PaymentStatus.EXPIRED: 3,
    PaymentStatus.REFUSED: 4,
    PaymentStatus.PAID: 5,
    PaymentStatus.RETURNED: 6,
    PaymentStatus.REFUNDED: 7,
}
"""Money that moved outranks a refusal that was sent before; money that came back outranks both."""


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """`end_to_end` is the payment's own; `because` the bank's reason code (MD06). `at`: when the bank did it, in UTC;
    None: now. `amount` is checked where the bank gives it; `payee_check` is what it said of the payee's name (M7)."""

    end_to_end: str
    outcome: Outcome
    at: datetime | None = None
    because: str | None = None
    amount: Money | None = None
    payee_check: PayeeCheck | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """The payment after an answer, the entries for the books, and whether the person must hear that it failed."""

    payment: Payment
    entries: tuple[Entry, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class NotApplied:
    """The answer says nothing new, or nothing that we believe; `because` is None for what was known already."""

    because: str | None = None


def apply(payment: Payment, answer: BankAnswer, now: datetime) -> Applied | NotApplied:
    """The payment after the answer. Never makes a payment out of what nobody approved, or of another amount."""
    if answer.amount is not None and answer.amount != payment.amount:
        return NotApplied("another_amount")
    at = answer.at or now
    if answer.end_to_end != payment.end_to_end:
        return _of_another_attempt(payment, answer, at)
    status = _STATUS[answer.outcome]
    if payment.approved_by is None:
        return _unasked(payment, answer, status, at)
    if _RANK[status] <= _rank_of(payment):
        return NotApplied()
    return _moved(payment, answer, status, at)


def _rank_of(payment: Payment) -> int:
    return max(_RANK[payment.status], _RANK[PaymentStatus.APPROVED])


def _moved(payment: Payment, answer: BankAnswer, status: PaymentStatus, at: datetime) -> Applied:
    if status is PaymentStatus.SUBMITTED:
        return Applied(replace(payment, status=status, submitted_at=at))
    if status is PaymentStatus.PAID:
        paid = replace(payment, status=status, paid_at=at, because=None, ended_at=None)
        return Applied(paid, (payment_entry(paid, at),))
    ended = replace(payment, status=status, because=answer.because, ended_at=at)
    if status in (PaymentStatus.REFUSED, PaymentStatus.EXPIRED):
        return Applied(ended, failed=True)
    # It cannot have come back unless it was paid, whether or not we were told so: the books show both (M1).
    paid_entry = payment_entry(payment, payment.paid_at or at)
    back = paid_entry.reversed(f"returned:{payment.end_to_end}", at)
    return Applied(ended, (paid_entry, back), failed=payment.status not in (PaymentStatus.RETURNED,))


def _unasked(payment: Payment, answer: BankAnswer, status: PaymentStatus, at: datetime) -> Applied | NotApplied:
    """A request that the person answered at their own bank; anything else that nobody approved is not believed."""
    if payment.kind not in MATCHED_BY_PAYEE or payment.status is not PaymentStatus.OPEN:
        return NotApplied("nobody_approved_it" if status is PaymentStatus.PAID else None)
    if status in (PaymentStatus.PAID, PaymentStatus.SUBMITTED):
        return _moved(payment.approved("app", at, accepted_at_the_bank(payment.amount)), answer, status, at)
    if status in (PaymentStatus.REFUSED, PaymentStatus.EXPIRED):
        return Applied(replace(payment, status=status, because=answer.because or status.value, ended_at=at))
    return NotApplied("nobody_approved_it")


def _of_another_attempt(payment: Payment, answer: BankAnswer, at: datetime) -> Applied | NotApplied:
    """An earlier attempt was paid after all, or came back: the books show it whatever the later attempt does. One that
    nobody allowed, or that never was, is not believed."""
    if _attempt_of(answer.end_to_end) not in payment.tried:
        return NotApplied("unknown_attempt")
    earlier = replace(payment, attempt=_attempt_of(answer.end_to_end))
    entry = payment_entry(earlier, at)
    if answer.outcome in (Outcome.RETURNED, Outcome.REFUNDED):
        return Applied(payment, (entry, entry.reversed(f"returned:{earlier.end_to_end}", at)))
    if answer.outcome is not Outcome.PAID:
        return NotApplied()
    if payment.is_asked or payment.status in (PaymentStatus.REFUSED, PaymentStatus.EXPIRED):
        return Applied(replace(earlier, status=PaymentStatus.PAID, paid_at=at, because=None), (entry,))
    return Applied(payment, (entry,), failed=True)


def _attempt_of(end_to_end: str) -> int:
    _, dot, attempt = end_to_end.rpartition(".")
    return int(attempt) if dot and attempt.isdecimal() else 1
