"""Lets a recogniser hear utterances, each as it stands and once more with a confirmation open."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from nlu.evaluation.utterances import Utterance
from nlu.interpretation import Context, EntityValue, Expecting, Interpretation, Recognizer

CLOCK = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
ACTED_FROM = 0.8
"""From this confidence a yes is acted on, when nothing was said beside it (the dialogue's own threshold)."""
OUT_OF_SCOPE = "out_of_scope"

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A value that was heard: `text[start:end]` of what the recogniser says it heard, and what it stands for."""

    name: str
    start: int
    end: int
    value: EntityValue | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was made of one utterance; `yes` is what it was with a confirmation open: heard as a yes, with what
    confidence, None when it was not; `acted` whether that yes would have been acted on."""

    utterance: Utterance
    intent: str
    confidence: float
    stage: str
    entities: tuple[Found, ...]
    ms: float
    yes: float | None
    acted: bool

    @property
    def judged(self) -> bool:
        return bool(self.utterance.intents)

    @property
    def right(self) -> bool:
        """Whether the intent is one that it may be; a sentence that is only forbidden to be a yes is no yes."""
        if self.utterance.intents:
            return self.intent in self.utterance.intents
        return self.yes is None

    @property
    def is_yes(self) -> bool:
        return self.utterance.intent == "confirm"

    @property
    def false_yes(self) -> bool:
        return not self.is_yes and self.yes is not None

    @property
    def key(self) -> tuple[str, int, str]:
        return (self.utterance.source, self.utterance.line, self.utterance.text)


def hear_all(
    recognizer: Recognizer,
    utterances: Sequence[Utterance],
    names: Sequence[str] = (),
    progress: Progress = lambda _: None,
) -> list[Outcome]:
    """An outcome for each utterance. `names` are the persons of the homes, as a conversation would know them."""
    context = Context(names=tuple(names))
    for language in sorted({utterance.language for utterance in utterances}):
        recognizer.recognize("hallo", LOCALES[language], now=CLOCK)  # the first turn loads, and would be measured
    outcomes = []
    for number, utterance in enumerate(utterances, 1):
        outcomes.append(_hear(recognizer, utterance, context))
        if number % 1000 == 0:
            progress(f"{number} of {len(utterances)} utterances heard")
    return outcomes


def _hear(recognizer: Recognizer, utterance: Utterance, context: Context) -> Outcome:
    locale = LOCALES[utterance.language]

    def recognized(expecting: Expecting | None) -> Interpretation:
        return recognizer.recognize(utterance.text, locale, expecting, now=CLOCK, context=context)

    began = time.perf_counter()
    heard = recognized(utterance.expecting)
    ms = (time.perf_counter() - began) * 1000
    asked = heard if utterance.expecting == "confirmation" else recognized("confirmation")
    yes = asked.intent == "confirm"
    return Outcome(
        utterance,
        heard.intent,
        heard.confidence,
        heard.stage,
        tuple(Found(entity.name, entity.start, entity.end, entity.value) for entity in heard.entities),
        ms,
        asked.confidence if yes else None,
        yes and asked.confidence >= ACTED_FROM and not asked.also,
    )
