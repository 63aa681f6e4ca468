"""A stock's use is learned from bad readings; a simulated year tells what the forecast is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.consumption import Consumption, after, chance_empty, lasts_until, useful_packs
from tests.skill.domain.simulated_stock import HABITS, live

ZONE = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
FULL, PACK = 1000, 500
LEAD = timedelta(days=1, hours=5)


def watched(*amounts: int, every: timedelta = timedelta(days=1)) -> Consumption:
    """What is known after these readings."""
    state: Consumption | None = None
    for at, amount in enumerate(amounts):
        state = after(state, amount, START + every * at, FULL, ZONE)
    assert state is not None
    return state


STEADY = watched(*range(1000, 300, -50))


def test_nothing_is_forecast_before_a_week_of_use() -> None:
    young = watched(1000, 940, 880, 820, 760, 700, 640)
    assert not young.known
    assert lasts_until(young) is None
    assert chance_empty(young, START + timedelta(days=60)) == 0.0
    assert useful_packs(young, PACK, days=14, room=2000, keeps_days=60) == 1


def test_a_steady_use_lasts_as_long_as_arithmetic_says() -> None:
    assert STEADY.per_day == pytest.approx(50)
    assert STEADY.level == 350
    end = lasts_until(STEADY)
    assert end is not None
    assert abs(end - (STEADY.at + timedelta(days=7))) <= timedelta(hours=1)


def test_a_reserve_is_reached_before_the_end() -> None:
    whole, reserved = lasts_until(STEADY), lasts_until(STEADY, reserve=100)
    assert whole is not None
    assert reserved is not None
    assert whole - reserved == timedelta(days=2)


def test_an_uneven_use_is_feared_earlier_than_it_is_expected() -> None:
    uneven = watched(1000, 990, 880, 870, 750, 740, 640, 630, 520, 510, 400)
    likely, feared = lasts_until(uneven), lasts_until(uneven, chance=0.1)
    assert likely is not None
    assert feared is not None
    assert feared < likely


def test_noise_is_no_use() -> None:
    state = watched(*(500 + (at % 2) * 9 for at in range(24 * 14)), every=timedelta(hours=1))
    assert state.known
    assert state.per_day == 0


def test_a_lifted_canister_is_no_use_and_no_refill() -> None:
    lifted = after(STEADY, 0, STEADY.at + timedelta(hours=1), FULL, ZONE)
    assert lifted.level == STEADY.level
    assert lifted.doubted is not None
    back = after(lifted, STEADY.level, STEADY.at + timedelta(hours=1, minutes=1), FULL, ZONE)
    assert (back.level, back.used, back.doubted) == (STEADY.level, STEADY.used, None)


def test_a_canister_that_stays_empty_is_believed() -> None:
    lifted = after(STEADY, 0, STEADY.at + timedelta(hours=1), FULL, ZONE)
    still = after(lifted, 3, STEADY.at + timedelta(hours=2), FULL, ZONE)
    assert still.level == 3
    assert still.doubted is None


def test_a_refill_is_no_negative_use() -> None:
    filled = after(STEADY, 900, STEADY.at + timedelta(hours=1), FULL, ZONE)
    assert filled.level == 900
    assert filled.used == STEADY.used


def test_days_of_silence_share_what_went() -> None:
    gone = after(STEADY, STEADY.level - 200, STEADY.at + timedelta(days=4), FULL, ZONE)
    next_day = after(gone, gone.level, gone.at + timedelta(days=1), FULL, ZONE)
    assert next_day.days == STEADY.days + 5


def test_packs_are_whole_bundles_where_they_fit_and_keep() -> None:
    buy = {"days": 14, "room": 2000}
    assert useful_packs(STEADY, PACK, **buy, keeps_days=240) == 1
    assert useful_packs(STEADY, PACK, **buy, keeps_days=240, bundle=3) == 3
    assert useful_packs(STEADY, PACK, days=14, room=1000, keeps_days=240, bundle=3) == 1
    assert useful_packs(STEADY, 200, **buy, keeps_days=8) == 2


@given(
    amounts=st.lists(st.integers(0, 2 * FULL), min_size=1, max_size=80),
    minutes=st.integers(1, 60 * 40),
    ahead=st.integers(0, 200),
)
def test_whatever_is_read_the_forecast_holds_together(amounts: list[int], minutes: int, ahead: int) -> None:
    state = watched(*amounts, every=timedelta(minutes=minutes))
    assert state.per_day >= 0
    assert state.variance >= 0
    chances = [chance_empty(state, state.at + timedelta(days=days)) for days in (ahead, ahead + 1)]
    assert all(0 <= chance <= 1 for chance in chances)
    end = lasts_until(state)
    assert end is None or state.at <= end <= state.at + timedelta(days=365)
    assert useful_packs(state, PACK, days=14, room=FULL, keeps_days=21, bundle=3) >= 1


@pytest.mark.parametrize("habit", ["coffee every day", "coffee and holidays", "coffee and guests"])
def test_a_forecast_year_has_hardly_a_gap_or_an_early_order(habit: str) -> None:
    """At most a day of the year without (guests come unannounced); `scripts/bench shortage` prints the figures."""
    state: list[Consumption | None] = [None]

    def decide(amount: int, at: datetime) -> int:
        use = state[0] = after(state[0], amount, at, FULL, ZONE)
        if not use.known:
            return int(amount < 150)
        if chance_empty(use, at + LEAD + timedelta(days=1), 9) < 0.1:
            return 0
        return useful_packs(use, PACK, days=14, room=FULL + PACK - use.level, keeps_days=60)

    year = live(HABITS[habit], decide, seed=2)
    assert year.empty_hours <= 24
    assert year.false_alarms <= 2
    assert year.stock_days < 16
