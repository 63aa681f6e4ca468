"""Labels of products that a person would rather have, or rather not: "organic milk", "no own brands"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from skill.dialogue.act import Act
from skill.dialogue.situation import Situation
from skill.domain.person import Person
from skill.domain.preference import About, Preference

DIETS = ("lactose_free", "gluten_free", "sugar_free", "vegan", "vegetarian")
"""What somebody may not have, or not want to. We rank by them and promise nothing about what is in a product."""

LABELS = ("organic", "fairtrade", "own_brand", "eco", "unscented", "free_range", "recycled", "wholegrain", *DIETS)
"""Of the catalogue's labels those that can be preferred and asked about: the values of `label` in data/intents.yml."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be kept, and what the person told before that it takes the place of."""

    kept: tuple[Preference, ...]
    gone: tuple[Preference, ...]

    @property
    def of_a_diet(self) -> bool:
        return any(each.value in DIETS for each in self.kept)


def said(act: Act) -> tuple[str, ...]:
    """The labels that were named."""
    return tuple(dict.fromkeys(word for word in act.preferences if word in LABELS))


def told(act: Act, situation: Situation, person: Person, known: Iterable[Preference]) -> Told:
    """For the kinds that were named, or for everything. Who wants no gluten-free bread any more takes that back: a diet
    is never what somebody would rather not have."""
    kept: list[Preference] = []
    gone: list[Preference] = []
    kinds = [wanted.product.kind for wanted in act.wanted if wanted.product.kind]
    for label in said(act):
        before = [each for each in known if each.value == label]
        avoided = _is_avoided(act, label)
        about = About.NOT_LABEL if avoided else About.LABEL
        if avoided and label in DIETS:
            gone += [each for each in before if each.about is About.LABEL]
            continue
        subjects = [label] if avoided or not kinds else [f"{label}:{kind}" for kind in kinds]
        gone += [each for each in before if each.about in (About.LABEL, About.NOT_LABEL) and each.about is not about]
        kept += [Preference(person.id, about, subject, label, situation.now) for subject in subjects]
    return Told(tuple(kept), tuple(gone))


def _is_avoided(act: Act, label: str) -> bool:
    """ "No own brands", and "leave own brands out"; but what follows a label may be about a product of its own: "I am
    vegan, so no more dairy"."""
    if "avoid" not in act.preferences:
        return False
    before = act.preferences.index("avoid") < act.preferences.index(label)
    return before or (not act.wanted and label not in DIETS)
