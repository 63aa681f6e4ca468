"""What a sensor measures, in the units that a device of a home counts in: whole g, ml or pieces."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

from skill.domain.home import Device

FACTORS: dict[str, dict[str, Decimal]] = {
    "weight_g": {
        "g": Decimal(1), "kg": Decimal(1000), "mg": Decimal("0.001"), "oz": Decimal("28.349523125"),
        "lb": Decimal("453.59237"),
    },
    "volume_ml": {
        "ml": Decimal(1), "cl": Decimal(10), "dl": Decimal(100), "l": Decimal(1000),
        "fl. oz.": Decimal("29.5735295625"),
    },
    "count": {"": Decimal(1), "piece": Decimal(1), "pieces": Decimal(1), "stuks": Decimal(1)},
}  # fmt: skip
"""Avoirdupois and US fluid ounces, as Home Assistant has them."""

NAMES = {
    "weight": "weight_g",
    "weight_g": "weight_g",
    "volume": "volume_ml",
    "volume_ml": "volume_ml",
    "count": "count",
}
"""What the field of a message is called, and the measure that it stands for."""

PERCENT = "%"
OWN_UNITS = {"weight_g": "g", "volume_ml": "ml", "count": ""}


def amount_of(value: Decimal, unit: str, device: Device) -> int | None:
    """The value in the device's own unit, rounded; None where this unit says nothing of what the device measures.

    A percentage is of what the device holds when it is full.
    """
    if not value.is_finite():
        return None
    if unit == PERCENT:
        return _rounded(value * device.full / 100)
    factor = FACTORS[device.measures].get(unit.strip().lower())
    return None if factor is None else _rounded(value * factor)


def _rounded(value: Decimal) -> int | None:
    """None for what no household holds: a thousand tonnes is a broken sensor, and too long a number for a database."""
    return int(value.to_integral_value(ROUND_HALF_EVEN)) if abs(value) < 10**9 else None
