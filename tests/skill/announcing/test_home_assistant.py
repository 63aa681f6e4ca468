"""On a real broker: what waits is retained there for Home Assistant, without a word of what it is about."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from skill import private_broker
from skill.announcing.home_assistant import NODE, HomeAssistant, Server
from skill.domain.notification import Announcement
from skill.sensors.broker import address_of
from skill.usecases.outside_ports import OutsideFailed

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SHORTAGE = Announcement(
    reference="n1", kind="shortage", urgent=False, at=NOW, until=NOW + timedelta(days=7), waiting=1,
    says={"nl": "Er raakt iets op.", "en": "Something is running out."},
)  # fmt: skip

pytestmark = pytest.mark.skipif(not private_broker.kinds(), reason="no MQTT broker can be started here")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with private_broker.running() as url:
        address = address_of(url)
        yield Server(address.host, address.port)


def retained(server: Server, most: int = 3) -> dict[str, str]:
    """What a Home Assistant that comes later finds."""
    found: dict[str, str] = {}
    complete = threading.Event()

    def hear(_client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        found[message.topic] = message.payload.decode()
        if len(found) >= most:
            complete.set()

    client = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv311)
    client.on_message = hear
    client.connect(server.host, server.port)
    client.subscribe("#", qos=1)
    client.loop_start()
    complete.wait(5)
    client.disconnect()
    client.loop_stop()
    return found


def test_it_is_discovered_and_shows_how_much_waits_and_of_what_kind(server: Server) -> None:
    HomeAssistant(server, lambda _: "").announce("thijs", SHORTAGE)
    found = retained(server)
    config = json.loads(found[f"homeassistant/sensor/{NODE}/thijs/config"])
    assert found[config["state_topic"]] == "1"
    attributes = json.loads(found[config["json_attributes_topic"]])
    assert attributes == {
        "kind": "shortage", "urgent": False, "at": NOW.isoformat(),
        "text_nl": "Er raakt iets op.", "text_en": "Something is running out.",
    }  # fmt: skip
    assert config["unique_id"] == f"{NODE}_thijs"


def test_the_same_news_twice_shows_the_same_and_it_goes_out(server: Server) -> None:
    assistant = HomeAssistant(server, lambda _: "")
    assistant.announce("thijs", replace(SHORTAGE, waiting=2))
    assistant.announce("thijs", replace(SHORTAGE, waiting=2))
    assert retained(server)[f"{NODE}/thijs/state"] == "2"
    assistant.dim("thijs", 0)
    found = retained(server)
    assert (found[f"{NODE}/thijs/state"], found[f"{NODE}/thijs/attributes"]) == ("0", "{}")


def test_another_homes_broker_hears_nothing_and_many_homes_stay_apart(server: Server) -> None:
    HomeAssistant(server, lambda _: None).announce("emily", SHORTAGE)
    HomeAssistant(server, lambda home: f"homes/{home}/").announce("dunya", SHORTAGE)
    found = retained(server, most=6)
    assert not any("emily" in topic for topic in found)
    assert json.loads(found[f"homes/dunya/homeassistant/sensor/{NODE}/dunya/config"])["state_topic"] in found


def test_a_broker_that_is_away_is_tried_again_and_the_password_stays_here() -> None:
    away = Server("127.0.0.1", 9, user="boodschap", password="geheim")
    with pytest.raises(OutsideFailed) as failed:
        HomeAssistant(away, lambda _: "").announce("thijs", SHORTAGE)
    assert not failed.value.final
    assert "geheim" not in str(failed.value) + repr(away)
