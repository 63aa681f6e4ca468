"""What must be known of an offer before a condition such as "only the cheapest" can be judged (P1, P5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from skill.domain.agenda import Presence
from skill.domain.money import Money


@dataclass(frozen=True, slots=True)
class Priced:
    """What a content costs in all, with delivery and deposit. `contents` is in the unit of the kind, such as grams."""

    price: Money
    contents: int

    def is_dearer_than(self, other: Priced) -> bool:
        """By unit of content, in whole numbers: nothing is divided, so nothing is rounded."""
        return self.price.cents * other.contents > other.price.cents * self.contents


@dataclass(frozen=True, slots=True)
class Comparison:
    """The offer and the others that it was held against; amounts of one currency."""

    own: Priced
    others: tuple[Priced, ...]

    def cheaper(self) -> Priced | None:
        """The cheapest of those that are cheaper than the offer; None when it is the cheapest (or one of them)."""
        better = [other for other in self.others if self.own.is_dearer_than(other)]
        cheapest: Priced | None = None
        for other in better:
            if cheapest is None or cheapest.is_dearer_than(other):
                cheapest = other
        return cheapest

    def saving(self) -> Money | None:
        """What the next one up would cost more for as much, rounded down; None where the offer is not the cheapest, or
        the only one."""
        dearer = [other for other in self.others if other.is_dearer_than(self.own)]
        if not dearer or self.cheaper() is not None:
            return None
        cents = min(other.price.cents * self.own.contents // other.contents for other in dearer)
        return Money(cents - self.own.price.cents, self.own.price.currency)


@dataclass(frozen=True, slots=True)
class Evidence:
    """None is unknown, and what is unknown refuses. `labels` are by product id; `presence`: whether somebody is home to
    take the delivery in."""

    comparison: Comparison | None = None
    labels: Mapping[str, frozenset[str]] | None = None
    presence: Presence = Presence.UNKNOWN


NO_EVIDENCE = Evidence()
