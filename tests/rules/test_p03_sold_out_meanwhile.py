"""P3: what is sold out between the question and the yes voids the yes; what there is instead is told and asked anew."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.domain.home import Control, Providers
from skill.domain.money import Money
from tests.building import NO, YES, home, mandate, order, wish
from tests.household import Household, new_home, parts_said

BOTH = Act("order_product", wanted=(wish("beans", 1), wish("milk_1l", 1)))


def bought(house: Household) -> list[list[str]]:
    return [[line.product for line in each.lines] for each in house.orders()]


def asked(act: Act = BOTH) -> Household:
    house = Household().move_in()
    assert house.hear(act).reply.decided == "asked_confirmation"
    return house


@pytest.mark.parametrize(("act", "goods"), [(order("beans"), ["decaf"]), (BOTH, ["milk_1l", "decaf"])])
def test_p3_the_yes_is_void_and_the_nearest_is_asked_with_its_price(act: Act, goods: list[str]) -> None:
    house = asked(act)
    house.retailers.out_of_stock("beans")
    again = house.hear(YES)
    assert again.reply.decided == "asked_confirmation"
    assert "in_its_place" in parts_said(again)
    assert parts_said(again) & {"shall_i_order", "shall_i_order_short"}
    assert [reason.code for reason in again.reasons] == ["changed_since_asked"]
    assert house.orders() == ()
    assert house.hear(YES).reply.decided == "placed"
    assert bought(house) == [goods]


@pytest.mark.parametrize("who", ["bram", "kim", "unknown"])
def test_p3_only_who_was_asked_says_yes_to_it(who: str) -> None:
    house = asked()
    house.retailers.out_of_stock("beans")
    house.hear(YES)
    house.hear(YES, who)
    assert house.orders() == ()


def test_p3_a_no_to_it_orders_nothing() -> None:
    house = asked()
    house.retailers.out_of_stock("beans")
    house.hear(YES)
    house.hear(NO)
    house.hear(YES)
    assert house.orders() == ()


def test_p3_what_nothing_comes_near_is_left_out_and_asked() -> None:
    house = asked()
    house.retailers.out_of_stock("milk")
    again = house.hear(YES)
    assert {"gone_meanwhile", "left_out"} <= parts_said(again)
    assert house.orders() == ()
    house.hear(YES)
    assert bought(house) == [["beans"]]


def test_p3_where_nothing_is_left_nothing_is_asked() -> None:
    house = asked()
    for kind in ("milk", "coffee_beans"):
        house.retailers.out_of_stock(kind)
    assert "no_longer_available" in parts_said(house.hear(YES))
    assert "nothing_open" in parts_said(house.hear(YES))
    assert house.orders() == ()


def test_p3_the_price_that_was_told_of_it_is_the_price() -> None:
    house = asked()
    house.retailers.out_of_stock("beans")
    house.hear(YES)
    house.retailers.change_price("coffee_beans", Money(1500))
    assert "price_changed" in parts_said(house.hear(YES))
    assert house.orders() == ()


def test_p3_a_product_sold_out_before_the_question_is_asked_about_inside_a_mandate_too() -> None:
    house = Household().move_in(mandate())
    house.retailers.out_of_stock("beans")
    assert "in_its_place" in parts_said(house.hear(BOTH))
    assert house.orders() == ()


def test_p3_what_was_to_be_added_to_an_order_is_replaced_only_by_another_yes() -> None:
    house = asked(order("milk_1l"))
    house.hear(YES)
    house.hear(Act("add_to_basket", wanted=(wish("beans", 1),)))
    house.retailers.out_of_stock("beans")
    again = house.hear(YES)
    assert (again.reply.decided, bought(house)) == ("asked_confirmation", [["milk_1l"]])
    assert {"in_its_place", "shall_i_amend"} <= parts_said(again)
    house.hear(YES)
    assert bought(house) == [["milk_1l", "decaf"]]


def test_p3_where_the_person_decides_it_is_asked_too() -> None:
    house = Household(new_home(home(Control.CONSUMER, Providers.MANY))).move_in()
    house.hear(BOTH)
    house.retailers.out_of_stock("beans")
    house.hear(YES)
    house.hear(YES)
    assert bought(house) == [["milk_1l", "decaf"]]


def test_p3_the_basket_is_rid_of_what_was_replaced() -> None:
    house = Household().move_in()
    house.hear(Act("add_to_basket", wanted=BOTH.wanted))
    house.hear(Act("checkout"))
    house.retailers.out_of_stock("beans")
    house.hear(YES)
    house.hear(YES)
    assert bought(house) == [["milk_1l", "decaf"]]
    assert house.basket().lines == ()
