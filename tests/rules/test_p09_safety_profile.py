"""P9: `safety` profiles have no autonomous purchase, in any home, and pay after they approved the delivery."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.interpretation import MoneyValue
from skill.dialogue.act import Act
from skill.domain.authorization import NeedsConfirmation, authorize
from skill.domain.home import Control, Providers
from skill.domain.mandate import Allows
from skill.domain.money import Money
from skill.domain.settlement import plan
from tests.building import (
    ANNA,
    DAY,
    NOW,
    PROPOSITIONS,
    SAAR,
    TERMS,
    YES,
    codes,
    home,
    mandate,
    nothing_used,
    order,
    quote,
    voice_of,
)
from tests.household import Household, new_home, parts_said

EVERY_HOME = [(control, market) for control in Control for market in Providers]
hers = mandate(id="hers", grantor="saar", limit_per_order=Money(100_000))


@pytest.mark.parametrize(("control", "market"), EVERY_HOME)
def test_p9_not_even_her_own_mandate_buys(control: Control, market: Providers) -> None:
    at_home = home(control, market)
    for speaker in (None, voice_of(SAAR)):
        verdict = authorize(
            quote(), PROPOSITIONS["groceries"], at_home, [hers], nothing_used(hers), speaker, None, NOW, TERMS
        )
        assert isinstance(verdict, NeedsConfirmation)
        assert codes(verdict.reasons) == {("P9", "safety_profile")}


@pytest.mark.parametrize(("control", "market"), EVERY_HOME)
def test_p9_a_sensor_in_her_home_tells_and_buys_nothing(control: Control, market: Providers) -> None:
    house = Household(home=new_home(home(control, market, SAAR))).move_in(hers)
    assert house.sense(50).decided == "notified"
    assert house.orders() == ()


def test_p9_somebody_elses_mandate_buys_nothing_for_her() -> None:
    house = Household().move_in(mandate())
    assert house.hear(order(), "saar").reply.decided == "asked_confirmation"
    assert house.orders() == ()
    assert house.hear(order(), "anna").reply.decided == "placed", "Anna's own still does"


def test_p9_she_cannot_grant_one_by_voice() -> None:
    house = Household().move_in()
    answer = house.hear(Act("set_mandate", money=MoneyValue(3000)), "saar")
    assert answer.reply.decided == "refused"
    house.hear(YES, "saar")
    assert house.mandates() == ()


@pytest.fixture
def delivered() -> Household:
    """Saar ordered coffee and it came; a mandate would pay for it if one could."""
    house = Household().move_in(replace(hers, allows=frozenset(Allows)))
    house.hear(order(), "saar")
    assert house.hear(YES, "saar").reply.decided == "placed"
    house.wait(2 * DAY)
    return house


def test_p9_she_is_asked_for_nothing_before_she_accepted(delivered: Household) -> None:
    delivered.wait(60 * DAY)
    assert delivered.payments() == ()
    with delivered.records.reading(delivered.home.id) as tx:
        charges = tx.open_charges()
    assert [charge.due for charge in charges] == [None]
    assert plan(charges, delivered.clock.now + 365 * DAY) == ()


def test_p9_she_accepts_and_then_she_is_asked(delivered: Household) -> None:
    answer = delivered.hear(Act("accept_delivery"), "saar")
    assert answer.reply.decided == "asked_payment"
    assert [(each.amount.cents, each.approved_by) for each in delivered.payments()] == [(1000, None)]
    assert delivered.hear(YES, "saar").reply.decided == "changed"
    assert [(each.status.value, each.approved_by) for each in delivered.payments()] == [("paid", "voice")]


def test_p9_her_no_leaves_the_debt_visible(delivered: Household) -> None:
    delivered.hear(Act("accept_delivery"), "saar")
    assert delivered.hear(Act("deny"), "saar").reply.decided == "declined"
    assert [each.status.value for each in delivered.payments()] == ["refused"]
    assert delivered.rail.paid() == []


def test_p9_a_yes_before_the_question_pays_nothing(delivered: Household) -> None:
    delivered.hear(YES, "saar")
    delivered.hear(Act("hesitate"), "saar")
    assert delivered.payments() == ()


def test_p9_nobody_else_accepts_for_her(delivered: Household) -> None:
    for who in ("anna", "bram", "unknown", "child"):
        assert "delivery_accepted" not in parts_said(delivered.hear(Act("accept_delivery"), who))
    assert delivered.payments() == ()
    assert delivered.hear(Act("accept_delivery"), "saar").reply.decided == "asked_payment"


def test_p9_what_she_accepts_for_another_asks_her_for_nothing() -> None:
    house = Household().move_in()
    house.hear(order())
    house.hear(YES)
    house.wait(DAY)
    assert house.hear(Act("accept_delivery"), "saar").reply.decided == "informed"
    assert house.payments() == ()
    house.wait(8 * DAY)
    assert [each.person for each in house.payments()] == [ANNA.id], "it is in Anna's week"


def test_p9_accepting_twice_asks_once(delivered: Household) -> None:
    delivered.hear(Act("accept_delivery"), "saar")
    delivered.hear(Act("accept_delivery"), "saar")
    assert len(delivered.payments()) == 1
