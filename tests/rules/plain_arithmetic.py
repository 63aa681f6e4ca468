"""What a purchase costs and what a mandate covers, worked out a second time and apart from the product's own code.

The judge of the generated conversations uses this and never asks `authorize`: two ways to the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from skill.domain.mandate import Mandate
from skill.domain.offer import Quote
from skill.domain.order import Order
from tests.building import CATEGORY_OF, CORNER_FEE, DEPOSIT, KIND_OF, PRICES, RETAILERS, ZONE

VOICE_LIMIT_CENTS = 10_000
ADULTS_THAT_MAY_GRANT = {"anna", "bram", "mute"}
"""Not Saar, whose profile is `safety`, not the child, and nobody else."""


@dataclass(slots=True)
class Shelf:
    """What the retailers ask at this moment."""

    prices: dict[str, int] = field(default_factory=dict)
    promotions_ended: set[str] = field(default_factory=set)
    sold_out: set[str] = field(default_factory=set)
    slots_gone: set[tuple[str, datetime]] = field(default_factory=set)

    def faults(self, quote: Quote, now: datetime) -> list[str]:
        """In what the quote is not what the shelf asks now."""
        found = []
        total = 0
        for line in quote.lines:
            kind = KIND_OF[line.product]
            unit = self.prices.get(kind, PRICES.get((quote.retailer, line.product), -1))
            paid_for = line.quantity
            if line.product == "decaf" and quote.retailer == "grocer" and kind not in self.promotions_ended:
                paid_for -= line.quantity // 3
            deposit = DEPOSIT[line.product].cents * line.quantity if line.product in DEPOSIT else 0
            total += unit * paid_for + deposit
            if (quote.retailer, line.product) not in PRICES or self.sold_out & {kind, line.product}:
                found.append(f"{line.product} is not for sale")
            if line.total.cents != unit * paid_for:
                found.append(f"{line.product} costs {unit * paid_for}, not {line.total.cents}")
        if quote.slot is not None:
            total += CORNER_FEE.cents if quote.retailer == "corner" else 0
            if (quote.retailer, quote.slot.start) in self.slots_gone or quote.slot.start <= now:
                found.append("the slot is not free")
        elif RETAILERS[quote.retailer].delivery is not None:
            found.append("no slot")
        if quote.total.cents != total:
            found.append(f"{total} in all, not {quote.total.cents}")
        return found


@dataclass(frozen=True, slots=True)
class Spent:
    """Something that took of a mandate's limit, once."""

    mandate: str
    subject: str
    cents: int
    at: datetime


def most_charged(order: Order) -> int:
    """Cents: what was confirmed, and a tenth of its goods where a retailer weighed them."""
    return order.total.cents + sum(line.total.cents for line in order.lines) // 10


def period_began(period: str, now: datetime) -> datetime:
    """Local midnight of today, of Monday, or of the first of the month."""
    day = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "week":
        while day.weekday() != 0:
            day = (day - timedelta(hours=12)).replace(hour=0)
    elif period == "month":
        day = day.replace(day=1)
    return day


def used(mandate: Mandate, spent: Iterable[Spent], now: datetime) -> int:
    """Cents that count in the running period."""
    period = mandate.limit_per_period.period.value if mandate.limit_per_period else "day"
    began = period_began(period, now)
    return sum(each.cents for each in spent if each.mandate == mandate.id and each.at >= began)


def stands(mandate: Mandate, allows: str, category: str, retailer: str, now: datetime) -> list[str]:
    """Why the mandate says nothing about this, whatever the amount."""
    today = now.astimezone(ZONE).date()
    found = []
    if mandate.grantor not in {"anna", "bram", "mute", "saar"}:
        found.append("nobody granted it")
    if allows not in {each.value for each in mandate.allows}:
        found.append(f"it does not allow to {allows}")
    if category != mandate.category:
        found.append("another category")
    if mandate.retailers and retailer not in mandate.retailers:
        found.append("another retailer")
    if mandate.revoked is not None:
        found.append("revoked")
    if mandate.conditions:
        found.append("a condition that nobody can judge")
    if today < mandate.granted or (mandate.expires is not None and not today < mandate.expires):
        found.append("not in force today")
    return found


def does_not_buy(mandate: Mandate, quote: Quote, spent: Iterable[Spent], now: datetime) -> list[str]:
    """Why the mandate does not cover this order."""
    found = stands(mandate, "buy", quote.category, quote.retailer, now)
    cents = quote.total.cents
    if mandate.grantor not in ADULTS_THAT_MAY_GRANT:
        found.append("a grantor who may not let things be bought")
    if mandate.paused:
        found.append("paused")
    if quote.category == "insurance":
        found.append("a financial product")
    for line in quote.lines:
        kind = KIND_OF[line.product]
        if CATEGORY_OF[kind] != mandate.category:
            found.append("a line of another category")
        if kind in mandate.except_kinds:
            found.append("an exception")
        if kind in mandate.ask_above and line.total.cents >= mandate.ask_above[kind].cents:
            found.append("to be asked above an amount")
    if mandate.limit_per_order is None and mandate.limit_per_period is None:
        found.append("no limit")
    if mandate.limit_per_order is not None and not cents < mandate.limit_per_order.cents:
        found.append("over the limit of an order")
    if mandate.limit_per_period is not None:
        before = used(mandate, spent, now)
        if not before + cents < mandate.limit_per_period.amount.cents:
            found.append(f"over the limit of the period: {before} + {cents}")
    return found


def does_not_pay(
    mandate: Mandate, category: str, retailer: str, cents: int, spent: Iterable[Spent], due: datetime
) -> list[str]:
    """Why the mandate does not let this payment go."""
    found = stands(mandate, "pay", category, retailer, due)
    limit = mandate.limit_per_period.amount if mandate.limit_per_period else mandate.limit_per_order
    if limit is None:
        found.append("no limit")
    elif not used(mandate, spent, due) + cents < limit.cents:
        found.append("over the limit")
    return found


def lets_more_be_spent(new: Mandate, old: Mandate) -> bool:
    """Whether the new one lets more be spent: in a period where the old one had a limit for that, else on an order."""
    if old.limit_per_period is not None:
        limit = new.limit_per_period.amount if new.limit_per_period else new.limit_per_order
        return limit is not None and limit > old.limit_per_period.amount
    limits = [each for each in (new.limit_per_order, new.limit_per_period and new.limit_per_period.amount) if each]
    return old.limit_per_order is not None and bool(limits) and min(limits) > old.limit_per_order
