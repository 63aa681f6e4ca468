"""Rasa's own reader is the oracle of ours: both find the same in our sentences and in tricky files.

Needs .venv-rasa (scripts/rasa setup); without it these are skipped, and tests/nlu/test_training_data.py stands alone.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nlu.training_data import Example, TrainingData, read_training_files

PROJECT = Path(__file__).parents[3]
RASA = PROJECT / ".venv-rasa"
TRICKY = sorted((Path(__file__).parent / "tricky").glob("*.yml"))
OURS = sorted((PROJECT / "data").glob("*/intents/*.yml")) + sorted((PROJECT / "tests/understanding").glob("*/*.yml"))

pytestmark = pytest.mark.skipif(
    not (RASA / ".installed").is_file(), reason="no Rasa environment here: make it with scripts/rasa setup"
)


@pytest.fixture(scope="module")
def found_by_rasa(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Rasa's reader finds, by path; one process for all files, since importing Rasa takes seconds."""
    environment = {**os.environ, "HOME": str(tmp_path_factory.mktemp("home")), "RASA_TELEMETRY_ENABLED": "false"}
    program = Path(__file__).with_name("rasa_reader.py")
    printed = subprocess.run(
        [RASA / "bin" / "python", program, *TRICKY, *OURS],
        capture_output=True, check=True, timeout=300, env=environment, cwd=tmp_path_factory.mktemp("work"),
    )  # fmt: skip
    return json.loads(printed.stdout)


def as_rasa_shows(example: Example) -> dict[str, Any]:
    entities = []
    for one in example.entities:
        shown = {"start": one.start, "end": one.end, "entity": one.name}
        shown["value"] = example.text[one.start : one.end] if one.value is None else one.value
        entities.append(shown | {key: value for key in ("role", "group") if (value := getattr(one, key))})
    metadata = {}
    if example.intent_metadata is not None:
        metadata["intent"] = example.intent_metadata
    if example.metadata is not None:
        metadata["example"] = example.metadata
    return {"intent": example.intent, "text": example.text, "entities": entities, "metadata": metadata}


def with_text_values(examples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A number as value is the same word to us."""
    for example in examples:
        example["entities"] = [entity | {"value": str(entity["value"])} for entity in example["entities"]]
    return examples


def lists_of(data: TrainingData, kind: str) -> Iterator[tuple[str, str]]:
    return ((words.name, entry) for words in data.word_lists if words.kind == kind for entry in words.entries)


@pytest.mark.parametrize("path", [*TRICKY, *OURS], ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_both_readers_find_the_same(path: Path, found_by_rasa: dict[str, Any]) -> None:
    ours, theirs = read_training_files([path]), found_by_rasa[str(path)]
    assert ours.findings == ()
    assert [as_rasa_shows(example) for example in ours.examples] == with_text_values(theirs["examples"])
    written = {said: name for name, said in lists_of(ours, "synonym")}
    for example in ours.examples:
        for entity in example.entities:
            said = example.text[entity.start : entity.end]
            if entity.value is not None and entity.value != said:
                written[said] = entity.value
    assert written == {said: str(value) for said, value in theirs["synonyms"].items()}
    lookups = defaultdict(list)
    for name, entry in lists_of(ours, "lookup"):
        lookups[name].append(entry)
    assert lookups == {table["name"]: table["elements"] for table in theirs["lookups"]}
    patterns = sorted((one["name"], one["pattern"]) for one in theirs["regexes"])
    assert sorted(lists_of(ours, "regex")) == patterns


def test_rasa_has_nothing_against_our_data() -> None:
    checked = subprocess.run(
        [PROJECT / "scripts" / "rasa", "validate"], capture_output=True, text=True, check=False, timeout=600
    )
    assert checked.returncode == 0, checked.stderr
