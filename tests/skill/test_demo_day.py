"""`boodschap demo --day`: from the messages of every sensor over a real broker to books that agree; nothing stays."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from skill import private_broker
from skill.cli import main
from skill.settings import PROJECT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not private_broker.kinds(), reason="no MQTT broker can be started here"),
]


@pytest.fixture
def folder(tmp_path: Path, model_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(model_path, tmp_path / model_path.name)
    monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    return tmp_path


@pytest.mark.parametrize("kind", private_broker.kinds())
@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
def test_a_day_ends_with_the_week_paid_and_the_books_balanced(
    folder: Path, kind: str, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private_broker, "kinds", lambda: (kind,))
    done = CliRunner().invoke(main, ["demo", "--day", "--json", "--locale", locale])
    assert done.exit_code == 0, done.output
    day = json.loads(done.stdout)
    readings = [moment for moment in day["moments"] if "topic" in moment]
    judged = {(moment["device"], moment["judged"]) for moment in readings}
    assert {device for device, _ in judged} >= {"coffee_canister", "fridge_milk", "egg_tray", "detergent_bottle"}
    assert ("coffee_canister", "shortage") in judged
    behind_the_door = {("fridge_door", "open"), ("fridge_milk", "doubtful"), ("egg_tray", "doubtful")}
    assert judged >= behind_the_door | {("fridge_door", "closed")}
    assert [device for device, what in judged if what is None] == ["keukenbus"]
    assert [moment["decided"] for moment in day["moments"] if moment.get("heard")] == [
        "proposed", "asked_confirmation", "placed"
    ]  # fmt: skip
    assert [(order["total"], order["status"]) for order in day["orders"]] == [("EUR 13.50", "delivered")]
    assert [(each["total"], each["status"]) for each in day["payments"]] == [("EUR 13.50", "paid")]
    assert day["ledger"][-1]["total"] == "EUR 0.00"
    assert day["books"]["discrepancies"] == 0
    assert day["books"]["postings"] > 0
    assert [path.name for path in folder.iterdir() if path.suffix == ".db"] == []


def test_an_interrupt_leaves_no_broker_behind(folder: Path) -> None:
    command = [sys.executable, "-m", "skill.cli", "demo", "--day"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        lines = []
        while not lines or "coffee_canister" not in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1] or process.poll() is None, lines
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "Traceback" not in said
    [address] = [word for line in lines for word in line.split() if word.startswith("mqtt://")]
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", urlsplit(address).port or 0)) != 0
