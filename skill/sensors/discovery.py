"""Home Assistant's MQTT discovery, read: which topic tells what of which device, and in which unit.

A retained message on `homeassistant/sensor/<node>/<object>/config`, with the long names or their abbreviations:
https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

_FIELD = r"(?:_json((?:\.\w+|\[['\"]\w+['\"]\])+))?"
_TEMPLATE = re.compile(r"\{\{\s*value" + _FIELD + r"(?:\s*\|\s*(?:float|int|round)[^}]*)?\s*\}\}")
_STEP = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Entity:
    """One value on a topic: `path` leads to it in a JSON message; an empty one means that the message is the value."""

    topic: str
    names: tuple[str, ...]
    unit: str
    path: tuple[str, ...] = ()


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


_decoder = msgspec.json.Decoder(_Config)


def entity_of(topic: str, payload: bytes) -> Entity | None:
    """The value that a discovery message tells of; None for an empty one (the entity was removed) and for one whose
    template is more than a value or a field of a JSON message. Raises ValueError for what is no discovery message."""
    if not payload:
        return None
    try:
        config = _decoder.decode(payload)
    except msgspec.DecodeError as error:
        raise ValueError(f"no discovery message: {error}") from error
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
    unit = config.unit_of_measurement or config.unit_of_meas or ""
    return Entity(state, tuple(dict.fromkeys(name for name in names if name)), unit, path)


def _path(template: str | None) -> tuple[str, ...] | None:
    if template is None:
        return ()
    found = _TEMPLATE.fullmatch(template.strip())
    return tuple(_STEP.findall(found[1])) if found and found[1] else () if found else None
