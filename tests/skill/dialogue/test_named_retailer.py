"""A retailer that was named and does not have it: who has it is told and asked, and nowhere is said of nowhere only."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.domain.home import Control, Providers
from tests.building import YES, home, mandate, wish
from tests.household import Household, new_home, parts_said

AT_THE_CORNER = Act("order_product", wanted=(wish("decaf", 1),), retailer="corner")


def house_of_many(*granted: object) -> Household:
    return Household(new_home(home(Control.ALGORITHM, Providers.MANY))).move_in(*granted)  # type: ignore[arg-type]


@pytest.mark.parametrize("granted", [(), (mandate(),)])
def test_the_one_that_has_it_is_asked_inside_a_mandate_too(granted: tuple[object, ...]) -> None:
    house = house_of_many(*granted)
    asked = house.hear(AT_THE_CORNER)
    assert asked.reply.decided == "asked_confirmation"
    assert "not_sold_there" in parts_said(asked)
    assert house.orders() == ()
    house.hear(YES)
    assert [each.retailer for each in house.orders()] == ["grocer"]


def test_a_price_is_told_of_who_has_it() -> None:
    told = house_of_many().hear(Act("ask_price", wanted=(wish("decaf"),), retailer="corner"))
    assert {"not_sold_there", "price_is"} <= parts_said(told)


def test_nowhere_is_said_where_nobody_has_it() -> None:
    house = house_of_many()
    house.retailers.out_of_stock("coffee_beans")
    assert "out_of_stock" in parts_said(house.hear(AT_THE_CORNER))
