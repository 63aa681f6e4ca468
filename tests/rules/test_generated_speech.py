"""P2: what only sounds like a yes buys, pays and grants nothing: conversations in words, over the real recogniser and
the demo world."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from nlu.interpretation import MoneyValue, ProductValue
from skill.composition import App, World, compose, read_world
from skill.dialogue.act import Act, Wanted
from skill.settings import Settings
from skill.usecases import converse, pass_time
from skill.usecases.converse import Answer, Heard
from tests.building import NOW, NumberedIds, TurnedClock, choose
from tests.building import YES as A_YES
from tests.household import QUICK_PINS
from tests.rules.no_yes import NO_YES, YES

COFFEE = Act("order_product", wanted=(Wanted("coffee", ProductValue("coffee_beans", ())),))
MANDATE = Act("set_mandate", money=MoneyValue(3000, "below"), category="groceries", period="week")
BILLS = Act("read_notifications")
MIXED = 150
"""Conversations of several such sentences, in each language."""


@pytest.fixture(scope="module")
def world(model_path: Path) -> World:
    assert model_path.exists()
    return read_world(Settings())


@pytest.fixture
def app(world: World) -> App:
    return opened(world)


def opened(world: World) -> App:
    """The demo world with records of its own."""
    return compose(
        Settings(), clock=TurnedClock(NOW), new_id=NumberedIds(), database=":memory:", world=world, pins=QUICK_PINS
    )


class Speaking:
    """Somebody before the speaker, who is asked something and answers in words."""

    def __init__(self, app: App, locale: str, person: str = "thijs") -> None:
        self.app, self.locale, self.person, self.said = app, locale, person, 0

    def hear(self, words: str | Act, device: str) -> Answer:
        self.said += 1
        text, act = (words, None) if isinstance(words, str) else (None, words)
        heard = Heard(f"r{self.said}", self.person, self.person, self.locale, text=text, act=act, conversation=device)
        return converse.respond(heard, self.app.parts)

    def given(self) -> list[object]:
        """What a yes has brought about: orders, mandates, approved payments."""
        with self.app.parts.records.reading(self.person) as tx:
            orders = [order.id for order in tx.orders() if order.payment != "before"]
            paid = [payment.id for payment in tx.payments() if payment.approved_by is not None]
            return [*orders, *tx.mandates(), *paid]

    def agrees(self, sentences: tuple[str, ...], question: Act = COFFEE) -> str | None:
        """The first of the sentences that was taken for a yes, if one was."""
        device, before = f"device {self.said}", self.given()
        asked = self.hear(question, device).reply.decided
        assert asked in ("asked_confirmation", "asked_payment"), asked
        for sentence in sentences:
            self.hear(sentence, device)
            if self.given() != before:
                return sentence
        return None


@pytest.mark.parametrize("question", [COFFEE, MANDATE], ids=["an order", "a mandate"])
@pytest.mark.parametrize("locale", NO_YES)
def test_p2_no_sentence_that_is_no_yes_is_taken_for_one(app: App, locale: str, question: Act) -> None:
    speaking = Speaking(app, locale)
    taken = [sentence for sentence in NO_YES[locale] if speaking.agrees((sentence,), question)]
    assert not taken, f"{len(taken)} of {len(NO_YES[locale])}: {taken}"


@pytest.mark.parametrize("locale", NO_YES)
def test_p2_nor_where_a_bill_is_asked(app: App, locale: str) -> None:
    """Sander sees each payment himself. A bill that he refused is not asked again: then there is a new one."""
    speaking = Speaking(app, locale, "sander")
    taken = []
    for sentence in NO_YES[locale]:
        while speaking.hear(BILLS, "kitchen").reply.decided != "asked_payment":
            new_bill(speaking)
        if speaking.agrees((sentence,), BILLS):
            taken.append(sentence)
    assert not taken, f"{len(taken)} of {len(NO_YES[locale])}: {taken}"


def new_bill(speaking: Speaking) -> None:
    """He buys coffee, and the week of it is asked."""
    for act in (COFFEE, choose(1), A_YES):
        speaking.hear(act, "kitchen")
    clock = speaking.app.parts.clock
    assert isinstance(clock, TurnedClock)
    clock.turn(timedelta(days=9))
    pass_time.run("sander", clock.now, speaking.app.parts)


@pytest.mark.slow
@pytest.mark.parametrize("locale", NO_YES)
def test_p2_nor_are_several_after_each_other(app: App, locale: str) -> None:
    """An answer that asks on opens another question; the next sentence is no yes to that either."""
    drawn = random.Random(20260304)  # noqa: S311
    speaking = Speaking(app, locale)
    taken = []
    for _ in range(MIXED):
        sentences = tuple(drawn.sample(NO_YES[locale], 3))
        if culprit := speaking.agrees(sentences):
            taken.append((culprit, sentences))
    assert not taken, f"{len(taken)} of {MIXED}: {taken}"


@pytest.mark.parametrize("locale", YES)
def test_p2_what_is_a_yes_is_taken_for_one(app: App, locale: str) -> None:
    speaking = Speaking(app, locale)
    taken = [sentence for sentence in YES[locale] if speaking.agrees((sentence,))]
    assert len(taken) >= 7, f"only {taken}"
