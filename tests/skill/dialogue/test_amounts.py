"""An amount that was said becomes packs as a shopkeeper would count them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.interpretation import QuantityValue
from skill.dialogue.amounts import ENOUGH, fits, of_what_was_named, packs
from skill.domain.catalogue import Kind, Product, Size

PLAIN = Kind("kind", "groceries", {})
EGGS = Kind("eggs", "groceries", {}, piece=Size(1, "piece"))
APPLES = Kind("apples", "groceries", {}, piece=Size(180, "g"))


def product(amount: int, unit: str) -> Product:
    return Product("kind_one", "kind", {}, Size(amount, unit))


@pytest.mark.parametrize(
    ("value", "unit", "kind", "size", "count"),
    [
        (2, "l", PLAIN, (1000, "ml"), 2),
        ("3/2", "l", PLAIN, (1000, "ml"), 2),
        (1, "kg", PLAIN, (1500, "g"), 1),
        (500, "g", PLAIN, (450, "g"), 1),
        (6, "roll", PLAIN, (8, "roll"), 1),
        (16, "roll", PLAIN, (8, "roll"), 2),
        (12, None, EGGS, (6, "piece"), 2),
        (12, "piece", EGGS, (10, "piece"), 2),
        (12, "box", EGGS, (6, "piece"), 12),
        (4, None, APPLES, (1500, "g"), 1),
        (20, None, APPLES, (1500, "g"), 3),
        (3, None, PLAIN, (400, "g"), 3),
        (3, "piece", PLAIN, (10, "piece"), 3),
        (2, "pack", APPLES, (1500, "g"), 2),
        ("1/2", None, PLAIN, (800, "g"), None),
        (1, "kg", PLAIN, (8, "roll"), None),
        (0, "l", PLAIN, (1000, "ml"), 0),
        (-1, "kg", PLAIN, (1000, "g"), 0),
    ],
)
def test_packs(value: int | str, unit: str | None, kind: Kind, size: tuple[int, str], count: int | None) -> None:
    assert packs(QuantityValue(Fraction(value), unit), product(*size), kind) == count


def test_nothing_said_is_no_number() -> None:
    assert packs(None, product(500, "g"), PLAIN) is None


def test_twelve_eggs_are_two_boxes_of_six_rather_than_two_of_ten() -> None:
    twelve = QuantityValue(Fraction(12))
    assert fits(twelve, 2, product(6, "piece"), EGGS)
    assert not fits(twelve, 2, product(10, "piece"), EGGS)


@given(grams=st.integers(1, 50_000), size=st.integers(1, 5_000))
def test_what_is_bought_is_enough_and_never_a_whole_pack_too_many(grams: int, size: int) -> None:
    count = packs(QuantityValue(Fraction(grams), "g"), product(size, "g"), PLAIN)
    assert count is not None
    assert count * size >= grams * ENOUGH
    assert count == 1 or (count - 1) * size < grams * ENOUGH


@pytest.mark.parametrize(("value", "unit"), [(2, "pack"), (8, "pack"), (9, None), (20, None)])
def test_a_bare_number_after_a_bag_of_apples_counts_bags_while_it_makes_no_bag_of_apples(
    value: int, unit: str | None
) -> None:
    assert of_what_was_named(QuantityValue(Fraction(value)), product(1500, "g"), APPLES).unit == unit
