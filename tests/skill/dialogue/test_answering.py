"""A yes with a condition is no yes: it is said whether the condition about the price holds, and the question stays."""

from __future__ import annotations

import pytest

from nlu.interpretation import MoneyValue
from skill.dialogue.act import Act
from tests.building import YES, order
from tests.household import Household, parts_said


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (MoneyValue(1001), "stays_below_that"),
        (MoneyValue(1001, "below"), "stays_below_that"),
        (MoneyValue(1000), "comes_to_just_that"),
        (MoneyValue(999, "about"), "goes_over_that"),
        (MoneyValue(500, "above"), "take_your_time"),
        (None, "take_your_time"),
    ],
)
def test_a_condition_about_the_price_is_answered_and_buys_nothing(limit: MoneyValue | None, said: str) -> None:
    house = Household()
    house.hear(order("beans", 1))  # ten euros
    answer = house.hear(Act("hesitate", money=limit))
    assert (answer.reply.decided, house.orders()) == ("held", ())
    assert {said, "it_is", "shall_i_order_short"} <= parts_said(answer)
    assert house.hear(YES).reply.decided == "placed"


def test_without_an_open_order_no_limit_is_spoken_of() -> None:
    assert Household().hear(Act("hesitate", money=MoneyValue(1000))).reply.decided == "not_understood"
