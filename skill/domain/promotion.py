"""Promotions: what a deal takes off some goods of one order. Integer cents; nothing costs more than without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from skill.domain.money import Money


@dataclass(frozen=True, slots=True)
class BuyGet:
    """Buy some, get some free: 2 + 1."""

    buy: int
    free: int


@dataclass(frozen=True, slots=True)
class Percent:
    percent: int


@dataclass(frozen=True, slots=True)
class SecondHalfPrice:
    pass


@dataclass(frozen=True, slots=True)
class BundlePrice:
    """`quantity` together for one price."""

    quantity: int
    price: Money


@dataclass(frozen=True, slots=True)
class MinimumSpend:
    """`off` once, from `spend` on: counted at shelf prices, over goods that are in no other promotion."""

    spend: Money
    off: Money


Deal = BuyGet | Percent | SecondHalfPrice | BundlePrice | MinimumSpend

Goods = tuple[Money, int]
"""A unit price and how many at it."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """A deal on some products of one retailer from `start` up to and including `end`.

    `mixed`: different products of it count together, and the cheapest of them are the free or the halved ones.
    """

    id: str
    retailer: str
    products: frozenset[str]
    start: date
    end: date
    deal: Deal
    mixed: bool = False

    def runs_on(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def bundle(self) -> int:
        """The smallest quantity that gets the whole deal."""
        match self.deal:
            case BuyGet(buy, free):
                return buy + free
            case BundlePrice(quantity, _):
                return quantity
            case SecondHalfPrice():
                return 2
            case Percent() | MinimumSpend():
                return 1

    def price(self, unit_price: Money, quantity: int) -> Money:
        """What `quantity` of one product costs when nothing else is ordered; never more than without the deal."""
        full = unit_price * quantity
        match self.deal:
            case BuyGet(buy, free):
                return full - unit_price * (quantity // (buy + free) * free)
            case Percent(percent):
                return Money(full.cents - full.cents * percent // 100)
            case SecondHalfPrice():
                return full - Money(unit_price.cents // 2) * (quantity // 2)
            case BundlePrice(bundle, price):
                return min(full, price * (quantity // bundle) + unit_price * (quantity % bundle))
            case MinimumSpend(spend, off):
                return full if full < spend else max(full - off, Money(0))

    def savings(self, goods: Sequence[Goods]) -> tuple[Money, ...]:
        """What the deal takes off each line of one order; none gets more off than it costs.

        What is off several lines together is shared out by what each has in it, so that each can be corrected, or go
        back, on its own. Give the lines in an order of their own: an odd cent goes to the earlier one.
        """
        full = [unit_price * quantity for unit_price, quantity in goods]
        if isinstance(self.deal, MinimumSpend):
            whole = Money.total(full)
            off = min(self.deal.off, whole) if whole >= self.deal.spend else Money(0)
            return _shared(off, [each.cents for each in full])
        if not self.mixed or len(goods) == 1:
            return tuple(
                every - self.price(unit_price, quantity)
                for every, (unit_price, quantity) in zip(full, goods, strict=True)
            )
        return self._together(goods)

    def _together(self, goods: Sequence[Goods]) -> tuple[Money, ...]:
        """Dearest first into groups: no other grouping takes more off."""
        units = sorted((-price.cents, at) for at, (price, quantity) in enumerate(goods) for _ in range(quantity))
        off_cents, weights = 0, [0] * len(goods)
        for first in range(0, len(units) - self.bundle + 1, self.bundle):
            group = units[first : first + self.bundle]
            saved_cents = self._off_group([-cents for cents, _ in group])
            if saved_cents > 0:
                off_cents += saved_cents
                for cents, at in group:
                    weights[at] -= cents
        return _shared(Money(off_cents), weights)

    def _off_group(self, cents: list[int]) -> int:
        """What comes off one group, its dearest first."""
        match self.deal:
            case BuyGet(buy, _):
                return sum(cents[buy:])
            case SecondHalfPrice():
                return cents[-1] // 2
            case BundlePrice(_, price):
                return sum(cents) - price.cents
            case Percent(percent):
                return sum(cents) * percent // 100
            case MinimumSpend():
                return 0


def _shared(off: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    return off.split(weights) if off else (off,) * len(weights)
