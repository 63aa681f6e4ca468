"""`boodschap settle` and its payouts: what is asked, what a dry run keeps, what a script reads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from skill.cli import main
from skill.composition import compose, read_world
from skill.domain.money import Money
from skill.domain.settlement import BundleKey, Charge
from skill.recognition import nobody_listens
from skill.settings import Settings

AT = datetime(2026, 3, 4, 17, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 7, tzinfo=UTC)


@pytest.fixture
def homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thijs and Sander owe a grocer a week of the past."""
    monkeypatch.setenv("BOODSCHAP_DATABASE", str(tmp_path / "records.db"))
    monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))
    settings = Settings.from_environment()
    app = compose(settings, world=read_world(settings, hearing=nobody_listens))
    for home, cents in (("thijs", 1234), ("sander", 8000)):
        with app.parts.records.transaction(home) as tx:
            key = BundleKey(home, "groenmarkt", home, "until 2026-03-09")
            tx.add_charge(Charge("delivered:x", key, "groceries", "x", Money(cents), AT, MONDAY))


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["settle", *arguments])


def outcomes(result: Result) -> dict[str, dict[str, object]]:
    assert result.exit_code == 0, result.output
    found: dict[str, dict[str, object]] = json.loads(result.stdout)["outcomes"]
    return found


@pytest.mark.usefixtures("homes")
def test_a_week_is_asked_once_and_a_dry_run_keeps_nothing() -> None:
    would = outcomes(ran("--until", "2026-03-09", "--dry-run", "--json"))
    assert sum(each["bundles"] for each in would.values()) == 2  # type: ignore[misc]
    assert outcomes(ran("--until", "2026-03-08", "--json")) == {}, "it is not due before its day"
    assert outcomes(ran("--until", "2026-03-09", "--json")) == would
    assert outcomes(ran("--until", "2026-03-09", "--json")) == {}


@pytest.mark.usefixtures("homes")
def test_what_people_read() -> None:
    told = ran("--until", "2026-03-09T08:00+01:00").output
    assert "EUR 80.00" in told
    assert "2 bundles of 2 homes settled until 2026-03-09 07:00 UTC" in told


@pytest.mark.usefixtures("homes")
@pytest.mark.parametrize("written", ["monday", "2026-13-01", "2026-03-09T08:00"])
def test_a_date_that_is_none_is_named(written: str) -> None:
    wrong = ran("--until", written)
    assert wrong.exit_code == 2
    assert written in wrong.output
    assert "write 2026-03-09" in wrong.output


@pytest.mark.usefixtures("homes")
def test_payouts_of_a_time_to_come_are_refused_and_none_are_none() -> None:
    nothing = ran("payouts")
    assert (nothing.stdout, "no payouts yet" in nothing.stderr) == ("", True)
    assert ran("payouts", "--until", "2999-01-01").exit_code == 2
    assert ran("payouts", "--until", "2026-03-09", "--json").stdout == ""


@pytest.mark.parametrize("command", [[], ["payouts"]])
def test_help_has_examples(command: list[str]) -> None:
    assert "Example: boodschap settle" in ran(*command, "--help").output


def test_until_when_is_asked_for() -> None:
    assert "settle until when?" in ran().output
