"""`boodschap ledger`: what whoever runs it sees, and the exit status that a script goes by."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from skill.cli import main
from skill.records.sqlite import SqliteRecords
from tests.skill.usecases.test_check_books import a_life


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    path = tmp_path / "records.db"
    monkeypatch.setenv("BOODSCHAP_DATABASE", str(path))
    records = SqliteRecords(path)
    house = a_life(records)
    records.close()
    return house.home.id


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["ledger", *arguments])


def test_books_that_are_right(home: str) -> None:
    checked = ran("check")
    assert checked.exit_code == 0, checked.output
    assert checked.output.startswith("1 homes, ")
    as_json = json.loads(ran("check", "--json").output)
    assert as_json["discrepancies"] == []
    assert as_json["postings"] > 20


def test_books_that_are_wrong_name_home_and_amounts(home: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "records.db") as by_hand:
        by_hand.execute("UPDATE payments SET amount_cents = 4711 WHERE status = 'refused'")
    checked = ran("check")
    assert checked.exit_code == 1
    assert f"[ERROR] home {home}: " in checked.output
    assert "EUR 47.11" in checked.output
    (found,) = json.loads(ran("check", "--json").output)["discrepancies"]
    assert (found["home"], found["fault"], found["found_cents"]) == (home, "bundle", 4711)


def test_a_home_is_shown_and_written_out(home: str) -> None:
    shown = ran("show", "--home", home, "--entries", "2").output
    assert "owed:grocer" in shown
    as_json = json.loads(ran("show", "--home", home, "--json", "--entries", "3").output)
    assert len(as_json["entries"]) == 3
    assert as_json["balances"]["owed:grocer"][0]["currency"] == "EUR"
    assert ran("export", "--home", home).output.startswith("at,entry,memo")
    assert " open Assets:Bank EUR" in ran("export", "--home", home, "--format", "beancount").output


@pytest.mark.usefixtures("home")
def test_a_home_without_entries_says_so(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "records.db") as by_hand:
        by_hand.execute("INSERT INTO homes SELECT 'empty', added_at FROM homes LIMIT 1")
    assert ran("show", "--home", "empty").output == "empty has no entries yet\n"


def test_a_home_that_is_not_there_is_named_with_those_that_are(home: str) -> None:
    missing = ran("show", "--home", "nobody")
    assert missing.exit_code == 2
    assert "'nobody'" in missing.output
    assert home in missing.output


@pytest.mark.parametrize("command", [[], ["check"], ["show"], ["export"]])
def test_help_has_an_example(command: list[str]) -> None:
    assert "Example: boodschap ledger" in ran(*command, "--help").output
