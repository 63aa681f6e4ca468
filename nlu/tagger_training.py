"""Trains the taggers of one language: which words name a product, brand, retailer or person, a need or a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from nlu.catalogue_match import Mention
from nlu.contract import Contract
from nlu.entity_assembly import FREE_TEXT
from nlu.lexical_training import fit_margins
from nlu.product_spans import catalogue_hints
from nlu.reading import Reading, WordSpan, without_overlap
from nlu.span_tagger import TAGS, UNKNOWN, SpanTagger, known_words, tags_of_spans, word_features
from nlu.training_data import Example


def train_tagger(
    readings: Sequence[Reading], gold: Sequence[list[WordSpan]], exact: Sequence[Sequence[Mention]]
) -> SpanTagger:
    """The tagger that every sentence goes through; `exact` are the names in each that the catalogue knows."""
    known = known_words([reading.norms for reading in readings])
    rows: list[list[str]] = []
    tags: list[int] = []
    numbers = {tag: at for at, tag in enumerate(TAGS)}
    for reading, spans, mentions in zip(readings, gold, exact, strict=True):
        if not reading.words:
            continue
        norms = reading.norms
        hints = catalogue_hints(reading, mentions)
        own_tags = [numbers[tag] for tag in tags_of_spans(len(norms), without_overlap(spans))]
        shown = [norm if norm in known else UNKNOWN for norm in norms]
        rows += [word_features(norms, shown, hints, at) for at in range(len(norms))]
        tags += own_tags
        hidden = _hidden(spans, len(norms))
        if hidden:
            # The same sentence as if its names were in no catalogue and had never been heard.
            shown = [UNKNOWN if at in hidden else word for at, word in enumerate(shown)]
            hints = [
                "" if at in hidden and hint in ("<kind>", "<brand>", "<retailer>", "<+>") else hint
                for at, hint in enumerate(hints)
            ]
            rows += [word_features(norms, shown, hints, at) for at in range(len(norms))]
            tags += own_tags
    return _fit(rows, tags, known)


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
    rows: list[list[str]] = []
    tags: list[int] = []
    for example, reading, spans, mentions in zip(examples, readings, gold, exact, strict=True):
        if example.intent not in carrying or not reading.words:
            continue
        norms = reading.norms
        shown = [norm if norm in known else UNKNOWN for norm in norms]
        hints = catalogue_hints(reading, mentions)
        rows += [word_features(norms, shown, hints, at) for at in range(len(norms))]
        named = without_overlap([span for span in spans if span.name in FREE_TEXT])
        tags += [TAGS.index(tag) for tag in tags_of_spans(len(norms), named)]
    return _fit(rows, tags, known)


def _hidden(spans: Sequence[WordSpan], size: int) -> set[int]:
    return {
        at
        for span in spans
        if span.name in ("product", "brand", "retailer")
        for at in range(span.first, min(span.last, size))
    }


def _fit(rows: Sequence[Sequence[str]], tags: Sequence[int], known: frozenset[str]) -> SpanTagger:
    from scipy.sparse import csr_matrix

    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(row)
    vocabulary = {feature: at for at, feature in enumerate(sorted(f for f, count in counts.items() if count >= 2))}
    indices: list[int] = []
    starts = [0]
    for row in rows:
        indices += sorted({vocabulary[feature] for feature in row if feature in vocabulary})
        starts.append(len(indices))
    matrix = csr_matrix(
        (np.ones(len(indices)), np.array(indices), np.array(starts)), shape=(len(rows), len(vocabulary))
    )
    present = sorted(set(tags))
    renumbered = np.array([present.index(tag) for tag in tags])
    found, found_bias = fit_margins(matrix, renumbered, len(present), strength=0.05)
    weights = np.zeros((len(vocabulary), len(TAGS)), dtype=np.float32)
    bias = np.full(len(TAGS), -100.0, dtype=np.float32)
    weights[:, present] = found
    bias[present] = found_bias
    return SpanTagger(vocabulary, weights, bias, known)
