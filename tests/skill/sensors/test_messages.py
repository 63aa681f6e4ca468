"""What brokers bring becomes readings; what is none is told as such, and nothing is fatal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.home import Control, Device, Home, Providers
from skill.domain.person import Person
from skill.sensors.discovery import Entity, entity_of
from skill.sensors.messages import MAX_BYTES, Heard, HomeTopics, heard

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
CANISTER = Device("canister", "coffee_beans", "weight_g", 150, 1000)
FRIDGE = Device("fridge", "milk", "volume_ml", 300, 2000)
TRAY = Device("tray", "eggs", "count", 3, 12)
HOME = Home(
    "anns", Providers.ONE, Control.ALGORITHM, ZoneInfo("Europe/Amsterdam"), "street", (), (Person("ann", "Ann"),),
    devices=(CANISTER, FRIDGE, TRAY),
)  # fmt: skip
ALONE = HomeTopics(HOME)
DISCOVERED = {
    "hub/state": (Entity("hub/state", ("tray",), "", ("eggs",)), Entity("hub/state", ("lamp",), "lx", ("lx",)))
}


def told(topic: str, payload: Any, topics: HomeTopics = ALONE) -> list[Heard]:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return list(heard(topics, topic, raw, DISCOVERED, NOW))


@pytest.mark.parametrize(
    ("topic", "payload", "amount"),
    [
        ("boodschap/canister", {"weight_g": 70}, 70),
        ("boodschap/canister", {"level": 12}, 120),
        ("boodschap/fridge", {"volume_ml": "300"}, 300),
        ("boodschap/tray", {"count": 3}, 3),
        ("zigbee2mqtt/canister", {"weight": 512.4, "battery": 80}, 512),
        ("zigbee2mqtt/canister", {"weight": 0.07, "unit": "kg"}, 70),
        ("zigbee2mqtt/canister", {"weight": 1, "unit": "lb"}, 454),
        ("zigbee2mqtt/fridge", {"volume": 1.5, "unit": "L"}, 1500),
        ("zigbee2mqtt/fridge", {"fill_level": 50}, 1000),
        ("hub/state", {"eggs": 2}, 2),
    ],
)
def test_amounts_come_in_the_units_of_the_device(topic: str, payload: object, amount: int) -> None:
    found = told(topic, payload)[0]
    assert found.reading is not None
    assert found.reading.amount == amount


@pytest.mark.parametrize(
    ("topic", "payload", "why"),
    [
        ("boodschap/toaster", {"weight_g": 70}, "unknown"),
        ("boodschap/canister", b"{", "unreadable"),
        ("boodschap/canister", b"\xff\xfe", "unreadable"),
        ("boodschap/canister", [1], "unreadable"),
        ("boodschap/canister", {"weight_g": True}, "unreadable"),
        ("boodschap/canister", {"weight_g": "a lot"}, "unreadable"),
        ("boodschap/canister", b'{"weight_g": NaN}', "unreadable"),
        ("boodschap/canister", {"weight_g": 10**30}, "unreadable"),
        ("boodschap/canister", {"weight_g": "9" * 5000}, "unreadable"),
        ("boodschap/canister", b"[" * 5000, "unreadable"),
        ("boodschap/canister", b" " * (MAX_BYTES + 1), "unreadable"),
        ("zigbee2mqtt/canister", {"weight": 3, "unit": "stone"}, "unreadable"),
        ("zigbee2mqtt/canister", {"battery": 80, "linkquality": 120}, "silent"),
        ("hub/state", {"lx": 4}, "unreadable"),
        ("hub/state", {"eggs": "unavailable"}, "silent"),
    ],
)
def test_what_is_no_reading_says_why(topic: str, payload: object, why: str) -> None:
    found = told(topic, payload)[0]
    assert found.reading is None
    assert found.why == why


@pytest.mark.parametrize(
    "topic", ["zigbee2mqtt/bridge/state", "zigbee2mqtt/canister/availability", "other/canister", "boodschap/"]
)
def test_what_is_not_for_us_is_not_heard(topic: str) -> None:
    assert told(topic, {"weight_g": 1}) == []


def test_many_homes_are_told_apart_by_their_topics() -> None:
    found = told("homes/anns/boodschap/canister", {"weight_g": 70}, HomeTopics(HOME, "homes/anns/"))
    assert [each.reading.amount for each in found if each.reading] == [70]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-02T16:00:00+01:00", datetime(2026, 3, 2, 15, 0, tzinfo=UTC)),
        (1772463600000, datetime.fromtimestamp(1772463600, UTC)),
        ("2026-03-02T16:00:00", NOW),
        ("2030-01-01T00:00:00+00:00", NOW),
        ("yesterday", NOW),
        (10**30, NOW),
        (None, NOW),
    ],
)
def test_a_sensors_own_time_counts_where_it_can(at: object, expected: datetime) -> None:
    found = told("boodschap/canister", {"weight_g": 70, "at": at})[0]
    assert found.reading is not None
    assert found.reading.at == expected


@given(payload=st.binary(max_size=300), topic=st.sampled_from(["boodschap/canister", "hub/state", "zigbee2mqtt/tray"]))
def test_no_bytes_are_fatal(payload: bytes, topic: str) -> None:
    for each in heard(ALONE, topic, payload, DISCOVERED, NOW):
        assert (each.reading is None) != (each.why is None)


@given(
    content=st.dictionaries(
        st.sampled_from(["weight", "weight_g", "unit", "level", "at", "last_seen", "count"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    )
)
def test_no_content_is_fatal_and_no_reading_is_of_the_future(content: dict[str, object]) -> None:
    for each in heard(ALONE, "boodschap/canister", json.dumps(content).encode(), {}, NOW):
        assert each.reading is None or each.reading.at <= NOW + timedelta(minutes=5)


def config(**fields: object) -> bytes:
    return json.dumps(fields).encode()


@pytest.mark.parametrize(
    ("payload", "entity"),
    [
        (
            config(
                state_topic="a/b", unit_of_measurement="kg", value_template="{{ value_json.weight }}", unique_id="x"
            ),
            Entity("a/b", ("x", "canister", "node"), "kg", ("weight",)),
        ),
        (
            config(
                **{"~": "zigbee2mqtt/can", "stat_t": "~", "unit_of_meas": "%", "val_tpl": "{{ value_json['f']['l'] }}"}
            ),
            Entity("zigbee2mqtt/can", ("canister", "node"), "%", ("f", "l")),
        ),
        (config(stat_t="a/b", obj_id="o"), Entity("a/b", ("o", "canister", "node"), "")),
        (config(stat_t="a/b", val_tpl="{{ value | float }}"), Entity("a/b", ("canister", "node"), "")),
        (config(stat_t="a/b", val_tpl="{% if value == 1 %}2{% endif %}"), None),
        (b"", None),
    ],
)
def test_discovery_in_long_and_short_words(payload: bytes, entity: Entity | None) -> None:
    assert entity_of("homeassistant/sensor/node/canister/config", payload) == entity


@pytest.mark.parametrize("payload", [b"{", b"[]", b"{}", config(stat_t=3)])
def test_what_is_no_discovery_is_an_error(payload: bytes) -> None:
    with pytest.raises(ValueError, match="discovery"):
        entity_of("homeassistant/sensor/node/canister/config", payload)
