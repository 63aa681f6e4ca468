"""The household's books: double entry, append-only, each entry sums to zero (M1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skill.domain.money import Money
from skill.domain.order import Order
from skill.domain.payment import Payment


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account such as `expenses:groceries`, `owed:groenmarkt` or `bank`."""

    account: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the books. Postings that do not sum to zero raise ValueError."""

    id: str
    at: datetime
    memo: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        if Money.total(posting.amount for posting in self.postings):
            raise ValueError(f"entry {self.id} does not balance")

    def reversed(self, entry_id: str, at: datetime) -> Entry:
        """The correcting entry; nothing is ever changed or deleted."""
        back = tuple(Posting(posting.account, -posting.amount) for posting in self.postings)
        return Entry(entry_id, at, f"reverses {self.memo}", back)


def delivery_entry(order: Order, at: datetime) -> Entry:
    """A delivered order is a cost and a debt to its retailer."""
    return Entry(
        id=f"delivered:{order.id}",
        at=at,
        memo=f"delivered {order.id}",
        postings=(
            Posting(f"expenses:{order.quote.category}", order.total),
            Posting(f"owed:{order.retailer}", -order.total),
        ),
    )


def payment_entry(payment: Payment, at: datetime) -> Entry:
    """A payment settles the debt to the retailer from the household's bank, or from its wallet."""
    paid_from = "wallet" if payment.kind == "wallet" else "bank"
    return Entry(
        id=f"paid:{payment.end_to_end}",
        at=at,
        memo=f"paid {payment.period}",
        postings=(Posting(f"owed:{payment.retailer}", payment.amount), Posting(paid_from, -payment.amount)),
    )


def top_up_entry(key: str, amount: Money, at: datetime) -> Entry:
    """Money goes from the household's bank into its wallet."""
    return Entry(
        id=f"topped_up:{key}",
        at=at,
        memo=f"topped up {key}",
        postings=(Posting("wallet", amount), Posting("bank", -amount)),
    )
