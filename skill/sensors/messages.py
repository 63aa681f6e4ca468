"""MQTT messages -> readings: Zigbee2MQTT, Home Assistant and plain JSON. Pure: nothing is trusted, nothing is fatal.

`boodschap/<device>`      {"weight_g": 70}, {"volume_ml": 300}, {"count": 3} or {"level": 12} (percent); "at" if known
`zigbee2mqtt/<device>`    {"weight": 0.07, "unit": "kg", "last_seen": ...}: its own units are g and ml unless it says so
what discovery named      a bare number, or a field of JSON, in the unit that discovery gave

Behind a broker of many homes each home's topics begin with `homes/<home>/`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from skill.domain.home import Device, Home
from skill.domain.pantry import Reading
from skill.sensors.discovery import Entity
from skill.sensors.units import NAMES, OWN_UNITS, PERCENT, amount_of

MAX_BYTES = 16 * 1024
"""No sensor has so much to say."""

LEVELS = ("level", "percentage", "fill_level")
CLOCKS = ("at", "last_seen", "timestamp")
LATEST = timedelta(minutes=5)
"""A sensor's clock may run so far ahead; further, the time of arrival counts."""


@dataclass(frozen=True, slots=True)
class HomeTopics:
    """Where a home's messages are: all of them under `prefix`, which is empty on a broker of its own."""

    home: Home
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message came to: a reading of a known device, or `why` there is none (`unknown`, `unreadable`, `silent`).

    `source` is the name that the sensor has on the broker, for whoever has to map it.
    """

    home: str
    source: str
    reading: Reading | None = None
    why: str | None = None


def heard(
    topics: HomeTopics, topic: str, payload: bytes, entities: Mapping[str, tuple[Entity, ...]], now: datetime
) -> Iterator[Heard]:
    """Everything that one message tells; `entities` by state topic, as discovery named them without the prefix."""
    home = topics.home
    name = topic.removeprefix(topics.prefix)
    root, _, source = name.partition("/")
    if len(payload) > MAX_BYTES:
        yield Heard(home.id, source or name, why="unreadable")
        return
    if name in entities:
        for entity in entities[name]:
            yield _of_entity(home, entity, payload, now)
    elif root in ("boodschap", "zigbee2mqtt") and source and not _is_housekeeping(root, source):
        yield _of_message(home, source, payload, now)


def _is_housekeeping(root: str, source: str) -> bool:
    return root == "zigbee2mqtt" and (source.startswith("bridge") or source.endswith(("/availability", "/set", "/get")))


def _of_message(home: Home, source: str, payload: bytes, now: datetime) -> Heard:
    device = home.device(source)
    if device is None:
        return Heard(home.id, source, why="unknown")
    content = _json(payload)
    if not isinstance(content, dict):
        return Heard(home.id, source, why="unreadable")
    amount = _measured(content, device)
    if amount is None:
        told = set(content) & {*NAMES, *LEVELS}
        return Heard(home.id, source, why="unreadable" if told else "silent")
    return Heard(home.id, source, Reading(device.id, amount, _time(content, now)))


def _measured(content: Mapping[str, Any], device: Device) -> int | None:
    """The field that the device measures; a message with the battery and the signal alone has none."""
    for name, measure in NAMES.items():
        if name in content and measure == device.measures:
            unit = content.get("unit", OWN_UNITS[measure]) if name != measure else OWN_UNITS[measure]
            return _amount(content[name], str(unit), device)
    for name in LEVELS:
        if name in content:
            return _amount(content[name], PERCENT, device)
    return None


def _of_entity(home: Home, entity: Entity, payload: bytes, now: datetime) -> Heard:
    device = next((found for name in entity.names if (found := home.device(name)) is not None), None)
    source = entity.names[0] if entity.names else entity.topic
    if device is None:
        return Heard(home.id, source, why="unknown")
    content: Any = _json(payload) if entity.path else payload.decode("utf-8", "replace").strip()
    for step in entity.path:
        content = content.get(step) if isinstance(content, dict) else None
    if content in ("unknown", "unavailable"):  # what Home Assistant calls a sensor that is away
        return Heard(home.id, source, why="silent")
    amount = _amount(content, entity.unit, device)
    if amount is None:
        return Heard(home.id, source, why="unreadable")
    return Heard(home.id, source, Reading(device.id, amount, now))


def _json(payload: bytes) -> Any:
    """The content, None for what is no JSON; NaN and infinities are none either."""
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None


def _amount(value: Any, unit: str, device: Device) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 40:
        return None
    try:
        return amount_of(Decimal(str(value)), unit, device)
    except InvalidOperation:
        return None


def _time(content: Mapping[str, Any], now: datetime) -> datetime:
    """The sensor's own time where it tells one, in ISO 8601 or in milliseconds since 1970; never of the future."""
    told = next((content[name] for name in CLOCKS if name in content), None)
    at = now
    try:
        if isinstance(told, str):
            at = datetime.fromisoformat(told)
        elif isinstance(told, int) and not isinstance(told, bool):
            at = datetime.fromtimestamp(told / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return now
    if at.tzinfo is None:
        return now
    return at.astimezone(UTC) if at <= now + LATEST else now
