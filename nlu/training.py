"""Trains the model of understanding from the data folder and writes it as one file."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import settle
from nlu.contract import Contract, read_contract
from nlu.findings import DataFilesError, Finding
from nlu.intent_classifier import OUT_OF_SCOPE, joined_scores
from nlu.language_training import Trained, read_examples, train_language
from nlu.model_file import LANGUAGES, Model, ModelError, data_fingerprint, load_model
from nlu.semantic_training import best_weight, cached_vectors, chosen_examples, fit_semantic, unseen_scores
from nlu.sentence_vectors import load_sentence_vectors
from nlu.training_data import Example
from nlu.words import clean

Progress = Callable[[str], None]
SEMANTIC = "meaning"
"""The part of the model that all languages share."""


def quiet(message: str) -> None:
    """Shows no progress."""


def train(data_dir: Path, model_path: Path, progress: Progress = quiet) -> Model:
    """Trains every language, a process each, then the meaning they share, and saves the model.

    The same data gives the same weights. Vectors of sentences are kept beside the model, so that training again is
    quick. Raises DataFilesError with every fault of the training data; then nothing is written.
    """
    began = time.monotonic()
    contract = read_contract(data_dir / "intents.yml")
    fingerprint = data_fingerprint(data_dir)
    examples = _read_all(data_dir, contract)
    trained: dict[str, Trained] = {}
    progress(f"learning {', '.join(LANGUAGES)}: {len(contract.intents)} intents")
    # Fresh processes, as a server that trains has threads. They make millions of objects and end: collecting those that
    # refer to each other would take a quarter of their time and free nothing.
    with ProcessPoolExecutor(len(LANGUAGES), mp_context=get_context("spawn"), initializer=gc.disable) as pool:
        jobs = {language: pool.submit(train_language, data_dir, language, contract) for language in LANGUAGES}
        # Sentences are turned into vectors meanwhile: a core is idle when the smaller language is done.
        cache = model_path.with_name(model_path.stem + "-vectors.npz")
        meaning = _learn_meaning(examples, sorted(contract.intents), cache)
        for language, job in jobs.items():
            trained[language] = job.result()
            figures = trained[language].figures
            progress(f"{language}: {figures['examples']} sentences read, {time.monotonic() - began:.1f} s")
    model = Model(
        fingerprint=fingerprint,
        vectors=None,
        content={language: result.content for language, result in trained.items()},
        arrays={language: result.arrays for language, result in trained.items()},
        figures={language: result.figures for language, result in trained.items()},
    )
    _calibrate(model, trained)
    if meaning is not None:
        _add_meaning(model, trained, meaning)
    for language in LANGUAGES:
        progress(f"{language}: {model.figures[language]['accuracy']:.1%} right on sentences not seen")
    model.save(model_path)
    progress(f"saved {model_path} ({model_path.stat().st_size / 1e6:.1f} MB) in {time.monotonic() - began:.1f} s")
    return model


def _read_all(data_dir: Path, contract: Contract) -> dict[str, tuple[Example, ...]]:
    """The sentences of every language; raises DataFilesError with the faults of all before any work is done."""
    findings: list[Finding] = []
    found: dict[str, tuple[Example, ...]] = {}
    for language in LANGUAGES:
        try:
            found[language] = tuple(read_examples(data_dir, language, contract).examples)
        except DataFilesError as error:
            findings += error.findings
    if findings:
        raise DataFilesError(findings)
    return found


def _calibrate(model: Model, trained: Mapping[str, Trained]) -> None:
    for language, result in trained.items():
        calibration, figures = settle(result.unseen, result.truth, result.content["labels"])
        model.content[language]["calibration"] = calibration
        model.figures[language] |= figures


@dataclass(frozen=True, slots=True)
class Meaning:
    """The semantic stage as it was learned: `kept` are the sentences of each language that it learned from, `unseen`
    what a model that had not seen them says of each, language by language."""

    vectors: str
    arrays: dict[str, NDArray[np.float32]]
    kept: dict[str, NDArray[np.int64]]
    unseen: dict[str, NDArray[np.float32]]


def _learn_meaning(examples: Mapping[str, Sequence[Example]], labels: Sequence[str], cache: Path) -> Meaning | None:
    """The semantic stage, on sentences of all languages; None where the platform has no sentence vectors."""
    vectors = load_sentence_vectors()
    if vectors is None:
        return None
    outside = labels.index(OUT_OF_SCOPE)
    numbers = {label: at for at, label in enumerate(labels)}
    truths = {
        language: np.array([numbers[example.intent] for example in examples[language]], dtype=np.int64)
        for language in LANGUAGES
    }
    kept = {language: chosen_examples(truths[language], outside) for language in LANGUAGES}
    texts = [clean(examples[language][at].text).lower() for language in LANGUAGES for at in kept[language]]
    truth = np.concatenate([truths[language][kept[language]] for language in LANGUAGES])
    rows = cached_vectors(vectors, texts, cache)
    unseen = unseen_scores(rows, truth, len(labels))
    weights, bias, mean, scale = fit_semantic(rows, truth, len(labels))
    ends = np.cumsum([len(kept[language]) for language in LANGUAGES])[:-1]
    return Meaning(
        vectors.name,
        {"weights": weights, "bias": bias, "mean": mean, "scale": scale},
        kept,
        dict(zip(LANGUAGES, np.split(unseen, ends), strict=True)),
    )


def _add_meaning(model: Model, trained: Mapping[str, Trained], meaning: Meaning) -> None:
    """The semantic stage with its weight and calibration in each language."""
    model.vectors = meaning.vectors
    model.arrays[SEMANTIC] = dict(meaning.arrays)
    for language in LANGUAGES:
        kept, own = meaning.kept[language], meaning.unseen[language]
        lexical, right = trained[language].unseen[kept], trained[language].truth[kept]
        temperature = model.content[language]["calibration"]["temperature"]
        weight = best_weight(lexical, own, right, temperature)
        joined = joined_scores(lexical, own, temperature, weight)
        calibration, figures = settle(joined, right, trained[language].content["labels"])
        model.content[language] |= {"semantic_weight": weight, "joined": calibration}
        model.figures[language] |= {"lexical_accuracy": model.figures[language]["accuracy"], **figures}


def is_current(model_path: Path, data_dir: Path) -> bool:
    """Whether the model at that path was trained from the data as they are now."""
    try:
        return load_model(model_path).fingerprint == data_fingerprint(data_dir)
    except ModelError:
        return False


def ensure_model(data_dir: Path, model_path: Path, progress: Progress = quiet) -> bool:
    """Trains when there is no model of the present data; says whether it did."""
    if is_current(model_path, data_dir):
        return False
    train(data_dir, model_path, progress)
    return True
