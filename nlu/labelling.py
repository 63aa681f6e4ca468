"""Which utterances are most worth a label: those that were heard with doubt, near a yes, or unlike all that is known.

Similar ones form a group, so that one decision serves many.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz import fuzz

from nlu.interpretation import Context, Expecting, Interpretation, Recognizer
from nlu.nearest_examples import NearestExamples
from nlu.personal_data import without_personal
from nlu.words import normalised

SURE = 0.75
"""From this confidence on a label teaches little."""
CLEAR_MARGIN = 0.25
"""So far ahead of the second intent the first one is no toss-up."""
FAMILIAR = 0.5
"""Likeness to the nearest training sentence below which a sentence is new."""
SAME = 84.0
"""Likeness, of 100, from which utterances are one group."""
LEAST_WORTH = 0.15


@dataclass(frozen=True, slots=True)
class Recorded:
    """An utterance as it was recorded, and the question that was open."""

    text: str
    language: str
    expecting: Expecting | None
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An utterance worth a label, free of what is personal; `suggested` are intents, likeliest first."""

    recorded: Recorded
    text: str
    heard: Interpretation
    worth: float
    reasons: tuple[str, ...]
    suggested: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """An utterance that holds something personal. Its words are not kept, only where it stands and why."""

    source: str
    line: int
    reason: str


@dataclass(slots=True)
class Group:
    """Utterances that say about the same, the one most worth a label first."""

    candidates: list[Candidate] = field(default_factory=list)

    @property
    def language(self) -> str:
        return self.candidates[0].recorded.language

    @property
    def worth(self) -> float:
        """Of its best, and a little more for each that the decision serves as well."""
        return self.candidates[0].worth * (1 + 0.5 * math.log(len(self.candidates)))

    @property
    def suggested(self) -> tuple[str, ...]:
        """The intents that its utterances suggest, most often suggested first."""
        votes: Counter[str] = Counter()
        for candidate in self.candidates:
            for place, intent in enumerate(candidate.suggested):
                votes[intent] += len(candidate.suggested) - place
        return tuple(intent for intent, _ in votes.most_common(5))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a language: its sentences (normalised, those held out as well), and where to look for near ones;
    `names` are of persons and streets, `words` are no secret although they have a capital."""

    sentences: frozenset[str]
    nearest: NearestExamples
    names: Collection[str] = ()
    words: Collection[str] = ()


def worth_labelling(
    recorded: Sequence[Recorded], recognizer: Recognizer, known: dict[str, Known], now: datetime
) -> tuple[list[Group], list[Refused]]:
    """Groups, most worth first, and what was refused. What is known already, or clear, is in neither."""
    refused: list[Refused] = []
    candidates: dict[str, Candidate] = {}
    for each in recorded:
        language = known.get(each.language)
        if language is None:
            continue
        context = Context(names=tuple(language.names))
        heard = recognizer.recognize(each.text, each.language, each.expecting, now=now, context=context)
        as_pin = recognizer.recognize(each.text, each.language, "pin", now=now, context=context)
        cleaned = without_personal(each.text, each.language, language.names, language.words, heard, as_pin)
        if cleaned.text is None:
            refused.append(Refused(each.source, each.line, cleaned.reason))
            continue
        key = f"{each.language} {normalised(cleaned.text)}"
        if key in candidates or normalised(cleaned.text) in language.sentences or not normalised(cleaned.text):
            continue
        asked = heard
        if each.expecting != "confirmation":
            asked = recognizer.recognize(each.text, each.language, "confirmation", now=now, context=context)
        candidate = _candidate(each, cleaned.text, heard, asked, language)
        if candidate.worth >= LEAST_WORTH:
            candidates[key] = candidate
    return _grouped(sorted(candidates.values(), key=lambda each: -each.worth)), refused


def _candidate(recorded: Recorded, text: str, heard: Interpretation, asked: Interpretation, known: Known) -> Candidate:
    reasons: list[str] = []
    worth = 0.0
    if heard.confidence < SURE:
        reasons.append(f"heard with {heard.confidence:.2f}")
        worth += 1 - heard.confidence
    margin = heard.ranking[0][1] - heard.ranking[1][1] if len(heard.ranking) > 1 else 1.0
    if margin < CLEAR_MARGIN:
        reasons.append(f"{heard.ranking[0][0]} or {heard.ranking[1][0]}")
        worth += 0.5 * (1 - margin / CLEAR_MARGIN)
    if asked.intent == "hesitate" and asked.stage == "proof":
        reasons.append("nearly a yes")  # a wrong yes costs money, a missed yes a question: both are worth knowing
        worth += 0.6
    near = known.nearest.by_words(text, 3)
    likeness = near[0].likeness if near else 0.0
    if likeness < FAMILIAR:
        reasons.append("unlike all that is known")
        worth += 0.6 * (1 - likeness / FAMILIAR)
    ranked = [intent for intent, _ in heard.ranking[:4]] or [heard.intent]
    suggested = dict.fromkeys([heard.intent, *ranked, *(each.example.intent for each in near)])
    return Candidate(recorded, text, heard, round(worth, 3), tuple(reasons), tuple(suggested)[:5])


def _grouped(candidates: Sequence[Candidate]) -> list[Group]:
    groups: list[Group] = []
    for candidate in candidates:
        home = next((group for group in groups if _alike(group.candidates[0], candidate)), None)
        if home is None:
            groups.append(Group([candidate]))
        else:
            home.candidates.append(candidate)
    return sorted(groups, key=lambda group: -group.worth)


def _alike(one: Candidate, other: Candidate) -> bool:
    if one.recorded.language != other.recorded.language or one.suggested[0] != other.suggested[0]:
        return False
    return fuzz.token_sort_ratio(normalised(one.text), normalised(other.text), score_cutoff=SAME) > 0
