"""The server as it runs: workers answer, share one set of records, and leave quietly when they are told to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import paho.mqtt.publish as mqtt_publish
import pytest

from skill import private_broker
from skill.records.sqlite import SqliteRecords
from skill.settings import PROJECT
from tests.skill.web.serving import SERVES, answer, wait_until_healthy


@pytest.mark.slow
@pytest.mark.skipif(not private_broker.kinds(), reason="no MQTT broker can be started here")
def test_it_hears_sensors_beside_and_stops_when_told(tmp_path: Path) -> None:
    port, log = private_broker.free_port(), tmp_path / "server.log"
    with private_broker.running() as address, log.open("w") as written:
        settings = {
            "BOODSCHAP_VAR": str(tmp_path), "BOODSCHAP_API_TOKEN": "t", "PYTHONPATH": str(PROJECT),
            "BOODSCHAP_MQTT": address.replace("mqtt://", "mqtt://ann:s3cret@"), "BOODSCHAP_MQTT_HOME": "thijs",
        }  # fmt: skip
        command = [sys.executable, "-c", SERVES, str(port), "{}"]
        server = subprocess.Popen(command, env=os.environ | settings, stdout=written, stderr=written, text=True)
        try:
            wait_until_healthy(port, server)
            until = time.monotonic() + 30
            while log.read_text().count("connected to") < 2:
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.1)
            time.sleep(0.3)
            assert answer(port, "/health")["sensors"] == "connected"
            at = int(address.rpartition(":")[2].partition("?")[0])
            mqtt_publish.single("zigbee2mqtt/coffee_canister", '{"weight": 70}', qos=1, hostname="127.0.0.1", port=at)
            records = SqliteRecords(tmp_path / "boodschap.db")
            kinds: list[str] = []
            while not kinds and time.monotonic() < until:
                time.sleep(0.1)
                with records.reading("thijs") as tx:
                    kinds = [note.kind for note in tx.notifications()]
            assert kinds == ["shortage"]
        finally:
            server.send_signal(signal.SIGTERM)
            begun = time.monotonic()
            server.wait(30)
    assert time.monotonic() - begun < 8
    assert server.returncode == 0, log.read_text()
    assert "s3cret" not in log.read_text()


@pytest.mark.slow
def test_it_answers_from_several_workers_and_stops_when_told(tmp_path: Path) -> None:
    port = private_broker.free_port()
    environment = os.environ | {"BOODSCHAP_VAR": str(tmp_path), "BOODSCHAP_API_TOKEN": "t", "PYTHONPATH": str(PROJECT)}
    log = tmp_path / "server.log"
    with log.open("w") as written:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVES, str(port), "{}"], env=environment, stdout=written, stderr=written, text=True
        )
    try:
        wait_until_healthy(port, server)
        fields = {"home": "thijs", "locale": "nl-NL", "text": "hallo", "request_id": "once"}
        answers = [answer(port, "/v1/utterances", fields) for _ in range(6)]
        assert [each["repeated"] for each in answers] == [False] + [True] * 5
        assert {each["decided"] for each in answers} == {"greeted"}
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    said = log.read_text()
    assert server.returncode == 0, said
    assert "BOODSCHAP_SKILL_ID is not set" in said
    assert "SIG" not in said.replace("SIGTERM", "")
    assert "hallo" not in said
