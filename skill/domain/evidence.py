"""What must be known of an offer before a condition such as "only the cheapest" can be judged (P1, P5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Evidence:
    """None is unknown, and what is unknown refuses. `labels` are by product id."""

    comparison: Comparison | None = None
    labels: Mapping[str, frozenset[str]] | None = None


NO_EVIDENCE = Evidence()
