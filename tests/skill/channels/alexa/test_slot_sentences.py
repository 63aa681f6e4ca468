"""Intents with slots, as Alexa hands them over: one sentence for our own ears, or not understood."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from skill.channels.alexa.envelope import DEMO_SKILL_ID, envelope, intent_request
from skill.channels.alexa.interaction_model import language_samples
from skill.channels.alexa.slot_sentences import UnheardSlot, intents_of, sentences_of
from skill.channels.alexa.view import alexa_blueprint
from skill.dialogue.act import NOT_UNDERSTOOD, Act
from skill.settings import PROJECT

DATA = PROJECT / "data"


def plainest(language: str, intent: str, **slots: str) -> str:
    return next(sentences_of(intent, slots, language_samples(DATA, language)))


def test_no_slot_is_lost_whatever_was_filled() -> None:
    slots = {"number": "2", "unit": "pakken", "product": "koffiebonen", "retailer": "Groenmarkt", "day": "2026-03-04"}
    sentence = plainest("nl", "order_product", **slots)
    assert all(value in sentence for value in slots.values())
    assert "2 pakken" in sentence


def test_alexas_own_values_are_said_again() -> None:
    assert "2026-03-04" in plainest("en", "change_delivery", day="2026-03-04")
    assert "from 2026-03-09 to 2026-03-15" in plainest("en", "change_delivery", day="2026-W11")
    assert "van 2026-03-14 tot en met 2026-03-15" in plainest("nl", "change_delivery", day="2026-W11-WE")
    assert "from 2026-02-01 to 2026-02-28" in plainest("en", "change_delivery", day="2026-02")
    assert "in the evening" in plainest("en", "change_delivery", day="2026-03-04", time="EV")
    assert "17:00" in plainest("en", "change_delivery", day="2026-03-04", time="17:00")
    assert plainest("en", "set_mandate", euros="40", category="groceries").count("euro") == 1


@pytest.mark.parametrize(
    ("slot", "value"),
    [("number", "?"), ("number", "two"), ("number", "²"), ("day", "2026-WI"), ("day", "2026"), ("day", "2026-02-30"),
     ("day", "2026-W60"), ("day", "9999-12"), ("time", "soon"), ("euros", "-4")],
)  # fmt: skip
def test_a_value_that_cannot_be_said_is_not_guessed(slot: str, value: str) -> None:
    with pytest.raises(UnheardSlot):
        sentences_of("change_delivery", {slot: value}, language_samples(DATA, "en"))
    assert intents_of(DATA, "en", lambda _: "change_delivery")("change_delivery", {slot: value}) == Act(NOT_UNDERSTOOD)


def test_the_words_of_a_sample_say_no_value_of_their_own() -> None:
    known = language_samples(DATA, "nl")
    assert any("dan twee" in sample or "van twee" in sample for sample in known.samples.by_intent["change_quantity"])
    for sentence in sentences_of("change_quantity", {"number": "4", "product": "melk"}, known):
        assert "twee" not in sentence


def test_without_slots_an_intent_is_the_act_of_its_name() -> None:
    hear = intents_of(DATA, "nl", lambda _: "out_of_scope")
    assert hear("show_basket", {}) == Act("show_basket")
    assert hear("order_product", {}) == Act("order_product")
    assert hear("no_intent_of_ours", {}) == Act(NOT_UNDERSTOOD)


def test_an_intent_that_says_confirm_is_never_a_yes() -> None:
    """P2: its words did not reach us; "yes, but not now" may have been said."""
    assert intents_of(DATA, "nl", lambda _: "confirm")("confirm", {}) == Act("hesitate")


def test_where_our_ears_disagree_nothing_was_understood() -> None:
    def hear(intent_heard: str) -> str | Act:
        return intents_of(DATA, "en", lambda _: intent_heard)("remove_from_basket", {"product": "milk"})

    assert hear("order_product") == Act(NOT_UNDERSTOOD)
    assert isinstance(hear("remove_from_basket"), str)


@pytest.mark.parametrize("intent", sorted(language_samples(DATA, "en").samples.by_intent))
@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
def test_any_intent_is_answered_though_nothing_filled_its_slots(app, intent: str, locale: str) -> None:
    answer = send(app, intent_request(intent), locale)
    assert answer["outputSpeech"]["ssml"].startswith("<speak>")


def test_an_order_with_slots_is_heard_by_our_own_ears(app, ears) -> None:
    send(app, intent_request("order_product", {"product": "nieuwe bonen"}), "nl-NL")
    assert len(ears.heard) == 5
    assert all("nieuwe bonen" in sentence for sentence in ears.heard)


def test_odd_slots_are_no_fault(app) -> None:
    odd = intent_request("order_product", {"product": "x" * 20_000, "colour": "\x00"})
    assert send(app, odd, "nl-NL")["outputSpeech"]["ssml"]
    empty = intent_request("order_product")
    empty["intent"]["slots"] = {"product": {"name": "product", "confirmationStatus": "NONE"}}
    assert send(app, empty, "nl-NL")["outputSpeech"]["ssml"]


def send(app, request, locale: str) -> dict:
    flask = Flask(__name__)
    flask.register_blueprint(alexa_blueprint(app, skill_id=DEMO_SKILL_ID, keys=None))
    whole = envelope(request, home="thijs", person="thijs", locale=locale, at=app.parts.clock(), request_id="r1")
    response = flask.test_client().post("/alexa", data=json.dumps(whole), content_type="application/json")
    assert response.status_code == 200
    return response.get_json()["response"]
