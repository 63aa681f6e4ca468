"""Sensors are heard beside the server: whatever the broker does, said once, recovered, shared, and stopped at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import paho.mqtt.publish as mqtt_publish
import pytest

from skill import private_broker
from skill.channels.http_api import http_api_blueprint
from skill.composition import App, compose, read_world
from skill.domain.errors import DataError
from skill.domain.notification import Notification
from skill.recognition import nobody_listens
from skill.settings import Settings
from skill.web.application import create_application
from skill.web.senses import Senses, check_broker

HOME = "thijs"
TOPIC = f"homes/{HOME}/boodschap/coffee_canister"


def until(true: Callable[[], object], within_s: float = 30) -> None:
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


def no_failure(where: str, error: BaseException) -> None:
    raise AssertionError(where) from error


@pytest.fixture
def app_at(tmp_path: Path, data_dir: Path) -> Callable[[str | None], App]:
    def make(broker: str | None) -> App:
        settings = Settings(data_dir=data_dir, var_dir=tmp_path, mqtt=broker)
        return compose(settings, world=read_world(settings, hearing=nobody_listens))

    return make


def tell(port: int, payload: str) -> None:
    mqtt_publish.single(TOPIC, payload, qos=1, hostname="127.0.0.1", port=port)


def notified(app: App) -> tuple[Notification, ...]:
    with app.parts.records.reading(HOME) as records:
        return records.notifications()


@pytest.mark.parametrize("kind", private_broker.kinds())
def test_a_broker_that_comes_late_and_goes_is_waited_for(app_at: Callable[[str], App], kind: str) -> None:
    port = private_broker.free_port()
    older = "" if kind == "mosquitto" else "?version=3.1.1"
    app = app_at(f"mqtt://ann:s3cret@127.0.0.1:{port}{older}")
    said: list[str] = []
    senses = Senses(app, said.append, no_failure)
    senses.start()
    until(lambda: said)
    assert senses.state == "waiting"
    with ExitStack() as stack:
        stack.enter_context(private_broker.running(kind, port))
        until(lambda: senses.state == "connected")
        time.sleep(0.3)
        tell(port, '{"weight_g": 70}')
        until(lambda: notified(app))
    until(lambda: senses.state == "waiting")
    with private_broker.running(kind, port):
        until(lambda: senses.state == "connected")
        begun = time.monotonic()
        senses.stop()
        assert time.monotonic() - begun < 3
    assert [line.split(" at ")[0].split(" mqtt")[0].partition(":")[0] for line in said if "gone" not in line] == [
        "no broker answers",
        "connected to",
        "connected to",
    ]
    assert len([line for line in said if "gone" in line]) == 1
    assert "s3cret" not in "".join(said)


def test_waiting_for_a_broker_ends_at_once_when_it_is_stopped(app_at: Callable[[str], App]) -> None:
    senses = Senses(app_at(f"mqtt://127.0.0.1:{private_broker.free_port()}"), lambda _: None, no_failure)
    senses.start()
    time.sleep(3.5)
    begun = time.monotonic()
    senses.stop()
    assert time.monotonic() - begun < 2


@pytest.mark.skipif("mosquitto" not in private_broker.kinds(), reason="shared subscriptions need MQTT 5")
def test_several_share_the_load_by_seats_and_one_that_leaves_loses_nothing(app_at: Callable[[str], App]) -> None:
    with private_broker.running("mosquitto") as address:
        app, port = app_at(address), int(address.rpartition(":")[2])
        first, second = (Senses(app, lambda _: None, no_failure) for _ in range(2))
        for each in (first, second):  # the first one takes the first seat
            each.start()
            until(lambda one=each: one.state == "connected")
        time.sleep(0.3)
        for number in range(40):
            tell(port, f'{{"weight_g": {500 + number}}}')
            if number == 20:
                second.stop()
        until(lambda: first._sensing.counted.total() + second._sensing.counted.total() >= 40)
        first.stop()
        assert min(each._sensing.counted.total() for each in (first, second)) > 0
        # What comes while nobody is there is kept for the first seat, whoever takes it.
        tell(port, '{"weight_g": 70}')
        again = Senses(app, lambda _: None, no_failure)
        again.start()
        until(lambda: notified(app))
        again.stop()


def test_health_says_how_it_is_with_the_sensors_and_nothing_more(app_at: Callable[[str | None], App]) -> None:
    app = app_at("mqtt://ann:s3cret@127.0.0.1:9")
    senses = Senses(app, lambda _: None, no_failure)
    entry = http_api_blueprint(app, token=None, sensors=lambda: senses.state)
    answer = create_application([entry], no_failure).test_client().get("/health")
    assert answer.json is not None
    assert answer.json["sensors"] == "waiting"
    assert "s3cret" not in answer.text
    assert "127.0.0.1" not in answer.text


def test_without_a_broker_nothing_is_started(app_at: Callable[[str | None], App]) -> None:
    senses = Senses(app_at(None), lambda _: None, no_failure)
    senses.start()
    assert senses.state == "off"
    senses.stop()


def test_a_wrong_address_is_said_before_anything_begins(app_at: Callable[[str | None], App]) -> None:
    with pytest.raises(DataError, match="mqtt://host:1883"):
        check_broker(app_at("http://ann:s3cret@host"))
