"""Training sentences as Alexa's sample utterances: entities become slots, or the sentence is left out and why."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nlu.inline_entities import AnnotatedEntity
from nlu.training_data import Example
from skill.channels.alexa.model_schema import MAX_SAMPLE_CHARS, SLOT, allowed_in_sample
from skill.channels.alexa.spoken_slots import SlotReader, SlotText

FREE_TEXT = "AMAZON.SearchQuery"

CUSTOM_TYPES: Mapping[str, str] = {
    "product": "ProductName",
    "brand": "BrandName",
    "retailer": "RetailerName",
    "category": "CategoryName",
    "period": "PeriodName",
    "preference": "PreferenceName",
    "label": "LabelName",
    "device": "DeviceName",
    "person": "PersonName",
    "quantity": "QuantityPhrase",
    "money": "MoneyPhrase",
    "moment": "MomentPhrase",
    "ordinal": "OrdinalPhrase",
    "unit": "UnitName",
}
"""The slot types of our own, by slot. A phrase type holds what Alexa's own types cannot hear whole ("a dozen")."""

SLOT_TYPES: Mapping[str, str] = {
    **CUSTOM_TYPES,
    "number": "AMAZON.NUMBER",
    "euros": "AMAZON.NUMBER",
    "day": "AMAZON.DATE",
    "time": "AMAZON.TIME",
    "digits": "AMAZON.FOUR_DIGIT_NUMBER",
    "need": FREE_TEXT,
    "reason": FREE_TEXT,
}
"""The type of each slot: an entity by its own name, or the parts of a value that Alexa hears by itself."""

_NO_LETTER = re.compile(r"[,;:!?\"“”…()–—/]+|\.(?=\s|$)")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Samples:
    """`by_intent` in the order of the training data; `phrases` are the words that a slot of a phrase type was said in.

    `left_out` counts, by reason, the sentences that Alexa's rules do not allow.
    """

    by_intent: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[str, ...]]
    left_out: Mapping[str, int]


@dataclass(slots=True)
class _Collected:
    by_intent: dict[str, dict[str, None]] = field(default_factory=dict)
    phrases: dict[str, dict[str, None]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    owners: dict[str, str] = field(default_factory=dict)


def samples_of(examples: Iterable[Example], reader: SlotReader) -> Samples:
    """The samples of each intent. A sample that two intents would share stays with the first."""
    collected = _Collected()
    for example in examples:
        collected.by_intent.setdefault(example.intent, {})
        sample, spoken = _sample(example, reader)
        reason = _unfit(sample)
        if reason is None:
            owner = collected.owners.setdefault(sample.lower(), example.intent)
            reason = None if owner == example.intent else "another intent has the same sample"
        if reason is not None:
            collected.left_out[reason] += 1
            continue
        collected.by_intent[example.intent][sample] = None
        for slot, text in spoken:
            collected.phrases.setdefault(slot, {})[text.lower()] = None
    return Samples(
        {intent: tuple(samples) for intent, samples in collected.by_intent.items()},
        {slot: tuple(texts) for slot, texts in collected.phrases.items()},
        dict(collected.left_out),
    )


def _sample(example: Example, reader: SlotReader) -> tuple[str, list[SlotText]]:
    parts: list[str] = []
    spoken: list[SlotText] = []
    position = 0
    for entity in sorted(example.entities, key=lambda entity: entity.start):
        template, texts = _slots(example.text, entity, reader)
        parts += [plain(example.text[position : entity.start]), template]
        spoken += texts
        position = entity.end
    parts.append(plain(example.text[position:]))
    return _SPACES.sub(" ", " ".join(part for part in parts if part)).strip(), spoken


def _slots(text: str, entity: AnnotatedEntity, reader: SlotReader) -> tuple[str, list[SlotText]]:
    words = plain(text[entity.start : entity.end])
    parts = reader.split(entity.name, words)
    if parts is not None:
        return parts, []
    return f"{{{entity.name}}}", [(entity.name, words)]


def plain(text: str) -> str:
    """Words as samples write them: no marks of reading, straight apostrophes, single spaces."""
    return _SPACES.sub(" ", _NO_LETTER.sub(" ", text.replace("’", "'"))).strip()


def _unfit(sample: str) -> str | None:
    """Why Alexa would refuse the sample."""
    slots = SLOT.findall(sample)
    words = SLOT.sub(" ", sample)
    if not sample:
        return "nothing is left of it"
    if len(sample) > MAX_SAMPLE_CHARS:
        return f"longer than {MAX_SAMPLE_CHARS} characters"
    if not allowed_in_sample(words):
        return "a digit or sign that a sample may not hold"
    if len(set(slots)) < len(slots):
        return "one slot twice"
    if any(SLOT_TYPES.get(slot) == FREE_TEXT for slot in slots):
        if len(slots) > 1:
            return "free text beside another slot"
        if not words.strip():
            return "free text without a word beside it"
    return None
