"""Reads when a person is busy from an agenda file (iCalendar, RFC 5545), repeated appointments included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from skill.domain.agenda import Busy
from skill.domain.errors import DataError, Finding

MAX_SPAN = timedelta(days=366)
"""Looking further ahead would unroll an endless repetition for nothing."""


def read_busy(path: Path, start: datetime, end: datetime, tz: ZoneInfo) -> tuple[Busy, ...]:
    """The appointments that touch the span, earliest first, in UTC.

    `start` and `end` have a zone; the span is at most a year. `tz` is the home's zone: whole days and times without a
    zone are meant there. Cancelled and free ("transparent") appointments are left out. Raises DataError for a file that
    is missing or no calendar, ValueError for a span without zone, turned round or too long.
    """
    if start.tzinfo is None or end.tzinfo is None or not timedelta(0) <= end - start <= MAX_SPAN:
        raise ValueError(f"not a span of at most a year with zones: {start} - {end}")
    try:
        changed_ns = path.stat().st_mtime_ns
    except OSError:
        raise _broken(path, "missing-file", "there is no such agenda") from None
    import recurring_ical_events

    # A day more on each side: whole days and times without a zone are placed before they are compared.
    day = timedelta(days=1)
    found = recurring_ical_events.of(_calendar(path, changed_ns)).between(
        start.astimezone(tz) - day, end.astimezone(tz) + day
    )
    spans = [
        Busy(_instant(event["DTSTART"].dt, tz), _instant(event["DTEND"].dt, tz), str(event.get("SUMMARY", "")))
        for event in found
        if str(event.get("STATUS", "")) != "CANCELLED" and str(event.get("TRANSP", "")) != "TRANSPARENT"
    ]
    touching = [span for span in spans if span.start < end and span.end > start]
    return tuple(sorted(touching, key=lambda span: (span.start, span.end, span.title)))


@lru_cache(maxsize=64)
def _calendar(path: Path, _changed_ns: int) -> Any:
    """The parsed file; `_changed_ns` is part of the key, so that an edited file is read again."""
    import icalendar

    try:
        return icalendar.Calendar.from_ical(path.read_bytes())
    except (ValueError, IndexError, KeyError, OSError) as error:
        raise _broken(path, "not-a-calendar", f"this is no iCalendar file: {error}") from error


def _instant(moment: date | datetime, tz: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return (moment if moment.tzinfo else moment.replace(tzinfo=tz)).astimezone(UTC)


def _broken(path: Path, code: str, message: str) -> DataError:
    return DataError([Finding(path.name, 1, code, message, "export the agenda again as .ics")])
