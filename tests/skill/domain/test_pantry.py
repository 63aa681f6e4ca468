"""When a shortage is raised again: after silence, a no, or too little that was filled; and how early it is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from skill.domain.pantry import (
    ANSWERED_FOR,
    ENOUGH_ANSWERS,
    FIRST_REMINDER,
    MOST_HEAD_START,
    STAYS,
    Judgement,
    PantryState,
    Reading,
    head_start,
    judge,
)
from tests.building import CANISTER, DAY, HOUR, MINUTE, NOW, SECOND

ZONE = ZoneInfo("Europe/Amsterdam")
HORIZON = 3 * DAY
"""When something that is ordered comes, from each reading."""


class Shelf:
    """A canister that is read, from a week of forty grams a day on."""

    def __init__(self, level: int = 900) -> None:
        self.state, self.now = PantryState("canister"), NOW
        for day in range(9):
            self.reads(level - 40 * day, after=DAY)

    def reads(self, amount: int, *, after: timedelta, asks_less: bool = False, on_order: bool = False) -> Judgement:
        self.now += after
        self.state, judgement = judge(
            CANISTER,
            Reading("canister", amount, self.now),
            self.state,
            ZONE,
            on_order=on_order,
            too_late=self.now + HORIZON,
            asks_less=asks_less,
        )
        return judgement

    def answered(self, *, no: bool, at: datetime | None = None) -> None:
        self.state = self.state.answered_by(at or self.now, no=no)


def declined(level: int = 120) -> Shelf:
    """A shelf that is short, and somebody said no."""
    shelf = Shelf(600)
    assert shelf.reads(level, after=13 * HOUR) is Judgement.SHORTAGE
    shelf.answered(no=True)
    return shelf


def test_p10_after_a_no_what_is_gone_is_asked_about_once_more() -> None:
    shelf = declined()
    assert [shelf.reads(amount, after=DAY) for amount in (80, 40, 0)] == [Judgement.KNOWN] * 3
    assert shelf.reads(0, after=STAYS) is Judgement.GONE
    shelf.answered(no=True)
    assert {shelf.reads(0, after=DAY) for _ in range(27)} == {Judgement.KNOWN}
    assert shelf.reads(0, after=DAY) is Judgement.SHORTAGE, "four weeks after the second no"


def test_p10_what_is_gone_and_answered_with_silence_is_not_asked_every_day() -> None:
    shelf = declined()
    found = [shelf.reads(0, after=DAY) for _ in range(28)]
    assert found.count(Judgement.GONE) == 1
    assert found.count(Judgement.SHORTAGE) == 0


def test_p10_a_no_to_an_empty_stock_is_a_no() -> None:
    shelf = declined(0)
    assert {shelf.reads(0, after=DAY) for _ in range(27)} == {Judgement.KNOWN}


def test_p10_a_no_has_a_day_of_rest() -> None:
    shelf = declined()
    found = [shelf.reads(0, after=HOUR) for _ in range(24)]
    assert FIRST_REMINDER == 24 * HOUR
    assert found == [Judgement.KNOWN] * 23 + [Judgement.GONE]


@pytest.mark.parametrize("away", [MINUTE, HOUR, STAYS - SECOND])
def test_p10_a_canister_that_is_washed_after_a_no_is_not_gone(away: timedelta) -> None:
    shelf = declined()
    shelf.reads(110, after=2 * DAY)
    assert shelf.reads(0, after=HOUR) is Judgement.KNOWN
    assert shelf.reads(0, after=away) is Judgement.KNOWN
    assert shelf.reads(105, after=SECOND) is Judgement.KNOWN
    assert shelf.reads(0, after=2 * STAYS) is Judgement.KNOWN, "it was there in between"


def test_p10_what_was_ordered_and_not_filled_in_is_not_asked_again_when_the_canister_is_empty() -> None:
    shelf = Shelf(600)
    shelf.reads(120, after=13 * HOUR)
    shelf.answered(no=False)
    assert {shelf.reads(0, after=DAY) for _ in range(ANSWERED_FOR.days - 1)} == {Judgement.KNOWN}


def test_p10_who_wants_to_be_asked_less_hears_nothing_after_a_no() -> None:
    shelf = declined()
    assert {shelf.reads(0, after=DAY, asks_less=True) for _ in range(27)} == {Judgement.KNOWN}


def test_p10_stock_on_order_silences_what_is_gone() -> None:
    shelf = declined()
    assert {shelf.reads(0, after=DAY, on_order=True) for _ in range(5)} == {Judgement.ON_ORDER}


def test_what_was_filled_and_will_not_last_is_short_anew_and_only_once() -> None:
    shelf = Shelf(600)
    assert shelf.reads(30, after=13 * HOUR) is Judgement.SHORTAGE
    shelf.answered(no=False)
    assert shelf.reads(190, after=DAY) is Judgement.KNOWN, "that may be taken out again"
    assert shelf.reads(185, after=STAYS) is Judgement.SHORTAGE
    shelf.answered(no=False)
    assert {shelf.reads(185 - 5 * hours, after=HOUR) for hours in range(7)} == {Judgement.KNOWN}


def test_p10_a_full_canister_that_will_not_last_is_raised_once() -> None:
    """Whoever uses half of it a day is short as soon as it was filled: that is one shortage, not one a reading."""
    shelf = Shelf(600)
    used = replace(shelf.state.use, per_day_milli=400_000) if shelf.state.use else None
    shelf.state = replace(shelf.state, use=used)
    found = [shelf.reads(amount, after=HOUR) for amount in range(800, 600, -10)]
    assert found.count(Judgement.SHORTAGE) == 1


@pytest.mark.parametrize(
    ("waited_h", "keeps_days", "earlier"),
    [
        ((), 0, timedelta(0)),
        ((40,) * (ENOUGH_ANSWERS - 1), 0, timedelta(0)),
        ((0, 0, 0, 0, 0, 0, 90, 90), 0, 90 * HOUR),
        ((0, 0, 0, 0, 0, 0, 0, 90), 0, timedelta(0)),
        ((5, 20, 30, 44), 0, 44 * HOUR),
        ((500,) * 8, 0, MOST_HEAD_START),
        ((500,) * 8, 240, MOST_HEAD_START),
        ((500,) * 8, 4, DAY),
        ((5,) * 8, 4, 5 * HOUR),
    ],
)
def test_a_home_is_asked_earlier_by_the_time_its_people_take(
    waited_h: tuple[int, ...], keeps_days: int, earlier: timedelta
) -> None:
    stocks = [PantryState("canister", waited_h=waited_h[:3]), PantryState("fridge", waited_h=waited_h[3:])]
    assert head_start(stocks, keeps_days) == min(earlier, MOST_HEAD_START)


def test_what_is_learned_is_from_the_first_word_to_the_order_and_no_more_than_the_latest() -> None:
    shelf = Shelf(600)
    shelf.reads(120, after=13 * HOUR)
    first = shelf.now
    shelf.reads(110, after=DAY)
    shelf.answered(no=False, at=first + 30 * HOUR)
    shelf.answered(no=False, at=first + 60 * HOUR)
    assert shelf.state.waited_h == (30,), "what was ordered again was answered before"
    for _ in range(20):
        shelf.state = replace(shelf.state, noticed=first, answered=False)
        shelf.answered(no=False, at=first + HOUR)
    assert shelf.state.waited_h == (1,) * 8


def test_a_no_tells_nothing_of_how_long_they_take() -> None:
    assert declined().state.waited_h == ()
