"""What a sensor told, before anybody asks what it stands for; and that as a reading of a device of the home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from skill.domain.home import Device
from skill.domain.pantry import Reading

PERCENT: Final = "percent"
MOST: Final = 10**9
"""No household holds a thousand tonnes: that is a broken sensor, and too long a number for a database."""


@dataclass(frozen=True, slots=True)
class Report:
    """One message of one sensor. `names` are those that it may be known by, the one to show first.

    `measured` are the amounts that it told, below MOST, by what they measure: weight_g, volume_ml, count or percent
    (of full). `open` is what a contact told. Where there is neither, `why` says so: `unreadable`, or `silent` when it
    spoke of nothing that we keep.
    """

    names: tuple[str, ...]
    at: datetime
    measured: tuple[tuple[str, Decimal], ...] = ()
    why: str | None = None
    open: bool | None = None

    @property
    def source(self) -> str:
        return self.names[0]

    @property
    def tells_most(self) -> tuple[str, int] | None:
        """What it measures and how much: what says an amount before what only says a share."""
        found = sorted(self.measured, key=lambda told: told[0] == PERCENT)
        return (found[0][0], _whole(found[0][1])) if found else None


def reading_of(report: Report, device: Device) -> Reading | None:
    """The report in the device's own unit; None when it told nothing of what the device measures.

    A percentage is of what the device holds when it is full.
    """
    told = dict(report.measured)
    amount = told.get(device.measures)
    if amount is None and PERCENT in told:
        amount = told[PERCENT] * device.full / 100
    return None if amount is None else Reading(device.id, _whole(amount), report.at)


def _whole(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_EVEN))
