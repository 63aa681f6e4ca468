"""Trains the taggers of one language: which words name a product, brand, retailer or person, a need or a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nlu.contract import PREFERENCE_VALUES, Contract
from nlu.entity_assembly import FREE_TEXT
from nlu.feature_matrix import feature_matrix
from nlu.lexical_model import Floats
from nlu.lexical_training import fit_margins
from nlu.mention import Mention
from nlu.product_spans import catalogue_hints
from nlu.reading import Reading, WordSpan, without_overlap
from nlu.span_tagger import (
    TAGS,
    UNKNOWN,
    SpanTagger,
    best_tags,
    known_words,
    spans_of_tags,
    tags_of_spans,
    word_features,
)
from nlu.training_data import Example

_NUMBERS = {tag: at for at, tag in enumerate(TAGS)}


@dataclass(slots=True)
class _Rows:
    """A row of features and a tag for each word that is learned from."""

    features: list[list[str]] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)

    def add(self, norms: Sequence[str], shown: Sequence[str], hints: Sequence[str], spans: Sequence[WordSpan]) -> slice:
        """The words of one sentence; returns where they are."""
        begin = len(self.tags)
        self.features += [word_features(norms, shown, hints, at) for at in range(len(norms))]
        self.tags += [_NUMBERS[tag] for tag in tags_of_spans(len(norms), without_overlap(spans))]
        return slice(begin, len(self.tags))


def train_tagger(
    readings: Sequence[Reading], gold: Sequence[list[WordSpan]], exact: Sequence[Sequence[Mention]]
) -> tuple[SpanTagger, list[list[WordSpan]]]:
    """The tagger that every sentence goes through, and what it finds in each of these sentences.

    `exact` are the names in each that the catalogue knows. Sentences with words for a sensor or a preference teach
    nothing: "the jar in the pantry" and "the large packs" are no products there, and would make such words none
    elsewhere.
    """
    known = known_words([reading.norms for reading in readings])
    rows = _Rows()
    places: list[slice] = []
    for reading, spans, mentions in zip(readings, gold, exact, strict=True):
        norms = reading.norms
        if any(span.name in PREFERENCE_VALUES for span in spans):
            places.append(slice(0, 0))
            continue
        hints = catalogue_hints(reading, mentions)
        shown = [norm if norm in known else UNKNOWN for norm in norms]
        places.append(rows.add(norms, shown, hints, spans))
        hidden = _hidden(spans, len(norms))
        if hidden:
            # The same sentence as if its names were in no catalogue and had never been heard.
            shown = [UNKNOWN if at in hidden else word for at, word in enumerate(shown)]
            hints = [
                "" if at in hidden and hint in ("<kind>", "<brand>", "<retailer>", "<+>") else hint
                for at, hint in enumerate(hints)
            ]
            rows.add(norms, shown, hints, spans)
    tagger, scores = _fit(rows, known)
    found = [
        spans_of_tags(best_tags(scores[place]))
        if place.start < place.stop
        else tagger.spans(reading.norms, catalogue_hints(reading, mentions))
        for place, reading, mentions in zip(places, readings, exact, strict=True)
    ]
    return tagger, found


def train_free_text(
    examples: Sequence[Example],
    readings: Sequence[Reading],
    gold: Sequence[list[WordSpan]],
    exact: Sequence[Sequence[Mention]],
    contract: Contract,
) -> SpanTagger:
    """The tagger of needs and reasons: it is asked only in their intents, so it learns from those alone."""
    carrying = {intent for intent in contract.intents for name in FREE_TEXT if contract.allows(intent, name)}
    known = known_words([reading.norms for reading in readings])
    rows = _Rows()
    for example, reading, spans, mentions in zip(examples, readings, gold, exact, strict=True):
        if example.intent not in carrying:
            continue
        norms = reading.norms
        shown = [norm if norm in known else UNKNOWN for norm in norms]
        named = [span for span in spans if span.name in FREE_TEXT]
        rows.add(norms, shown, catalogue_hints(reading, mentions), named)
    tagger, _scores = _fit(rows, known)
    return tagger


def doubtful_names(
    readings: Sequence[Reading], gold: Sequence[list[WordSpan]], exact: Sequence[Sequence[Mention]]
) -> frozenset[str]:
    """Names of one word that are more often another word than a product in the sentences: "match", "port"."""
    as_product: Counter[str] = Counter()
    as_word: Counter[str] = Counter()
    for reading, spans, mentions in zip(readings, gold, exact, strict=True):
        for mention in mentions:
            if mention.last - mention.first > 1 or mention.what not in ("kind", "product"):
                continue
            word = WordSpan("product", mention.first, mention.last)
            named = any(span.name in ("product", "need", "category", "label") and span.overlaps(word) for span in spans)
            (as_product if named else as_word)[reading.words[mention.first].norm] += 1
    return frozenset(word for word, count in as_word.items() if count > as_product[word])


def _hidden(spans: Sequence[WordSpan], size: int) -> set[int]:
    return {
        at
        for span in spans
        if span.name in ("product", "brand", "retailer")
        for at in range(span.first, min(span.last, size))
    }


def _fit(rows: _Rows, known: frozenset[str]) -> tuple[SpanTagger, Floats]:
    """The tagger, and its scores of the tags of every row."""
    counted = feature_matrix(rows.features)
    present, renumbered = np.unique(np.array(rows.tags, dtype=np.int64), return_inverse=True)
    found, found_bias = fit_margins(counted.counts, renumbered, len(present), strength=0.05, tolerance=1.0)
    weights = np.zeros((len(counted.vocabulary), len(TAGS)), dtype=np.float32)
    bias = np.full(len(TAGS), -100.0, dtype=np.float32)
    weights[:, present] = found
    bias[present] = found_bias
    scores: Floats = (counted.counts @ weights + bias).astype(np.float32)
    return SpanTagger(counted.vocabulary, weights, bias, known), scores
