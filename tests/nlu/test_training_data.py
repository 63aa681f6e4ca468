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


def test_annotations_may_touch() -> None:
    text, entities = parse_inline("[twee](quantity)[koffie](product)")
    assert text == "tweekoffie"
    assert entities == (AnnotatedEntity("quantity", 0, 4), AnnotatedEntity("product", 4, 10))


def test_one_text_may_carry_several_entities() -> None:
    text, entities = parse_inline(
        '[Brandt mild][{"entity": "brand", "value": "brandt"}, {"entity": "product", "group": "1"}] graag'
    )
    assert text == "Brandt mild graag"
    assert entities == (AnnotatedEntity("brand", 0, 11, "brandt"), AnnotatedEntity("product", 0, 11, group="1"))


@pytest.mark.parametrize(
    "broken",
    [
        "[melk](product", "[melk] (product)", '[melk]{"value": "x"}', '[melk]{"entity": 1, "x": 2}', "[melk]{entity}",
        "[melk][kaas](product)", '[melk][{"entity": "product"} en kaas]', '[melk]{"entity": "product", "role": 1}',
        '[melk]{"entity": "product", "value": true}', '[melk]{"entity": "product", "value": ["a"]}',
        '[melk]{"entity": "product", "value": null}',
    ],
)  # fmt: skip
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


def test_metadata_of_intents_and_sentences_is_kept_as_written(tmp_path: Path) -> None:
    path = write(
        tmp_path / "nlu.yml",
        "nlu:\n- intent: a\n  metadata: {owner: [x, y]}\n  examples:\n  - text: ja\n    metadata: {mood: 1}\n",
    )
    (example,) = read_training_files([path]).examples
    assert (example.intent_metadata, example.metadata) == ({"owner": ["x", "y"]}, {"mood": 1})
    assert hash(example)


@pytest.mark.parametrize("version", ['"2.0"', '"2"', '"3.0"', '"3.1"', "3.1", "'2.8'"])
def test_versions_that_rasa_reads(tmp_path: Path, version: str) -> None:
    path = write(tmp_path / "nlu.yml", f"version: {version}\nnlu:\n- intent: a\n  examples: |\n    - ja\n")
    data = read_training_files([path])
    assert (len(data.examples), data.findings) == (1, ())


def test_escapes_count_as_rasa_counts_them(tmp_path: Path) -> None:
    """Rasa writes and reads them in files of ASCII alone; anywhere else a backslash is a backslash."""
    body = "nlu:\n- intent: a\n  examples: |\n    - caf\\u00e9 \\ud83d\\ude42\n    - \\ud83d half, \\\\u0041\n"
    (first, second) = read_training_files([write(tmp_path / "ascii.yml", body)]).examples
    assert first.text == "café \U0001f642"
    assert second.text == "\\ud83d half, \\\\u0041"
    (first, _) = read_training_files([write(tmp_path / "letters.yml", body + "# één\n")]).examples
    assert first.text == "caf\\u00e9 \\ud83d\\ude42"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('version: "9"\nnlu: []\n', "version", 1),
        ('version: "3.2"\nnlu: []\n', "version", 1),
        ('version: "1.4"\nnlu: []\n', "version", 1),
        ("nlu:\n- synonym: a\n  metadata: 1\n  examples: |\n    - b\n", "unknown-key", 3),
        ("nlu:\n- intent: a\n  examples: |\n    - ja\n    - [ja][nee]\n", "annotation", 5),
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
