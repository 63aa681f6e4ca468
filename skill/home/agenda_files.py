"""Reads when a person is busy from an agenda (iCalendar, RFC 5545), repeated appointments included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from skill.domain.agenda import Busy
from skill.domain.errors import DataError, Finding
from skill.home.ics_blocks import near

MAX_SPAN = timedelta(days=366)
"""Looking further ahead would unroll an endless repetition for nothing."""


MOST_STEPS = 50_000
"""So many times may a repetition come round from its first time to the end of what is looked at: once a day for over a
century, or every hour for five years. Anybody can send an invitation that comes every second, or for ever at once."""

_STEP_S = {"YEARLY": 31_536_000, "MONTHLY": 2_419_200, "WEEKLY": 604_800, "DAILY": 86_400, "HOURLY": 3_600}
_STEP_S |= {"MINUTELY": 60, "SECONDLY": 1}


def read_busy(path: Path, start: datetime, end: datetime, tz: ZoneInfo) -> tuple[Busy, ...]:
    """The appointments of the file that touch the span; see `busy_in`. Raises DataError for a file that is missing or
    no calendar, ValueError for a span without zone, turned round or too long."""
    try:
        changed_ns = path.stat().st_mtime_ns
    except OSError:
        raise _broken(path, "missing-file", "there is no such agenda") from None
    _check_span(start, end)
    return busy_in(_calendar(path, changed_ns, start.date(), end.date()), start, end, tz)


def busy_in(calendar: Any, start: datetime, end: datetime, tz: ZoneInfo) -> tuple[Busy, ...]:
    """The appointments that touch the span, earliest first, in UTC.

    `start` and `end` have a zone; the span is at most a year. `tz` is the home's zone: whole days and times without a
    zone are meant there. Cancelled and free ("transparent") appointments are left out. Raises ValueError for a span
    without zone, turned round or too long, and for appointments that cannot be placed or repeat beyond all measure.
    """
    _check_span(start, end)
    import recurring_ical_events

    # A day more on each side: whole days and times without a zone are placed before they are compared.
    day = timedelta(days=1)
    try:
        _refuse_endless(calendar, end.astimezone(tz) + day, tz)
        found = recurring_ical_events.of(calendar).between(start.astimezone(tz) - day, end.astimezone(tz) + day)
        spans = [
            Busy(_instant(event["DTSTART"].dt, tz), _instant(event["DTEND"].dt, tz), str(event.get("SUMMARY", "")))
            for event in found
            if str(event.get("STATUS", "")) != "CANCELLED" and str(event.get("TRANSP", "")) != "TRANSPARENT"
        ]
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        # Without its words: they are somebody's appointment.
        raise ValueError(f"an appointment that cannot be placed: {type(error).__name__}") from None
    touching = [span for span in spans if span.start < end and span.end > start]
    return tuple(sorted(touching, key=lambda span: (span.start, span.end, span.title)))


def _check_span(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None or not timedelta(0) <= end - start <= MAX_SPAN:
        raise ValueError(f"not a span of at most a year with zones: {start} - {end}")


def _refuse_endless(calendar: Any, end: datetime, tz: ZoneInfo) -> None:
    for event in calendar.walk("VEVENT"):
        for name in ("RRULE", "EXRULE"):
            rules = event.get(name, [])
            for rule in rules if isinstance(rules, list) else [rules]:
                step_s = _STEP_S[str(rule["FREQ"][0]).upper()] * int(rule.get("INTERVAL", [1])[0])
                often = len(rule.get("BYHOUR", "1")) * len(rule.get("BYMINUTE", "1")) * len(rule.get("BYSECOND", "1"))
                span_s = max((end - _instant(event["DTSTART"].dt, tz)).total_seconds(), 0)
                if step_s <= 0 or span_s * often > MOST_STEPS * step_s:
                    raise ValueError("an appointment that comes more often than can be told")


@lru_cache(maxsize=64)
def _calendar(path: Path, _changed_ns: int, first: date, last: date) -> Any:
    """What the file holds near these days; `_changed_ns` is part of the key, so that an edited file is read again."""
    import icalendar

    try:
        return icalendar.Calendar.from_ical(near(path.read_bytes(), first, last))
    except (ValueError, IndexError, KeyError, OSError) as error:
        raise _broken(path, "not-a-calendar", f"this is no iCalendar file: {error}") from error


def _instant(moment: date | datetime, tz: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return (moment if moment.tzinfo else moment.replace(tzinfo=tz)).astimezone(UTC)


def _broken(path: Path, code: str, message: str) -> DataError:
    return DataError([Finding(path.name, None, code, message, "export the agenda again as .ics")])
