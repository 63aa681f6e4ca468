"""A delivery as an event in somebody's agenda. It does not make them busy: it is there so that they are home."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from skill.usecases.outside_ports import Errand

PRODUCT = "-//Boodschap//reminders//"


def uid_of(home: str, errand: Errand) -> str:
    """One for each delivery, wherever it moves to."""
    return f"{errand.body['entry']}@{home}"


def written_uid(home: str, errand: Errand) -> bytes:
    """As it stands in a file."""
    import icalendar

    return bytes(icalendar.vText(uid_of(home, errand)).to_ical())


def event_of(home: str, errand: Errand) -> Any:
    """The event of a `remind`: the same errand makes the same event, to the byte."""
    import icalendar

    body = errand.body
    event = icalendar.Event()
    event.add("uid", uid_of(home, errand))
    event.add("summary", str(body["title"]))
    # In UTC: an offset such as +01:00 would be written as a zone that no calendar knows.
    start, end = (datetime.fromisoformat(str(body[field])).astimezone(UTC) for field in ("start", "end"))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("dtstamp", start)
    event.add("transp", "TRANSPARENT")
    return event


def empty_calendar() -> Any:
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    return calendar
