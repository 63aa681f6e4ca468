"""A household says what a sensor is for ("the tin in the kitchen is for coffee"); from then on it stands for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from skill.domain.device_map import SEEN_AGAIN_WITHIN, UnmappedDevice, device_of, low_line, outgrown
from skill.domain.home import Device, Home
from skill.domain.pantry import Judgement, PantryState, Reading
from skill.usecases import note_strange
from skill.usecases.ports import HomeRecords

UNMAPPED_SHOWN = 20
"""How many of the sensors that were heard last, and stand for nothing, are offered."""


def household(home: Home, records: HomeRecords) -> Home:
    """The home with the devices that were mapped since."""
    return home.with_mapped(records.mapped_devices())


def unmapped(home: Home, records: HomeRecords) -> tuple[UnmappedDevice, ...]:
    """Sensors that were heard and stand for nothing, the latest first. `home` is the household as it is now."""
    return tuple(each for each in records.unmapped_devices(UNMAPPED_SHOWN) if home.device(each.name) is None)


def run(
    name: str,
    kind: str,
    home: Home,
    records: HomeRecords,
    now: datetime,
    *,
    full: int | None = None,
    low_below: int | None = None,
) -> Device:
    """Makes the sensor stand for the kind. What is not said of `full` and `low_below` is learned.

    A device that stood for another kind begins anew, and nobody is told any more of the shortage that it had. Raises
    LookupError for a sensor that was never heard, ValueError for a line that is not below what fits.
    """
    home = household(home, records)
    known = home.device(name)
    device = replace(known, kind=kind) if known is not None else _heard(name, kind, records)
    if full is not None:
        device = replace(device, full=full, low_below=low_line(device.measures, full), learns=False)
    if low_below is not None:
        device = replace(device, low_below=low_below)
    if not 0 < device.low_below < device.full:
        raise ValueError(f"{device.low_below} is not between nothing and the {device.full} that it holds")
    records.keep_mapped_device(device, now)
    if known is not None and known.kind != kind:
        _begin_anew(known, home, records, now)
    return device


def undo(name: str, home: Home, records: HomeRecords, now: datetime) -> bool:
    """The sensor stands for what the home file says, or for nothing; False when nobody had mapped it."""
    before = household(home, records).device(name)
    if before is None or not records.remove_mapped_device(name):
        return False
    declared = home.device(name)
    if declared is None or declared.kind != before.kind:
        _begin_anew(before, home, records, now)
    return True


def with_room_for(reading: Reading, device: Device, records: HomeRecords) -> Device:
    """The device as it is, or with what it holds learned anew when this reading was seen before as well, undoubted."""
    if not device.learns or reading.amount <= device.full:
        return device
    told = records.readings_since(device.id, reading.at - SEEN_AGAIN_WITHIN)
    before = [each for each, judgement in told if judgement is not Judgement.DOUBTFUL]
    grown = outgrown(device, reading, before)
    if grown is None:
        return device
    records.keep_mapped_device(grown, reading.at)
    return grown


def _heard(name: str, kind: str, records: HomeRecords) -> Device:
    for each in records.unmapped_devices(note_strange.KEPT):
        if each.name == name:
            return device_of(name, kind, each.measures, each.most)
    raise LookupError(f"no sensor {name!r} was heard that tells how much there is")


def _begin_anew(before: Device, home: Home, records: HomeRecords, now: datetime) -> None:
    """Forgets what was known of the stock that it stood for; its shortage was not that of the new kind."""
    records.keep_pantry(PantryState(before.id))
    if any(device.kind == before.kind for device in household(home, records).devices):
        return
    for note in records.notifications():
        if note.kind == "shortage" and note.subject == before.kind:
            records.keep_notification(note.marked_read(now))
