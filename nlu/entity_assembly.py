"""The entities of an utterance, once its intent is known: which spans count, and what they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.catalogue_match import CatalogueMatcher, Mention
from nlu.contract import Contract
from nlu.interpretation import Context, Entity, EntityValue, NameValue, TextValue
from nlu.reading import Reading, Situation, WordSpan, word_span

# A value that the contract does not name for the intent is still worth hearing, these are not: they are guesses
# (names), or private (a PIN).
ONLY_WHERE_ALLOWED = frozenset(
    {"product", "brand", "retailer", "need", "reason", "person", "category", "period", "digits"}
)


def assemble(
    reading: Reading, situation: Situation, contract: Contract, matcher: CatalogueMatcher
) -> tuple[Entity, ...]:
    """Entities in the order spoken, not overlapping; those that the intent may carry come before others."""
    found: list[tuple[int, WordSpan, Entity]] = []
    for value in reading.values:
        span = word_span(reading.words, value.name, value.start, value.end)
        if span:
            found.append((2, span, value))
    found += [(1, span, entity) for span, entity in _products(reading, situation.context, matcher)]
    for mention in reading.mentions:
        span = WordSpan(mention.what, mention.first, mention.last)
        found.append((1, span, _entity(reading, span, NameValue(mention.targets[0].id))))
    for span in reading.text_spans:
        words = _text(reading, span)
        spoken: EntityValue = NameValue(words.lower()) if span.name == "person" else TextValue(words)
        found.append((3, span, _entity(reading, span, spoken)))
    found += [(3, span, _entity(reading, span, NameValue(name))) for span, name in _persons(reading, situation.context)]
    return _settle(found, reading.intent, contract, situation)


def _settle(
    found: Sequence[tuple[int, WordSpan, Entity]], intent: str, contract: Contract, situation: Situation
) -> tuple[Entity, ...]:
    kept: list[tuple[WordSpan, Entity]] = []

    def rank(item: tuple[int, WordSpan, Entity]) -> tuple[bool, bool, int, int]:
        order, span, entity = item
        private = entity.name == "digits" and situation.expecting != "pin" and intent != "give_pin"
        return (not contract.allows(intent, entity.name), private, order == 3, span.first - span.last)

    for _, span, entity in sorted(found, key=rank):
        if entity.name in ONLY_WHERE_ALLOWED and not contract.allows(intent, entity.name):
            continue
        inside_text = entity.name in ("need", "reason")
        if inside_text or not any(span.overlaps(other) and one.name not in ("need", "reason") for other, one in kept):
            kept.append((span, entity))
    return tuple(sorted((entity for _, entity in kept), key=lambda entity: (entity.start, entity.end, entity.name)))


def _products(reading: Reading, context: Context, matcher: CatalogueMatcher) -> list[tuple[WordSpan, Entity]]:
    brands = [mention for mention in reading.mentions if mention.what == "brand"]
    found = []
    for span, mention in reading.product_spans:
        brand = _nearest_brand(span, brands)
        words = reading.norms[span.first : span.last]
        value = matcher.product_value(mention, words, brand, context)
        found.append((span, _entity(reading, span, value)))
    return found


def _nearest_brand(span: WordSpan, brands: Sequence[Mention]) -> str | None:
    near = [(min(abs(brand.first - span.last), abs(span.first - brand.last)), brand.targets[0].id) for brand in brands]
    return min(near)[1] if near and min(near)[0] <= 3 else None


def _persons(reading: Reading, context: Context) -> list[tuple[WordSpan, str]]:
    names = {name.lower() for name in context.names}
    return [(WordSpan("person", at, at + 1), word.norm) for at, word in enumerate(reading.words) if word.norm in names]


def _text(reading: Reading, span: WordSpan) -> str:
    return reading.text[reading.words[span.first].start : reading.words[span.last - 1].end]


def _entity(reading: Reading, span: WordSpan, value: EntityValue) -> Entity:
    start, end = reading.words[span.first].start, reading.words[span.last - 1].end
    return Entity(span.name, reading.text[start:end], start, end, value)
