"""What a person of each profile says: a simple model, seeded. Acts, not text: hearing is measured elsewhere."""

from __future__ import annotations

import random
from dataclasses import dataclass

from nlu.interpretation import OrdinalValue, ProductValue
from skill.dialogue.act import Act, Wanted
from skill.dialogue.reply import Reply
from skill.domain.catalogue import Catalogue
from skill.domain.person import Profile

ANSWERED = frozenset({"proposed", "offered_choice", "asked_confirmation", "asked_payment", "asked_step_up"})
"""What a person is asked: each counts as a question."""

LATE_S = 150
"""Who answers late does so when the question has run out."""


@dataclass(frozen=True, slots=True)
class Manner:
    """Shares out of a hundred: how often somebody looks at what waits, says no, says nothing, or answers late."""

    looks: int
    no: int
    silent: int
    late: int


MANNERS = {
    Profile.CONVENIENCE: Manner(looks=70, no=3, silent=6, late=3),
    Profile.SAVER: Manner(looks=90, no=10, silent=4, late=2),
    Profile.EARLY_ADOPTER: Manner(looks=60, no=4, silent=8, late=3),
    Profile.SAFETY: Manner(looks=90, no=6, silent=3, late=2),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said, and after how many seconds."""

    act: Act
    after_s: int = 5


@dataclass(slots=True)
class Somebody:
    """An adult of a profile, with a chance of its own."""

    profile: Profile
    chance: random.Random

    def looks(self) -> bool:
        return self.chance.randrange(100) < MANNERS[self.profile].looks

    def answer(self, reply: Reply) -> Said | None:
        """What the person says to it; None for nothing."""
        if is_goods_question(reply):
            return Said(Act("confirm")) if self.chance.randrange(100) < 90 else None
        if reply.decided not in ANSWERED:
            return None
        if reply.decided == "asked_step_up":
            return Said(Act("give_pin", digits="1234"))
        manner, drawn = MANNERS[self.profile], self.chance.randrange(100)
        if drawn < manner.silent:
            return None
        after_s = LATE_S if drawn < manner.silent + manner.late else 5
        if drawn >= 100 - manner.no:
            return Said(Act("deny"), after_s)
        if reply.decided == "offered_choice":
            return Said(Act("choose_option", ordinal=self._choice()), after_s)
        return Said(Act("confirm"), after_s)

    def _choice(self) -> OrdinalValue:
        match self.profile:
            case Profile.SAVER:
                return OrdinalValue("cheapest")
            case Profile.EARLY_ADOPTER:
                return OrdinalValue(self.chance.choice((1, 2)))
            case Profile.SAFETY:
                return OrdinalValue(self.chance.choice((1, 1, 2)))
            case Profile.CONVENIENCE:
                return OrdinalValue(1)


def is_goods_question(reply: Reply) -> bool:
    """Whether the person is asked if what came is right."""
    return any(part.key == "is_everything_right" for part in reply.parts)


def order_of(kind: str, catalogue: Catalogue) -> Act:
    """Asking for a kind of product."""
    candidates = tuple(product.id for product in catalogue.of_kind(kind))
    return Act("order_product", wanted=(Wanted(kind, ProductValue(kind, candidates)),))
