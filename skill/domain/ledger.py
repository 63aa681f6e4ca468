"""The household's books: double entry, append-only, each entry sums to zero in each currency (M1).

Accounts, with their usual sign:
    planned:<category>    +  what is ordered and still to come
    reserved:<retailer>   -  the same, as a promise to the retailer
    expenses:<category>   +  what was delivered, by the category of each line; `expenses:delivery` is the fee
    deposits:<retailer>   +  deposit on bottles and crates, which comes back
    owed:<retailer>       -  what the retailer is still to get; above zero it owes the household
    bank                  -  what was paid
    wallet                +  what the household topped up and did not spend yet
    bank:refunded         +  what a retailer paid back
An entry's id says what happened and to what (`delivered:<order>`), so that it is posted once (P12).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from skill.domain.correction import Correction, CorrectionKind
from skill.domain.money import Money
from skill.domain.order import Order
from skill.domain.payment import Payment

PAID, REFUNDED = "bank", "bank:refunded"


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account such as `expenses:groceries`, `owed:groenmarkt` or `bank`."""

    account: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in the books. Postings that do not sum to zero in each currency raise ValueError."""

    id: str
    at: datetime
    memo: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        if any(balances(self.postings).values()):
            raise ValueError(f"entry {self.id} does not balance")

    def reversed(self, entry_id: str, at: datetime) -> Entry:
        """The correcting entry; nothing is ever changed or deleted."""
        back = tuple(Posting(posting.account, -posting.amount) for posting in self.postings)
        return Entry(entry_id, at, f"reverses {self.memo}", back)


def balances(postings: Iterable[Posting]) -> Mapping[str, int]:
    """Cents by currency."""
    sums: Counter[str] = Counter()
    for posting in postings:
        sums[posting.amount.currency] += posting.amount.cents
    return sums


def placed_entry(order: Order) -> Entry:
    """An order that is placed sets its amount aside."""
    postings = (Posting(_planned(order), order.total), Posting(_reserved(order), -order.total))
    return Entry(f"placed:{order.id}", order.placed_at, f"placed {order.id}", postings)


def moved_entry(before: Order, after: Order, because: str, at: datetime) -> Entry:
    """Another slot may have another fee, so another amount is set aside; `because` tells moves of an order apart."""
    more = after.total - before.total
    postings = (Posting(_planned(after), more), Posting(_reserved(after), -more))
    return Entry(f"moved:{after.id}:{because}", at, f"moved {after.id}", postings)


def amended_entry(before: Order, after: Order, change: str, at: datetime) -> Entry:
    """What a change of the goods adds to what is set aside, below zero what it takes off; `change` tells apart the
    changes of an order, and the refusals of them."""
    more = after.total - before.total
    postings = (Posting(_planned(after), more), Posting(_reserved(after), -more))
    return Entry(f"amended:{after.id}:{change}", at, f"amended {after.id}", postings)


def cancelled_entry(order: Order, at: datetime) -> Entry:
    """What was set aside is free again."""
    return placed_entry(order).reversed(f"cancelled:{order.id}", at)


def delivery_entry(order: Order, at: datetime) -> Entry:
    """What was set aside for a delivered order becomes a cost, and a debt to its retailer."""
    spent = [Posting(account, amount) for account, amount in spending_of(order).items() if amount]
    return Entry(
        id=f"delivered:{order.id}",
        at=at,
        memo=f"delivered {order.id}",
        postings=(
            Posting(_planned(order), -order.total),
            Posting(_reserved(order), order.total),
            *spent,
            Posting(owed(order.retailer), -order.total),
        ),
    )


def spending_of(order: Order) -> dict[str, Money]:
    """What the order costs by account: each line on its own category, deposit and delivery apart."""
    spent: dict[str, Money] = {}
    for line in order.lines:
        account = f"expenses:{line.category}"
        spent[account] = spent.get(account, Money(0, line.total.currency)) + line.total
    deposit = Money.total(line.deposit for line in order.lines)
    return spent | {f"deposits:{order.retailer}": deposit, "expenses:delivery": order.quote.delivery_fee}


def correction_entry(correction: Correction, order: Order, at: datetime) -> Entry:
    """A changed amount of a delivered order, on the line that it is about, else over all lines by what they cost.

    A negative amount is a credit: the household owes less.
    """
    named = [line for line in order.lines if line.product == correction.product]
    lines = [line for line in named or order.lines if line.total]
    weights = [(f"expenses:{line.category}", line.total.cents) for line in lines]
    if correction.kind is CorrectionKind.TAKEN_BACK:  # its bottles went along
        weights += [(f"deposits:{order.retailer}", line.deposit.cents) for line in lines if line.deposit]
    spent = {account: Money(0, correction.amount.currency) for account, _ in weights}
    for (account, _), part in zip(weights, correction.amount.split(cents for _, cents in weights), strict=True):
        spent[account] += part
    postings = [Posting(account, amount) for account, amount in spent.items() if amount]
    return Entry(
        id=f"corrected:{order.id}:{correction.id}",
        at=at,
        memo=f"{correction.kind} {order.id}",
        postings=(*postings, Posting(owed(order.retailer), -correction.amount)),
    )


def deposit_entry(correction: Correction, at: datetime) -> Entry:
    """Bottles went back: the deposit is credited."""
    if correction.kind is not CorrectionKind.BOTTLES:
        raise ValueError(f"{correction.id} is about an order: {correction.kind}")
    postings = (
        Posting(f"deposits:{correction.retailer}", correction.amount),
        Posting(owed(correction.retailer), -correction.amount),
    )
    return Entry(f"deposit:{correction.id}", at, f"bottles back at {correction.retailer}", postings)


def returned_entry(order: Order, posted: Iterable[Entry], at: datetime) -> Entry:
    """A delivered order went back whole: its delivery and its corrections, among `posted`, are reversed."""
    sums: dict[str, Money] = {}
    for entry in posted:
        if entry.id != f"delivered:{order.id}" and not entry.id.startswith(f"corrected:{order.id}:"):
            continue
        for posting in entry.postings:
            if not posting.account.startswith(("planned:", "reserved:")):
                sums[posting.account] = sums.get(posting.account, Money(0, posting.amount.currency)) + posting.amount
    back = tuple(Posting(account, -amount) for account, amount in sums.items() if amount)
    return Entry(f"returned:{order.id}", at, f"reverses delivered {order.id}", back)


def payment_entry(payment: Payment, at: datetime) -> Entry:
    """A payment settles the debt to the retailer from the household's bank, or from its wallet; a payout is what the
    retailer owed it."""
    held = "wallet" if payment.kind == "wallet" else REFUNDED if payment.amount.cents < 0 else PAID
    return Entry(
        id=f"paid:{payment.end_to_end}",
        at=at,
        memo=f"paid {payment.period}",
        postings=(Posting(owed(payment.retailer), payment.amount), Posting(held, -payment.amount)),
    )


def top_up_entry(key: str, amount: Money, at: datetime) -> Entry:
    """Money goes from the household's bank into its wallet."""
    return Entry(
        id=f"topped_up:{key}",
        at=at,
        memo=f"topped up {key}",
        postings=(Posting("wallet", amount), Posting(PAID, -amount)),
    )


def owed(retailer: str) -> str:
    return f"owed:{retailer}"


def _planned(order: Order) -> str:
    return f"planned:{order.quote.category}"


def _reserved(order: Order) -> str:
    return f"reserved:{order.retailer}"
