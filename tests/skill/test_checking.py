"""`boodschap check` says what is wrong where, in words or JSON, and fails when something is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from skill.checking import all_findings, check_and_show
from skill.cli import main
from skill.settings import Settings

NOWHERE = Path("nowhere")
KEPT_LINES = 34
"""Of each file: enough sentences to be enough, few enough to be read again and again."""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory, data_dir: Path) -> Path:
    folder = tmp_path_factory.mktemp("broken") / "data"
    shutil.copytree(data_dir, folder)
    for path in folder.glob("*/intents/*.yml"):
        lines = path.read_text(encoding="utf-8").splitlines()[:KEPT_LINES]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    stop = folder / "nl" / "intents" / "stop.yml"
    stop.write_text(stop.read_text(encoding="utf-8") + "    - hou op met [melk](product)\n", encoding="utf-8")
    replies = folder / "en" / "replies.yml"
    replies.write_text(replies.read_text(encoding="utf-8") + "\nanswers: {}\n", encoding="utf-8")
    (folder / "homes" / "emily.yml").write_text("home: emily\ncolour: blue\n", encoding="utf-8")
    return folder


def test_faults_of_every_kind_of_file_are_found_together(broken: Path) -> None:
    found = all_findings(broken, NOWHERE, NOWHERE)
    errors = {each.file for each in found if each.severity == "ERROR"}
    assert {"data/nl/intents/stop.yml", "data/en/replies.yml", "data/homes/emily.yml"} <= errors
    assert found == sorted(found, key=lambda each: (each.severity, each.file, each.line, each.code))


def test_an_error_is_shown_with_its_address_and_fails(broken: Path) -> None:
    line = len((broken / "nl" / "intents" / "stop.yml").read_text(encoding="utf-8").splitlines())
    outcome = CliRunner().invoke(main, ["check", str(broken)])
    assert outcome.exit_code == 1
    assert f"[ERROR] data/nl/intents/stop.yml:{line}: not-allowed: stop may not carry 'product'" in outcome.output


def test_one_file_is_shown_alone_and_as_json(broken: Path) -> None:
    settings = Settings(data_dir=broken)
    runner = CliRunner(env={"BOODSCHAP_DATA": str(broken)})
    outcome = runner.invoke(main, ["check", str(broken / "nl" / "intents" / "stop.yml"), "--json"])
    assert outcome.exit_code == 1
    assert [(each["file"], each["code"]) for each in json.loads(outcome.output)] == [
        ("data/nl/intents/stop.yml", "not-allowed")
    ]
    assert check_and_show(settings, broken / "nl" / "intents" / "confirm.yml", as_json=True) == 0


def test_the_delivered_data_and_stories_have_no_errors(data_dir: Path, project: Path) -> None:
    found = all_findings(data_dir, project / "tests" / "understanding", project / "tests" / "stories")
    assert [str(each) for each in found if each.severity == "ERROR"] == []
