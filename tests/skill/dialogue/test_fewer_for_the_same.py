"""A lower number that costs as much under the promotion: told once, before the question; the person's number stands."""

from __future__ import annotations

from fractions import Fraction

import pytest

from nlu.interpretation import QuantityValue
from skill.dialogue.act import Act
from tests.building import YES, order
from tests.household import Household, parts_said


def fewer(house: Household, number: int) -> set[str]:
    return parts_said(house.hear(Act("change_quantity", quantity=QuantityValue(Fraction(number)))))


def test_a_lower_number_that_costs_as_much_is_told_once_and_stands() -> None:
    house = Household().move_in()
    house.hear(order("decaf", 3))
    assert "as_many_for_the_same" in fewer(house, 2)
    assert "as_many_for_the_same" not in fewer(house, 2), "once"
    assert house.hear(YES).reply.decided == "placed"
    assert [each.lines[0].quantity for each in house.orders()] == [2]


@pytest.mark.parametrize(
    ("product", "before", "after"), [("decaf", 3, 1), ("decaf", 2, 3), ("decaf", 4, 3), ("beans", 3, 2)]
)
def test_it_is_not_told_of_a_number_that_costs_less_or_more(product: str, before: int, after: int) -> None:
    house = Household().move_in()
    house.hear(order(product, before))
    assert "as_many_for_the_same" not in fewer(house, after)


def test_it_is_not_told_when_the_promotion_ended_meanwhile() -> None:
    house = Household().move_in()
    house.hear(order("decaf", 3))
    house.retailers.end_promotion("coffee_beans")
    assert "as_many_for_the_same" not in fewer(house, 2)
