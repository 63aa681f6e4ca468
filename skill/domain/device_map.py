"""What a household says its sensors are for: from a sensor that was heard to a device that stands for a kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from skill.domain.home import Device
from skill.domain.pantry import Reading
from skill.domain.report import PERCENT

LOW_PERCENT = 15
"""Below this share of what fits, a stock is low until its use is known: 150 g of a kilogram. Our figure."""

LOW_PERCENT_OF_PIECES = 25
"""Of what is counted: three eggs of twelve."""

STEPS = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100)
"""What a container holds, in tenths of a power of ten: the next of these above the most that was heard."""

SEEN_AGAIN_AFTER = timedelta(minutes=10)
SEEN_AGAIN_WITHIN = timedelta(days=1)
SAME_PERCENT = 25
"""More than fits is believed when it was told before, about the same and not at once: a hand on it is no refill."""


@dataclass(frozen=True, slots=True)
class UnmappedDevice:
    """A sensor that was heard and stands for nothing yet: its name on the broker, what it measures (weight_g,
    volume_ml, count or percent), the most that it told, and when it was heard last."""

    name: str
    measures: str
    most: int
    last_at: datetime


def device_of(name: str, kind: str, measures: str, most: int) -> Device:
    """The device that a sensor becomes when it is mapped: what it holds is learned from the most that it told."""
    full = 100 if measures == PERCENT else _container(most)
    return Device(name, kind, measures, low_line(measures, full), full, learns=measures != PERCENT)


def low_line(measures: str, full: int) -> int:
    """Below which amount a stock is low when the household said nothing of it."""
    share = LOW_PERCENT_OF_PIECES if measures == "count" else LOW_PERCENT
    return max(1, -(-full * share // 100))


def outgrown(device: Device, reading: Reading, before: Iterable[Reading]) -> Device | None:
    """The device with more room, once a reading of more than it was thought to hold was seen twice; else None."""
    if not device.learns or reading.amount <= device.full:
        return None
    for each in before:
        since = reading.at - each.at
        near = abs(reading.amount - each.amount) * 100 <= reading.amount * SAME_PERCENT
        if each.amount > device.full and near and SEEN_AGAIN_AFTER <= since <= SEEN_AGAIN_WITHIN:
            full = _container(max(reading.amount, each.amount))
            return replace(device, full=full, low_below=low_line(device.measures, full))
    return None


def _container(most: int) -> int:
    scale = 1
    while True:
        for step in STEPS:
            if step * scale >= 10 * max(most, 1):
                return max(2, step * scale // 10)
        scale *= 10
