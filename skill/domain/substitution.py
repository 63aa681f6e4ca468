"""What a retailer brings in the place of something it does not have: who gets it, who is asked, and when it stays away.

Nobody ever pays more for it than for what was confirmed (P3): what is dearer stays away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from skill.domain.catalogue import Product
from skill.domain.money import Money
from skill.domain.offer import Line
from skill.domain.person import Profile
from skill.domain.substitute import MOST_DEARER, about_as_much, may_replace
from skill.domain.unit_price import cents_per_content


class Outcome(StrEnum):
    """`asked`: waits for the person; `replaced`: the other product comes; `dropped`: nothing comes for it."""

    ASKED = "asked"
    REPLACED = "replaced"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Substitution:
    """`report` is the retailer's own id of it; `gone` is the line as it was, `offered` what would come instead, at what
    the person would pay for it."""

    report: str
    gone: Line
    offered: Line | None
    outcome: Outcome

    def ended(self, outcome: Outcome) -> Substitution:
        return replace(self, outcome=outcome)


def judge(
    gone: Line, wanted: Product | None, offered: Product | None, quantity: int, price: Money, profile: Profile | None
) -> Outcome:
    """`quantity` packs of `offered` are what the retailer offers, for `price` in all. Of the same kind and diet, about
    as much and not dearer, it comes; a `safety` person is asked first, and somebody whose profile is not known gets
    only what was ordered."""
    if wanted is None or offered is None or offered.kind != wanted.kind or not may_replace(wanted, offered):
        return Outcome.DROPPED
    if profile is None or price > gone.total or price.cents <= 0:
        return Outcome.DROPPED
    if not about_as_much(wanted, gone.quantity, offered, quantity):
        return Outcome.DROPPED
    per_content = cents_per_content(price, offered.size, quantity)
    if per_content > cents_per_content(gone.total, wanted.size, gone.quantity) * MOST_DEARER:
        return Outcome.DROPPED
    return Outcome.ASKED if profile is Profile.SAFETY else Outcome.REPLACED


def line_of(gone: Line, offered: Product, quantity: int, price: Money) -> Line:
    """The line that would come: with its deposit it costs no more than what it replaces."""
    deposit = min(offered.deposit * quantity, gone.total + gone.deposit)
    total = min(price, gone.total + gone.deposit - deposit)
    unit = Money(total.cents // quantity, total.currency)
    return Line(offered.id, offered.kind, gone.category, quantity, unit, total, deposit)
