"""The household's agendas: iCalendar files that are read, and a calendar of ours that reminders are written to."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from skill.domain.agenda import Busy
from skill.home.agenda_files import read_busy
from skill.usecases.ports import Errand, OutsideFailed


class FileAgendas:
    """`files` are the persons' own agendas by (home, person); `written_to` the folder of our reminders, or None.

    What an agenda says of a day changes seldom: an expansion is kept until the file's time of change differs.
    """

    def __init__(
        self, files: Mapping[tuple[str, str], Path], zones: Mapping[str, ZoneInfo], written_to: Path | None = None
    ) -> None:
        self._files = files
        self._zones = zones
        self._written_to = written_to
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], tuple[float, datetime, datetime, tuple[Busy, ...]]] = {}

    def busy(self, home: str, person: str, start: datetime, end: datetime) -> tuple[Busy, ...] | None:
        """When the person is away between two times; a person without an agenda is never away; None if unreadable."""
        path = self._files.get((home, person))
        if path is None:
            return ()
        try:
            changed = path.stat().st_mtime
            kept = self._kept.get((home, person))
            if kept is None or kept[0] != changed or not (kept[1] <= start and end <= kept[2]):
                first, last = start - timedelta(days=1), end + timedelta(days=7)
                kept = (changed, first, last, read_busy(path, first, last, self._zones[home]))
                self._kept[(home, person)] = kept
        except (OSError, ValueError):
            return None
        return tuple(span for span in kept[3] if span.end > start and span.start < end)

    def run(self, home: str, errand: Errand) -> None:
        """Writes or removes one event by its uid; the same errand twice leaves one event. Raises OutsideFailed."""
        if self._written_to is None:
            return
        import icalendar

        body = errand.body
        path = self._written_to / f"{home}-{body['person']}.ics"
        uid = f"{body['entry']}@{home}"
        try:
            with self._lock:
                calendar = _read(path)
                calendar.subcomponents = [c for c in calendar.subcomponents if str(c.get("uid")) != uid]
                if errand.kind == "remind":
                    event = icalendar.Event()
                    event.add("uid", uid)
                    event.add("summary", str(body["title"]))
                    event.add("dtstart", datetime.fromisoformat(str(body["start"])))
                    event.add("dtend", datetime.fromisoformat(str(body["end"])))
                    event.add("dtstamp", datetime.fromisoformat(str(body["start"])))
                    calendar.add_component(event)
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh = path.with_suffix(".new")
                fresh.write_bytes(calendar.to_ical())
                os.replace(fresh, path)
        except (OSError, ValueError) as error:
            raise OutsideFailed(f"the agenda cannot be written: {type(error).__name__}", final=False) from error


def _read(path: Path):  # type: ignore[no-untyped-def]
    import icalendar

    if path.exists():
        return icalendar.Calendar.from_ical(path.read_bytes())
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Boodschap//reminders//")
    calendar.add("version", "2.0")
    return calendar
