"""`boodschap preferences`, as somebody runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from skill.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["preferences", *arguments])


def names() -> list[str]:
    return [json.loads(line)["preference"] for line in run("show", "--home", "thijs", "--json").stdout.splitlines()]


def test_it_shows_what_the_file_tells_and_erases_it() -> None:
    assert "everybody: brand:coffee_beans = brandt, by the home's file" in run("show", "--home", "thijs").stdout
    assert "1 erased" in run("erase", "--home", "thijs", "brand:coffee_beans").stdout
    assert "brand:coffee_beans" not in names()
    assert run("erase", "--home", "thijs").exit_code == 0
    assert names() == []


def test_what_is_not_there_is_said_with_what_is() -> None:
    refused = run("erase", "--home", "thijs", "--person", "thijs", "brand:tea")
    assert refused.exit_code == 2
    assert "thijs has no 'brand:tea'" in refused.stderr
    assert run("show", "--home", "nobody").exit_code == 2
