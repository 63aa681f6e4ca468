"""Trains the understanding of one language from its sentences."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import folds_of
from nlu.catalogue_match import CatalogueMatcher, name_words
from nlu.catalogue_names import read_catalogue_names
from nlu.confirmation import learn_from, read_confirmation
from nlu.contract import Contract
from nlu.feature_matrix import feature_matrix, weighed_matrix
from nlu.findings import DataFilesError, Finding
from nlu.language_tables import function_words, load_values
from nlu.lexical_model import LexicalModel
from nlu.lexical_training import fit_margins
from nlu.product_lists import read_list_words
from nlu.product_spans import ProductFinder, known_spans
from nlu.reading import (
    AS_SPOKEN,
    Reading,
    ValueFinder,
    WordSpan,
    delexicalised,
    new_reading,
    without_overlap,
    word_span,
)
from nlu.recognition_errors import misheard
from nlu.sentence_features import sentence_features
from nlu.tagger_training import doubtful_names, train_free_text, train_tagger
from nlu.training_data import Example, TrainingData, read_training_folder
from nlu.word_forms import forms_of
from nlu.words import clean

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""The clock of training: only where moments stand matters, not when they are."""
MISHEARD_SHARE = 0.25
FOLDS = 3


@dataclass(slots=True)
class Trained:
    """What one language learned: plain JSON and arrays for the model file, and figures to show.

    `texts`, `truth` and `unseen` (lexical scores by models that had not seen the sentence) are for calibration.
    """

    content: dict[str, Any]
    arrays: dict[str, NDArray[Any]]
    figures: dict[str, Any]
    texts: tuple[str, ...]
    truth: NDArray[np.int64]
    unseen: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sample:
    """One training row: features, label, its weight, and which example it comes from.

    `as_heard` marks the view that running would have: the one that unseen folds are judged by.
    """

    features: Counter[str]
    label: int
    weight: float
    example: int
    as_heard: bool


def read_examples(data_dir: Path, language: str, contract: Contract) -> TrainingData:
    """The sentences of a language; raises DataFilesError where they are broken or an intent has none."""
    data = read_training_folder(data_dir / language / "intents", data_dir.parent)
    findings = list(data.findings)
    for example in data.examples:
        if example.intent not in contract.intents:
            hint = "add it to data/intents.yml, or correct the name"
            findings.append(Finding(example.file, example.line, "unknown-intent", f"{example.intent!r}", hint))
        for entity in example.entities:
            if entity.name not in contract.entities:
                findings.append(Finding(example.file, example.line, "unknown-entity", f"{entity.name!r}"))
    said = {example.intent for example in data.examples}
    folder = f"{data_dir.name}/{language}/intents"
    findings += [
        Finding(f"{folder}/{intent}.yml", 1, "no-examples", f"intent {intent!r} has no examples in {language!r}")
        for intent in contract.intents
        if intent not in said
    ]
    if findings:
        raise DataFilesError(findings)
    return data


def train_language(data_dir: Path, language: str, contract: Contract) -> Trained:
    """Learns tagger, classifier and yes-material; the same data gives the same result."""
    data = read_examples(data_dir, language, contract)
    values = load_values(data_dir, language)
    names = read_catalogue_names(data_dir, language)
    forms = forms_of(name_words(names), language)
    matcher = CatalogueMatcher(names, language, function_words(language), forms)
    readings = [_read(example, values) for example in data.examples]
    gold = [_gold(example, reading) for example, reading in zip(data.examples, readings, strict=True)]
    listing = read_list_words(data_dir, language)
    finder = ProductFinder(matcher, listing=listing)
    exact = [finder.exact(reading) for reading in readings]
    tagger, tagged = train_tagger(readings, gold, exact)
    free_text = train_free_text(data.examples, readings, gold, exact, contract)
    doubtful = doubtful_names(readings, gold, exact)
    finder = ProductFinder(matcher, tagger, doubtful, listing)
    labels = sorted(contract.intents)
    for reading, mentions, spans in zip(readings, exact, tagged, strict=True):
        finder.fill(reading, mentions, spans)
    samples = _samples(data.examples, readings, gold, labels, language)
    lexical, unseen = _fit(samples, len(labels), len(data.examples))
    truth = np.array([labels.index(example.intent) for example in data.examples])
    plain = read_confirmation(data_dir / language / "confirmation.yml")
    sentences = [(example.intent, reading.norms) for example, reading in zip(data.examples, readings, strict=True)]
    learned = learn_from(
        plain,
        [norms for intent, norms in sentences if intent == "confirm"],
        [norms for intent, norms in sentences if intent != "confirm"],
    )
    content = {
        "labels": labels,
        "exact": _exact(sentences),
        "lexical": sorted(lexical.vocabulary, key=lexical.vocabulary.__getitem__),
        "tagger": sorted(tagger.vocabulary, key=tagger.vocabulary.__getitem__),
        "known": sorted(tagger.known),
        "doubtful_names": sorted(doubtful),
        "forms": forms,
        "free_text": sorted(free_text.vocabulary, key=free_text.vocabulary.__getitem__),
        "yes_sentences": sorted(" ".join(words) for words in learned.sentences),
        "yes_company": sorted(" ".join(words) for words in learned.company),
    }
    arrays: dict[str, NDArray[Any]] = {
        "lexical_idf": lexical.inverse_frequency, "lexical_weights": lexical.weights, "lexical_bias": lexical.bias,
        "tagger_weights": tagger.weights, "tagger_bias": tagger.bias,
        "free_text_weights": free_text.weights, "free_text_bias": free_text.bias,
    }  # fmt: skip
    figures = {"examples": len(data.examples), "features": len(lexical.vocabulary)}
    texts = tuple(reading.text.lower() for reading in readings)
    return Trained(content, arrays, figures, texts, truth, unseen)


