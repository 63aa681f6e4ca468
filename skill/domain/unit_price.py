"""What a product costs per kilogram, litre or piece: how packs of different sizes are compared (98/6/EC art. 3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from skill.domain.catalogue import Size
from skill.domain.money import Money

_PER = {"g": ("kg", 1000), "ml": ("l", 1000)}


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """`price` is rounded to the cent; `unit` is kg, l, piece, roll or wash."""

    price: Money
    unit: str


def cents_per_content(total: Money, size: Size, quantity: int = 1) -> Fraction:
    """Exact cents per gram, millilitre, piece, roll or wash, when `quantity` of that size cost `total`."""
    return Fraction(total.cents, size.amount * quantity)


def unit_price(total: Money, size: Size, quantity: int = 1) -> UnitPrice:
    """What is told: per kilogram, litre, piece, roll or wash, half a cent rounded up."""
    unit, amount = _PER.get(size.unit, (size.unit, 1))
    exact = cents_per_content(total, size, quantity) * amount
    return UnitPrice(Money((2 * exact.numerator + exact.denominator) // (2 * exact.denominator)), unit)
