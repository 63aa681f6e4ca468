"""Who likes what is new is offered the newest way to pay, once; nothing counts before their yes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from skill.dialogue import habits
from skill.dialogue.conversation import ConfirmPreference, Conversation
from skill.dialogue.reply import part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, close
from skill.domain.home import Asking
from skill.domain.payment_methods import Method, PaymentMethods, Terms
from skill.domain.person import Person, Profile
from skill.domain.preference import About, Preference, asked_to_remember
from tests.building import ANNA, NOW, SAAR, home, quote, situation, voice_of

DUNYA = replace(ANNA, profile=Profile.EARLY_ADOPTER)
METHODS = PaymentMethods(
    {
        "wallet": Method("wallet", since=date(2020, 1, 1)),
        "instant_transfer": Method("instant_transfer", since=date(2025, 10, 9)),
        "pay_later": Method("pay_later", since=date(2030, 1, 1)),
    },
    {"grocer": Terms(("payment_request", "wallet", "instant_transfer", "pay_later"))},
)


def seen(person: Person, **facts: object) -> Situation:
    return situation(voice_of(person), **{"home": home(), "payment_methods": METHODS, **facts})  # type: ignore[arg-type]


def after_an_order(at: Situation) -> Step:
    placed = close(Conversation("speaker"), "placed", part("reminder_set"))
    return habits.ask_to_remember(placed, at, quote(), chosen=False)


def test_the_newest_that_the_retailer_takes_is_offered() -> None:
    step = after_an_order(seen(DUNYA))
    assert step.conversation.open is not None
    subject = step.conversation.open.subject
    assert isinstance(subject, ConfirmPreference)
    assert (subject.preference.about, subject.preference.subject) == (About.PAYMENT, "grocer")
    assert subject.preference.value == "instant_transfer", "pay_later is still to come, the wallet is older"
    assert step.reply.awaits


@pytest.mark.parametrize("person", [ANNA, SAAR])
def test_nobody_else_is_asked(person: Person) -> None:
    assert after_an_order(seen(person)).conversation.open is None


def test_it_is_asked_once_and_not_of_who_wants_fewer_questions_or_pays_so_already() -> None:
    asked = asked_to_remember(Preference("anna", About.PAYMENT, "grocer", "instant_transfer", NOW), NOW)
    like = home().preferences
    pays_so = replace(home(), preferences=replace(like, payment="instant_transfer"))
    asks_less = replace(home(), preferences=replace(like, asking=Asking.LESS))
    for at in (seen(DUNYA, preferences=(asked,)), seen(DUNYA, home=pays_so), seen(DUNYA, home=asks_less)):
        assert after_an_order(at).conversation.open is None


def test_where_nothing_is_new_nothing_is_the_newest() -> None:
    assert PaymentMethods().newest("grocer", NOW.date()) is None
    assert METHODS.newest("corner", NOW.date()) is None
