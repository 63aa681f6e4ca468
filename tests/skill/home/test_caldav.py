"""A real calendar server: read when somebody is home, and the delivery stands in it once, moves and goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import icalendar
import pytest
import requests

from skill.domain.errors import DataError
from skill.home.agendas import FileAgendas, HomeAgendas, collections
from skill.home.caldav import Collection
from skill.usecases.outside_ports import Errand, OutsideFailed
from tests.skill.home.calendar_servers import LOGIN, PASSWORD, USER, radicale

pytest.importorskip("radicale", reason="Radicale, the calendar server of these tests, is not installed")

ZONE = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 3, 3, 17, tzinfo=ZONE)
WEEK = (datetime(2026, 3, 2, tzinfo=ZONE), datetime(2026, 3, 9, tzinfo=ZONE))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with radicale(tmp_path_factory.mktemp("radicale")) as address:
        yield address


@pytest.fixture
def address(server: str) -> str:
    """With the login in it; the calendar is empty."""
    for there in _events(server):
        requests.delete(there, auth=LOGIN, timeout=10)
    return server.replace("http://", f"http://{USER}:{quote(PASSWORD, safe='')}@")


@pytest.fixture
def calendar(address: str) -> Collection:
    return Collection.at(address, "BOODSCHAP_CALDAV_THIJS_THIJS")


def _events(server: str) -> list[str]:
    listed = requests.request("PROPFIND", server, headers={"Depth": "1"}, auth=LOGIN, timeout=10).text
    root = server.split("/", 3)
    names = [part.split("</", 1)[0] for part in listed.split("href>")[1:] if ".ics" in part.split("</", 1)[0]]
    return [f"{'/'.join(root[:3])}{name}" for name in dict.fromkeys(names)]


def _put(server: str, name: str, *lines: str) -> None:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", "BEGIN:VEVENT", f"UID:{name}")
    content = "\r\n".join((*head, "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT", "END:VCALENDAR", ""))
    put = requests.put(f"{server}{name}.ics", data=content.encode(), auth=LOGIN, timeout=10)
    assert put.status_code == 201, put.text


def remind(start: datetime = START, entry: str = "delivery:o1") -> Errand:
    body: dict[str, str | int] = {
        "entry": entry, "person": "thijs", "title": "groenmarkt: coffee_beans",
        "start": start.isoformat(), "end": (start + timedelta(minutes=15)).isoformat(),
    }  # fmt: skip
    return Errand(f"remind:{entry}:{start.isoformat()}", "remind", body)


FORGET = Errand("forget:delivery:o1", "forget", {"entry": "delivery:o1", "person": "thijs"})


def written(server: str) -> list[tuple[str, datetime]]:
    found = []
    for there in _events(server):
        read = icalendar.Calendar.from_ical(requests.get(there, auth=LOGIN, timeout=10).content)
        found += [(str(event["SUMMARY"]), event["DTSTART"].dt.astimezone(UTC)) for event in read.walk("VEVENT")]
    return found


class TestReading:
    def test_appointments_of_every_sort(self, server: str, calendar: Collection) -> None:
        _put(server, "zone", "SUMMARY:tandarts", "DTSTART;TZID=Europe/Amsterdam:20260302T090000", "DURATION:PT1H")
        _put(server, "utc", "SUMMARY:call", "DTSTART:20260303T100000Z", "DTEND:20260303T110000Z")
        _put(server, "day", "SUMMARY:uit", "DTSTART;VALUE=DATE:20260305", "DTEND;VALUE=DATE:20260306")
        _put(server, "off", "SUMMARY:weg", "STATUS:CANCELLED", "DTSTART:20260304T100000Z", "DTEND:20260304T110000Z")
        _put(server, "free", "SUMMARY:vrij", "TRANSP:TRANSPARENT", "DTSTART:20260304T120000Z", "DTEND:20260304T130000Z")
        _put(server, "later", "SUMMARY:later", "DTSTART:20260404T120000Z", "DTEND:20260404T130000Z")
        found = [(busy.title, busy.start.isoformat(), busy.end.isoformat()) for busy in calendar.busy(*WEEK, ZONE)]
        assert found == [
            ("tandarts", "2026-03-02T08:00:00+00:00", "2026-03-02T09:00:00+00:00"),
            ("call", "2026-03-03T10:00:00+00:00", "2026-03-03T11:00:00+00:00"),
            ("uit", "2026-03-04T23:00:00+00:00", "2026-03-05T23:00:00+00:00"),
        ]

    def test_what_repeats_over_the_change_of_the_clock(self, server: str, calendar: Collection) -> None:
        work = (
            "SUMMARY:werk",
            "DTSTART;TZID=Europe/Amsterdam:20260105T090000",
            "DTEND;TZID=Europe/Amsterdam:20260105T170000",
        )
        _put(server, "work", *work, "RRULE:FREQ=WEEKLY;BYDAY=MO,FR", "EXDATE;TZID=Europe/Amsterdam:20260327T090000")
        span = datetime(2026, 3, 23, tzinfo=ZONE), datetime(2026, 4, 4, tzinfo=ZONE)
        starts = [busy.start.astimezone(ZONE).strftime("%m-%d %H:%M") for busy in calendar.busy(*span, ZONE)]
        assert starts == ["03-23 09:00", "03-30 09:00", "04-03 09:00"]

    def test_an_empty_calendar_is_a_calendar(self, server: str, calendar: Collection) -> None:
        assert calendar.busy(*WEEK, ZONE) == ()

    def test_a_reminder_of_ours_makes_nobody_busy(self, server: str, calendar: Collection) -> None:
        calendar.remind("thijs", remind())
        assert calendar.busy(*WEEK, ZONE) == ()


class TestWriting:
    def test_the_same_errand_twice_leaves_one_event(self, server: str, calendar: Collection) -> None:
        calendar.remind("thijs", remind())
        calendar.remind("thijs", remind())
        assert written(server) == [("groenmarkt: coffee_beans", START.astimezone(UTC))]

    def test_it_moves_with_the_slot(self, server: str, calendar: Collection) -> None:
        later = START + timedelta(days=1)
        calendar.remind("thijs", remind())
        calendar.remind("thijs", remind(later))
        assert written(server) == [("groenmarkt: coffee_beans", later.astimezone(UTC))]

    def test_it_goes_with_the_order_and_what_is_gone_is_gone(self, server: str, calendar: Collection) -> None:
        calendar.remind("thijs", remind())
        calendar.remind("thijs", remind(entry="delivery:o2"))
        calendar.forget("thijs", FORGET)
        calendar.forget("thijs", FORGET)
        assert len(written(server)) == 1

    def test_what_its_person_put_there_stays(self, server: str, calendar: Collection) -> None:
        _put(server, "own", "SUMMARY:eigen", "DTSTART:20260303T100000Z", "DTEND:20260303T110000Z")
        calendar.remind("thijs", remind())
        calendar.forget("thijs", FORGET)
        assert [title for title, _ in written(server)] == ["eigen"]

    def test_one_that_its_person_changed_says_what_the_retailer_says(self, server: str, calendar: Collection) -> None:
        calendar.remind("thijs", remind())
        [there] = _events(server)
        changed = requests.get(there, auth=LOGIN, timeout=10).text.replace("groenmarkt", "iets anders")
        assert requests.put(there, data=changed.encode(), auth=LOGIN, timeout=10).status_code in (201, 204)
        calendar.remind("thijs", remind())
        assert written(server) == [("groenmarkt: coffee_beans", START.astimezone(UTC))]


class TestRefusals:
    def test_a_wrong_password_is_final(self, server: str) -> None:
        wrong = Collection.at(server.replace("http://", f"http://{USER}:verkeerd@"), "X")
        for attempt in (lambda: wrong.busy(*WEEK, ZONE), lambda: wrong.remind("thijs", remind())):
            with pytest.raises(OutsideFailed, match="answered 401") as failed:
                attempt()
            assert failed.value.final

    def test_somebody_elses_calendar_is_final(self, address: str) -> None:
        other = Collection.at(address.replace("/thijs/agenda/", "/emily/agenda/"), "X")
        with pytest.raises(OutsideFailed, match=r"answered 40[34]") as failed:
            other.busy(*WEEK, ZONE)
        assert failed.value.final

    def test_a_calendar_that_is_not_there_is_final(self, address: str) -> None:
        gone = Collection.at(address.replace("/agenda/", "/weg/"), "X")
        with pytest.raises(OutsideFailed) as failed:
            gone.remind("thijs", remind())
        assert failed.value.final


class TestTogether:
    def test_the_turn_sees_it_and_the_reminder_arrives(self, server: str, address: str, tmp_path: Path) -> None:
        _put(server, "utc", "SUMMARY:call", "DTSTART:20260303T100000Z", "DTEND:20260303T110000Z")
        zones = {"thijs": ZONE}
        servers = collections({"THIJS_THIJS": address}, {"thijs": ["thijs", "noor"]})
        agendas = HomeAgendas(FileAgendas({}, zones, tmp_path), servers, zones)
        assert (agendas.keeps("thijs", "thijs"), agendas.keeps("thijs", "noor")) == (True, False)
        busy = agendas.busy("thijs", "thijs", *WEEK)
        assert busy is not None
        assert [span.title for span in busy] == ["call"]
        agendas.run("thijs", remind())
        assert len(written(server)) == 2
        assert list(tmp_path.iterdir()) == [], "not in a file as well"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("THIJS_NOBODY", "https://example.org/agenda/"),
            ("THIJS_THIJS", "http://example.org/agenda/"),
            ("THIJS_THIJS", "https://thijs:geheim@[/agenda/"),
            ("THIJS_THIJS", "geheim"),
        ],
    )
    def test_a_setting_that_is_wrong_is_named_without_what_it_holds(self, name: str, value: str) -> None:
        with pytest.raises(DataError, match=f"BOODSCHAP_CALDAV_{name}") as found:
            collections({name: value}, {"thijs": ["thijs"]})
        assert "geheim" not in str(found.value)

    def test_the_login_shows_nowhere(self, address: str) -> None:
        assert PASSWORD not in repr(Collection.at(address, "X"))
        assert PASSWORD not in Collection.at(address, "X").url
