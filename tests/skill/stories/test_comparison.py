"""What is named must hold exactly; a list means that each of them is right."""

from __future__ import annotations

from fractions import Fraction

import pytest

from nlu.interpretation import (
    DigitsValue,
    Entity,
    Interpretation,
    MoneyValue,
    ProductValue,
    QuantityValue,
)
from skill.stories.comparison import heard_differences, outcome_differences, same
from skill.stories.ending import Ending, Thing
from skill.stories.heard_values import heard_shown
from skill.stories.story import AnyOf, Named, Outcome


def any_of(*values: str | tuple[str, ...]) -> AnyOf:
    return AnyOf(values)


def heard(*entities: Entity) -> Interpretation:
    return Interpretation("...", "nl-NL", "order_product", 0.9, entities=entities)


MILK = Entity("product", "melk", 0, 4, ProductValue("milk", ("milk_noorderland_halfvol_1000",)))
EGGS = Entity("product", "eieren", 8, 14, ProductValue("eggs", ("eggs_zonnehoeve_bio_6",)))
TWO = Entity("quantity", "twee pakken", 0, 4, QuantityValue(Fraction(2), "pack"))
FORTY = Entity("money", "veertig euro", 0, 4, MoneyValue(4000, "below"))


@pytest.mark.parametrize(("a", "b"), [("3", "3.0"), ("40", "40.00"), ("x", "x")])
def test_same_values(a: str, b: str) -> None:
    assert same(a, b)


def test_same_moment_in_another_zone() -> None:
    assert same("2026-03-03T17:00:00+01:00", "2026-03-03T16:00:00+00:00")
    assert not same("2026-03-03T17:00:00+01:00", "2026-03-03T17:00:00+00:00")


@pytest.mark.parametrize(
    "expected",
    [
        {"intent": any_of("order_product")},
        {"intent": any_of("reorder", "order_product")},
        {"product": any_of("milk")},
        {"product": any_of("milk_noorderland_halfvol_1000")},
        {"product": any_of(("milk", "eggs"))},
        {"quantity": any_of("2")},
        {"quantity": any_of("2 pack")},
        {"quantity": AnyOf(({"value": any_of("2"), "unit": any_of("box", "pack")},))},
        {"money": any_of("40")},
        {"money": AnyOf(({"cents": any_of("4000"), "comparison": any_of("below")},))},
    ],
)
def test_what_was_heard_fits(expected: Named) -> None:
    assert not heard_differences(1, expected, heard(MILK, EGGS, TWO, FORTY))


@pytest.mark.parametrize(
    "expected",
    [
        {"intent": any_of("confirm")},
        {"product": any_of("bread")},
        {"product": any_of(("eggs", "milk"))},
        {"product": any_of(("milk",))},
        {"quantity": any_of("3")},
        {"quantity": AnyOf(({"unit": any_of("box")},))},
        {"brand": any_of("brandt")},
    ],
)
def test_what_was_heard_differs(expected: Named) -> None:
    (difference,) = heard_differences(4, expected, heard(MILK, EGGS, TWO, FORTY))
    assert (difference.turn, difference.layer) == (4, "heard")


def test_a_pin_is_compared_and_never_shown() -> None:
    meaning = heard(Entity("digits", "1 2 3 4", 0, 7, DigitsValue("1234")))
    assert not heard_differences(1, {"digits": any_of("1234")}, meaning)
    (difference,) = heard_differences(1, {"digits": any_of("9999")}, meaning)
    assert "1234" not in difference.got
    assert "1234" not in str(heard_shown(meaning))


def order(*lines: tuple[str, str], amount: str = "10.00") -> Thing:
    facts = {"retailer": ("groenmarkt",), "amount": (amount,)}
    parts = tuple(Thing({"kind": (kind,), "quantity": (quantity,), **facts}) for kind, quantity in lines)
    return Thing({**parts[0].facts}, parts)


def differs(items: list[Named], *orders: Thing) -> bool:
    return bool(outcome_differences(Outcome(1, {"orders": tuple(items)}), Ending(orders=orders)))


def test_a_section_that_is_not_named_is_not_checked() -> None:
    assert not outcome_differences(Outcome(), Ending(orders=(order(("milk", "1")),)))


def test_lengths_must_hold() -> None:
    milk = order(("milk", "1"))
    assert differs([], milk)
    assert differs([{"kind": any_of("milk")}])
    assert differs([{"kind": any_of("milk")}], milk, milk)
    assert not differs([{"kind": any_of("milk")}], milk)


def test_items_fit_in_any_order_but_each_only_once() -> None:
    milk, eggs = order(("milk", "1")), order(("eggs", "2"))
    either: Named = {"kind": any_of("milk", "eggs")}
    assert not differs([either, {"kind": any_of("milk")}], milk, eggs)
    assert differs([{"kind": any_of("milk")}, {"kind": any_of("milk")}], milk, eggs)


def test_an_order_of_several_products_is_named_whole_or_by_its_lines() -> None:
    both = order(("milk", "1"), ("eggs", "2"))
    assert not differs([{"kind": any_of("eggs"), "quantity": any_of("2")}], both)
    assert not differs([{"kind": any_of("milk")}, {"kind": any_of("eggs"), "quantity": any_of("2")}], both)
    assert differs([{"kind": any_of("milk"), "quantity": any_of("2")}], both)


@pytest.mark.parametrize(
    ("key", "limit", "fits"),
    [("below", "10.01", True), ("below", "10.00", False), ("above", "9.99", True), ("above", "10.00", False)],
)
def test_limits_leave_out_the_limit_itself(key: str, limit: str, fits: bool) -> None:
    assert differs([{key: any_of(limit)}], order(("milk", "1"))) is not fits


def test_money_back_is_below_zero() -> None:
    assert not differs([{"below": any_of("0")}], order(("milk", "1"), amount="-3.00"))