def _read(example: Example, values: ValueFinder) -> Reading:
    reading = new_reading(clean(example.text))
    reading.values = values.find(reading.text, NOON)
    return reading


def _gold(example: Example, reading: Reading) -> list[WordSpan]:
    """The annotated spans; cleaning may have moved a character or two, so they are found by their words."""
    spans = []
    for entity in example.entities:
        text = clean(example.text[entity.start : entity.end])
        shift = len(clean(example.text[: entity.start] + "|")) - 1
        start = reading.text.find(text, max(0, shift - 1))
        span = word_span(reading.words, entity.name, start, start + len(text)) if start >= 0 else None
        if span is not None:
            spans.append(span)
    return spans


def _samples(
    examples: Sequence[Example],
    readings: Sequence[Reading],
    gold: Sequence[list[WordSpan]],
    labels: Sequence[str],
    language: str,
) -> list[Sample]:
    """Each sentence as annotated, as the finder sees it where that differs, and some of them as misheard."""
    random_ = random.Random(20260302)  # noqa: S311  (a fixed seed: the same data must give the same model)
    numbers = {label: at for at, label in enumerate(labels)}
    samples: list[Sample] = []
    for at, (example, reading, spans) in enumerate(zip(examples, readings, gold, strict=True)):
        norms = reading.norms
        named = [span for span in spans if span.name not in ("need", "reason", "preference", "label", "device")]
        annotated = tuple(delexicalised(norms, without_overlap([*named, *_value_spans(reading)])))
        found = tuple(delexicalised(norms, without_overlap(known_spans(reading))))
        views = [annotated] if annotated == found else [annotated, found]
        label = numbers[example.intent]
        samples += [
            Sample(sentence_features(view, norms), label, 1.0 / len(views), at, view is views[-1]) for view in views
        ]
        if random_.random() < MISHEARD_SHARE:
            slipped = tuple(misheard(found, language, random_))
            if slipped != found:
                features = sentence_features(slipped, [token for token in slipped if token[0] != "<"])
                samples.append(Sample(features, label, 0.4, at, False))
    return samples


def _value_spans(reading: Reading) -> list[WordSpan]:
    spans = [word_span(reading.words, value.name, value.start, value.end) for value in reading.values]
    return [span for span in spans if span is not None and span.name not in AS_SPOKEN]


def _fit(samples: Sequence[Sample], count: int, examples: int) -> tuple[LexicalModel, NDArray[np.float32]]:
    """The model of all samples, and the scores of each example by a model that had not seen it."""
    counted = feature_matrix([sample.features for sample in samples])
    idf, matrix = weighed_matrix(counted)
    labels = np.array([sample.label for sample in samples], dtype=np.int64)
    weights = np.array([sample.weight for sample in samples])
    fold = folds_of(np.array([sample.example for sample in samples]), FOLDS)
    heard = np.array([sample.as_heard for sample in samples])
    numbers = np.array([sample.example for sample in samples])
    unseen = np.zeros((examples, count), dtype=np.float32)
    for held in range(FOLDS):
        kept = fold != held
        found, bias = fit_margins(matrix[kept], labels[kept], count, weights[kept])
        rows = np.flatnonzero((fold == held) & heard)
        unseen[numbers[rows]] = matrix[rows] @ found + bias
    found, bias = fit_margins(matrix, labels, count, weights)
    return LexicalModel(counted.vocabulary, idf, found, bias), unseen


def _exact(sentences: Sequence[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Sentences that only one intent has."""
    found: dict[str, set[str]] = {}
    for intent, norms in sentences:
        if norms:
            found.setdefault(" ".join(norms), set()).add(intent)
    return {sentence: next(iter(intents)) for sentence, intents in sorted(found.items()) if len(intents) == 1}
