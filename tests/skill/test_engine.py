"""Who hears is a setting: our own model, or Rasa servers, and a server that is down is told in one line."""

from __future__ import annotations

import socket

import pytest
from click.testing import CliRunner

from skill.cli import main
from skill.domain.errors import DataError
from skill.recognition import recognizer
from skill.settings import Settings


@pytest.fixture
def nobody() -> str:
    """An address where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize(
    "command", [["understand", "--json", "-"], ["replay", "tests/stories/nl/coffee.yml"], ["talk"], ["serve"]]
)
def test_a_rasa_that_is_down_is_told_with_its_address(command: list[str], nobody: str) -> None:
    environment = {"BOODSCHAP_RASA": f"nl={nobody} en={nobody}"}
    ran = CliRunner().invoke(main, [*command, "--engine", "rasa"], env=environment, input="hallo\n")
    assert ran.exit_code == 2
    assert nobody in ran.output
    assert "scripts/rasa serve" in ran.output
    assert "Traceback" not in ran.output


def test_the_engine_may_come_from_the_environment(nobody: str) -> None:
    environment = {"BOODSCHAP_ENGINE": "rasa", "BOODSCHAP_RASA": f"nl={nobody} en={nobody}"}
    assert Settings.from_environment(environment).engine == "rasa"
    ran = CliRunner().invoke(main, ["understand", "-"], env=environment, input="hallo\n")
    assert ran.exit_code == 2
    assert nobody in ran.output


@pytest.mark.parametrize(
    ("settings", "said"),
    [(Settings(engine="ear"), "no engine"), (Settings(engine="rasa", rasa="nl:5005"), "nl=http")],
)
def test_what_is_no_engine_or_address_is_refused(settings: Settings, said: str) -> None:
    with pytest.raises(DataError, match=said):
        recognizer(settings)
