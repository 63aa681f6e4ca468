"""M5: when a debit may be collected, as which of a series, and how long it can come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.direct_debit import (
    NotCollectable,
    Sequence,
    banking_day,
    collection,
    easter_sunday,
    refundable_until,
)
from skill.domain.home import SepaMandate
from skill.domain.payment import Payment, PaymentStatus
from tests.building import ZONE
from tests.skill.payments.test_bank_answers import ASKED

SIGNED = date(2026, 1, 5)
MANDATE = SepaMandate("M-1", SIGNED)
MONDAY = date(2026, 3, 9)


def of_status(status: str) -> object:
    return replace(ASKED, status=PaymentStatus(status))


def test_m5_a_debit_is_announced_fourteen_days_before() -> None:
    debit = collection(MANDATE, (), MONDAY)
    assert (debit.sequence, debit.collect_on, debit.announced_days) == (Sequence.FIRST, date(2026, 3, 23), 14)


def test_m5_unless_a_shorter_time_was_agreed_and_never_a_longer_one() -> None:
    over_a_weekend = collection(replace(MANDATE, notice_days=5), (), MONDAY)
    assert over_a_weekend.collect_on == date(2026, 3, 16)
    assert collection(replace(MANDATE, notice_days=1), (), MONDAY).collect_on == date(2026, 3, 10)
    assert collection(replace(MANDATE, notice_days=90), (), MONDAY).announced_days == 14


@pytest.mark.parametrize("status", ["approved", "submitted", "paid", "returned", "refunded"])
def test_m5_the_second_one_recurs(status: str) -> None:
    assert collection(MANDATE, [of_status(status)], MONDAY).sequence is Sequence.RECURRING  # type: ignore[list-item]


@pytest.mark.parametrize("status", ["open", "refused", "expired"])
def test_m5_what_never_was_collected_leaves_the_first_one_to_come(status: str) -> None:
    assert collection(MANDATE, [of_status(status)], MONDAY).sequence is Sequence.FIRST  # type: ignore[list-item]


def test_m5_one_off_is_once() -> None:
    once = replace(MANDATE, one_off=True)
    assert collection(once, (), MONDAY).sequence is Sequence.ONE_OFF
    with pytest.raises(NotCollectable, match="one_off_mandate_used"):
        collection(once, [of_status("paid")], MONDAY)  # type: ignore[list-item]


def test_m5_the_last_one_before_the_end_says_so_and_none_comes_after() -> None:
    ends = replace(MANDATE, ends=date(2026, 4, 1))
    assert collection(ends, [of_status("paid")], MONDAY).sequence is Sequence.FINAL  # type: ignore[list-item]
    with pytest.raises(NotCollectable, match="mandate_ends_before"):
        collection(ends, (), date(2026, 3, 18))
    with pytest.raises(NotCollectable, match="not_signed_yet"):
        collection(MANDATE, (), date(2026, 1, 4))


@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.integers(1, 14))
def test_m5_it_is_collected_on_a_banking_day_and_never_earlier_than_announced(today: date, notice: int) -> None:
    debit = collection(SepaMandate("M", date(2020, 1, 1), notice), (), today)
    assert debit.collect_on.weekday() < 5
    assert banking_day(debit.collect_on) == debit.collect_on
    assert notice <= debit.announced_days <= notice + 7


@pytest.mark.parametrize(
    ("day", "then"),
    [
        (date(2026, 4, 3), date(2026, 4, 7)),  # Good Friday, the weekend, Easter Monday
        (date(2026, 5, 1), date(2026, 5, 4)),
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2027, 1, 4)),
        (date(2026, 4, 27), date(2026, 4, 27)),  # the king's birthday: the banks work
    ],
)
def test_the_days_on_which_euros_do_not_move(day: date, then: date) -> None:
    assert banking_day(day) == then


@pytest.mark.parametrize(("year", "day"), [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2038, "04-25")])
def test_easter(year: int, day: str) -> None:
    assert easter_sunday(year).isoformat() == f"{year}-{day}"


def collected(at: datetime, on: date | None = None) -> Payment:
    return replace(ASKED, kind="direct_debit", status=PaymentStatus.PAID, paid_at=at, collect_on=on)


def test_m5_it_can_come_back_for_eight_weeks_and_for_thirteen_months_if_it_was_not_allowed() -> None:
    late = collected(datetime(2026, 1, 31, 23, 30, tzinfo=UTC))  # the first of February at home
    assert refundable_until(late, ZONE) == date(2026, 2, 1) + timedelta(days=56)
    assert refundable_until(late, ZONE, authorised=False) == date(2027, 3, 1)
    early = collected(datetime(2026, 1, 31, 12, tzinfo=UTC))
    assert refundable_until(early, ZONE, authorised=False) == date(2027, 2, 28)


def test_m5_it_counts_from_the_day_of_collection_not_from_when_the_bank_said_so() -> None:
    told_later = collected(datetime(2026, 3, 12, 9, tzinfo=UTC), date(2026, 3, 9))
    assert refundable_until(told_later, ZONE) == date(2026, 5, 4)


def test_m5_what_is_no_collected_debit_cannot_come_back() -> None:
    paid = collected(datetime(2026, 3, 9, 9, tzinfo=UTC))
    for other in ("open", "submitted", "returned", "refunded"):
        assert refundable_until(replace(paid, status=PaymentStatus(other)), ZONE) is None
    assert refundable_until(replace(paid, kind="instant_transfer"), ZONE) is None
