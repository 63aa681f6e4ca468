"""P5: conditions are judged by what is really for sale, and a period is the calendar's, over DST and year ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skill.dialogue import comparing
from skill.domain.authorization import period_start, violations_of
from skill.domain.catalogue import Product, Size
from skill.domain.evidence import Comparison, Evidence, Priced
from skill.domain.home import Control, Providers
from skill.domain.mandate import Allows, Mandate, Period
from skill.domain.money import Money
from tests.building import (
    ANNA,
    CATALOGUE,
    HOME,
    NOW,
    SOMEBODY_HOME,
    codes,
    home,
    mandate,
    nothing_used,
    order,
    quote,
    situation,
    voice_of,
)
from tests.household import Household, new_home

CHEAPEST = mandate(retailers=frozenset(), conditions=frozenset({"cheapest"}))
RENEWABLE = mandate(conditions=frozenset({"renewable"}))
MANY = home(Control.ALGORITHM, Providers.MANY)


def why_not(granted: Mandate, evidence: Evidence) -> set[tuple[str, str]]:
    return codes(violations_of(granted, Allows.BUY, quote(1000), HOME, nothing_used(granted), NOW, evidence))


def priced(cents: int, contents: int) -> Priced:
    return Priced(Money(cents), contents)


@pytest.mark.parametrize(
    ("others", "broken"),
    [
        ([], False),
        ([(1000, 1000)], False),
        ([(1001, 1000)], False),
        ([(999, 1000)], True),
        ([(2000, 2000)], False),
        ([(1999, 2000)], True),
        ([(3000, 1000), (500, 499), (333, 334)], True),
    ],
)
def test_p5_cheapest_is_by_content_and_to_the_cent(others: list[tuple[int, int]], broken: bool) -> None:
    comparison = Comparison(priced(1000, 1000), tuple(priced(*other) for other in others))
    expected = {("P5", "not_cheapest")} if broken else set()
    assert why_not(CHEAPEST, Evidence(comparison)) == expected


def test_p5_a_comparison_of_another_offer_proves_nothing() -> None:
    assert why_not(CHEAPEST, Evidence(Comparison(priced(999, 1000), ()))) == {("P1", "offers_unknown")}


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        ({"beans": frozenset({"renewable"})}, set()),
        ({"beans": frozenset()}, {("P5", "not_renewable")}),
        ({"beans": frozenset({"Renewable"})}, {("P5", "not_renewable")}),
        ({}, {("P1", "labels_unknown")}),
        ({"decaf": frozenset({"renewable"})}, {("P1", "labels_unknown")}),
    ],
)
def test_p5_renewable_is_a_label_of_every_product(
    labels: dict[str, frozenset[str]], found: set[tuple[str, str]]
) -> None:
    assert why_not(RENEWABLE, Evidence(labels=labels)) == found


def test_p5_only_the_cheapest_is_bought_by_itself() -> None:
    """The grocer's beans cost 10 euros a kilo, its decaf 8 with the third pack free: asked about, and not bought."""
    house = Household(home=new_home(MANY)).move_in(CHEAPEST)
    assert house.hear(order("beans", 1)).reply.decided == "asked_confirmation"
    assert house.orders() == ()
    assert house.hear(order("decaf", 3)).reply.decided == "placed"
    house.retailers.change_price("coffee_beans", Money(100))
    assert house.hear(order("beans", 1)).reply.decided == "asked_confirmation", "the third decaf is free, still"


def test_p5_a_cheaper_shop_elsewhere_is_compared_with_its_delivery() -> None:
    """Milk is 90 cents at the corner and 100 at the grocer, but the corner's delivery costs 2.50."""
    house = Household(home=new_home(MANY)).move_in(CHEAPEST)
    assert house.hear(order("milk_1l", 1)).reply.decided == "placed"
    (placed,) = house.orders()
    assert placed.retailer == "grocer"


def test_p5_a_sensor_buys_the_cheapest_only() -> None:
    house = Household(home=new_home(MANY)).move_in(CHEAPEST)
    outcome = house.sense(50)
    bought = [each.lines[0].product for each in house.orders()]
    assert (outcome.decided, bought) in (("placed", ["decaf"]), ("notified", []))


def test_p5_units_that_differ_cannot_be_compared() -> None:
    picture = situation(voice_of(ANNA), home=MANY, mandates=(CHEAPEST,))
    assert comparing.evidence(picture, quote()).comparison is not None
    tin = Product("tin", "coffee_beans", {}, Size(1, "piece"))
    prices = {**CATALOGUE.prices, ("grocer", "tin"): CATALOGUE.prices["grocer", "beans"]}
    mixed = replace(CATALOGUE, products={**CATALOGUE.products, "tin": tin}, prices=prices)
    other = replace(picture, market=replace(picture.market, catalogue=mixed))
    assert comparing.evidence(other, quote()).comparison is None


def test_p5_nothing_is_looked_up_where_no_mandate_has_a_condition() -> None:
    assert comparing.evidence(situation(voice_of(ANNA), mandates=(mandate(),)), quote()) == SOMEBODY_HOME


ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Amsterdam", "America/Sao_Paulo", "Asia/Beirut", "America/Havana", "UTC")]
)
MOMENTS = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
SPRING, AUTUMN = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
YEAR_END = datetime(2026, 12, 31, 23, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@given(now=MOMENTS, zone=ZONES, period=st.sampled_from([Period.DAY, Period.WEEK, Period.MONTH]))
@example(now=SPRING, zone=AMSTERDAM, period=Period.DAY)
@example(now=AUTUMN, zone=AMSTERDAM, period=Period.WEEK)
@example(now=YEAR_END, zone=AMSTERDAM, period=Period.MONTH)
def test_p5_a_period_begins_where_the_calendar_says_and_not_a_microsecond_later(
    now: datetime, zone: ZoneInfo, period: Period
) -> None:
    """The moment before the start belongs to the day before, whatever the clocks do."""
    start = period_start(period, now, zone)
    first, before = start.astimezone(zone).date(), (start - timedelta(microseconds=1)).astimezone(zone).date()
    today = now.astimezone(zone).date()
    assert start <= now
    assert before == first - timedelta(days=1)
    assert (
        first
        == {
            Period.DAY: today,
            Period.WEEK: today - timedelta(days=today.isoweekday() - 1),
            Period.MONTH: today - timedelta(days=today.day - 1),
        }[period]
    )
    assert period_start(period, start, zone) == start, "its first moment is in it"
    assert period_start(period, start - timedelta(microseconds=1), zone) < start, "the moment before is not"


def test_p5_days_of_23_and_25_hours_and_a_week_over_new_year() -> None:
    for noon, hours in ((SPRING, 23), (AUTUMN, 25)):
        start = period_start(Period.DAY, noon + timedelta(hours=8), AMSTERDAM)
        after = period_start(Period.DAY, noon + timedelta(hours=32), AMSTERDAM)
        assert after - start == timedelta(hours=hours)
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert period_start(Period.MONTH, new_year, AMSTERDAM) == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert period_start(Period.WEEK, new_year, AMSTERDAM) == datetime(2026, 12, 27, 23, tzinfo=UTC)
