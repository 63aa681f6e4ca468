"""`boodschap sense devices`, `map` and `unmap`, as somebody runs them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from skill.cli import main
from skill.domain.pantry import FORGOTTEN, Judgement, Reading, StrangeMessage
from skill.records.sqlite import SqliteRecords


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))
    for name in ("DATABASE_URL", "BOODSCHAP_DATABASE", "BOODSCHAP_MQTT_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["sense", *arguments])


def hear_a_tin(folder: Path) -> None:
    assert run("devices", "--home", "thijs").exit_code == 0  # the records are there from then on
    records = SqliteRecords(folder / "boodschap.db")
    with records.transaction("thijs") as tx:
        tx.note_strange(StrangeMessage("tin", "unknown", datetime.now(UTC), measures="weight_g", most=640))
    records.close()


def listed() -> dict[str, dict[str, object]]:
    lines = run("devices", "--home", "thijs", "--json").stdout.splitlines()
    return {facts["device"]: facts for facts in map(json.loads, lines)}


def test_what_was_heard_is_listed_mapped_and_unmapped(folder: Path) -> None:
    hear_a_tin(folder)
    assert listed()["tin"]["kind"] is None
    assert "stands for nothing; told 640 g at most" in run("devices", "--home", "thijs").stdout
    mapped = run("map", "tin", "coffee_beans", "--home", "thijs")
    assert "low below 120 of 800 g, said by the household" in mapped.stdout
    facts = listed()["tin"]
    assert (facts["kind"], facts["full"], facts["low_below"], facts["said_by"]) == (
        "coffee_beans", 800, 120, "household"
    )  # fmt: skip
    assert run("unmap", "tin", "--home", "thijs").stdout == "tin is unmapped\n"
    assert listed()["tin"]["kind"] is None


def test_it_says_that_more_was_heard_than_is_kept(folder: Path) -> None:
    hear_a_tin(folder)
    assert run("devices", "--home", "thijs").stderr == ""
    records = SqliteRecords(folder / "boodschap.db")
    with records.transaction("thijs") as tx:
        tx.note_strange(StrangeMessage("", FORGOTTEN, datetime.now(UTC), 12))
    records.close()
    said = run("devices", "--home", "thijs", "--json")
    assert said.stderr == "more was heard than is kept: 12 messages of other sensors\n"
    assert set(listed()) >= {"tin"}


def test_a_contact_is_listed_with_what_it_covers_and_told(folder: Path) -> None:
    assert listed()["fridge_door"] == {
        "device": "fridge_door", "covers": ["fridge_milk", "egg_tray"], "told": None, "at": None
    }  # fmt: skip
    records, now = SqliteRecords(folder / "boodschap.db"), datetime.now(UTC)
    with records.transaction("thijs") as tx:
        tx.add_reading(Reading("fridge_door", 1, now), Judgement.OPEN)
    records.close()
    assert listed()["fridge_door"]["told"] == "open"
    assert "covers fridge_milk, egg_tray; open at 2" in run("devices", "--home", "thijs").stdout


def test_what_fits_and_what_is_low_can_be_said(folder: Path) -> None:
    hear_a_tin(folder)
    assert run("map", "tin", "coffee_beans", "--home", "thijs", "--full", "500", "--low", "50").exit_code == 0
    assert (listed()["tin"]["full"], listed()["tin"]["low_below"]) == (500, 50)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["map", "toaster", "coffee_beans", "--home", "thijs"], "no sensor 'toaster' was heard"),
        (["map", "coffee_canister", "unobtainium", "--home", "thijs"], "no kind 'unobtainium'"),
        (["map", "coffee_canister", "tea", "--home", "thijs", "--full", "100", "--low", "100"], "--low is less"),
        (["unmap", "coffee_canister", "--home", "thijs"], "data/homes/thijs.yml"),
        (["unmap", "toaster", "--home", "thijs"], "lists them"),
        (["devices"], "of which home?"),
        (["devices", "--home", "nobody"], "no home 'nobody'"),
    ],
)
def test_what_cannot_be_says_why(arguments: list[str], told: str) -> None:
    outcome = run(*arguments)
    assert outcome.exit_code == 2
    assert told in outcome.stderr
