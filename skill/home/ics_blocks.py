"""A calendar file as text: its events are put in, taken out or left aside without reading all of them.

icalendar reads a thousand events a second, and ten years of somebody's appointments are twenty thousand. What stands
between the events (zones, the calendar's own properties) stays as it is.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_EVENT = re.compile(rb"^BEGIN:VEVENT\r?\n.*?^END:VEVENT[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_BEGIN = re.compile(rb"^BEGIN:VEVENT", re.MULTILINE | re.IGNORECASE)
_FOLD = re.compile(rb"\r?\n[ \t]")
_UID = re.compile(rb"^UID(?:;[^:\r\n]*)?:([^\r\n]*)", re.MULTILINE | re.IGNORECASE)
_REPEATS = re.compile(rb"^(?:RRULE|RDATE|RECURRENCE-ID|DURATION)", re.MULTILINE | re.IGNORECASE)
_TIMES = re.compile(rb"^DT(START|END)(?:;[^:\r\n]*)?:(\d{8})", re.MULTILINE | re.IGNORECASE)
_ENDS = re.compile(rb"END:VCALENDAR\s*\Z", re.IGNORECASE)
_ZONES = timedelta(days=2)
"""A day is another day elsewhere, and a whole day ends on the next."""


def with_event(content: bytes, uid: bytes, event: bytes | None) -> bytes:
    """The calendar with this event in the place of those of that uid, or without them. `uid` and `event` are as they
    are written in a file. Raises ValueError for what is no calendar."""
    ends = _ENDS.search(content, max(len(content) - 200, 0))
    if ends is None or not content.lstrip().upper().startswith(b"BEGIN:VCALENDAR"):
        raise ValueError("no calendar")
    kept = content[: ends.start()]
    # Found by what stands in its first line, which is folded beyond 75 bytes: thousands of others are not looked at.
    sought, place = b"\nUID:" + uid[:60], 0
    while (hit := kept.find(sought, place)) >= 0:
        begins, place = kept.rfind(b"BEGIN:VEVENT", 0, hit), hit + 1
        found = _EVENT.match(kept, begins) if begins >= 0 else None
        if found is not None and found.end() > hit and _uid(found[0]) == uid:
            kept, place = kept[: found.start()] + kept[found.end() :], found.start()
    return kept + (event or b"") + content[ends.start() :]


def near(content: bytes, first: date, last: date) -> bytes:
    """The calendar without the events that are over before the first day, or begin after the last, for certain: what
    repeats, or does not say when it is in so many words, stays."""
    earliest, latest = (f"{day:%Y%m%d}".encode() for day in (first - _ZONES, last + _ZONES))
    return _EVENT.sub(lambda found: b"" if _is_far(found[0], earliest, latest) else found[0], content)


def _uid(event: bytes) -> bytes | None:
    found = _UID.search(_FOLD.sub(b"", event))
    return found[1] if found is not None else None


def _is_far(event: bytes, earliest: bytes, latest: bytes) -> bool:
    plain = _FOLD.sub(b"", event)
    if _REPEATS.search(plain) or len(_BEGIN.findall(plain)) > 1:
        return False
    times = {name.upper(): day for name, day in _TIMES.findall(plain)}
    start = times.get(b"START")
    return start is not None and (start > latest or times.get(b"END", start) < earliest)
