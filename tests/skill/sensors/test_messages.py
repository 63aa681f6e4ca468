"""What brokers bring becomes readings; what is none is told as such, and nothing is fatal."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.home import Device
from skill.domain.report import Report, reading_of
from skill.sensors.discovery import Entity, entity_of
from skill.sensors.messages import MAX_BYTES, reports

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
CANISTER = Device("canister", "coffee_beans", "weight_g", 150, 1000)
FRIDGE = Device("fridge", "milk", "volume_ml", 300, 2000)
TRAY = Device("tray", "eggs", "count", 3, 12)
JAR = Device("jar", "rice", "percent", 15, 100)
DEVICES = {device.id: device for device in (CANISTER, FRIDGE, TRAY, JAR)}
DISCOVERED = {
    "hub/state": (Entity("hub/state", ("tray",), "", ("eggs",)), Entity("hub/state", ("lamp",), "lx", ("lx",))),
    "hub/door": (Entity("hub/door", ("door",), "", device_class="door", open_closed=("on", "off")),),
    "zigbee2mqtt/0x1": (Entity("zigbee2mqtt/0x1", ("d",), "", ("contact",), "door", open_closed=("false", "true")),),
}


def told(topic: str, payload: Any) -> list[Report]:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return list(reports(topic, raw, DISCOVERED, NOW))


def read(report: Report) -> int | None:
    device = DEVICES.get(report.source)
    reading = reading_of(report, device) if device else None
    return reading.amount if reading else None


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
        ("boodschap/jar", {"level": 12.5}, 12),
        ("zigbee2mqtt/canister", {"weight": 80, "fill_level": 3}, 80),
        ("boodschap/canister", {"volume_ml": 3}, None),
        ("boodschap/jar", {"weight_g": 3}, None),
    ],
)
def test_amounts_come_in_the_units_of_the_device(topic: str, payload: object, amount: int | None) -> None:
    assert read(told(topic, payload)[0]) == amount


@pytest.mark.parametrize(
    ("topic", "payload", "is_open"),
    [
        ("zigbee2mqtt/fridge_door", {"contact": True, "battery": 80}, False),
        ("zigbee2mqtt/fridge_door", {"contact": False, "battery": 80}, True),
        ("boodschap/fridge_door", {"open": True}, True),
        ("boodschap/fridge_door", {"open": False}, False),
        ("boodschap/canister", {"weight_g": 70, "contact": False}, True),
        ("hub/door", b"ON", True),
        ("hub/door", b" off ", False),
        ("zigbee2mqtt/0x1", {"contact": False}, True),
        ("zigbee2mqtt/0x1", {"contact": True}, False),
    ],
)
def test_a_contact_tells_open_or_closed(topic: str, payload: object, is_open: bool) -> None:
    [found] = told(topic, payload)
    assert (found.open, found.why) == (is_open, None)


@pytest.mark.parametrize(
    ("topic", "payload", "why"),
    [
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
        ("boodschap/fridge_door", {"open": "perhaps"}, "unreadable"),
        ("boodschap/fridge_door", {"open": 1}, "unreadable"),
        ("zigbee2mqtt/fridge_door", {"contact": None}, "unreadable"),
        ("hub/door", b"ajar", "unreadable"),
        ("hub/door", b"unavailable", "silent"),
    ],
)
def test_what_is_no_reading_says_why(topic: str, payload: object, why: str) -> None:
    found = told(topic, payload)[0]
    assert (found.measured, found.open) == ((), None)
    assert found.why == why


@pytest.mark.parametrize(
    "topic", ["zigbee2mqtt/bridge/state", "zigbee2mqtt/canister/availability", "other/canister", "boodschap/"]
)
def test_what_is_not_for_us_is_not_heard(topic: str) -> None:
    assert told(topic, {"weight_g": 1}) == []


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
    assert found.at == expected


@given(payload=st.binary(max_size=300), topic=st.sampled_from(["boodschap/canister", "hub/state", "zigbee2mqtt/tray"]))
def test_no_bytes_are_fatal(payload: bytes, topic: str) -> None:
    for each in reports(topic, payload, DISCOVERED, NOW):
        assert (bool(each.measured) or each.open is not None) != bool(each.why)


@given(
    content=st.dictionaries(
        st.sampled_from(["weight", "weight_g", "unit", "level", "at", "last_seen", "count"]),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    )
)
def test_no_content_is_fatal_and_no_reading_is_of_the_future(content: dict[str, object]) -> None:
    for each in reports("boodschap/canister", json.dumps(content).encode(), {}, NOW):
        assert each.at <= NOW + timedelta(minutes=5)
        assert (each.tells_most is None) or abs(each.tells_most[1]) <= 10**9


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
        (
            config(stat_t="a/b", unit_of_meas="%", dev_cla="battery"),
            Entity("a/b", ("canister", "node"), "%", device_class="battery"),
        ),
    ],
)
def test_discovery_in_long_and_short_words(payload: bytes, entity: Entity | None) -> None:
    assert entity_of("homeassistant/sensor/node/canister/config", payload) == entity


@pytest.mark.parametrize(
    ("payload", "entity"),
    [
        (config(stat_t="a/b", dev_cla="door"), Entity("a/b", ("fridge", "node"), "", (), "door", ("on", "off"))),
        (
            config(
                stat_t="a/b", dev_cla="opening", val_tpl="{{ value_json.contact }}", payload_on=False, payload_off=True
            ),
            Entity("a/b", ("fridge", "node"), "", ("contact",), "opening", ("false", "true")),
        ),
        (
            config(stat_t="a/b", device_class="window", pl_on=1, pl_off=0),
            Entity("a/b", ("fridge", "node"), "", (), "window", ("1", "0")),
        ),
        (config(stat_t="a/b", dev_cla="motion"), None),
        (config(stat_t="a/b"), None),
    ],
)
def test_discovery_of_a_contact_and_of_no_other_binary_sensor(payload: bytes, entity: Entity | None) -> None:
    assert entity_of("homeassistant/binary_sensor/node/fridge/config", payload) == entity
    assert entity is None or (entity.is_contact and not entity.may_be_a_stock)


@pytest.mark.parametrize("payload", [b"{", b"[]", b"{}", config(stat_t=3), b'{"a":' * 100_000])
def test_what_is_no_discovery_is_an_error(payload: bytes) -> None:
    with pytest.raises(ValueError, match="discovery"):
        entity_of("homeassistant/sensor/node/canister/config", payload)


@pytest.mark.parametrize("state", ["a/#", "a/+/b", "a#", "a/\0", "a/\n", "a" * 7_000])
def test_a_topic_that_a_broker_would_not_bear_is_not_asked_for(state: str) -> None:
    with pytest.raises(ValueError, match="state_topic"):
        entity_of("homeassistant/sensor/node/canister/config", config(stat_t=state, unit_of_meas="kg"))


@pytest.mark.parametrize("told", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", 10**400])
def test_a_time_on_the_edge_of_all_days_is_the_present(told: str | int) -> None:
    content = json.dumps({"weight_g": 5, "at": told}).encode()
    (report,) = reports("boodschap/canister", content, {}, NOW)
    assert report.at == NOW


@pytest.mark.parametrize(
    ("unit", "device_class", "may"),
    [
        ("kg", "weight", True),
        ("%", None, True),
        ("%", "battery", False),
        ("°C", "temperature", False),
        ("", None, True),
    ],
)
def test_what_cannot_be_a_stock_is_not_listened_to(unit: str, device_class: str | None, may: bool) -> None:
    assert Entity("a/b", ("canister",), unit, device_class=device_class).may_be_a_stock is may
