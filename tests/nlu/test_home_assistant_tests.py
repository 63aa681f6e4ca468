"""Tests of Home Assistant's intents, as utterances with expectations. The sentences here are our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.contract import read_contract
from nlu.evaluation.utterances import Spoken
from nlu.findings import DataFilesError
from nlu.home_assistant_tests import (
    MAPPING,
    IntentMapping,
    holds_tests,
    read_intent_mapping,
    read_test_folder,
    read_tests,
)

DATA = Path(__file__).resolve().parents[2] / "data"
CONTRACT = read_contract(DATA / "intents.yml")

TESTS = """\
language: nl
tests:
  - sentences:
      - "zet kaas op mijn lijstje"
      - "noteer Kaas"
    intent:
      name: HassShoppingListAddItem
      slots:
        item: kaas
    response: "Toegevoegd"
  - sentences:
      - "zet de lamp in de schuur uit"
    intent:
      name: HassTurnOff
      slots: {area: schuur}
  - sentences: ["hoi huis"]
    intent: {name: HassRespond}
"""

NEWER = """\
---
language: "en"
tests:
  - sentences: ["jot down oat biscuits"]
    slots:
      item: {value: oat_biscuits, text: oat biscuits}
"""


@pytest.fixture(scope="module")
def mapping() -> IntentMapping:
    return read_intent_mapping(DATA / MAPPING, CONTRACT)


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_sentences_mean_what_the_mapping_says(tmp_path: Path, mapping: IntentMapping) -> None:
    first, second, lamp, hello = read_tests(write(tmp_path, "list.yaml", TESTS), mapping)
    assert first.intents[0] == "add_to_basket"
    assert (first.values, first.line, second.line) == ({"product": "kaas"}, 4, 5)
    assert (lamp.intents, lamp.values, lamp.language) == (("out_of_scope",), {}, "nl")
    assert hello.intents == ()


def test_newer_files_are_named_after_their_intent(tmp_path: Path, mapping: IntentMapping) -> None:
    (found,) = read_tests(write(tmp_path, "HassShoppingListAddItem/item.yaml", NEWER), mapping)
    assert (found.language, found.intents[0], found.values) == ("en", "add_to_basket", {"product": "oat biscuits"})


def test_a_folder_is_measured_on(tmp_path: Path, mapping: IntentMapping) -> None:
    write(tmp_path, "nl/list.yaml", TESTS)
    write(tmp_path, "en/HassShoppingListAddItem/item.yaml", NEWER)
    write(tmp_path, "nl/_fixtures.yaml", "language: nl\nareas: []\n")
    write(tmp_path, "notes.yml", "anything: else")
    found = read_test_folder(tmp_path, mapping)
    assert [utterance.language for utterance in found] == ["en", "nl", "nl", "nl", "nl"]
    assert found[1].entities == (Spoken("product", 4, 8),)
    assert found[2].entities == (Spoken("product", 7, 11),)
    assert (found[3].intent, found[3].entities) == ("out_of_scope", None)


def test_only_such_files_are_taken_for_tests(tmp_path: Path) -> None:
    assert holds_tests(write(tmp_path, "a.yaml", TESTS))
    assert not holds_tests(write(tmp_path, "b.yml", "version: 1\ntitle: x\nturns: []\n"))
    assert not holds_tests(write(tmp_path, "c.json", "{}"))
    assert not holds_tests(tmp_path / "absent.yaml")
    (tmp_path / "d.yaml").write_bytes(b"\xff\xfe\x00")
    assert not holds_tests(tmp_path / "d.yaml")


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (TESTS.replace("language: nl", "language: fi"), 1, "language"),
        ("language: nl\ntests: kaas\n", 2, "shape"),
        ("language: nl\ntests:\n  - kaas\n", 3, "test"),
        ("language: nl\ntests:\n  - sentences: kaas\n", 3, "test"),
        ("language: nl\ntests:\n  - sentences: [kaas]\n", 3, "test"),
        ("language: nl\ntests:\n  - sentences: ['']\n    intent: {name: HassTurnOff}\n", 3, "test"),
        ("language: nl\ntests:\n  - sentences: [a]\n    intent: {name: HassTurnOff, slots: [x]}\n", 3, "test"),
        ("language: nl\ntests: [\n", 3, "yaml"),
    ],
)
def test_a_fault_has_file_and_line(tmp_path: Path, mapping: IntentMapping, text: str, line: int, code: str) -> None:
    path = write(tmp_path, "list.yaml", text)
    with pytest.raises(DataFilesError) as refused:
        read_tests(path, mapping)
    assert [(each.file, each.line, each.code) for each in refused.value.findings] == [(str(path), line, code)]


def test_the_mapping_names_what_we_know(tmp_path: Path) -> None:
    wrong = "version: 1\notherwise: [nothing]\nintents:\n  HassX: {intents: [add_to_basket], slots: {item: thing}}\n"
    with pytest.raises(DataFilesError) as refused:
        read_intent_mapping(write(tmp_path, "m.yml", wrong), CONTRACT)
    assert [(each.line, each.code) for each in refused.value.findings] == [(2, "unknown-name"), (4, "unknown-name")]
    assert read_intent_mapping(tmp_path / "absent.yml", CONTRACT).of("HassTurnOn").intents == ("out_of_scope",)
