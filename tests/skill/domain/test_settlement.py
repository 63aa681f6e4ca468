"""When a bundle is asked, and what becomes of one that asks nothing. Calendar borders included."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.money import Money
from skill.domain.settlement import (
    Bundle,
    BundleKey,
    Outcome,
    closed_without_payment,
    first_due,
    next_due,
    period_until,
)
from tests.building import RETAILERS, ZONE

ZONES = st.sampled_from([ZONE, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Auckland"), ZoneInfo("UTC")])
MINUTES = st.integers(0, 5 * 365 * 24 * 60)
MOMENTS = MINUTES.map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("retailer", "delivered", "asked"),
    [
        ("grocer", "2026-03-04T10:00+01:00", "2026-03-09T08:00+01:00"),  # a Wednesday
        ("grocer", "2026-03-09T07:59+01:00", "2026-03-16T08:00+01:00"),  # on its day: the next one
        ("grocer", "2026-03-22T23:30+01:00", "2026-03-23T08:00+01:00"),  # Sunday here, whatever UTC says
        ("grocer", "2026-03-28T20:00+01:00", "2026-03-30T08:00+02:00"),  # the clock goes forward in between
        ("grocer", "2026-10-24T20:00+02:00", "2026-10-26T08:00+01:00"),  # and back
        ("grocer", "2026-12-29T12:00+01:00", "2027-01-04T08:00+01:00"),  # over the year's end
        ("insurer", "2026-01-31T12:00+01:00", "2026-02-01T08:00+01:00"),
        ("insurer", "2026-12-01T00:00+01:00", "2027-01-01T08:00+01:00"),
        ("insurer", "2028-02-29T12:00+01:00", "2028-03-01T08:00+01:00"),
        ("tailor", "2026-03-15T12:00+01:00", "2026-03-30T08:00+02:00"),  # fifteen days later, by the calendar
    ],
)
def test_when_a_delivery_is_asked(retailer: str, delivered: str, asked: str) -> None:
    found = first_due(RETAILERS[retailer], datetime.fromisoformat(delivered), ZONE)
    assert found == datetime.fromisoformat(asked)
    assert found.utcoffset() == timedelta(0)


@given(at=MOMENTS, zone=ZONES, retailer=st.sampled_from(sorted(RETAILERS)))
def test_the_next_time_is_at_eight_on_its_day_and_soon(at: datetime, zone: ZoneInfo, retailer: str) -> None:
    seller = RETAILERS[retailer]
    due = next_due(seller, at, zone).astimezone(zone)
    assert (due.hour, due.minute) == (8, 0)
    ahead = (due.date() - at.astimezone(zone).date()).days
    longest = {"weekly": 7, "monthly": 31, "after_return": 1}[seller.pays]
    assert 1 <= ahead <= longest
    assert seller.pays != "weekly" or due.weekday() == seller.asks_on
    assert seller.pays != "monthly" or due.day == 1
    assert period_until(due, zone) != period_until(next_due(seller, due, zone), zone)


WEEKLY = replace(RETAILERS["grocer"], refunds="next_bundle")
DUE = datetime(2026, 3, 9, 7, tzinfo=UTC)


def credit(cents: int = -500, since: datetime | None = DUE - timedelta(days=2)) -> Bundle:
    key = BundleKey("home", "grocer", "anna", "until 2026-03-09")
    return Bundle(key, "groceries", Money(cents), ("o1",), DUE, since)


def test_money_back_lowers_the_next_bundle_where_the_data_say_so() -> None:
    assert closed_without_payment(credit(), WEEKLY, ZONE) is Outcome.CARRIED
    assert closed_without_payment(credit(), RETAILERS["grocer"], ZONE) is Outcome.PAID_OUT


def test_money_back_waits_fourteen_days_at_most() -> None:
    """CRD art. 13: the next bundle comes seven days after this one."""
    assert closed_without_payment(credit(since=DUE - timedelta(days=7)), WEEKLY, ZONE) is Outcome.CARRIED
    late = credit(since=DUE - timedelta(days=7, seconds=1))
    assert closed_without_payment(late, WEEKLY, ZONE) is Outcome.PAID_OUT
    monthly = replace(RETAILERS["insurer"], refunds="next_bundle")
    assert closed_without_payment(credit(), monthly, ZONE) is Outcome.PAID_OUT


def test_what_asks_nothing_and_what_asks() -> None:
    assert closed_without_payment(credit(0), WEEKLY, ZONE) is Outcome.EVEN
    assert closed_without_payment(credit(1), WEEKLY, ZONE) is None
