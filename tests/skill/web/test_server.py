"""The server as it runs: workers answer, share one set of records, and leave quietly when they are told to."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import paho.mqtt.publish as mqtt_publish
import pytest

from skill import private_broker
from skill.records.sqlite import SqliteRecords
from skill.settings import PROJECT

SERVES = """
import sys
from nlu.interpretation import Interpretation
from skill.composition import LANGUAGES, World, compose
from skill.home.home_files import read_home
from skill.retailers.catalogue_files import read_catalogue
from skill.settings import Settings
from skill.speech.phrasebook import Phrasebook
from skill.web.server import serve

class Greeted:
    def recognize(self, text, locale, expecting=None, *, now, context=None):
        return Interpretation(text, locale, "greet", 0.99)

settings = Settings.from_environment()
catalogue = read_catalogue(settings.data_dir)
books = {language: Phrasebook.load(settings.data_dir, language, catalogue) for language in LANGUAGES}
homes = {"thijs": read_home(settings.data_dir, "thijs", catalogue)}
serve(compose(settings, world=World(catalogue, homes, books, Greeted())), "127.0.0.1", int(sys.argv[1]), 2, 2)
"""


def answer(port: int, path: str, fields: dict[str, str] | None = None) -> dict[str, object]:
    body = json.dumps(fields).encode() if fields is not None else None
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", body, {"Content-Type": "application/json", "Authorization": "Bearer t"}
    )
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - our own loopback
        read: dict[str, object] = json.load(response)
        return read


def wait_until_healthy(port: int, server: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 90
    while True:
        try:
            assert answer(port, "/health")["status"] == "ok"
            return
        except urllib.error.URLError:
            assert server.poll() is None, server.communicate()[0]
            assert time.monotonic() < until, "the server did not come up"
            time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.skipif(not private_broker.kinds(), reason="no MQTT broker can be started here")
def test_it_hears_sensors_beside_and_stops_when_told(tmp_path: Path) -> None:
    port, log = private_broker.free_port(), tmp_path / "server.log"
    with private_broker.running() as address, log.open("w") as written:
        settings = {
            "BOODSCHAP_VAR": str(tmp_path), "BOODSCHAP_API_TOKEN": "t", "PYTHONPATH": str(PROJECT),
            "BOODSCHAP_MQTT": address.replace("mqtt://", "mqtt://ann:s3cret@"), "BOODSCHAP_MQTT_HOME": "thijs",
        }  # fmt: skip
        command = [sys.executable, "-c", SERVES, str(port)]
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
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"BOODSCHAP_VAR": str(tmp_path), "BOODSCHAP_API_TOKEN": "t", "PYTHONPATH": str(PROJECT)}
    log = tmp_path / "server.log"
    with log.open("w") as written:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVES, str(port)], env=environment, stdout=written, stderr=written, text=True
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
