"""A calendar server that misbehaves: each way ends in what can be done about it, and nothing private goes astray."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from skill import outside_calls
from skill.domain.agenda import Busy
from skill.home.caldav import Collection
from skill.home.kept_agenda import FAILED_S, FRESH_S, STALE_S, KeptAgenda
from skill.usecases.outside_ports import Errand, OutsideFailed
from tests.skill.home.calendar_servers import Answer, OddServer

ZONE = ZoneInfo("Europe/Amsterdam")
WEEK = (datetime(2026, 3, 2, tzinfo=ZONE), datetime(2026, 3, 9, tzinfo=ZONE))
BUSY = Busy(WEEK[0], WEEK[0] + timedelta(hours=1), "werk")
REMIND = Errand(
    "remind:1",
    "remind",
    {
        "entry": "delivery:o1",
        "person": "thijs",
        "title": "x",
        "start": "2026-03-03T16:00:00+00:00",
        "end": "2026-03-03T16:15:00+00:00",
    },
)
FINAL, LATER = (400, 401, 403, 405), (408, 423, 429, 500, 503, 507)


def at(server: OddServer) -> Collection:
    return Collection.at(server.url.replace("http://", "http://thijs:geheim@") + "/agenda/", "X")


def always(status: int, body: bytes = b"", **headers: str) -> OddServer:
    return OddServer(lambda *_: (status, {name.replace("_", "-"): value for name, value in headers.items()}, body))


def failure(server: OddServer, what: str = "read") -> OutsideFailed:
    with pytest.raises(OutsideFailed) as failed:
        at(server).busy(*WEEK, ZONE) if what == "read" else at(server).remind("thijs", REMIND)
    assert "geheim" not in str(failed.value)
    return failed.value


@pytest.mark.parametrize("what", ["read", "write"])
@pytest.mark.parametrize("status", [*FINAL, *LATER])
def test_each_status_is_tried_again_or_given_up(status: int, what: str) -> None:
    with always(status) as server:
        assert failure(server, what).final is (status in FINAL)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Log in</html>",
        b"\xff\xfe",
        b"<multistatus/>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]><D:multistatus xmlns:D="DAV:">&a;</D:multistatus>',
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><D:multistatus xmlns:D="DAV:">&a;</D:multistatus>'.encode("utf-16"),
        b'<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><C:calendar-data>BEGIN:VCALENDAR\n'
        b"BEGIN:VEVENT\nUID:1\nDTSTART:20260302T080000Z\nRRULE:FREQ=DAILY;INTERVAL=0\nEND:VEVENT\nEND:VCALENDAR"
        b"</C:calendar-data></D:multistatus>",
        b'<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><C:calendar-data>nonsense'
        b"</C:calendar-data></D:multistatus>",
    ],
)
def test_garbage_is_an_agenda_that_cannot_be_read(body: bytes) -> None:
    with always(207, body) as server:
        assert not failure(server).final


def test_a_login_page_instead_of_a_calendar_is_no_empty_agenda() -> None:
    with always(200, b"<html>Log in</html>") as server:
        failure(server)


def test_a_huge_answer_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside_calls, "MOST_BYTES", 100_000)
    with always(207, b"x" * 1_000_000) as server:
        assert "more than" in str(failure(server))


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside_calls, "SILENT_S", 0.2)
    ends = threading.Event()

    def hang(*_: object) -> Answer:
        ends.wait(5)
        return 207, {}, b""

    with OddServer(hang) as server:
        assert not failure(server).final
        ends.set()


def test_half_an_answer_is_none() -> None:
    with always(207, b"<D:multistatus", Content_Length="5000") as server:
        assert not failure(server).final


def test_nobody_there_is_tried_again() -> None:
    with always(207) as server:
        gone = at(server)
    with pytest.raises(OutsideFailed) as failed:
        gone.busy(*WEEK, ZONE)
    assert not failed.value.final


def test_another_host_never_sees_the_login() -> None:
    with always(207) as other, always(302, Location=f"{other.url}/agenda/") as server:
        assert failure(server).final
        assert other.asked == []


def test_the_same_host_may_send_us_on() -> None:
    def moved(_method: str, path: str, _headers: dict[str, str]) -> Answer:
        if path == "/agenda/":
            return 308, {"Location": "/dav/agenda/"}, b""
        return 207, {}, b'<D:multistatus xmlns:D="DAV:"/>'

    with OddServer(moved) as server:
        assert at(server).busy(*WEEK, ZONE) == ()
        assert [asked[1] for asked in server.asked] == ["/agenda/", "/dav/agenda/"]


def test_round_in_circles_ends() -> None:
    with always(302, Location="/agenda/") as server:
        assert failure(server).final
        assert len(server.asked) == outside_calls.MOST_REDIRECTS + 1


def test_an_event_that_somebody_changes_meanwhile_is_looked_at_again() -> None:
    """Its ETag no longer holds: we look once more and write over that, or try later."""
    etags = iter(['"1"', '"2"'])

    def changed(method: str, _path: str, headers: dict[str, str]) -> Answer:
        if method == "GET":
            return 200, {"ETag": next(etags)}, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
        return (412 if headers["if-match"] == '"1"' else 204), {}, b""

    with OddServer(changed) as server:
        at(server).remind("thijs", REMIND)
        assert [asked[0] for asked in server.asked] == ["GET", "PUT", "GET", "PUT"]


def test_an_event_that_always_changes_is_tried_later() -> None:
    with OddServer(lambda method, *_: (404 if method == "GET" else 412, {}, b"")) as server:
        assert not failure(server, "write").final
        assert all(asked[2].get("if-none-match") == "*" for asked in server.asked if asked[0] == "PUT")


class Clock:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


class Server:
    """What `KeptAgenda` asks: it may fail, and it may be slow."""

    def __init__(self) -> None:
        self.calls = 0
        self.fails = False
        self.may_answer = threading.Event()
        self.may_answer.set()

    def __call__(self, start: datetime, end: datetime) -> tuple[Busy, ...]:
        self.calls += 1
        self.may_answer.wait(10)
        if self.fails:
            raise OutsideFailed("it did not answer", final=False)
        return (BUSY,)


def kept(waits_s: float = 5.0) -> tuple[KeptAgenda, Server, Clock]:
    server, clock = Server(), Clock()
    return KeptAgenda(server, waits_s=waits_s, clock=clock), server, clock


def settle(server: Server, calls: int) -> None:
    for _ in range(500):
        if server.calls >= calls and not any(thread.name == "agenda" for thread in threading.enumerate()):
            return
        time.sleep(0.01)
    raise AssertionError(f"{server.calls} calls")


class TestKept:
    def test_the_first_turn_waits_and_the_next_do_not_ask(self) -> None:
        agenda, server, clock = kept()
        assert agenda.busy(*WEEK) == (BUSY,)
        clock.s = FRESH_S - 1
        assert agenda.busy(*WEEK) == (BUSY,)
        assert server.calls == 1

    def test_what_is_older_is_said_while_it_is_asked_anew(self) -> None:
        agenda, server, clock = kept()
        agenda.busy(*WEEK)
        clock.s = FRESH_S + 1
        server.may_answer.clear()
        begun = time.perf_counter()
        assert agenda.busy(*WEEK) == (BUSY,)
        assert time.perf_counter() - begun < 1
        assert agenda.busy(*WEEK) == (BUSY,), "and one question is under way at a time"
        server.may_answer.set()
        settle(server, 2)
        assert server.calls == 2

    def test_a_slow_server_holds_no_turn_up_and_is_there_for_the_next(self) -> None:
        agenda, server, _ = kept(waits_s=0.05)
        server.may_answer.clear()
        begun = time.perf_counter()
        assert agenda.busy(*WEEK) is None
        assert time.perf_counter() - begun < 1
        server.may_answer.set()
        settle(server, 1)
        assert agenda.busy(*WEEK) == (BUSY,)

    def test_a_server_that_failed_is_left_alone_for_a_while(self) -> None:
        agenda, server, clock = kept()
        server.fails = True
        assert agenda.busy(*WEEK) is None
        assert agenda.busy(*WEEK) is None
        assert server.calls == 1
        clock.s, server.fails = FAILED_S + 1, False
        assert agenda.busy(*WEEK) == (BUSY,)

    def test_what_is_too_old_is_a_guess(self) -> None:
        agenda, server, clock = kept()
        agenda.busy(*WEEK)
        server.fails = True
        clock.s = STALE_S - 1
        assert agenda.busy(*WEEK) == (BUSY,)
        settle(server, 2)
        clock.s = STALE_S + FAILED_S
        assert agenda.busy(*WEEK) is None

    def test_a_span_that_was_not_asked_is_not_known(self) -> None:
        agenda, server, _ = kept()
        agenda.busy(*WEEK)
        server.fails = True
        assert agenda.busy(WEEK[0], WEEK[1] + timedelta(days=60)) is None
