"""Home Assistant's MQTT discovery, read: which topic tells what of which device, and in which unit.

A retained message on `homeassistant/sensor/<node>/<object>/config` (of a contact `binary_sensor`), with the long names
or their abbreviations:
https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from skill.sensors.units import UNITS

_FIELD = r"(?:_json((?:\.\w+|\[['\"]\w+['\"]\])+))?"
_TEMPLATE = re.compile(r"\{\{\s*value" + _FIELD + r"(?:\s*\|\s*(?:float|int|round)[^}]*)?\s*\}\}")
_STEP = re.compile(r"\w+")

MOST_BYTES = 16 * 1024
"""What announces one sensor is some hundreds of bytes."""

MOST_LETTERS = 1000
"""Longer topics no sensor has."""

STOCK_CLASSES = frozenset({None, "weight", "volume", "volume_storage"})
"""Home Assistant's device classes of what may be a stock."""

CONTACT_CLASSES = frozenset({"door", "opening", "window"})
"""Those of binary sensors that tell open (on) from closed (off)."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One value on a topic: `path` leads to it in a JSON message; an empty one means that the message is the value.

    `open_closed`: the words of a contact for these two; None for what is no contact.
    """

    topic: str
    names: tuple[str, ...]
    unit: str
    path: tuple[str, ...] = ()
    device_class: str | None = None
    open_closed: tuple[str, str] | None = None

    @property
    def may_be_a_stock(self) -> bool:
        """It measures an amount, or a share of what is said to be no battery and no air."""
        return not self.is_contact and self.unit.lower() in UNITS and self.device_class in STOCK_CLASSES

    @property
    def is_contact(self) -> bool:
        return self.open_closed is not None

    def open_of(self, value: Any) -> bool | None:
        """Whether this value of a contact says open; None when it says neither."""
        if self.open_closed is None or (said := _word(value)) not in self.open_closed:
            return None
        return said == self.open_closed[0]


class _Appliance(msgspec.Struct):
    name: str | None = None


class _Config(msgspec.Struct):
    state_topic: str | None = None
    stat_t: str | None = None
    unit_of_measurement: str | None = None
    unit_of_meas: str | None = None
    value_template: str | None = None
    val_tpl: str | None = None
    unique_id: str | None = None
    uniq_id: str | None = None
    object_id: str | None = None
    obj_id: str | None = None
    name: str | None = None
    base: str = msgspec.field(default="", name="~")
    device: _Appliance | None = None
    dev: _Appliance | None = None
    device_class: str | None = None
    dev_cla: str | None = None
    payload_on: str | bool | int | None = None
    pl_on: str | bool | int | None = None
    payload_off: str | bool | int | None = None
    pl_off: str | bool | int | None = None


_decoder = msgspec.json.Decoder(_Config)


def entity_of(topic: str, payload: bytes) -> Entity | None:
    """The value that a discovery message tells of; None for an empty one (the entity was removed), for one whose
    template is more than a value or a field of a JSON message, and for a binary sensor that is no contact. Raises
    ValueError for what is no discovery message."""
    if not payload:
        return None
    if len(payload) > MOST_BYTES:
        raise ValueError("a discovery message that is too long")
    try:
        config = _decoder.decode(payload)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise ValueError(f"no discovery message: {type(error).__name__}") from error
    state = config.state_topic or config.stat_t
    if not state:
        raise ValueError("a discovery message without state_topic")
    path = _path(config.value_template or config.val_tpl)
    if path is None:
        return None
    parts = topic.split("/")
    appliance = config.device or config.dev
    names: Iterable[str | None] = (
        config.object_id or config.obj_id,
        config.unique_id or config.uniq_id,
        parts[-2],
        parts[-3] if len(parts) > 4 else None,
        appliance.name if appliance else None,
    )
    if state.startswith("~"):
        state = config.base + state[1:]
    elif state.endswith("~"):
        state = state[:-1] + config.base
    if len(state) > MOST_LETTERS or not state.isprintable() or {"+", "#"} & set(state):
        raise ValueError("a state_topic that nobody can publish to")  # a broker ends the connection that asks for it
    unit = config.unit_of_measurement or config.unit_of_meas or ""
    device_class = config.device_class or config.dev_cla
    words = None
    if "binary_sensor" in parts[:2]:
        if device_class not in CONTACT_CLASSES:
            return None
        words = (
            _word(_first(config.payload_on, config.pl_on, "ON")),
            _word(_first(config.payload_off, config.pl_off, "OFF")),
        )
    return Entity(state, tuple(dict.fromkeys(name for name in names if name)), unit, path, device_class, words)


def _first(*told: str | bool | int | None) -> str | bool | int | None:
    return next((each for each in told if each is not None), None)


def _word(told: Any) -> str:
    """As words are compared: Zigbee2MQTT announces `false` and sends it, Home Assistant writes it `False`."""
    return str(told).strip().lower()


def _path(template: str | None) -> tuple[str, ...] | None:
    if template is None:
        return ()
    found = _TEMPLATE.fullmatch(template.strip())
    return tuple(_STEP.findall(found[1])) if found and found[1] else () if found else None
