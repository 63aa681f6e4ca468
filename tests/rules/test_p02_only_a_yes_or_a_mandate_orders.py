"""P2: an order is placed by an explicit yes to the open question from a person who may approve, or by a mandate that
covers it. Nothing else orders: not a question, not a hesitation, not silence, not a sensor alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nlu.interpretation import Interpretation
from skill.dialogue.act import NOT_UNDERSTOOD, Act
from skill.dialogue.effects import PlaceOrder
from skill.dialogue.policy import TOPICS
from skill.domain.authorization import NeedsConfirmation
from skill.domain.home import Control
from tests.building import DAY, MINUTE, NO, YES, home, mandate, order, pin, quote, wish
from tests.household import Household, new_home, parts_said

HEARD = {
    "yes": Interpretation("yes", "en-GB", "confirm", 0.95),
    "yes?": Interpretation("yes?", "en-GB", "confirm", 0.79),
    "yes and milk": Interpretation("yes and milk", "en-GB", "confirm", 0.99, also=("add_to_basket",)),
    "yes but": Interpretation("yes but", "en-GB", "hesitate", 0.99),
}


@pytest.fixture
def asked() -> Household:
    """Anna was asked whether to order coffee."""
    house = Household().move_in()
    house.recognizer.hears = HEARD
    assert house.hear(order()).reply.decided == "asked_confirmation"
    return house


def test_p2_a_yes_to_the_open_question_orders(asked: Household) -> None:
    answer = asked.hear(YES)
    assert answer.reply.decided == "placed"
    assert [(o.person, o.approved_by) for o in asked.orders()] == [("anna", "voice")]


def test_p2_a_spoken_yes_orders_from_the_confidence_on_that_money_asks(asked: Household) -> None:
    assert asked.hear("yes").reply.decided == "placed"


@pytest.mark.parametrize("text", ["yes?", "yes and milk", "yes but", "something else"])
def test_p2_what_only_sounds_like_a_yes_orders_nothing(asked: Household, text: str) -> None:
    assert asked.hear(text).reply.decided != "placed"
    assert asked.orders() == ()


@pytest.mark.parametrize("intent", sorted(set(TOPICS) - {"confirm"}))
def test_p2_no_other_intent_orders_what_was_asked(asked: Household, intent: str) -> None:
    """Also with every value that it may carry."""
    for act in (Act(intent), Act(intent, wanted=(wish("milk_1l", 1),)), pin("1111") if intent == "give_pin" else NO):
        asked.hear(act)
    assert asked.orders() == ()


@pytest.mark.parametrize("intent", sorted(set(TOPICS) - {"stop", "goodbye", "cancel", "deny"}))
def test_p2_nothing_orders_where_nothing_was_asked(intent: str) -> None:
    house = Household().move_in()
    assert house.hear(Act(intent)).reply.decided != "placed"
    assert house.orders() == ()


def test_p2_a_hesitation_leaves_the_question_open_and_the_money_at_home(asked: Household) -> None:
    answer = asked.hear(Act("hesitate"))
    assert answer.reply.decided == "held"
    assert {"it_is", "shall_i_order_short"} <= parts_said(answer)
    assert asked.orders() == ()


def test_p2_silence_orders_nothing(asked: Household) -> None:
    for span in (timedelta(seconds=10), 3 * MINUTE, DAY, 30 * DAY):
        asked.wait(span)
    assert asked.orders() == ()


def test_p2_not_understanding_orders_nothing(asked: Household) -> None:
    assert asked.hear(Act(NOT_UNDERSTOOD)).reply.decided == "not_understood"
    assert asked.orders() == ()


def test_p2_a_mandate_that_covers_it_orders() -> None:
    house = Household().move_in(mandate())
    assert house.hear(order()).reply.decided == "placed"
    assert [(o.approved_by, o.mandate) for o in house.orders()] == [("mandate", "anna-groceries")]


def test_p2_a_sensor_alone_orders_nothing() -> None:
    house = Household().move_in()
    outcome = house.sense(50)
    assert outcome.decided == "notified"
    assert house.orders() == ()
    assert [note.kind for note in house.notifications()] == ["shortage"]


def test_p2_a_sensor_inside_a_mandate_orders_where_the_algorithm_decides() -> None:
    house = Household().move_in(mandate())
    outcome = house.sense(50)
    assert outcome.decided == "placed"
    assert [(o.person, o.approved_by) for o in house.orders()] == [("anna", "mandate")]


def test_p2_a_sensor_orders_nothing_where_the_consumer_decides() -> None:
    house = Household(home=new_home(home(Control.CONSUMER))).move_in(mandate())
    assert house.sense(50).decided == "notified"
    assert house.orders() == ()


def test_p2_a_mandate_orders_nothing_without_a_yes_where_the_consumer_decides() -> None:
    house = Household(home=new_home(home(Control.CONSUMER))).move_in(mandate())
    asked = house.hear(order())
    assert asked.reply.decided == "asked_confirmation"
    assert [reason.code for reason in asked.reasons] == ["consumer_decides"]
    assert house.orders() == ()
    house.hear(YES)
    assert [each.approved_by for each in house.orders()] == ["voice"]


def test_p2_a_yes_to_a_proposal_leads_to_the_question_and_not_to_an_order() -> None:
    house = Household().move_in()
    house.sense(50)
    assert house.hear(Act("read_notifications")).reply.decided == "proposed"
    assert house.hear(YES).reply.decided == "asked_confirmation"
    assert house.orders() == ()
    assert house.hear(YES).reply.decided == "placed"


def test_p2_an_order_cannot_be_made_without_a_verdict_that_allows_it() -> None:
    with pytest.raises(TypeError):
        PlaceOrder(quote(), "anna", NeedsConfirmation(()))  # type: ignore[arg-type]
