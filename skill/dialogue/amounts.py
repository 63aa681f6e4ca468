"""How many packs an amount is: two litres are two one-litre packs, and twelve eggs are no twelve boxes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from math import ceil

from nlu.interpretation import QuantityValue
from skill.dialogue.act import Act, Wanted
from skill.dialogue.situation import Situation
from skill.domain.catalogue import Kind, Product
from skill.domain.market import MAX_QUANTITY

ENOUGH = Fraction(9, 10)
"""So much of what was asked for is enough: nobody who says a pound wants two packs of 450 g. Our figure."""

TOO_MUCH = Fraction(3, 2)
"""Packs that come to more than this times what was asked fit worse than other packs. Our figure."""

_METRIC = {"g": ("g", 1), "kg": ("g", 1000), "ml": ("ml", 1), "l": ("ml", 1000)}


def in_packs(count: int) -> QuantityValue:
    return QuantityValue(Fraction(count), "pack")


ONE_PACK = in_packs(1)


def said(act: Act, wanted: Wanted | None = None) -> QuantityValue | None:
    """The amount that was said with the product, else the one that stands by itself in the sentence."""
    return (wanted.quantity if wanted else None) or act.quantity


def packs(quantity: QuantityValue | None, product: Product, kind: Kind) -> int | None:
    """The packs of the product that come to the amount; None where nothing was said that tells a number of packs.

    A bare number counts packs, or pieces of what is bought by the piece (`kind.piece`). An amount of zero or less is 0.
    """
    if quantity is None:
        return None
    measured = _measured(quantity, product, kind)
    if measured is not None:
        return max(1, ceil(measured * ENOUGH / product.size.amount)) if measured > 0 else 0
    if quantity.unit in _METRIC or quantity.value.denominator != 1:
        return None
    return int(quantity.value)


def fits(quantity: QuantityValue | None, count: int, product: Product, kind: Kind) -> bool:
    """Whether so many packs are not far more than was asked for."""
    measured = _measured(quantity, product, kind) if quantity is not None else None
    return measured is None or count * product.size.amount <= measured * TOO_MUCH


def packs_in(situation: Situation, quantity: QuantityValue | None, product_id: str) -> int | None:
    """`packs` of a product of the catalogue by its id."""
    product = situation.catalogue.products[product_id]
    return packs(quantity, product, situation.catalogue.kinds[product.kind])


def comes_to(
    situation: Situation, act: Act, quantity: QuantityValue | None, product_id: str, present: int
) -> int | None:
    """The packs that there are to be: those that were said, on top of the present ones where more of it was asked."""
    count = packs_in(situation, quantity, product_id)
    return count + present if count is not None and act.more else count


def of_what_was_named(quantity: QuantityValue, product: Product, kind: Kind) -> QuantityValue:
    """A bare number after "one bag of apples" counts bags, unless it makes at least a bag when it counts apples."""
    pieces = _measured(quantity, product, kind)
    if quantity.unit is not None or pieces is None or pieces >= product.size.amount:
        return quantity
    return replace(quantity, unit="pack")


def is_for_a_household(situation: Situation, quantity: QuantityValue | None, products: Iterable[str]) -> bool:
    """Whether the amount makes an order of at least one of the products; one that tells no number of packs does."""
    counts = [packs_in(situation, quantity, product) for product in products]
    return not counts or any(count is None or 1 <= count <= MAX_QUANTITY for count in counts)


def _measured(quantity: QuantityValue, product: Product, kind: Kind) -> Fraction | None:
    """The amount in the unit that the product's size is in, where it can be told."""
    unit, factor = _METRIC.get(quantity.unit or "", (quantity.unit, 1))
    if unit in (None, "piece"):
        if kind.piece is None or kind.piece.unit != product.size.unit:
            return None
        return quantity.value * kind.piece.amount
    return quantity.value * factor if unit == product.size.unit else None
