"""What is proposed instead of a product that cannot be had: with its reasons, and ordered only after a yes (P2, P3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.interpretation import MoneyValue
from skill.dialogue import sold_out
from skill.dialogue.act import Act
from skill.domain.home import Preferences
from skill.domain.market import Outside
from skill.domain.money import Money
from tests.building import BRAM, HOME, MINUTE, NO, SECOND, YES, mandate, order, situation, voice_of, wish
from tests.household import Household, parts_said

PROPOSED = {"not_there_now", "there_is_instead", "shall_i_order_that"}


def without_beans(*, mandated: bool = False) -> Household:
    house = Household().move_in(*([mandate()] if mandated else []))
    house.retailers.out_of_stock("beans")
    return house


def bought(house: Household) -> list[tuple[str, int]]:
    return [(line.product, line.quantity) for each in house.orders() for line in each.lines]


@pytest.mark.parametrize("mandated", [False, True])
def test_a_product_that_was_named_is_never_replaced_without_a_yes(mandated: bool) -> None:
    house = without_beans(mandated=mandated)
    answer = house.hear(order("beans", 2))
    assert answer.reply.decided == "proposed"
    assert parts_said(answer) >= PROPOSED
    assert house.orders() == ()
    house.hear(NO)
    assert "nothing_open" in parts_said(house.hear(YES))
    assert house.orders() == ()


def test_a_yes_to_it_leads_to_the_question_of_the_order_itself() -> None:
    house = without_beans()
    house.hear(order("beans", 2))
    asked = house.hear(YES)
    assert asked.reply.decided == "asked_confirmation"
    assert "shall_i_order" in parts_said(asked)
    assert house.orders() == ()
    assert house.hear(YES).reply.decided == "placed"
    assert bought(house) == [("decaf", 2)]


@pytest.mark.parametrize("speaker", ["kim", "bram", "unknown", "saar"])
def test_nobody_else_says_yes_to_it(speaker: str) -> None:
    house = without_beans(mandated=True)
    house.hear(order("beans"))
    assert house.hear(YES, speaker).reply.decided == "refused"
    assert house.orders() == ()


def test_a_child_is_proposed_nothing() -> None:
    house = without_beans(mandated=True)
    answer = house.hear(order("beans"), "kim")
    assert answer.reply.decided == "refused"
    assert not parts_said(answer) & PROPOSED


def test_a_yes_that_comes_too_late_orders_nothing() -> None:
    house = without_beans(mandated=True)
    house.hear(order("beans"))
    house.clock.turn(2 * MINUTE + SECOND)
    assert "question_expired" in parts_said(house.hear(YES))
    assert house.orders() == ()


def test_another_price_than_was_told_is_asked_about_inside_a_mandate_too() -> None:
    house = without_beans(mandated=True)
    house.hear(order("beans"))
    house.retailers.change_price("coffee_beans", Money(1500))
    assert house.hear(YES).reply.decided == "asked_confirmation"
    assert house.orders() == ()


def test_what_is_gone_as_well_is_not_ordered() -> None:
    house = without_beans(mandated=True)
    house.hear(order("beans"))
    house.retailers.out_of_stock("decaf")
    assert "no_longer_available" in parts_said(house.hear(YES))
    assert house.orders() == ()


def test_who_wants_certainty_has_no_mandate_for_it_either() -> None:
    house = without_beans()
    with house.records.transaction(house.home.id) as tx:
        tx.keep_mandate(mandate(id="saar-groceries", grantor="saar"))
    house.hear(order("beans"), "saar")
    assert house.hear(YES, "saar").reply.decided == "asked_confirmation"
    assert house.orders() == ()


def test_an_unknown_voice_needs_a_pin_before_anything_is_asked() -> None:
    house = without_beans(mandated=True)
    assert house.hear(order("beans"), "unknown").reply.decided == "proposed"
    assert house.hear(YES, "unknown").reply.decided == "asked_step_up"
    assert house.orders() == ()


def test_the_same_again_is_proposed_in_the_number_of_last_time() -> None:
    house = Household().move_in()
    house.hear(order("beans", 2))
    house.hear(YES)
    house.retailers.out_of_stock("beans")
    again = Act("reorder", wanted=(wish("beans"),))
    answer = house.hear(again)
    assert answer.reply.decided == "proposed"
    told = next(part for part in answer.reply.parts if part.key == "there_is_instead")
    assert told.values["number"] == 2
    assert bought(house) == [("beans", 2)], "nothing more"
    stranger = house.hear(again, "unknown")
    assert told.values["number"] not in [part.values.get("number") for part in stranger.reply.parts]


def test_a_doubt_hears_again_which_product_it_is() -> None:
    house = without_beans()
    house.hear(order("beans"))
    answer = house.hear(Act("hesitate"))
    assert parts_said(answer) >= {"there_is_instead", "shall_i_order_that"}
    assert house.orders() == ()


def test_why_that_one_tells_that_it_is_like_the_other() -> None:
    house = without_beans()
    house.hear(order("beans"))
    told = parts_said(house.hear(Act("explain_decision")))
    assert "ranked_by_likeness" in told
    assert "ranked_by" not in told


def test_what_nothing_comes_near_to_is_only_said_to_be_gone() -> None:
    house = Household().move_in()
    house.retailers.out_of_stock("milk_1l")
    answer = house.hear(order("milk_1l"))
    assert answer.reply.decided == "informed"
    assert "out_of_stock" in parts_said(answer)


GONE = Outside(out_of_stock=frozenset({"beans"}))


def test_what_the_household_avoids_or_did_not_ask_for_is_not_proposed() -> None:
    assert [offer.line.product for offer in sold_out.nearest(situation(voice_of(BRAM), outside=GONE), "beans")] == [
        "decaf"
    ]
    avoiding = replace(HOME, preferences=Preferences(avoided=frozenset({"grocer"})))
    assert sold_out.nearest(situation(voice_of(BRAM), outside=GONE, home=avoiding), "beans") == ()
    cheap = Act("order_product", money=MoneyValue(800, "below"))
    assert sold_out.nearest(situation(voice_of(BRAM), outside=GONE), "beans", None, cheap) == ()
    dearer = Act("order_product", money=MoneyValue(801, "below"))
    assert sold_out.nearest(situation(voice_of(BRAM), outside=GONE), "beans", None, dearer)
    elsewhere = Act("order_product", retailer="corner")
    assert sold_out.nearest(situation(voice_of(BRAM), outside=GONE), "beans", None, elsewhere) == ()
