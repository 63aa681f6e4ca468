"""`boodschap agenda check`: whether agendas can be read and when people are away; never what for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from skill.cli import main
from tests.skill.home.calendar_servers import OddServer


@pytest.fixture(autouse=True)
def _empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))


def test_every_agenda_of_the_demo_can_be_read_and_keeps_its_secrets() -> None:
    result = CliRunner().invoke(main, ["agenda", "check", "--days", "14", "--json"])
    assert result.exit_code == 0, result.output
    looked = json.loads(result.stdout)
    assert {each["kept"] for each in looked if each["person"] == each["home"]} == {"file"}
    assert all(each["readable"] for each in looked)
    assert all(set(span) == {"from", "until"} for each in looked for span in each["away"])


def test_a_server_that_refuses_is_said_with_its_reason_and_without_the_login(monkeypatch: pytest.MonkeyPatch) -> None:
    with OddServer(lambda *_: (401, {}, b"")) as server:
        monkeypatch.setenv("BOODSCHAP_CALDAV_THIJS_THIJS", server.url.replace("http://", "http://t:geheim@") + "/a/")
        result = CliRunner().invoke(main, ["agenda", "check", "--home", "thijs"])
    assert result.exit_code == 1
    assert "[ERROR] thijs/thijs (caldav): the calendar server answered 401" in result.output
    assert "geheim" not in result.output
