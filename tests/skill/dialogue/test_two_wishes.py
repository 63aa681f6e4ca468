"""Of two wishes in one sentence the second is done only where both are of the basket; else it is said that it waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill.dialogue import understanding
from skill.dialogue.act import Act
from tests.building import YES, mandate, order, wish
from tests.household import Household, parts_said

ADD = Act("add_to_basket", wanted=(wish("beans", 2),), left="and take the milk off")
OFF = Act("remove_from_basket", wanted=(wish("milk_1l"),))


def test_both_of_the_basket_are_done_in_one_turn() -> None:
    house = Household().move_in()
    house.hear(Act("add_to_basket", wanted=(wish("milk_1l", 1),)))
    answer = house.hear(understanding.with_second(ADD, OFF))
    assert "one_at_a_time" not in parts_said(answer)
    assert [line.product for line in house.basket().lines] == ["beans"]


@pytest.mark.parametrize(
    "second", [order("beans", 1), YES, Act("checkout"), Act("set_mandate"), replace(OFF, left="x")]
)
def test_nothing_else_rides_along(second: Act) -> None:
    assert understanding.with_second(ADD, second) == ADD


def test_a_second_wish_that_comes_to_nothing_is_said() -> None:
    house = Household().move_in()
    answer = house.hear(understanding.with_second(ADD, OFF))
    assert "one_at_a_time" in parts_said(answer)
    assert [line.product for line in house.basket().lines] == ["beans"]


def test_an_order_does_its_own_and_says_so() -> None:
    house = Household().move_in(mandate())
    answer = house.hear(replace(order("beans", 1), left="and take the milk off", then=OFF))
    assert answer.reply.decided == "placed"
    assert "one_at_a_time" in parts_said(answer)
    assert len(house.orders()) == 1
