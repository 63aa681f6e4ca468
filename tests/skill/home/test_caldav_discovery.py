"""Only the server and a login are known: its one calendar is found, of several none is guessed, and nobody else is
told the password."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
import requests
from click.testing import CliRunner

from skill.cli import main
from skill.home.caldav import Collection
from skill.home.caldav_discovery import WELL_KNOWN, Account, NotOneCalendar, agenda_at
from skill.usecases.outside_ports import OutsideFailed
from tests.skill.home.calendar_servers import LOGIN, PASSWORD, USER, Answer, OddServer, radicale

ZONE = ZoneInfo("Europe/Amsterdam")
WEEK = (datetime(2026, 3, 2, tzinfo=ZONE), datetime(2026, 3, 9, tzinfo=ZONE))
EMPTY = b'<D:multistatus xmlns:D="DAV:"/>'
CALENDAR = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
EVENTS = '<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>'
TASKS = '<C:supported-calendar-component-set><C:comp name="VTODO"/></C:supported-calendar-component-set>'
READ = "<D:current-user-privilege-set><D:privilege><D:read/></D:privilege></D:current-user-privilege-set>"
WRITE = "<D:current-user-privilege-set><D:privilege><D:write/></D:privilege></D:current-user-privilege-set>"


def told(*things: tuple[str, str], status: str = "HTTP/1.1 200 OK") -> Answer:
    responses = "".join(
        f"<D:response><D:href>{address}</D:href><D:propstat><D:prop>{found}</D:prop><D:status>{status}</D:status>"
        "</D:propstat></D:response>"
        for address, found in things
    )
    spaces = 'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
    return 207, {}, f"<D:multistatus {spaces}>{responses}</D:multistatus>".encode()


def principal(address: str = "/me/") -> Answer:
    return told(("/", f"<D:current-user-principal><D:href>{address}</D:href></D:current-user-principal>"))


def home(address: str = "/calendars/") -> Answer:
    return told(("/me/", f"<C:calendar-home-set><D:href>{address}</D:href></C:calendar-home-set>"))


def serving(pages: dict[str, Answer]) -> OddServer:
    """What is at each path; nothing elsewhere, and every calendar is empty."""

    def answer(method: str, path: str, _headers: dict[str, str]) -> Answer:
        return (207, {}, EMPTY) if method == "REPORT" else pages.get(path, (404, {}, b""))

    return OddServer(answer)


def with_calendars(*calendars: tuple[str, str]) -> dict[str, Answer]:
    itself = ("/calendars/", "<D:resourcetype><D:collection/></D:resourcetype>")
    return {WELL_KNOWN: principal(), "/me/": home(), "/calendars/": told(itself, *calendars)}


def login(server: OddServer) -> Collection | Account:
    return agenda_at(server.url.replace("http://", "http://thijs:geheim@"), "X")


def asked_of(server: OddServer) -> list[tuple[str, str]]:
    return [(method, path) for method, path, _, _ in server.asked]


def refused(server: OddServer) -> OutsideFailed:
    with pytest.raises(OutsideFailed) as failed:
        login(server).busy(*WEEK, ZONE)
    assert "geheim" not in str(failed.value)
    assert all(method == "PROPFIND" for method, _ in asked_of(server))
    return failed.value


def test_the_way_to_the_calendar_is_walked_once() -> None:
    with serving(with_calendars(("/calendars/office", CALENDAR + EVENTS))) as server:
        account = login(server)
        assert account.busy(*WEEK, ZONE) == account.busy(*WEEK, ZONE) == ()
        way = [("PROPFIND", WELL_KNOWN), ("PROPFIND", "/me/"), ("PROPFIND", "/calendars/")]
        assert asked_of(server) == [*way, ("REPORT", "/calendars/office/"), ("REPORT", "/calendars/office/")]
        assert [headers["depth"] for _, _, headers, _ in server.asked[:3]] == ["0", "0", "1"]


def test_a_well_known_address_may_send_us_on_on_the_same_host() -> None:
    pages = with_calendars(("/calendars/office/", CALENDAR))
    pages |= {WELL_KNOWN: (301, {"Location": "/dav/"}, b""), "/dav/": principal("../me/")}
    with serving(pages) as server:
        assert login(server).busy(*WEEK, ZONE) == ()


def test_a_server_without_a_well_known_address_is_asked_at_its_root() -> None:
    pages = with_calendars(("/calendars/office/", CALENDAR))
    pages["/"] = pages.pop(WELL_KNOWN)
    with serving(pages) as server:
        assert login(server).busy(*WEEK, ZONE) == ()


def test_tasks_and_what_may_only_be_read_are_no_choice() -> None:
    others = [
        ("/calendars/tasks/", CALENDAR + TASKS),
        ("/calendars/birthdays/", CALENDAR + READ),
        ("/calendars/inbox/", ""),
    ]
    with serving(with_calendars(*others, ("/calendars/office/", CALENDAR + EVENTS + WRITE))) as server:
        login(server).busy(*WEEK, ZONE)
        assert asked_of(server)[-1] == ("REPORT", "/calendars/office/")


def test_of_several_none_is_guessed_and_their_addresses_can_be_had() -> None:
    with serving(with_calendars(("/calendars/office/", CALENDAR), ("/calendars/own/", CALENDAR))) as server:
        failed = refused(server)
        assert isinstance(failed, NotOneCalendar)
        assert failed.final
        assert failed.addresses == (f"{server.url}/calendars/office/", f"{server.url}/calendars/own/")
        assert server.url not in str(failed)


def test_a_login_without_a_calendar_says_so() -> None:
    with serving(with_calendars()) as server:
        assert "no calendar" in str(refused(server))


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_password_is_final_and_not_tried_elsewhere(status: int) -> None:
    with serving({WELL_KNOWN: (status, {}, b""), "/": principal()}) as server:
        assert refused(server).final
        assert asked_of(server) == [("PROPFIND", WELL_KNOWN)]


@pytest.mark.parametrize("where", [WELL_KNOWN, "/me/", "/calendars/"])
@pytest.mark.parametrize(
    ("answer", "final"),
    [((500, {}, b""), False), ((207, {}, b"<html>"), False), ((207, {}, b"<!DOCTYPE x><a/>"), False)],
)
def test_garbage_and_failures_on_the_way_are_tried_later(where: str, answer: Answer, final: bool) -> None:
    with serving({**with_calendars(("/calendars/office/", CALENDAR)), where: answer}) as server:
        assert refused(server).final is final


def test_what_was_not_found_there_is_not_there() -> None:
    absent = told(
        ("/", "<D:current-user-principal><D:href>/me/</D:href></D:current-user-principal>"), status="HTTP/1.1 404 No"
    )
    with serving({**with_calendars(), WELL_KNOWN: absent, "/": (405, {}, b"")}) as server:
        assert "name the calendar" in str(refused(server))


@pytest.mark.parametrize("where", ["principal", "home", "calendar", "redirect", "port", "scheme", "garbled"])
def test_nobody_else_is_told_the_password(where: str) -> None:
    with serving({}) as other, serving({}) as server:
        elsewhere = f"{other.url}/me/"
        pages = with_calendars(("/calendars/office/", CALENDAR))
        pages |= {
            "principal": {WELL_KNOWN: principal(elsewhere)},
            "home": {"/me/": home(elsewhere)},
            "calendar": {"/calendars/": told((elsewhere, CALENDAR))},
            "redirect": {WELL_KNOWN: (302, {"Location": elsewhere}, b"")},
            "port": {WELL_KNOWN: principal("http://127.0.0.1:1/me/")},
            "scheme": {WELL_KNOWN: principal(elsewhere.replace("http://", "https://"))},
            "garbled": {WELL_KNOWN: principal("http://[/me/")},
        }[where]
        server._answer = lambda _method, path, _headers: pages.get(path, (404, {}, b""))
        failed = refused(server)
        assert failed.final
        assert "another host" in str(failed)
        assert other.asked == []


def test_a_login_in_an_address_of_theirs_is_not_ours() -> None:
    with serving({}) as server:
        here = server.url.replace("http://", "http://eve:hers@")
        pages = {**with_calendars(("/calendars/office/", CALENDAR)), WELL_KNOWN: principal(f"{here}/me/")}
        server._answer = lambda method, path, _headers: (207, {}, EMPTY) if method == "REPORT" else pages[path]
        login(server).busy(*WEEK, ZONE)
        assert len({headers["authorization"] for _, _, headers, _ in server.asked}) == 1


def test_a_calendar_that_moved_is_looked_for_again() -> None:
    pages = with_calendars(("/calendars/old/", CALENDAR))
    with serving({}) as server:
        server._answer = lambda method, path, _headers: (
            ((207, {}, EMPTY) if path != "/calendars/gone/" else (404, {}, b""))
            if method == "REPORT"
            else pages.get(path, (404, {}, b""))
        )
        account = login(server)
        account.busy(*WEEK, ZONE)
        pages["/calendars/"] = told(("/calendars/gone/", CALENDAR))
        account.busy(*WEEK, ZONE)
        pages["/calendars/"] = told(("/calendars/new/", CALENDAR))
        account._found = Collection(f"{server.url}/calendars/gone/", account._root.party)  # type: ignore[union-attr]
        with pytest.raises(OutsideFailed):
            account.busy(*WEEK, ZONE)
        account.busy(*WEEK, ZONE)
        assert asked_of(server)[-1] == ("REPORT", "/calendars/new/")


def test_an_address_with_a_path_is_the_calendar_itself() -> None:
    assert isinstance(agenda_at("https://t:g@host/dav/agenda", "X"), Collection)
    assert isinstance(agenda_at("https://t:g@host", "X"), Account)


class TestRadicale:
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[str]:
        pytest.importorskip("radicale", reason="Radicale, the calendar server of these tests, is not installed")
        with radicale(tmp_path) as address:
            yield address

    @pytest.fixture
    def only_the_server(self, server: str) -> str:
        return "/".join(server.replace("http://", f"http://{USER}:{quote(PASSWORD, safe='')}@").split("/")[:3])

    def test_the_one_calendar_is_found_and_then_one_of_two_is_named(
        self, server: str, only_the_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def check() -> str:
            return CliRunner().invoke(main, ["agenda", "check", "--home", "thijs"]).output

        monkeypatch.setenv("BOODSCHAP_VAR", str(tmp_path))
        monkeypatch.setenv("BOODSCHAP_CALDAV_THIJS_THIJS", only_the_server)
        assert "thijs/thijs (caldav): away 0 times" in check()
        another = server.replace("/agenda/", "/werk/")
        assert requests.request("MKCALENDAR", another, auth=LOGIN, timeout=10).status_code == 201
        said = check()
        assert "2 calendars: name the address of one" in said
        assert f"  {server}\n" in said
        assert f"  {another}\n" in said
        assert PASSWORD not in said
        monkeypatch.setenv("BOODSCHAP_CALDAV_THIJS_THIJS", f"{only_the_server}/{USER}/werk/")
        assert "thijs/thijs (caldav): away 0 times" in check()
