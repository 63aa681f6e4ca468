"""The household's agendas: iCalendar files and calendars on a server; reminders are written back."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from skill.domain.agenda import Busy
from skill.domain.errors import DataError, Finding
from skill.home.agenda_files import read_busy
from skill.home.caldav import Collection
from skill.home.caldav_discovery import Account, agenda_at
from skill.home.ics_blocks import with_event
from skill.home.kept_agenda import KeptAgenda
from skill.home.reminders import empty_calendar, event_of, written_uid
from skill.usecases.outside_ports import Errand, OutsideFailed


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
        except (OSError, ValueError, DataError):
            return None
        return tuple(span for span in kept[3] if span.end > start and span.start < end)

    def keeps(self, home: str, person: str) -> bool:
        """See Agendas."""
        return (home, person) in self._files

    def look(self, home: str, person: str, start: datetime, end: datetime) -> tuple[Busy, ...]:
        """What the agenda says now. Raises DataError."""
        path = self._files.get((home, person))
        try:
            return () if path is None else read_busy(path, start, end, self._zones[home])
        except ValueError as error:
            hint = "take that appointment out, or end its repetition"
            raise DataError([Finding(path.name if path else "", None, "bad-appointment", str(error), hint)]) from None

    def run(self, home: str, errand: Errand) -> None:
        """Writes or removes one event by its uid; the same errand twice leaves one event. Raises OutsideFailed."""
        if self._written_to is None:
            return
        path = self._written_to / f"{home}-{errand.body['person']}.ics"
        event = event_of(home, errand).to_ical() if errand.kind == "remind" else None
        try:
            with self._lock:
                before = path.read_bytes() if path.exists() else empty_calendar().to_ical()
                content = with_event(before, written_uid(home, errand), event)
                path.parent.mkdir(parents=True, exist_ok=True)
                fresh = path.with_suffix(".new")
                fresh.write_bytes(content)
                os.replace(fresh, path)
        except (OSError, ValueError) as error:
            raise OutsideFailed(f"the agenda cannot be written: {type(error).__name__}", final=False) from error


class HomeAgendas:
    """Each person's agenda where it is: on a CalDAV server, or in a file. Reminders go where their person looks."""

    def __init__(
        self,
        files: FileAgendas,
        servers: Mapping[tuple[str, str], Collection | Account],
        zones: Mapping[str, ZoneInfo],
    ) -> None:
        self._files, self._servers, self._zones = files, servers, zones
        self._kept = {key: KeptAgenda(partial(_fetched, there, zones[key[0]])) for key, there in servers.items()}

    def keeps(self, home: str, person: str) -> bool:
        """See Agendas."""
        return (home, person) in self._servers or self._files.keeps(home, person)

    def busy(self, home: str, person: str, start: datetime, end: datetime) -> tuple[Busy, ...] | None:
        """See Agendas; a server is not waited for longer than a moment."""
        kept = self._kept.get((home, person))
        return self._files.busy(home, person, start, end) if kept is None else kept.busy(start, end)

    def kept_in(self, home: str, person: str) -> str:
        """`caldav`, `file` or `none`."""
        if (home, person) in self._servers:
            return "caldav"
        return "file" if self._files.keeps(home, person) else "none"

    def look(self, home: str, person: str, start: datetime, end: datetime) -> tuple[Busy, ...]:
        """What the agenda says now, however long that takes. Raises DataError and OutsideFailed."""
        server = self._servers.get((home, person))
        if server is None:
            return self._files.look(home, person, start, end)
        return server.busy(start, end, self._zones[home])

    def run(self, home: str, errand: Errand) -> None:
        """See Agendas."""
        server = self._servers.get((home, str(errand.body["person"])))
        if server is None:
            self._files.run(home, errand)
        elif errand.kind == "remind":
            server.remind(home, errand)
        else:
            server.forget(home, errand)


def collections(
    addresses: Mapping[str, str], persons: Mapping[str, Iterable[str]]
) -> dict[tuple[str, str], Collection | Account]:
    """The calendars of BOODSCHAP_CALDAV_<HOME>_<PERSON>, by home and person; `persons` are the ids by home. Raises
    DataError that names the setting: one that belongs to nobody, or whose address is none."""
    every = [(home, person) for home in persons for person in persons[home]]
    known = {f"{home}_{person}".upper().replace("-", "_"): (home, person) for home, person in every}
    found: dict[tuple[str, str], Collection | Account] = {}
    for name, address in sorted(addresses.items()):
        setting = f"BOODSCHAP_CALDAV_{name}"
        if name not in known:
            hint = f"known: {', '.join(sorted(known))}"
            raise DataError([Finding(setting, None, "unknown-person", "nobody here is called that", hint)])
        found[known[name]] = agenda_at(address, setting)
    return found


def _fetched(there: Collection | Account, zone: ZoneInfo, start: datetime, end: datetime) -> tuple[Busy, ...]:
    return there.busy(start, end, zone)
