"""Moments around the change of the clock, and guesses about the half of the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nlu.interpretation import MomentValue
from tests.nlu.spoken.conftest import values

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LONDON = ZoneInfo("Europe/London")


def moment(language: str, text: str, now: datetime) -> MomentValue:
    (entity,) = values(language).find(text, now)
    assert isinstance(entity.value, MomentValue)
    return entity.value


def test_a_day_is_as_long_as_its_clock_makes_it() -> None:
    before_spring = datetime(2026, 3, 28, 12, tzinfo=AMSTERDAM)
    day = moment("nl", "morgen", before_spring)
    assert day.end.astimezone(UTC) - day.start.astimezone(UTC) == timedelta(hours=23)
    before_autumn = datetime(2026, 10, 24, 12, tzinfo=AMSTERDAM)
    day = moment("nl", "morgen", before_autumn)
    assert day.end.astimezone(UTC) - day.start.astimezone(UTC) == timedelta(hours=25)


def test_hours_from_now_are_real_hours() -> None:
    night = datetime(2026, 3, 29, 1, 30, tzinfo=AMSTERDAM)
    assert moment("nl", "over twee uur", night).start == datetime(2026, 3, 29, 4, 30, tzinfo=AMSTERDAM)
    assert moment("en", "in two hours", night).start.astimezone(UTC) == night.astimezone(UTC) + timedelta(hours=2)


def test_a_time_that_the_change_skips_moves_on() -> None:
    evening = datetime(2026, 3, 28, 20, tzinfo=AMSTERDAM)
    found = moment("nl", "morgen om half drie 's nachts", evening)
    assert found.start == datetime(2026, 3, 29, 3, 30, tzinfo=AMSTERDAM)


def test_the_zone_is_that_of_now() -> None:
    now = datetime(2026, 7, 1, 9, tzinfo=LONDON)
    found = moment("en", "tomorrow after five", now)
    assert found.start.tzinfo is LONDON
    assert found.start.astimezone(UTC) == datetime(2026, 7, 2, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "text", "day", "expected"),
    [
        (6, "om zeven uur", 2, 7),
        (12, "om zeven uur", 2, 19),
        (20, "om zeven uur", 3, 7),
        (9, "om vijf uur", 2, 17),
        (18, "om vijf uur", 3, 17),
        (9, "om twaalf uur", 2, 12),
        (13, "om twaalf uur", 3, 12),
        (21, "om elf uur", 2, 23),
        (9, "morgen om acht uur", 3, 8),
        (9, "morgenavond om acht uur", 3, 20),
        (23, "vannacht om drie uur", 3, 3),
        (1, "vannacht om drie uur", 2, 3),
        (9, "vanavond om twaalf uur", 3, 0),
        (9, "om 20 uur", 2, 20),
        (21, "om 20 uur", 3, 20),
    ],
)
def test_the_half_of_the_day_is_the_likely_one(hour: int, text: str, day: int, expected: int) -> None:
    now = datetime(2026, 3, 2, hour, tzinfo=AMSTERDAM)
    assert moment("nl", text, now).start == datetime(2026, 3, day, expected, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "31 februari"), ("nl", "32 maart"), ("en", "the 31st of April"), ("nl", "30-02-2026"), ("nl", "26:00")],
)
def test_what_no_calendar_has_is_no_moment(language: str, text: str) -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=AMSTERDAM)
    assert not [entity for entity in values(language).find(text, now) if entity.name == "moment"]


def test_the_ends_of_the_calendar_hold() -> None:
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    first = datetime(1, 1, 1, 1, tzinfo=UTC)
    for text in ("morgen", "volgende maand", "over honderd weken", "binnen drie dagen", "29 februari", "vanavond"):
        values("nl").find(text, last)
        values("nl").find(text, first)
    values("nl").find("eergisteren", first)
