"""O4: a stated discount is measured from the lowest price of the last 30 days (98/6/EC art. 6a); a unit price is
available (art. 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.dialogue import order_words
from skill.dialogue.reply import Deal, Part
from skill.domain.market import Market
from skill.domain.money import Money
from skill.domain.promotion import BuyGet, Percent, Promotion
from tests.building import ANNA, situation, voice_of
from tests.skill.domain.small_shop import TODAY, product, shop

WINE = product("wine-red", 750, unit="ml")
BEGAN = date(2026, 3, 1)
THIRD_OFF = Promotion("third_off", "shop", frozenset({WINE.id}), BEGAN, date(2026, 3, 31), Percent(33))


def market(*history: tuple[date, int], promotions: tuple[Promotion, ...] = (THIRD_OFF,)) -> Market:
    since = tuple((start, Money(cents)) for start, cents in history)
    return shop([(WINE, history[-1][1])], *promotions, since={WINE.id: since})


def said(of: Market, quantity: int = 1) -> list[Part]:
    """What is told of the promotion with an order."""
    quote = of.quote("shop", [(WINE.id, quantity)], TODAY, None)
    assert quote is not None
    heard = order_words.described(replace(situation(voice_of(ANNA)), market=of), quote)
    return [part for part in heard if part.key.startswith("promotion_")]


def test_o4_a_price_that_was_raised_just_before_is_no_measure_of_what_is_saved() -> None:
    """600 until a week before, then 900, then "33 per cent off": 603, which is dearer than it was."""
    of = market((date(2025, 1, 1), 600), (BEGAN - timedelta(days=7), 900))
    assert said(of) == []


def test_o4_what_is_saved_and_the_per_cent_follow_the_lowest_price() -> None:
    of = market((date(2025, 1, 1), 800), (BEGAN - timedelta(days=7), 900))
    (part,) = said(of)
    assert part.values == {"deal": Deal("third_off", 24), "saving": Money(800 - 603)}


def test_o4_thirty_days_and_not_a_day_more() -> None:
    cheap_until = BEGAN - timedelta(days=30)
    of = market((date(2025, 1, 1), 500), (cheap_until, 900))
    (part,) = said(of)
    assert part.values["deal"] == Deal("third_off", 33)
    assert said(market((date(2025, 1, 1), 500), (cheap_until + timedelta(days=1), 900))) == []


def test_o4_a_reduction_before_this_one_was_a_price_too() -> None:
    before = replace(THIRD_OFF, id="before", start=BEGAN - timedelta(days=20), end=BEGAN - timedelta(days=10))
    assert said(market((date(2025, 1, 1), 900), promotions=(before, THIRD_OFF))) == []


def test_o4_the_first_day_of_a_long_promotion_counts_not_today() -> None:
    long = replace(THIRD_OFF, start=date(2025, 6, 1))
    (part,) = said(market((date(2025, 1, 1), 900), promotions=(long,)))
    assert part.values["saving"] == Money(297)


def test_o4_what_was_not_for_sale_before_has_no_saving_to_state() -> None:
    assert said(market((BEGAN, 900))) == []
    free = replace(THIRD_OFF, deal=BuyGet(1, 1))
    (part,) = said(market((BEGAN, 900), promotions=(free,)), 2)
    assert part.key == "promotion_counts"


DAYS = st.dictionaries(st.integers(1, 90), st.integers(1, 3000), min_size=1, max_size=8)


@given(DAYS, st.integers(1, 90), st.integers(1, 5))
def test_o4_no_history_of_prices_makes_a_saving_that_the_lowest_price_does_not_give(
    days: dict[int, int], percent: int, quantity: int
) -> None:
    history = sorted((BEGAN - timedelta(days=ago), cents) for ago, cents in days.items())
    lowest = min(
        cents
        for (start, cents), (end, _) in zip(history, [*history[1:], (BEGAN, 0)], strict=True)
        if end > BEGAN - timedelta(days=30)
    )
    deal = replace(THIRD_OFF, deal=Percent(percent))
    of = market(*history, promotions=(deal,))
    quote = of.quote("shop", [(WINE.id, quantity)], TODAY, None)
    assert quote is not None
    for part in said(of, quantity):
        saving, told = part.values.get("saving", Money(0)), part.values["deal"]
        assert isinstance(saving, Money)
        assert isinstance(told, Deal)
        assert saving.cents <= max(0, lowest * quantity - quote.total.cents)
        assert told.percent is not None
        one = of.line("shop", WINE.id, 1, TODAY)
        assert one is not None
        assert Fraction(told.percent, 100) <= 1 - Fraction(one.total.cents, lowest)


@pytest.mark.parametrize("ends", [BEGAN - timedelta(days=1), TODAY - timedelta(days=1)])
def test_o4_a_promotion_that_is_over_or_has_not_begun_is_not_told(ends: date) -> None:
    over = replace(THIRD_OFF, start=date(2026, 1, 1), end=ends)
    to_come = replace(THIRD_OFF, start=TODAY + timedelta(days=1), end=TODAY + timedelta(days=9))
    for promotion in (over, to_come):
        assert said(market((date(2025, 1, 1), 900), promotions=(promotion,))) == []
