"""P3: something more, something less, another amount or another retailer, while the order is asked: asked anew, and
what was heard last is what is ordered."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from nlu.interpretation import MomentValue, QuantityValue
from skill.dialogue.act import Act
from skill.domain.home import Control, Providers
from skill.domain.money import Money
from tests.building import DAY, NOW, YES, home, mandate, order, wish
from tests.household import Household, new_home, parts_said

BOTH = Act("order_product", wanted=(wish("beans", 1), wish("milk_1l", 1)))
MORE = Act("add_to_basket", wanted=(wish("aa_cells", 1),))
LESS = Act("remove_from_basket", wanted=(wish("milk_1l"),))
NOT_THAT = Act("deny", wanted=(wish("milk_1l"),))
TWO = Act("order_product", wanted=(wish("milk_1l", 2),))
OTHER = Act("order_product", wanted=(wish("decaf", 1),))


def bought(house: Household) -> list[dict[str, int]]:
    return [{line.product: line.quantity for line in each.lines} for each in house.orders()]


@pytest.mark.parametrize(
    ("act", "goods"),
    [
        (MORE, {"beans": 1, "milk_1l": 1, "aa_cells": 1}),
        (LESS, {"beans": 1}),
        (NOT_THAT, {"beans": 1}),
        (TWO, {"beans": 1, "milk_1l": 2}),
        (OTHER, {"decaf": 1, "milk_1l": 1}),
    ],
)
@pytest.mark.parametrize("mandated", [False, True])
def test_p3_it_is_asked_anew_and_ordered_as_it_was_heard_last(act: Act, goods: dict[str, int], mandated: bool) -> None:
    house = Household().move_in(*([mandate(limit_per_order=Money(1100))] if mandated else []))
    house.hear(BOTH)
    again = house.hear(act)
    assert again.reply.decided == "asked_confirmation"
    assert "shall_i_order_short" in parts_said(again)
    assert house.orders() == ()
    assert house.hear(YES).reply.decided == "placed"
    assert bought(house) == [goods]


def test_p3_without_all_of_it_nothing_is_asked() -> None:
    house = Household().move_in()
    house.hear(order("milk_1l"))
    assert house.hear(LESS).reply.decided == "declined"
    house.hear(YES)
    assert house.orders() == ()


@pytest.mark.parametrize("who", ["kim", "unknown"])
def test_p7_a_child_or_a_stranger_changes_nothing_of_it(who: str) -> None:
    house = Household().move_in()
    house.hear(BOTH)
    for act in (MORE, LESS, TWO):
        house.hear(act, who)
    house.hear(YES)
    house.hear(YES)
    assert bought(house) in ([], [{"beans": 1, "milk_1l": 1}])


@pytest.mark.parametrize("before", ["anna", "unknown"])
def test_p3_what_another_adult_orders_is_theirs_and_not_part_of_it(before: str) -> None:
    house = Household().move_in()
    house.hear(BOTH, before)
    house.hear(order("aa_cells"), "bram")
    house.hear(YES, "bram")
    assert bought(house) == [{"aa_cells": 1}]


@pytest.mark.parametrize("before", ["anna", "unknown"])
def test_o1_another_adult_who_moves_it_hears_all_of_it_before_a_yes(before: str) -> None:
    house = Household().move_in()
    house.hear(BOTH, before)
    later = MomentValue(NOW + 2 * DAY, NOW + 3 * DAY)
    asked = house.hear(Act("change_delivery", moment=later), "bram")
    assert asked.reply.decided == "asked_confirmation"
    assert [part.key for part in asked.reply.parts].count("line") == 2
    assert "shall_i_order" in parts_said(asked)


def test_what_the_retailer_does_not_have_goes_into_the_basket() -> None:
    house = Household().move_in()
    house.hear(BOTH)
    house.retailers.out_of_stock("aa_cells")
    assert {"added"} & parts_said(house.hear(MORE)) == set()
    house.hear(YES)
    assert bought(house) == [{"beans": 1, "milk_1l": 1}]


def test_p3_at_another_retailer_it_is_another_order() -> None:
    house = Household(new_home(home(Control.ALGORITHM, Providers.MANY))).move_in()
    house.hear(BOTH)
    moved = house.hear(Act("order_product", retailer="corner"))
    assert moved.reply.decided == "asked_confirmation"
    house.hear(YES)
    assert [each.retailer for each in house.orders()] == ["corner"]
    assert bought(house) == [{"beans": 1, "milk_1l": 1}]


def test_p3_what_the_other_retailer_lacks_is_told() -> None:
    house = Household(new_home(home(Control.ALGORITHM, Providers.MANY))).move_in()
    house.hear(replace(BOTH, wanted=(wish("aa_cells", 1), wish("milk_1l", 1))))
    assert "left_out" in parts_said(house.hear(Act("order_product", retailer="corner")))
    assert house.orders() == ()


def test_a_retailer_of_which_the_home_has_no_account_leaves_it_as_it_was() -> None:
    house = Household().move_in()
    house.hear(BOTH)
    assert "retailer_not_linked" in parts_said(house.hear(Act("order_product", retailer="corner")))
    house.hear(YES)
    assert [each.retailer for each in house.orders()] == ["grocer"]


def test_p3_what_was_left_out_of_a_change_is_not_added() -> None:
    house = Household().move_in()
    house.hear(order("beans"))
    house.hear(YES)
    house.hear(Act("add_to_basket", wanted=(wish("milk_1l", 1), wish("aa_cells", 1))))
    assert house.hear(LESS).reply.decided == "asked_confirmation"
    house.hear(YES)
    assert bought(house) == [{"beans": 1, "aa_cells": 1}]


def test_no_after_all_after_an_order_is_of_that_order() -> None:
    house = Household().move_in()
    house.hear(BOTH)
    house.hear(YES)
    assert "order_still_comes" in parts_said(house.hear(Act("cancel")))
    assert house.hear(Act("cancel", wanted=(wish("milk_1l"),))).reply.decided == "changed"
    assert bought(house) == [{"beans": 1}]


THREE = Act("order_product", wanted=(wish("beans", 1), wish("milk_1l", 1), wish("aa_cells", 1)))
ONLY = Act("choose_option", wanted=(wish("milk_1l"),), only=True)
ONE_MORE = Act("change_quantity", quantity=QuantityValue(Fraction(1), "pack"), more=True)
ANOTHER = Act("add_to_basket", quantity=QuantityValue(Fraction(1), "pack"))


def test_p3_only_that_leaves_the_rest_out() -> None:
    house = Household().move_in()
    house.hear(THREE)
    assert {"without", "shall_i_order_short"} <= parts_said(house.hear(ONLY))
    house.hear(YES)
    assert bought(house) == [{"milk_1l": 1}]


@pytest.mark.parametrize(
    "only", [replace(ONLY, wanted=(wish("decaf"),)), replace(ONLY, intent="hesitate"), replace(ONLY, only=False)]
)
def test_p3_what_is_not_in_the_order_or_is_doubted_takes_nothing_off(only: Act) -> None:
    house = Household().move_in()
    house.hear(THREE)
    assert "without" not in parts_said(house.hear(only))
    assert house.orders() == ()


@pytest.mark.parametrize("who", ["kim", "unknown"])
def test_p7_a_child_or_a_stranger_leaves_nothing_out(who: str) -> None:
    house = Household().move_in()
    house.hear(THREE)
    assert "without" not in parts_said(house.hear(ONLY, who))


@pytest.mark.parametrize("more", [ONE_MORE, ANOTHER])
def test_p3_one_more_is_asked_on_top(more: Act) -> None:
    house = Household().move_in()
    house.hear(order("milk_1l", 2))
    assert house.hear(more).reply.decided == "asked_confirmation"
    assert house.orders() == ()
    house.hear(YES)
    assert bought(house) == [{"milk_1l": 3}]


def test_one_more_of_several_is_asked_of_which() -> None:
    house = Household().move_in()
    house.hear(THREE)
    assert "which_product" in parts_said(house.hear(ANOTHER))
    house.hear(YES)
    assert bought(house) == [{"beans": 1, "milk_1l": 1, "aa_cells": 1}]
