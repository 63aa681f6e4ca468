"""A quote is what would be ordered, to the cent and the slot; an offer is a quote with reasons for its rank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skill.domain.money import Money


@dataclass(frozen=True, slots=True)
class Slot:
    """A delivery window of a retailer, in UTC."""

    retailer: str
    start: datetime
    end: datetime
    fee: Money = Money(0)


@dataclass(frozen=True, slots=True)
class Line:
    """Some of one product. `total` is after the promotion; `deposit` comes on top of it.

    `price_before`: under a promotion, what a saving may be measured from (O4); None where that is not known.
    """

    product: str
    kind: str
    category: str
    quantity: int
    unit_price: Money
    total: Money
    deposit: Money = Money(0)
    promotion: str | None = None
    price_before: Money | None = None

    @property
    def saving(self) -> Money:
        """What may be said to be saved: measured from the lowest price of the 30 days before, never below zero (O4)."""
        if self.price_before is None:
            return Money(0)
        return max(min(self.unit_price, self.price_before) * self.quantity - self.total, Money(0))


@dataclass(frozen=True, slots=True)
class Quote:
    """What a yes would order. Two quotes are the same order only when they are equal in every part (P3).

    `category` is the retailer's: it decides the order of approval, payment and delivery. A line has its own category,
    which a mandate must name: batteries from the grocer are not groceries.
    """

    retailer: str
    category: str
    lines: tuple[Line, ...]
    slot: Slot | None = None

    @property
    def goods(self) -> Money:
        return Money.total(line.total + line.deposit for line in self.lines)

    @property
    def delivery_fee(self) -> Money:
        return self.slot.fee if self.slot else Money(0)

    @property
    def total(self) -> Money:
        """With deposit and delivery (O1)."""
        return self.goods + self.delivery_fee

    @property
    def kinds(self) -> frozenset[str]:
        return frozenset(line.kind for line in self.lines)


@dataclass(frozen=True, slots=True)
class Offer:
    """One suggestion. `reasons` are codes such as `last_bought`, `promotion`, `cheapest`, `known_brand`."""

    quote: Quote
    reasons: tuple[str, ...] = ()

    @property
    def line(self) -> Line:
        return self.quote.lines[0]
