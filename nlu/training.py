"""Trains the model of understanding from the data folder and writes it as one file."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from nlu.calibration import settle
from nlu.contract import Contract, read_contract
from nlu.findings import DataFilesError, Finding
from nlu.intent_classifier import OUT_OF_SCOPE, joined_scores
from nlu.language_training import Trained, read_examples, train_language
from nlu.model_file import LANGUAGES, Model, ModelError, data_fingerprint, load_model
from nlu.semantic_training import best_weight, cached_vectors, chosen_examples, fit_semantic, unseen_scores
from nlu.sentence_vectors import SentenceVectors, load_sentence_vectors

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
    _refuse_faults(data_dir, contract)
    trained: dict[str, Trained] = {}
    progress(f"learning {', '.join(LANGUAGES)}: {len(contract.intents)} intents")
    with ProcessPoolExecutor(len(LANGUAGES), mp_context=get_context("spawn")) as pool:
        jobs = {language: pool.submit(train_language, data_dir, language, contract) for language in LANGUAGES}
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
    vectors = load_sentence_vectors()
    _calibrate(model, trained)
    if vectors is not None:
        _add_meaning(model, trained, vectors, model_path.with_name(model_path.stem + "-vectors.npz"))
    for language in LANGUAGES:
        progress(f"{language}: {model.figures[language]['accuracy']:.1%} right on sentences not seen")
    model.save(model_path)
    progress(f"saved {model_path} ({model_path.stat().st_size / 1e6:.1f} MB) in {time.monotonic() - began:.1f} s")
    return model


def _refuse_faults(data_dir: Path, contract: Contract) -> None:
    """Raises DataFilesError with the faults of all languages before any work is done."""
    findings: list[Finding] = []
    for language in LANGUAGES:
        try:
            read_examples(data_dir, language, contract)
        except DataFilesError as error:
            findings += error.findings
    if findings:
        raise DataFilesError(findings)


def _calibrate(model: Model, trained: Mapping[str, Trained]) -> None:
    for language, result in trained.items():
        calibration, figures = settle(result.unseen, result.truth, result.content["labels"])
        model.content[language]["calibration"] = calibration
        model.figures[language] |= figures


def _add_meaning(model: Model, trained: Mapping[str, Trained], vectors: SentenceVectors, cache: Path) -> None:
    """The semantic stage, on the sentences of all languages, with its weight and calibration in each of them."""
    labels = trained[LANGUAGES[0]].content["labels"]
    outside = labels.index(OUT_OF_SCOPE)
    kept = {language: chosen_examples(trained[language].truth, outside) for language in LANGUAGES}
    texts = [trained[language].texts[at] for language in LANGUAGES for at in kept[language]]
    truth = np.concatenate([trained[language].truth[kept[language]] for language in LANGUAGES])
    rows = cached_vectors(vectors, texts, cache)
    unseen = unseen_scores(rows, truth, len(labels))
    weights, bias, mean, scale = fit_semantic(rows, truth, len(labels))
    model.vectors = vectors.name
    model.arrays[SEMANTIC] = {"weights": weights, "bias": bias, "mean": mean, "scale": scale}
    begin = 0
    for language in LANGUAGES:
        rows_of = kept[language]
        own = unseen[begin : begin + len(rows_of)]
        begin += len(rows_of)
        lexical, right = trained[language].unseen[rows_of], trained[language].truth[rows_of]
        temperature = model.content[language]["calibration"]["temperature"]
        weight = best_weight(lexical, own, right, temperature)
        calibration, figures = settle(joined_scores(lexical, own, temperature, weight), right, labels)
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
