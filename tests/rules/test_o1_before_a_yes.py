"""O1: in the turn before acceptance stand product, quantity, total with delivery, seller, and that a yes obliges to pay
(directive 2011/83/EU, article 8(2))."""

from __future__ import annotations

from pathlib import Path

import pytest

from skill.dialogue.act import Act
from skill.dialogue.policy import TOPICS
from skill.dialogue.reply import Count, ProductName, Reply, RetailerName
from skill.domain.home import Control, Providers
from skill.domain.money import Money
from skill.speech.reply_files import LANGUAGES, read_replies
from tests.building import DAY, YES, home, mandate, order, pin, wish
from tests.household import Household, new_home

CORNER = Act("order_product", wanted=(wish("milk_1l", 2),), retailer="corner")


def values(reply: Reply, key: str) -> list[dict[str, object]]:
    return [dict(part.values) for part in reply.parts if part.key == key]


def test_o1_the_question_says_all_of_it() -> None:
    """Two litres at 90 cents with a deposit of 25 each, and EUR 2.50 of delivery."""
    house = Household(home=new_home(home(Control.ALGORITHM, Providers.MANY))).move_in()
    reply = house.hear(CORNER).reply
    (line,) = values(reply, "line")
    assert (line["product"], line["count"]) == (ProductName("milk_1l"), Count("milk", 2))
    (asked,) = values(reply, "shall_i_order")
    assert asked == {"total": Money(480), "retailer": RetailerName("corner")}
    assert reply.awaits


@pytest.mark.parametrize("language", LANGUAGES)
def test_o1_in_words_it_names_total_seller_and_the_duty_to_pay(language: str, data_dir: Path) -> None:
    phrases = read_replies(data_dir, language).phrases
    duty = {"nl": "beta", "en": "pay"}[language]
    for variant in (*phrases["shall_i_order"].forms["many"], *phrases["shall_i_order_if_home"].forms["many"]):
        assert {"total", "retailer"} <= set(variant.names)
        assert duty in " ".join(variant.filled({"total": "x", "retailer": "y"}))
    for variant in phrases["shall_i_order_short"].forms["many"]:
        assert duty in " ".join(variant.filled({}))
    for variant in phrases["it_is"].forms["many"]:
        assert {"items", "total", "retailer"} <= set(variant.names)


@pytest.mark.parametrize("intent", sorted(TOPICS))
@pytest.mark.parametrize("who", ["anna", "bram", "child", "unknown"])
def test_o1_whatever_comes_in_between_the_order_is_put_again_or_dropped(intent: str, who: str) -> None:
    """So that the yes that follows is to the order and to nothing else."""
    house = Household().move_in()
    house.hear(order())
    between = house.hear(Act(intent), who)
    yes = house.hear(YES)
    if yes.reply.decided == "placed" and intent != "confirm":
        said = {part.key for part in between.reply.parts}
        assert "shall_i_order" in said or {"it_is", "shall_i_order_short"} <= said
        assert between.reply.awaits


@pytest.mark.parametrize("intent", sorted(TOPICS))
@pytest.mark.parametrize("who", ["anna", "bram", "child", "unknown"])
def test_o1_whatever_comes_in_between_a_payment_is_put_again_or_not_made(intent: str, who: str) -> None:
    """Others are not told what somebody owes, so after their words that person's yes may be to something else."""
    house = Household().move_in()
    house.hear(order())
    house.hear(YES)
    house.wait(8 * DAY)
    assert house.hear(Act("read_notifications")).reply.decided == "asked_payment"
    between = house.hear(Act(intent), who).reply
    paid_by_now = [each.id for each in house.payments() if each.approved_by]
    house.hear(YES)
    if [each.id for each in house.payments() if each.approved_by] != paid_by_now:
        assert "shall_i_pay" in {part.key for part in between.parts}
        assert who == "anna", "what she owes is told to nobody else"


def test_o1_a_refusal_in_between_is_not_what_the_yes_is_to() -> None:
    """'May you buy up to thirty euros? No. - Yes' once ordered what had been asked before, with no word of it."""
    house = Household().move_in()
    house.hear(order(), "saar")
    between = house.hear(Act("set_mandate"), "saar").reply
    assert between.decided == "refused"
    assert [part.key for part in between.parts][-2:] == ["it_is", "shall_i_order_short"]


def test_o1_put_again_it_names_every_line_and_the_total() -> None:
    house = Household().move_in()
    house.hear(Act("order_product", wanted=(wish("beans", 2), wish("milk_1l", 4))))
    (again,) = values(house.hear(Act("hesitate")).reply, "it_is")
    assert again["items"] == (Count("coffee_beans", 2), Count("milk", 4))
    assert (again["total"], again["retailer"]) == (Money(2500), RetailerName("grocer"))


def test_o1_after_a_pin_the_question_is_put_in_full() -> None:
    house = Household().move_in()
    house.hear(order(), "unknown")
    reply = house.hear(pin("1111"), "unknown").reply
    assert values(reply, "line")
    assert values(reply, "shall_i_order")


def test_o1_inside_a_mandate_the_person_hears_afterwards_what_was_ordered() -> None:
    house = Household().move_in(mandate())
    reply = house.hear(order()).reply
    assert reply.decided == "placed"
    assert values(reply, "ordered_within_mandate")[0] == {"total": Money(1000), "retailer": RetailerName("grocer")}
    assert values(reply, "line")
