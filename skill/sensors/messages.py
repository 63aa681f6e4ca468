"""MQTT messages -> what sensors tell: Zigbee2MQTT, Home Assistant and plain JSON. Pure: nothing is trusted or fatal.

`boodschap/<device>`      {"weight_g": 70}, {"volume_ml": 300}, {"count": 3} or {"level": 12} (percent); "at" if known
`zigbee2mqtt/<device>`    {"weight": 0.07, "unit": "kg", "last_seen": ...}: its own units are g and ml unless it says so
either of them            {"open": true}, or as Zigbee2MQTT has it {"contact": false}: what is not in contact is open
what discovery named      a bare number, or a field of JSON, in the unit that discovery gave; of a contact its own words

Behind a broker of many homes each home's topics begin with `homes/<home>/`; here they have lost that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from skill.domain.report import Report
from skill.sensors.discovery import Entity
from skill.sensors.units import FIELDS, amount_of

MAX_BYTES = 16 * 1024
"""No sensor has so much to say."""

CLOCKS = ("at", "last_seen", "timestamp")
LATEST = timedelta(minutes=5)
"""A sensor's clock may run so far ahead; further, the time of arrival counts."""


def reports(topic: str, payload: bytes, entities: Mapping[str, tuple[Entity, ...]], now: datetime) -> Iterator[Report]:
    """Everything that one message tells; `entities` by state topic, as discovery named them."""
    root, _, source = topic.partition("/")
    if len(payload) > MAX_BYTES:
        yield Report((source or topic,), now, why="unreadable")
    elif topic in entities:
        for entity in entities[topic]:
            yield _of_entity(entity, payload, now)
    elif root in ("boodschap", "zigbee2mqtt") and source and not _is_housekeeping(root, source):
        yield _of_message(source, payload, now)


def _is_housekeeping(root: str, source: str) -> bool:
    return root == "zigbee2mqtt" and (source.startswith("bridge") or source.endswith(("/availability", "/set", "/get")))


def _of_message(source: str, payload: bytes, now: datetime) -> Report:
    """A message with the battery and the signal alone is silent."""
    content = _json(payload)
    if not isinstance(content, dict):
        return Report((source,), now, why="unreadable")
    fields = FIELDS.keys() & content.keys()
    told = (_told(name, content) for name in sorted(fields))
    measured = tuple(amount for amount in told if amount is not None)
    is_open = _open(content)
    names_one = fields or content.keys() & {"open", "contact"}
    why = None if measured or is_open is not None else "unreadable" if names_one else "silent"
    return Report((source,), _time(content, now), measured, why, is_open)


def _open(content: Mapping[str, Any]) -> bool | None:
    """Whether it tells that something is open; None when it tells nothing of that."""
    if isinstance(content.get("contact"), bool):
        return not content["contact"]
    return content["open"] if isinstance(content.get("open"), bool) else None


def _told(name: str, content: Mapping[str, Any]) -> tuple[str, Any] | None:
    """The amount of one field; a unit beside it speaks of those that carry none in their name."""
    measures, unit = FIELDS[name]
    if name in ("weight", "volume", "count"):
        unit = str(content.get("unit", unit))
    amount = amount_of(content[name], unit)
    return amount if amount is not None and amount[0] == measures else None


def _of_entity(entity: Entity, payload: bytes, now: datetime) -> Report:
    names = entity.names or (entity.topic,)
    content: Any = _json(payload) if entity.path else payload.decode("utf-8", "replace").strip()
    for step in entity.path:
        content = content.get(step) if isinstance(content, dict) else None
    if content in ("unknown", "unavailable"):  # what Home Assistant calls a sensor that is away
        return Report(names, now, why="silent")
    if entity.is_contact:
        is_open = entity.open_of(content)
        return Report(names, now, why="unreadable" if is_open is None else None, open=is_open)
    amount = amount_of(content, entity.unit)
    return Report(names, now, (amount,)) if amount is not None else Report(names, now, why="unreadable")


def _json(payload: bytes) -> Any:
    """The content, None for what is no JSON; NaN and infinities are none either."""
    try:
        return msgspec.json.decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
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
        if at.tzinfo is None or at > now + LATEST:
            return now
        return at.astimezone(UTC)  # which the first and the last day of all have not
    except (ValueError, OverflowError, OSError):
        return now
