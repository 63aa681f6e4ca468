"""Trains the model of understanding from the data folder and writes it as one file."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from nlu.contract import read_contract
from nlu.language_training import Trained, train_language
from nlu.model_file import LANGUAGES, Model, ModelError, data_fingerprint, load_model

Progress = Callable[[str], None]


def train(data_dir: Path, model_path: Path, progress: Progress = lambda message: None) -> Model:
    """Trains every language, a process each, and saves the model. The same data gives the same weights.

    Raises DataFilesError with every fault of the training data; then nothing is written.
    """
    began = time.monotonic()
    contract = read_contract(data_dir / "intents.yml")
    fingerprint = data_fingerprint(data_dir)
    trained: dict[str, Trained] = {}
    with ProcessPoolExecutor(len(LANGUAGES), mp_context=get_context("spawn")) as pool:
        jobs = {language: pool.submit(train_language, data_dir, language, contract) for language in LANGUAGES}
        progress(f"learning {', '.join(LANGUAGES)}: {len(contract.intents)} intents")
        for language, job in jobs.items():
            trained[language] = job.result()
            figures = trained[language].figures
            progress(
                f"{language}: {figures['examples']} sentences, {figures['accuracy']:.1%} right on unseen folds, "
                f"{time.monotonic() - began:.1f} s"
            )
    model = Model(
        fingerprint=fingerprint,
        vectors=None,
        content={language: result.content for language, result in trained.items()},
        arrays={language: result.arrays for language, result in trained.items()},
        figures={language: result.figures for language, result in trained.items()},
    )
    model.save(model_path)
    progress(f"saved {model_path} ({model_path.stat().st_size / 1e6:.1f} MB) in {time.monotonic() - began:.1f} s")
    return model


def is_current(model_path: Path, data_dir: Path) -> bool:
    """Whether the model at that path was trained from the data as they are now."""
    try:
        return load_model(model_path).fingerprint == data_fingerprint(data_dir)
    except ModelError:
        return False


def ensure_model(data_dir: Path, model_path: Path, progress: Progress = lambda message: None) -> bool:
    """Trains when there is no model of the present data; says whether it did."""
    if is_current(model_path, data_dir):
        return False
    train(data_dir, model_path, progress)
    return True
