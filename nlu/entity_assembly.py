"""The entities of an utterance, once its intent is known: which spans count, and what they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from nlu.catalogue_match import CatalogueMatcher
from nlu.contract import PREFERENCE_VALUES, Contract
from nlu.interpretation import Context, Entity, EntityValue, NameValue, TextValue
from nlu.mention import Mention
from nlu.product_spans import ProductFinder, catalogue_hints
from nlu.reading import Reading, Situation, WordSpan, word_span
from nlu.span_tagger import SpanTagger

# A value that the contract does not name for the intent is still worth hearing, these are not: they are guesses
# (names), or private (a PIN).
ONLY_WHERE_ALLOWED = frozenset(
    {
        *("product", "brand", "retailer", "need", "reason", "person", "category", "period", "digits"),
        *("preference", "label", "device"),
    }
)


SPOKEN_VALUES = frozenset(
    {"quantity", "money", "moment", "ordinal", "category", "period", "preference", "label", "device"}
)
FREE_TEXT = frozenset({"need", "reason"})
EAGERNESS = 2.0
"""Log-odds given to naming the need or reason where a sentence of such an intent seems to have none."""


LONGEST_GAP = 2
"""Words between two parts of what is one need or reason."""


class ValueReader(Protocol):
    """Finds values, of all names or of those asked for."""

    def find(self, text: str, now: datetime, names: frozenset[str] | None = None) -> tuple[Entity, ...]: ...


def read_values_again(reading: Reading, situation: Situation, contract: Contract, values: ValueReader) -> None:
    """Hears a value as what the intent may carry: "this month" is a moment, but a period where spending is asked for,
    and the "forty" of "cap it at forty" is money. Values in other words of the sentence stay."""
    allowed = frozenset(name for name in SPOKEN_VALUES if contract.allows(reading.intent, name))
    heard = all(value.name in allowed or value.name not in SPOKEN_VALUES for value in reading.values)
    if not allowed or (heard and not allowed & PREFERENCE_VALUES):
        return
    again = values.find(reading.text, situation.now, allowed)
    if contract.requires(reading.intent, "money") and not any(value.name == "money" for value in again):
        again = (*again, *_apart(values.find(reading.text, situation.now, frozenset({"money"})), again))
    others = [
        value for value in reading.values if not any(one.start < value.end and value.start < one.end for one in again)
    ]
    reading.values = tuple(sorted((*again, *others), key=lambda value: value.start))


def _apart(found: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    """Those that share no words with the others."""
    return [one for one in found if not any(one.start < other.end and other.start < one.end for other in others)]


def read_text_spans(reading: Reading, contract: Contract, products: ProductFinder, tagger: SpanTagger) -> None:
    """Needs and reasons by the tagger that knows only sentences of their intents, where the intent may carry them."""
    if not any(contract.allows(reading.intent, name) for name in FREE_TEXT) or not reading.words:
        return
    hints = catalogue_hints(reading, products.exact(reading))
    for eagerness in (0.0, EAGERNESS):
        found = [
            span
            for span in tagger.spans(reading.norms, hints, eagerness)
            if span.name in FREE_TEXT and contract.allows(reading.intent, span.name)
        ]
        if found:
            break
    kept = [span for span in reading.text_spans if span.name not in FREE_TEXT]
    joined = [_whole(span, reading) for span in _joined(found)]
    reading.text_spans = (*kept, *joined)
    needs = [span for span in joined if span.name == "need"]
    reading.product_spans = tuple(
        pair for pair in reading.product_spans if not any(pair[0].overlaps(need) for need in needs)
    )


def _whole(span: WordSpan, reading: Reading) -> WordSpan:
    """A need with the product that its last word describes: "grilled" is none, "grilled salmon" is."""
    if span.name != "need":
        return span
    last = next((product.last for product, _ in reading.product_spans if product.first <= span.last < product.last), 0)
    return WordSpan(span.name, span.first, max(span.last, last))


def _joined(spans: Sequence[WordSpan]) -> list[WordSpan]:
    """Parts of one need or reason, with what the tables took for a name or value between them, are one again."""
    found: list[WordSpan] = []
    for span in spans:
        if found and found[-1].name == span.name and span.first - found[-1].last <= LONGEST_GAP:
            found[-1] = WordSpan(span.name, found[-1].first, span.last)
        else:
            found.append(span)
    return found


def assemble(
    reading: Reading, situation: Situation, contract: Contract, matcher: CatalogueMatcher
) -> tuple[Entity, ...]:
    """Entities in the order spoken, not overlapping; those that the intent may carry come before others."""
    found: list[tuple[int, WordSpan, Entity]] = []
    for value in reading.values:
        span = word_span(reading.words, value.name, value.start, value.end)
        if span:
            found.append((2, span, value))
    labels = _labels(reading, contract)
    found += [(1, span, entity) for span, entity in _products(reading, situation.context, matcher, labels)]
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
        if entity.name in FREE_TEXT or not any(
            span.overlaps(other) and one.name not in FREE_TEXT and not _in_one_word(span, entity, other, one)
            for other, one in kept
        ):
            kept.append((span, entity))
    return tuple(sorted((entity for _, entity in kept), key=lambda entity: (entity.start, entity.end, entity.name)))


def _in_one_word(span: WordSpan, entity: Entity, other: WordSpan, one: Entity) -> bool:
    """Whether one word tells a label and the product: "scharreleieren"."""
    return (span.first, span.last) == (other.first, other.last) and {entity.name, one.name} == {"label", "product"}


def _labels(reading: Reading, contract: Contract) -> list[WordSpan]:
    """The words for labels of products, where the intent may carry them."""
    if not contract.allows(reading.intent, "label"):
        return []
    said = [value for value in reading.values if value.name == "label"]
    spans = [word_span(reading.words, value.name, value.start, value.end) for value in said]
    return [span for span in spans if span is not None]


def _products(
    reading: Reading, context: Context, matcher: CatalogueMatcher, labels: Sequence[WordSpan]
) -> list[tuple[WordSpan, Entity]]:
    """Each stands for what all of its words name; a label among them is an entity of its own."""
    brands = [mention for mention in reading.mentions if mention.what == "brand"]
    found = []
    for span, mention in reading.product_spans:
        brand = _nearest_brand(span, brands)
        words = reading.norms[span.first : span.last]
        value = matcher.product_value(mention, words, brand, context)
        left = _beside(span, labels)
        found.append((left, _entity(reading, left, value)))
    return found


def _beside(span: WordSpan, labels: Sequence[WordSpan]) -> WordSpan:
    """The words of a product after its labels, or before them; all of them where nothing else is left."""
    inside = [label for label in labels if label.overlaps(span)]
    if not inside:
        return span
    first, last = max(label.last for label in inside), min(label.first for label in inside)
    if first < span.last:
        return WordSpan(span.name, first, span.last)
    return WordSpan(span.name, span.first, last) if span.first < last else span


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
