"""What a sensor measures, in the units that a home counts in: g, ml, pieces, and percent of what fits."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from skill.domain.report import MOST, PERCENT

UNITS: Final[dict[str, tuple[str, Decimal]]] = {
    "g": ("weight_g", Decimal(1)), "kg": ("weight_g", Decimal(1000)), "mg": ("weight_g", Decimal("0.001")),
    "oz": ("weight_g", Decimal("28.349523125")), "lb": ("weight_g", Decimal("453.59237")),
    "ml": ("volume_ml", Decimal(1)), "cl": ("volume_ml", Decimal(10)), "dl": ("volume_ml", Decimal(100)),
    "l": ("volume_ml", Decimal(1000)), "fl. oz.": ("volume_ml", Decimal("29.5735295625")),
    "": ("count", Decimal(1)), "piece": ("count", Decimal(1)), "pieces": ("count", Decimal(1)),
    "stuks": ("count", Decimal(1)),
    "%": (PERCENT, Decimal(1)),
}  # fmt: skip
"""Each unit with what it measures and how much of our own unit it is. Avoirdupois and US fluid ounces, as Home
Assistant has them."""

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "weight": ("weight_g", "g"),
    "weight_g": ("weight_g", "g"),
    "volume": ("volume_ml", "ml"),
    "volume_ml": ("volume_ml", "ml"),
    "count": ("count", ""),
    "level": (PERCENT, "%"),
    "percentage": (PERCENT, "%"),
    "fill_level": (PERCENT, "%"),
}
"""What the fields of a message are called, what they measure, and in which unit unless the message names one."""

LONGEST = 40
"""Digits of a number that we read: no sensor is so exact."""


def amount_of(value: Any, unit: str) -> tuple[str, Decimal] | None:
    """What was measured and how much of it, in g, ml, pieces or percent; None for what is no number of a known unit, or
    more than any household holds."""
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(text := str(value)) > LONGEST:
        return None
    found = UNITS.get(unit.strip().lower())
    if found is None:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    measures, factor = found
    return (measures, number * factor) if number.is_finite() and abs(number * factor) < MOST else None
