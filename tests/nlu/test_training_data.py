"""Rasa's training format reads without loss, or fails with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.inline_entities import AnnotatedEntity, NotationError, parse_inline
from nlu.training_data import read_training_files, read_training_folder


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_inline_entities_of_both_notations() -> None:
    text, entities = parse_inline(
        'bestel [twee pakken](quantity) [koffie]{"entity": "product", "value": "coffee_beans", "role": "main"} nu'
    )
    assert text == "bestel twee pakken koffie nu"
    assert entities == (
        AnnotatedEntity("quantity", 7, 18),
        AnnotatedEntity("product", 19, 25, "coffee_beans", "main"),
    )


def test_old_notation_with_a_value() -> None:
    assert parse_inline("[bonen](product:coffee_beans)")[1] == (AnnotatedEntity("product", 0, 5, "coffee_beans"),)


@pytest.mark.parametrize(
    "broken",
    ["[melk](product", "[melk] (product)", '[melk]{"value": "x"}', '[melk]{"entity": 1, "x": 2}', "[melk]{entity}"],
)
def test_broken_annotations_are_refused(broken: str) -> None:
    with pytest.raises(NotationError):
        parse_inline(broken)


def test_blocks_lists_and_word_lists_are_read_with_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path / "nlu.yml",
        """version: "3.1"
nlu:
- intent: confirm
  examples: |
    - ja

    - ja [graag](reason)
- intent: deny
  examples:
  - text: nee
    metadata: {sentiment: neutral}
  - text: |
      liever niet
- synonym: coffee_beans
  examples: |
    - bonen
- lookup: brand
  examples: |
    - brandt
- regex: digits
  examples: |
    - \\d{4}
""",
    )
    data = read_training_files([path], tmp_path)
    assert data.findings == ()
    assert [(e.intent, e.text, e.line) for e in data.examples] == [
        ("confirm", "ja", 5),
        ("confirm", "ja graag", 7),
        ("deny", "nee", 10),
        ("deny", "liever niet", 12),
    ]
    assert data.examples[2].metadata is not None
    assert {(words.kind, words.name, words.entries) for words in data.word_lists} == {
        ("synonym", "coffee_beans", ("bonen",)),
        ("lookup", "brand", ("brandt",)),
        ("regex", "digits", ("\\d{4}",)),
    }
    assert data.synonyms() == {"bonen": "coffee_beans"}


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('version: "9"\nnlu: []\n', "version", 1),
        ("nlu:\n- intent: a\n  examples: |\n    ja\n", "dash", 4),
        ("nlu:\n- intent: a\n  examples: |\n    - [ja](x\n", "annotation", 4),
        ("nlu:\n- intent: a\n", "no-examples", 2),
        ("nlu:\n- wrong: a\n", "shape", 2),
        ("nlu:\n- intent: a\n  exemples: b\n  examples: |\n    - ja\n", "unknown-key", 3),
        ("nlu: [\n", "yaml", 2),
        ("other: 1\n", "unknown-key", 1),
        ("- just a list\n", "shape", 1),
    ],
)
def test_faults_have_file_line_and_code(tmp_path: Path, text: str, code: str, line: int) -> None:
    findings = read_training_files([write(tmp_path / "bad.yml", text)], tmp_path).findings
    assert [(finding.file, finding.code, finding.line) for finding in findings] == [("bad.yml", code, line)]


def test_all_faults_of_all_files_are_collected(tmp_path: Path) -> None:
    write(tmp_path / "a.yml", "nlu:\n- intent: a\n  examples: |\n    ja\n    nee\n")
    write(tmp_path / "b.yml", "nlu:\n- intent: b\n")
    assert len(read_training_folder(tmp_path, tmp_path).findings) == 3
