"""What can wait is said when the home wakes, by its own clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.quiet_hours import QuietHours

HOME = ZoneInfo("Europe/Amsterdam")
NIGHT = QuietHours(time(22), time(7))
NOON = QuietHours(time(12, 30), time(14))


def _over(hours: QuietHours, *moment: int) -> tuple[int, int, int, int]:
    ends = hours.over(datetime(2026, *moment, tzinfo=HOME).astimezone(UTC), HOME)
    assert ends.tzinfo is UTC
    local = ends.astimezone(HOME)
    return local.month, local.day, local.hour, local.minute


@pytest.mark.parametrize(
    ("hours", "moment", "ends"),
    [
        (NIGHT, (3, 2, 21, 59), (3, 2, 21, 59)),
        (NIGHT, (3, 2, 22, 0), (3, 3, 7, 0)),
        (NIGHT, (3, 3, 0, 0), (3, 3, 7, 0)),
        (NIGHT, (3, 3, 6, 59), (3, 3, 7, 0)),
        (NIGHT, (3, 3, 7, 0), (3, 3, 7, 0)),
        (NIGHT, (3, 28, 23, 0), (3, 29, 7, 0)),  # the night that lasts an hour less
        (NIGHT, (10, 24, 23, 0), (10, 25, 7, 0)),  # and the one that lasts an hour more
        (NIGHT, (12, 31, 23, 0), (1, 1, 7, 0)),
        (NOON, (3, 2, 12, 30), (3, 2, 14, 0)),
        (NOON, (3, 2, 14, 0), (3, 2, 14, 0)),
        (NOON, (3, 2, 23, 0), (3, 2, 23, 0)),
    ],
)
def test_they_end_when_the_clock_of_the_home_says_so(
    hours: QuietHours, moment: tuple[int, ...], ends: tuple[int, ...]
) -> None:
    assert _over(hours, *moment) == ends


@given(
    minutes=st.integers(0, 366 * 24 * 60),
    start=st.times(),
    until=st.times(),
)
def test_nothing_is_announced_before_its_time_and_nothing_waits_over_a_day(
    minutes: int, start: time, until: time
) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    if start == until:
        with pytest.raises(ValueError, match="begin when they end"):
            QuietHours(start, until)
        return
    ends = QuietHours(start, until).over(moment, HOME)
    assert moment <= ends <= moment + timedelta(hours=25)


@pytest.mark.parametrize("zoned", [(time(22, tzinfo=UTC), time(7)), (time(22), time(7, tzinfo=UTC))])
def test_a_zone_has_no_place_in_them(zoned: tuple[time, time]) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        QuietHours(*zoned)


@pytest.mark.parametrize(
    ("start", "until", "meant"),
    [
        (10, 20, (22, 8)),  # "between ten and eight"
        (11, 19, (23, 7)),
        (10, 19, (22, 7)),
        (12, 20, (0, 8)),
        (13, 15, (13, 15)),  # "between one and three" is a rest in the afternoon
        (9, 17, (9, 17)),  # who works from nine to five
        (11, 14, (11, 14)),
        (22, 8, (22, 8)),
    ],
)
def test_hours_of_no_half_of_the_day_are_at_night_where_they_are_most_of_one(
    start: int, until: int, meant: tuple[int, int]
) -> None:
    hours = QuietHours(time(start), time(until)).as_meant()
    assert (hours.start.hour, hours.until.hour) == meant
