"""YAML that people edit: each fault is found in one reading, with its line and what to do."""

from datetime import date, time
from pathlib import Path

import pytest

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.errors import DataError
from skill.domain.money import Money

KEYS = ["amount", "day", "words", "flag", "count", "start", "name", "more"]


def _read(tmp_path: Path, content: str) -> tuple[Entry | None, Faults]:
    path = tmp_path / "file.yml"
    path.write_text(content, encoding="utf-8")
    faults = Faults()
    return open_yaml(path, "data/file.yml", faults, KEYS), faults


def test_values_are_read_from_their_text(tmp_path: Path) -> None:
    content = 'version: 1\namount: 6.10\nday: 2026-03-02\nwords: [no, yes]\nflag: true\ncount: 3\nstart: "08:00"\n'
    entry, faults = _read(tmp_path, content)
    assert entry is not None
    assert entry.money("amount") == Money(610)
    assert entry.day("day") == date(2026, 3, 2)
    assert entry.words("words") == ("no", "yes")
    assert entry.flag("flag") is True
    assert entry.whole("count") == 3
    assert entry.time_of_day("start") == time(8)
    assert faults.findings == []


@pytest.mark.parametrize(
    ("line", "accessor", "code"),
    [
        ("amount: 1.999", "money", "bad-amount"),
        ("amount: -1.00", "money", "bad-amount"),
        ("amount: .nan", "money", "bad-amount"),
        ("amount: cheap", "money", "bad-amount"),
        ("amount: [1.00]", "money", "not-a-value"),
        ("amount:", "money", "missing"),
        ("day: 2026-02-30", "day", "bad-date"),
        ("day: 20260230", "day", "bad-date"),
        ("words: one", "words", "not-a-list"),
        ("words: [one, one]", "words", "doubled"),
        ("flag: perhaps", "flag", "bad-flag"),
        ("count: 3.5", "whole", "bad-number"),
        ("count: -1", "whole", "bad-number"),
        ("start: 8 o'clock", "time_of_day", "bad-time"),
        ('name: ""', "text", "not-a-value"),
        ("name: Not An Id", "id", "bad-id"),
    ],
)
def test_a_bad_value_is_a_fault_on_its_line(tmp_path: Path, line: str, accessor: str, code: str) -> None:
    entry, faults = _read(tmp_path, f"version: 1\n# a comment\n{line}\n")
    assert entry is not None
    getattr(entry, accessor)(line.partition(":")[0])
    assert [finding.code for finding in faults.findings] == [code]
    # a key without a value has no line of its own to correct: it is missing from the entry
    assert faults.findings[0].line == 3


def test_unknown_and_doubled_keys_are_faults_that_name_the_way_out(tmp_path: Path) -> None:
    _, faults = _read(tmp_path, "version: 1\nname: a\nnmae: b\nname: c\n")
    assert [(finding.line, finding.code) for finding in faults.findings] == [(3, "unknown-key"), (4, "doubled")]
    assert "name" in faults.findings[0].hint
    assert "line 2" in faults.findings[1].hint


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("version: 1\nname: [a\n", "yaml", 3),
        ("", "empty", 1),
        ("version: 2\n", "bad-number", 1),
        ("- a\n- b\n", "not-a-mapping", 1),
        ("name: a\n", "missing", 1),
    ],
)
def test_a_broken_file_is_a_fault(tmp_path: Path, content: str, code: str, line: int) -> None:
    _, faults = _read(tmp_path, content)
    assert (code, line) in [(finding.code, finding.line) for finding in faults.findings]


def test_a_missing_or_unreadable_file_is_a_fault(tmp_path: Path) -> None:
    faults = Faults()
    (tmp_path / "latin.yml").write_bytes(b"name: caf\xe9\n")
    assert open_yaml(tmp_path / "none.yml", "none.yml", faults, KEYS) is None
    assert open_yaml(tmp_path / "latin.yml", "latin.yml", faults, KEYS) is None
    assert [finding.code for finding in faults.findings] == ["missing-file", "unreadable"]


def test_all_faults_are_raised_together_in_the_order_of_the_files() -> None:
    faults = Faults()
    faults.raise_any()
    faults.add("b.yml", 1, "x", "later file")
    faults.add("a.yml", 9, "x", "later line")
    faults.add("a.yml", 2, "x", "first", "do this")
    with pytest.raises(DataError) as caught:
        faults.raise_any()
    assert [(finding.file, finding.line) for finding in caught.value.findings] == [
        ("a.yml", 2),
        ("a.yml", 9),
        ("b.yml", 1),
    ]
    assert "[ERROR] a.yml:2: first (do this)" in str(caught.value)
