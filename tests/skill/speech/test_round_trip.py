"""What the assistant says is heard again as the same value."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nlu.interpretation import EntityValue, MomentValue, MoneyValue, OrdinalValue, QuantityValue
from nlu.spoken import SpokenValues
from nlu.spoken.tables import LANGUAGES, Table
from skill.speech.wording import Wording

DATA = Path(__file__).parents[3] / "data"
HOME = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 2, 0, 5, tzinfo=HOME)
UNITS = sorted(Table.read(DATA, "nl", "quantities.yml").sub("units").keys())
RANKS = ("last", "cheapest", "second_cheapest", "most_expensive")
languages = st.sampled_from(LANGUAGES)
now_s = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: (datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(HOME)
)
lengths = st.one_of(st.sampled_from([0, 3, 6]), st.integers(0, 287))
quick = settings(deadline=None, max_examples=200)


@lru_cache
def wording(language: str) -> Wording:
    return Wording.load(DATA, language)


@lru_cache
def values(language: str) -> SpokenValues:
    return SpokenValues.load(DATA, language)


def heard(language: str, said: str, now: datetime = NOW) -> EntityValue:
    (entity,) = values(language).find(said, now)
    assert entity.text in (said, said.removeprefix("the "))
    return entity.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_below_ten_thousand(language: str) -> None:
    for number in range(0, 10_000, 7):
        assert heard(language, wording(language).number(number)) == QuantityValue(Fraction(number))


@quick
@given(languages, st.integers(0, 9999))
def test_numbers(language: str, number: int) -> None:
    assert heard(language, wording(language).number(number)) == QuantityValue(Fraction(number))


@quick
@given(languages, st.integers(-1_000_000, 100_000_000))
def test_money(language: str, cents: int) -> None:
    assert heard(language, wording(language).money(cents)) == MoneyValue(cents)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_amount_below_thirty_euros(language: str) -> None:
    for cents in range(3000):
        assert heard(language, wording(language).money(cents)) == MoneyValue(cents)


@quick
@given(languages, st.integers(1, 2000).map(lambda halves: Fraction(halves, 2)), st.sampled_from(UNITS))
def test_quantities(language: str, value: Fraction, unit: str) -> None:
    assert heard(language, wording(language).quantity(value, unit)) == QuantityValue(value, unit)


@quick
@given(languages, st.integers(101, 9999).map(lambda hundredths: Fraction(hundredths, 100)), st.sampled_from(UNITS))
def test_quantities_with_decimals(language: str, value: Fraction, unit: str) -> None:
    assert heard(language, wording(language).quantity(value, unit)) == QuantityValue(value, unit)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rank", [*range(1, 100), *RANKS])
def test_ordinals(language: str, rank: int | str) -> None:
    assert heard(language, wording(language).ordinal(rank)) == OrdinalValue(rank)


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_of_the_day(language: str) -> None:
    for minute in range(0, 1440, 5):
        at = time(minute // 60, minute % 60)
        moment = heard(language, wording(language).clock(at))
        assert isinstance(moment, MomentValue)
        assert (moment.start.time(), moment.start) == (at, moment.end)


@quick
@given(languages, now_s, st.integers(-1, 14))
def test_days_within_a_fortnight(language: str, now: datetime, offset: int) -> None:
    day = now.date() + timedelta(days=offset)
    start, end = (datetime.combine(at, time(), HOME) for at in (day, day + timedelta(days=1)))
    assert heard(language, wording(language).day(day, now.date()), now) == MomentValue(start, end)


def _is_plain(at: datetime) -> bool:
    """Not in an hour that the clock change skips or repeats: that has no words of its own, and no slot is offered."""
    return at.utcoffset() == at.replace(fold=1).utcoffset()


@settings(deadline=None, max_examples=600)
@given(languages, now_s, st.integers(0, 14), st.integers(0, 287), lengths)
def test_spans_and_points(language: str, now: datetime, days: int, start_steps: int, length_steps: int) -> None:
    day = now.date() + timedelta(days=days)
    end_steps = start_steps + length_steps
    assume(end_steps <= 288)
    midnight = datetime.combine(day, time())
    start, end = ((midnight + timedelta(minutes=5 * steps)).replace(tzinfo=HOME) for steps in (start_steps, end_steps))
    assume(start > now and _is_plain(start) and _is_plain(end))
    assert heard(language, wording(language).span(start, end, now), now) == MomentValue(start, end)
