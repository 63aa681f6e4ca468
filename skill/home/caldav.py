"""One person's agenda on a CalDAV server (RFC 4791): read by a REPORT, reminders of ours written as files of their own.

Four verbs of WebDAV over plain HTTP. The `caldav` library would bring ten packages, one of which puts itself in the
place of urllib3 for everybody; what is hard in a calendar, repetitions and zones, icalendar does for us as for files.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from skill.domain.agenda import Busy
from skill.domain.errors import DataError, Finding
from skill.home.agenda_files import busy_in
from skill.home.reminders import empty_calendar, event_of, uid_of
from skill.home.webdav import garbage, multistatus
from skill.outside_calls import Answered, Party, call, is_safe, refused
from skill.usecases.outside_ports import Errand, OutsideFailed

_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{start}" end="{end}"/>
</C:comp-filter></C:comp-filter></C:filter>
</C:calendar-query>"""
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
_IS_XML = {"Content-Type": "application/xml; charset=utf-8", "Depth": "1"}
_IS_CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
_TRIES = 2
"""An event that somebody changed between our look and our write is looked at once more, then later."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A calendar on a server: its address, which ends with a slash, and how we log in."""

    url: str = field(repr=False)
    party: Party

    @staticmethod
    def at(address: str, named: str) -> Collection:
        """From https://user:password@host/path/to/calendar/. Raises DataError that names the setting, not the address
        (A5); plain http is for this machine only."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port
        except ValueError:
            parts, host, port = urlsplit(""), None, None
        bare = f"[{host}]" if host and ":" in host else host or ""
        where = f"{bare}:{port}" if port else bare
        url = urlunsplit((parts.scheme, where, parts.path.rstrip("/") + "/", "", ""))
        if parts.query or parts.fragment or not is_safe(url):
            hint = "write https://user:password@host/ or the whole address of a calendar; http is for localhost only"
            raise DataError([Finding(named, None, "bad-agenda", "this is no address of a calendar", hint)])
        user = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return Collection(url, Party("the calendar server", user, password))

    def busy(self, start: datetime, end: datetime, tz: ZoneInfo) -> tuple[Busy, ...]:
        """The appointments that touch the span, as `busy_in` has them. Raises OutsideFailed."""
        span = {"start": f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}", "end": f"{end.astimezone(UTC):%Y%m%dT%H%M%SZ}"}
        answered = call(self.party, "REPORT", self.url, headers=_IS_XML, body=_QUERY.format(**span).encode())
        return tuple(
            sorted(
                {busy for calendar in self._calendars(answered) for busy in self._spans(calendar, start, end, tz)},
                key=lambda busy: (busy.start, busy.end, busy.title),
            )
        )

    def remind(self, home: str, errand: Errand) -> None:
        """Makes the event be there once, at the errand's time, whatever was there before. Raises OutsideFailed."""
        event = event_of(home, errand)
        calendar = empty_calendar()
        calendar.add_component(event)
        url, content = self._resource(home, errand), calendar.to_ical()
        for _ in range(_TRIES):
            there = self._there(url)
            if there is not None and _same(there.body, event):
                return
            condition = {"If-None-Match": "*"} if there is None else _unchanged(there)
            answered = call(self.party, "PUT", url, headers={**_IS_CALENDAR, **condition}, body=content)
            if answered.is_good:
                return
            if answered.status != 412:
                raise refused(self.party, answered.status)
        raise OutsideFailed("somebody else changes the event", final=False)

    def forget(self, home: str, errand: Errand) -> None:
        """Makes the event not be there. Raises OutsideFailed."""
        answered = call(self.party, "DELETE", self._resource(home, errand))
        if not answered.is_good and answered.status not in (404, 410):
            raise refused(self.party, answered.status)

    def _resource(self, home: str, errand: Errand) -> str:
        """Named by the event's uid, in letters that every server takes."""
        uid = uid_of(home, errand)
        return f"{self.url}boodschap-{hashlib.sha256(uid.encode()).hexdigest()[:32]}.ics"

    def _there(self, url: str) -> Answered | None:
        answered = call(self.party, "GET", url)
        if answered.status in (404, 410):
            return None
        if not answered.is_good:
            raise refused(self.party, answered.status)
        return answered

    def _calendars(self, answered: Answered) -> list[Any]:
        import icalendar

        root = multistatus(self.party, answered)
        try:
            return [icalendar.Calendar.from_ical(found.text or "") for found in root.iter(f"{CALDAV}calendar-data")]
        except (ValueError, IndexError, KeyError) as error:
            raise garbage(self.party) from error

    def _spans(self, calendar: Any, start: datetime, end: datetime, tz: ZoneInfo) -> tuple[Busy, ...]:
        try:
            return busy_in(calendar, start, end, tz)
        except ValueError as error:
            raise garbage(self.party) from error


def _unchanged(there: Answered) -> dict[str, str]:
    """A server without ETags cannot be told to keep what others wrote meanwhile."""
    etag = there.headers.get("etag")
    return {"If-Match": etag} if etag and not etag.startswith("W/") else {}


def _same(content: bytes, event: Any) -> bool:
    """Whether the event there says what ours says."""
    import icalendar

    try:
        calendar = icalendar.Calendar.from_ical(content)
        return any(
            all(there.decoded(field, None) == event.decoded(field) for field in ("summary", "dtstart", "dtend"))
            for there in calendar.walk("VEVENT")
        )
    except (ValueError, IndexError, KeyError):
        return False
