"""A table that cannot be used says where and what to do; good ones exist in each language with the same keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nlu.findings import DataFilesError
from nlu.spoken import SpokenValues
from nlu.spoken.tables import LANGUAGES, Table, language_of
from tests.nlu.spoken.conftest import DATA

FAULTS = [
    ("quantities.yml", "  glued: true", "  glued: yes please", "true or false", "without quotes"),
    ("quantities.yml", "  3: drie\n", "  drie: 3\n", "whole number", "3: drie"),
    ("quantities.yml", "    90: negentig\n", "", "90 has no word", "tens"),
    ("quantities.yml", "  pack: pak, pakken", "  pack: pak = veel, pakken", "no unit word", "pond = 500"),
    ("quantities.yml", "  hundred: honderd", "  hundert: honderd", "unknown key", "use one of"),
    ("quantities.yml", "3/2: anderhalf", "drie: anderhalf", "no fraction", "3/2"),
    ("quantities.yml", 'decimal_mark: ","', 'decimal_mark: ";"', "comma or a point", "write"),
    ("moments.yml", "zaterdag, zondag", "zaterdag", "6 days", "Monday"),
    ("moments.yml", "  12: december, dec\n", "", "twelve months", "1 to 12"),
    ("moments.yml", '"18:00, 24:00"', '"18:00, 25:00"', "no time", "18:00"),
    ("moments.yml", '"18:00, 24:00"', '"18:00, 12:00"', "later end", "18:00"),
    ("moments.yml", "deze week: week 0", "deze week: nu", "week, weekend or month", "week 1"),
    ("moments.yml", 'plus: "5, 10"}', "plus: vijf}", "no minutes", "1-14"),
    ("moments.yml", "about_minutes: 30", "about_minutes: half", "whole number", "digits"),
    ("vocabulary.yml", "digits:\n", "pins:\n", "unknown key", "digits"),
    ("vocabulary.yml", "category:\n", "category: [\n", "", ""),
]


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    copy = tmp_path / "data" / "nl"
    copy.mkdir(parents=True)
    for name in ("quantities.yml", "moments.yml", "vocabulary.yml"):
        shutil.copy(DATA / "nl" / name, copy / name)
    return copy.parent


@pytest.mark.parametrize(("name", "good", "bad", "message", "hint"), FAULTS)
def test_a_fault_has_an_address(data_dir: Path, name: str, good: str, bad: str, message: str, hint: str) -> None:
    file = data_dir / "nl" / name
    text = file.read_text(encoding="utf-8")
    assert good in text
    file.write_text(text.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(DataFilesError) as raised:
        SpokenValues.load(data_dir, "nl")
    (finding,) = raised.value.findings
    assert finding.file.endswith(f"nl/{name}")
    assert finding.line >= 1
    assert message in finding.message
    assert hint in finding.hint


def test_the_line_is_that_of_the_fault(data_dir: Path) -> None:
    file = data_dir / "nl" / "moments.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("about_minutes"))
    lines[at] = "about_minutes: soon"
    file.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataFilesError) as raised:
        SpokenValues.load(data_dir, "nl")
    assert raised.value.findings[0].line == at + 1


def test_a_missing_file_is_named(data_dir: Path) -> None:
    (data_dir / "nl" / "vocabulary.yml").unlink()
    with pytest.raises(DataFilesError, match=r"nl/vocabulary\.yml"):
        SpokenValues.load(data_dir, "nl")


def test_a_locale_counts_as_its_language() -> None:
    assert [language_of(locale) for locale in ("nl-NL", "en_GB", "EN")] == ["nl", "en", "en"]
    with pytest.raises(ValueError, match="fr-FR"):
        language_of("fr-FR")


@pytest.mark.parametrize("name", ["quantities.yml", "moments.yml", "vocabulary.yml", "speech.yml"])
def test_languages_have_the_same_keys(name: str) -> None:
    keys = [sorted(map(str, Table.read(DATA, language, name).keys())) for language in LANGUAGES]
    assert keys[0] == keys[1]


def test_languages_have_the_same_units() -> None:
    units = [set(Table.read(DATA, language, "quantities.yml").sub("units").keys()) for language in LANGUAGES]
    assert units[0] == units[1]
