"""What the pipeline finds in one utterance on its way from words to meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from nlu.interpretation import Context, Entity, Expecting, Interpretation
from nlu.mention import Mention
from nlu.words import Word, words_of

NO_CONTEXT = Context()

AS_SPOKEN = frozenset({"category", "period", "preference", "label", "device"})
"""Values whose own words tell the intent, so that they are not replaced by their kind."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known apart from the words: the open question, the clock, what is on offer."""

    expecting: Expecting | None = None
    now: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    context: Context = NO_CONTEXT


class ValueFinder(Protocol):
    """Finds the values that people say: numbers, money, moments, ordinals, digits."""

    def find(self, text: str, now: datetime, names: frozenset[str] | None = None) -> tuple[Entity, ...]:
        """With `names` only entities of these names are looked for."""
        ...


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Words [first, last) carry something called `name`."""

    name: str
    first: int
    last: int

    def overlaps(self, other: WordSpan) -> bool:
        return self.first < other.last and other.first < self.last


@dataclass(slots=True)
class Reading:
    """One utterance being understood; each component of the pipeline fills in its part. What was said is not in its
    repr (rule A5)."""

    text: str = field(repr=False)
    words: tuple[Word, ...] = field(default=(), repr=False)
    values: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    product_spans: tuple[tuple[WordSpan, Mention | None], ...] = ()
    text_spans: tuple[WordSpan, ...] = ()
    intent: str = "out_of_scope"
    confidence: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()
    also: tuple[str, ...] = ()
    left: str = field(default="", repr=False)
    stage: str = "exact"
    per: str | None = None
    put_off: bool = False
    only: bool = False
    more: bool = False
    entities: tuple[Entity, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def norms(self) -> list[str]:
        return [word.norm for word in self.words]


def new_reading(text: str) -> Reading:
    """A reading of a cleaned text, with its words and nothing more."""
    return Reading(text=text, words=words_of(text))


def interpretation_of(reading: Reading, locale: str) -> Interpretation:
    """What the skill is told of a reading that is done."""
    return Interpretation(
        text=reading.text,
        locale=locale,
        intent=reading.intent,
        confidence=reading.confidence,
        ranking=reading.ranking,
        entities=reading.entities,
        also=reading.also,
        left=reading.left,
        stage=reading.stage,
        per=reading.per,
        put_off=reading.put_off,
        only=reading.only,
        more=reading.more,
    )


def word_span(words: Sequence[Word], name: str, start: int, end: int) -> WordSpan | None:
    """The words that touch characters [start, end); None when no word does."""
    inside = [at for at, word in enumerate(words) if word.start < end and start < word.end]
    return WordSpan(name, inside[0], inside[-1] + 1) if inside else None


def without_overlap(spans: Sequence[WordSpan]) -> list[WordSpan]:
    """Longer spans win over shorter ones, earlier given ones over later given ones of the same length."""
    chosen: list[WordSpan] = []
    for span in sorted(spans, key=lambda span: span.first - span.last):
        if not any(span.overlaps(other) for other in chosen):
            chosen.append(span)
    return sorted(chosen, key=lambda span: span.first)


def delexicalised(norms: Sequence[str], spans: Sequence[WordSpan]) -> list[str]:
    """The words with each span replaced by its kind: "bestel <quantity> <product>"."""
    tokens: list[str] = []
    starts = {span.first: span for span in spans}
    at = 0
    while at < len(norms):
        span = starts.get(at)
        tokens.append(f"<{span.name}>" if span else norms[at])
        at = span.last if span else at + 1
    return tokens
