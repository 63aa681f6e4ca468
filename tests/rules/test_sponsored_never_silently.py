"""Fair visibility: what somebody pays for is said wherever it is told of, and no reply differs in anything else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill.dialogue import policy
from skill.dialogue.act import Act
from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import Part, ProductName, Value
from skill.domain.home import Control, Providers
from skill.domain.market import Market, Outside
from skill.domain.notification import Notification
from tests.building import ANNA, BRAM, CATALOGUE, NOW, ZONE, home, order, situation, voice_of, wish

EVERYTHING = frozenset(CATALOGUE.prices)
ASKED = [
    order("beans"),
    order("milk_1l", 2),
    *(
        Act(intent, wanted=(wish(product),))
        for intent in ("ask_price", "ask_offers", "ask_stock", "ask_advice", "ask_alternatives")
        for product in ("beans", "decaf")
    ),
    Act("ask_offers"),
    Act("read_notifications"),
]


def said(act: Act, *, sponsored: bool, control: Control, market: Providers) -> tuple[Part, ...]:
    household = home(control, market, ANNA, BRAM)
    catalogue = replace(CATALOGUE, sponsored=EVERYTHING if sponsored else frozenset())
    seen = situation(
        voice_of(BRAM),
        home=household,
        market=Market(catalogue, Outside(), ZONE, household.street),
        notifications=(Notification("n1", "bram", "shortage", "coffee_beans", NOW),),
    )
    return policy.next_step(Conversation("c"), act, seen).reply.parts


def products(value: Value) -> set[str]:
    if isinstance(value, tuple):
        return {found for each in value for found in products(each)}
    return {value.product} if isinstance(value, ProductName) else set()


@pytest.mark.parametrize("market", list(Providers))
@pytest.mark.parametrize("control", list(Control))
@pytest.mark.parametrize("act", ASKED, ids=lambda act: f"{act.intent}-{act.wanted[0].text if act.wanted else 'all'}")
def test_it_is_said_and_nothing_else_changes(act: Act, control: Control, market: Providers) -> None:
    paid = said(act, sponsored=True, control=control, market=market)
    free = said(act, sponsored=False, control=control, market=market)
    assert tuple(part for part in paid if part.key != "sponsored") == free
    named = {each for part in free for value in part.values.values() for each in products(value)}
    told = {each for part in paid if part.key == "sponsored" for each in products(part.values["items"])}
    assert named == told
