"""Days counted from today are those of the home's calendar at any instant; the oracle counts dates by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlu.interpretation import MomentValue
from tests.nlu.spoken.conftest import values

ZONES = ("Europe/Amsterdam", "Europe/London", "America/New_York")
COUNTED = {
    "nl": {"vandaag": 0, "morgen": 1, "overmorgen": 2, "voor overmorgen": 2, "gisteren": -1, "over drie dagen": 3},
    "en": {"today": 0, "tomorrow": 1, "the day after tomorrow": 2, "yesterday": -1, "in three days": 3},
}
SAID = [(language, words) for language, said in COUNTED.items() for words in said]


@given(
    instant=st.integers(0, 15 * 365 * 24 * 60).map(
        lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    zone=st.sampled_from(ZONES),
    said=st.sampled_from(SAID),
)
@example(instant=datetime(2026, 11, 21, 23, 10, tzinfo=UTC), zone="Europe/Amsterdam", said=("nl", "voor overmorgen"))
@example(instant=datetime(2026, 11, 22, 23, 10, tzinfo=UTC), zone="Europe/Amsterdam", said=("nl", "voor overmorgen"))
@example(instant=datetime(2026, 3, 28, 23, 30, tzinfo=UTC), zone="Europe/Amsterdam", said=("nl", "morgen"))
@example(instant=datetime(2026, 10, 24, 22, 30, tzinfo=UTC), zone="Europe/Amsterdam", said=("nl", "overmorgen"))
@example(instant=datetime(2026, 12, 31, 23, 30, tzinfo=UTC), zone="Europe/Amsterdam", said=("nl", "morgen"))
def test_a_counted_day_is_the_calendars(instant: datetime, zone: str, said: tuple[str, str]) -> None:
    language, words = said
    home = ZoneInfo(zone)
    (entity,) = values(language).find(words, instant.astimezone(home))
    day = instant.astimezone(home).date() + timedelta(days=COUNTED[language][words])
    midnights = [datetime.combine(day + timedelta(days=more), time(), home).astimezone(UTC) for more in (0, 1)]
    assert isinstance(entity.value, MomentValue)
    assert [entity.value.start.astimezone(UTC), entity.value.end.astimezone(UTC)] == midnights


@pytest.mark.parametrize(("minutes", "day"), [(-10, 24), (10, 25)])
def test_the_night_of_a_sunday_becomes_monday_at_midnight(minutes: int, day: int) -> None:
    """Said at ten to twelve on Sunday 22 November the day after tomorrow is Tuesday, and ten past twelve Wednesday."""
    home = ZoneInfo("Europe/Amsterdam")
    midnight = datetime(2026, 11, 23, tzinfo=home)
    (entity,) = values("nl").find("overmorgen", midnight + timedelta(minutes=minutes))
    assert isinstance(entity.value, MomentValue)
    assert entity.value.start.date() == date(2026, 11, day)
