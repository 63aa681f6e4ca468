"""A model trained from a part of the real data: quick to train, and the same code as the whole."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlu.recognizer import TrainedRecognizer, load_recognizer
from nlu.training import train

DATA = Path(__file__).parents[2] / "data"
NOW = datetime(2026, 3, 2, 17, 40, tzinfo=ZoneInfo("Europe/Amsterdam"))
KEPT_PER_INTENT = 30


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder with at most KEPT_PER_INTENT sentences of each intent."""
    folder = tmp_path_factory.mktemp("small") / "data"
    shutil.copytree(DATA, folder)
    for path in folder.glob("*/intents/*.yml"):
        kept, count = [], 0
        for line in path.read_text(encoding="utf-8").splitlines():
            count += line.lstrip().startswith("- ") and "intent:" not in line
            if count <= KEPT_PER_INTENT:
                kept.append(line)
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_model(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "understanding.model"
    train(small_data, path)
    return path


@pytest.fixture(scope="session")
def recognizer(small_model: Path, small_data: Path) -> TrainedRecognizer:
    loaded = load_recognizer(small_model, small_data)
    assert isinstance(loaded, TrainedRecognizer)
    return loaded
