"""What is asked of a product is answered from its label, or said to be unknown; a question never buys or drops one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.interpretation import ProductValue
from skill.dialogue import labels, qualities
from skill.dialogue.act import Act, Wanted
from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import Part, ProductName, Term, part, reply
from skill.dialogue.situation import Situation
from skill.domain.market import Market, Outside
from skill.domain.person import Recognised, Speaker
from skill.usecases.converse import Answer
from tests.building import ANNA, BRAM, CATALOGUE, HOME, YES, ZONE, order, situation, voice_of, wish
from tests.household import Household, parts_said

NOT_DIETS = [label for label in labels.LABELS if label not in labels.DIETS]


def of_labels(*known: str) -> Situation:
    beans = replace(CATALOGUE.products["beans"], labels=frozenset(known))
    catalogue = replace(CATALOGUE, products={**CATALOGUE.products, "beans": beans})
    return situation(voice_of(ANNA), market=Market(catalogue, Outside(), ZONE, HOME.street))


def keys(parts: tuple[Part, ...]) -> list[str]:
    return [each.key for each in parts]


@pytest.mark.parametrize("label", labels.LABELS)
def test_what_the_label_does_not_tell_is_neither_affirmed_nor_denied(label: str) -> None:
    pack = ["check_the_pack"] if label in labels.DIETS else []
    assert keys(qualities.told(of_labels(label), ["beans"], [label])) == ["label_is_known", *pack]
    assert keys(qualities.told(of_labels(), ["beans"], [label])) == ["label_not_known", *pack]


def test_all_that_is_known_is_its_content_and_its_labels() -> None:
    plain, told = qualities.told(of_labels(), ["beans"]), qualities.told(of_labels("organic", "dark_roast"), ["beans"])
    assert keys(plain) == ["known_content", "no_more_is_known"]
    assert told[0].values["labels"] == (Term("label_organic"),)


def test_at_most_three_are_told_of_and_what_is_gone_is_not() -> None:
    many = qualities.told(of_labels(), ["gone", *CATALOGUE.products])
    assert len(many) == qualities.MOST_TOLD + 1


def test_it_is_what_was_told_to_the_same_person() -> None:
    said = reply("informed", part("in_stock", product=ProductName("beans")), part("nobody_paid"))
    heard = Conversation("one", last_reply=said, told="anna")
    assert qualities.just_named(heard, situation(voice_of(ANNA))) == ("beans",)
    assert qualities.just_named(heard, situation(voice_of(BRAM))) == ()
    assert qualities.just_named(heard, situation(Speaker(None, Recognised.NOT))) == ()
    assert qualities.just_named(Conversation("one"), situation(voice_of(ANNA))) == ()


def test_a_question_leaves_the_order_open_and_the_yes_after_it_counts() -> None:
    house = Household()
    house.hear(order("beans", 1))
    asked = house.hear(Act("ask_advice", preferences=("organic",)))
    assert (asked.reply.decided, house.orders()) == ("held", ())
    assert {"label_not_known", "shall_i_order_short"} <= parts_said(asked)
    assert house.hear(YES).reply.decided == "placed"


def test_of_several_it_is_what_was_named_and_after_that_what_was_told_of() -> None:
    house, asks = Household(), Act("ask_advice", preferences=("organic",))
    house.hear(Act("order_product", wanted=(wish("beans", 1), wish("milk_1l", 1))))
    milk = Wanted("milk", ProductValue("milk", ("milk_1l",)))
    assert _told_of(house.hear(asks)) == ["beans", "milk_1l"]
    assert _told_of(house.hear(replace(asks, wanted=(milk,)))) == ["milk_1l"]
    assert _told_of(house.hear(asks)) == ["milk_1l"]


def _told_of(answer: Answer) -> list[str]:
    told = [each.values["product"] for each in answer.reply.parts if each.key == "label_not_known"]
    return [each.product for each in told if isinstance(each, ProductName)]


def test_of_another_product_than_the_one_on_the_table_advice_is_given() -> None:
    house = Household()
    house.hear(order("beans", 1))
    milk = Wanted("milk", ProductValue("milk", ("milk_1l",)))
    assert house.hear(Act("ask_advice", wanted=(milk,))).reply.decided == "advised"


@pytest.mark.parametrize("intent", ["ask_advice", "ask_alternatives"])
def test_what_no_label_tells_is_not_offered_as_such(intent: str) -> None:
    milk = Wanted("milk", ProductValue("milk", ("milk_1l",)))
    answer = Household().hear(Act(intent, wanted=(milk,), preferences=("lactose_free",)))
    assert (answer.reply.decided, parts_said(answer)) == ("informed", {"automated_assistant", "no_such_label"})
