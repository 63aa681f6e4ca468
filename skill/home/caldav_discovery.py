"""The calendar behind a login, where only the server's address is known (RFC 6764, RFC 5397, RFC 4791).

The well-known address leads to the principal, that to the calendars' home, and that to the calendars. Addresses of
another host than the one that was named are not followed; nor is DNS asked for one (SRV), for whoever answers that
would learn the password.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

from skill.domain.agenda import Busy
from skill.home.caldav import CALDAV, Collection
from skill.home.webdav import DAV, MULTISTATUS, beside, found_in, multistatus
from skill.outside_calls import Answered, Party, call, refused
from skill.usecases.outside_ports import Errand, OutsideFailed

WELL_KNOWN = "/.well-known/caldav"
MOST_HOMES = 2
"""Of one principal: each is a call more before a claim on an errand runs out."""

_ASKED = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>{}</D:prop></D:propfind>'
)
_PRINCIPAL = _ASKED.format("<D:current-user-principal/>")
_HOME = _ASKED.format("<C:calendar-home-set/>")
_CALENDARS = _ASKED.format(
    "<D:resourcetype/><D:current-user-privilege-set/><C:supported-calendar-component-set/>"
)  # fmt: skip
_WRITES = frozenset({f"{DAV}all", f"{DAV}write", f"{DAV}bind"})
_NOT_LET_IN = (401, 403)
Told = TypeVar("Told")


class NotOneCalendar(OutsideFailed):
    """None that we may write to, or several: `addresses` are theirs, for who set this up to name one."""

    def __init__(self, party: Party, addresses: tuple[str, ...]) -> None:
        much = f"{len(addresses)} calendars: name the address of one" if addresses else "no calendar that we may write"
        super().__init__(f"{party.name} has {much}", final=True)
        self.addresses = addresses


class Account:
    """A login on a server: the calendar is looked for when it is needed first, and again after it was gone."""

    def __init__(self, root: Collection) -> None:
        self._root, self._found = root, root
        self._is_found = False
        self._lock = threading.Lock()

    def busy(self, start: datetime, end: datetime, tz: ZoneInfo) -> tuple[Busy, ...]:
        """See Collection."""
        return self._use(lambda calendar: calendar.busy(start, end, tz))

    def remind(self, home: str, errand: Errand) -> None:
        """See Collection."""
        self._use(lambda calendar: calendar.remind(home, errand))

    def forget(self, home: str, errand: Errand) -> None:
        """See Collection."""
        self._use(lambda calendar: calendar.forget(home, errand))

    def _use(self, ask: Callable[[Collection], Told]) -> Told:
        with self._lock:
            if not self._is_found:
                party = self._root.party
                found = tuple(dict.fromkeys(calendars(party, self._root.url)))
                if len(found) != 1:
                    raise NotOneCalendar(party, found)
                self._found, self._is_found = Collection(found[0], party), True
            calendar = self._found
        try:
            return ask(calendar)
        except OutsideFailed as failed:
            self._is_found = not failed.final
            raise


def agenda_at(address: str, named: str) -> Collection | Account:
    """A calendar by its own address, or the one of an account by its server's. Raises DataError as Collection.at."""
    there = Collection.at(address, named)
    return Account(there) if urlsplit(there.url).path == "/" else there


def calendars(party: Party, root: str) -> Iterator[str]:
    """Addresses of the calendars that take events and that we may write to. Raises OutsideFailed."""
    principal = _principal(party, urljoin(root, WELL_KNOWN)) or _principal(party, root)
    if principal is None:
        raise OutsideFailed(f"{party.name} does not tell where calendars are: name the calendar's address", final=True)
    homes = _asked(party, principal, _HOME, depth=0)
    for place in _addresses(party, homes, f"{CALDAV}calendar-home-set")[:MOST_HOMES]:
        told = _asked(party, beside(party, homes.url, place), _CALENDARS, depth=1)
        for address, properties in found_in(multistatus(party, told)):
            if _takes_events(properties) and _lets_us_write(properties):
                yield beside(party, told.url, address).rstrip("/") + "/"


def _principal(party: Party, url: str) -> str | None:
    """None where nothing there knows of principals."""
    told = _asked(party, url, _PRINCIPAL, depth=0)
    if told.status in _NOT_LET_IN or told.status >= 500:
        raise refused(party, told.status)
    if told.status != MULTISTATUS:
        return None
    for address in _addresses(party, told, f"{DAV}current-user-principal"):
        return beside(party, told.url, address)
    return None


def _asked(party: Party, url: str, body: str, *, depth: int) -> Answered:
    headers = {"Content-Type": "application/xml; charset=utf-8", "Depth": str(depth)}
    return call(party, "PROPFIND", url, headers=headers, body=body.encode())


def _addresses(party: Party, told: Answered, name: str) -> list[str]:
    held = [element for _, found in found_in(multistatus(party, told)) for element in found.iter(name)]
    return [text.strip() for element in held for each in element.iter(f"{DAV}href") if (text := each.text)]


def _takes_events(properties: Xml.Element) -> bool:
    if properties.find(f"{DAV}resourcetype/{CALDAV}calendar") is None:
        return False
    sorts = properties.find(f"{CALDAV}supported-calendar-component-set")
    return sorts is None or any((each.get("name") or "").upper() == "VEVENT" for each in sorts)


def _lets_us_write(properties: Xml.Element) -> bool:
    """A calendar of holidays or birthdays is only to be read; a server that says nothing of it lets us."""
    may = properties.find(f"{DAV}current-user-privilege-set")
    return may is None or any(each.tag in _WRITES for each in may.iter())
