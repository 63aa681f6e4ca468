"""`boodschap try` in words and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from skill.cli import main


@pytest.fixture
def runner(model_path: Path) -> CliRunner:
    return CliRunner(env={"BOODSCHAP_VAR": str(model_path.parent)})


def test_it_says_what_why_and_what_is_near(runner: CliRunner) -> None:
    outcome = runner.invoke(main, ["try", "ja, maar wacht even", "--expecting", "confirmation"])
    assert outcome.exit_code == 0
    for words in ("hesitate", "read as: ja maar wacht even", "left over: maar wacht even", "nearest by words", ".yml:"):
        assert words in outcome.output


def test_everything_is_there_as_json(runner: CliRunner) -> None:
    outcome = runner.invoke(main, ["try", "two bottles of milk [b]please[/b]", "--locale", "en-GB", "--json"])
    found = json.loads(outcome.output)
    assert found["entities"]["quantity"]["value"] == 2
    assert {stage["stage"] for stage in found["stages"]} == {"exact", "lexical", "semantic", "rejection", "proof"}
    assert found["nearest"]["words"][0]["file"].startswith("data/en/intents/")


def test_a_language_that_is_not_spoken_ends_without_a_traceback(runner: CliRunner) -> None:
    outcome = runner.invoke(main, ["try", "oui", "--locale", "fr-FR"])
    assert outcome.exit_code == 2
    assert "[ERROR] no model understands the locale 'fr-FR'" in outcome.output
