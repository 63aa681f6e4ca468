"""P2, P5: what may have been misheard is no wish that a mandate covers: it is told and asked, only a yes buys it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill.dialogue.act import SURELY_HEARD_FROM, Act, Wanted
from skill.domain.home import Control
from tests.building import NO, YES, home, mandate, wish
from tests.household import Household, new_home, parts_said


def house() -> Household:
    """Anna's, where a mandate buys by itself."""
    return Household(new_home(home(Control.ALGORITHM))).move_in(mandate())


def hardly(product: str, score: float = 0.8) -> Wanted:
    wanted = wish(product, 1)
    return replace(wanted, product=replace(wanted.product, score=score))


def test_p2_what_is_surely_heard_a_mandate_buys() -> None:
    at_home = house()
    for score in (1.0, SURELY_HEARD_FROM):
        at_home.hear(Act("order_product", wanted=(hardly("beans", score),)))
    assert [order.approved_by for order in at_home.orders()] == ["mandate", "mandate"]


@pytest.mark.parametrize("intent", ["order_product", "reorder", "choose_option"])
@pytest.mark.parametrize(
    "wanted",
    [(hardly("beans"),), (wish("milk_1l", 1), hardly("beans")), (hardly("beans", 0.5), hardly("milk_1l", 0.5))],
)
def test_p2_what_is_hardly_heard_a_mandate_does_not_buy(intent: str, wanted: tuple[Wanted, ...]) -> None:
    at_home = house()
    asked = at_home.hear(Act(intent, wanted=wanted))
    assert asked.reply.decided == "asked_confirmation"
    assert "heard_as" in parts_said(asked)
    assert at_home.orders() == ()
    at_home.hear(NO)
    assert at_home.orders() == ()


def test_p2_a_yes_buys_what_was_hardly_heard() -> None:
    at_home = house()
    at_home.hear(Act("order_product", wanted=(hardly("beans"),)))
    at_home.hear(YES)
    assert [order.approved_by for order in at_home.orders()] == ["voice"]


def test_p5_what_is_hardly_heard_is_not_added_to_an_order_by_a_mandate() -> None:
    at_home = house()
    at_home.hear(Act("order_product", wanted=(wish("beans", 1),)))
    before = at_home.orders()
    asked = at_home.hear(Act("add_to_basket", wanted=(hardly("milk_1l"),)))
    assert asked.reply.decided == "asked_confirmation"
    assert "heard_as" in parts_said(asked)
    assert at_home.orders() == before
