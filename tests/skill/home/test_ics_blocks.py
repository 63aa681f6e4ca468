"""A calendar file is edited as text: icalendar reads the same in it, and ten years of it take no time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.home.agenda_files import busy_in
from skill.home.agendas import FileAgendas
from skill.home.ics_blocks import near, with_event
from skill.home.reminders import event_of, written_uid
from skill.usecases.outside_ports import Errand, OutsideFailed

ZONE = ZoneInfo("Europe/Amsterdam")
TEN_YEARS = datetime(2016, 1, 1, 8, tzinfo=UTC)


def errand(entry: str, kind: str = "remind", start: datetime = datetime(2026, 3, 3, 16, tzinfo=UTC)) -> Errand:
    body: dict[str, str | int] = {
        "entry": entry, "person": "ada", "title": "beans, milk; and more",
        "start": start.isoformat(), "end": (start + timedelta(minutes=15)).isoformat(),
    }  # fmt: skip
    return Errand(f"{kind}:{entry}", kind, body)


def calendar(*events: str, newline: str = "\r\n") -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//", *events, "END:VCALENDAR", ""]
    return newline.join(lines).replace("|", newline).encode()


def put(content: bytes, entry: str, kind: str = "remind") -> bytes:
    what = errand(entry, kind)
    event = event_of("mill", what).to_ical() if kind == "remind" else None
    return with_event(content, written_uid("mill", what), event)


def uids(content: bytes) -> list[str]:
    return [str(event["uid"]) for event in icalendar.Calendar.from_ical(content).walk("VEVENT")]


@given(st.lists(st.tuples(st.text("ab,;:\\é", min_size=1, max_size=90), st.booleans()), max_size=12))
def test_any_sequence_leaves_each_event_once_as_icalendar_reads_it(steps: list[tuple[str, bool]]) -> None:
    content, there = calendar(), []
    for entry, remind in steps:
        content = put(content, entry, "remind" if remind else "forget")
        there = [each for each in there if each != entry] + ([entry] if remind else [])
        assert uids(content) == [f"{each}@mill" for each in there]


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_what_is_not_ours_stays_to_the_byte(newline: str) -> None:
    zone = "BEGIN:VTIMEZONE|TZID:x|END:VTIMEZONE"
    other = "BEGIN:VEVENT|UID:delivery:o10@mill|SUMMARY:END:VEVENT in words|BEGIN:VALARM|END:VALARM|END:VEVENT"
    before = calendar(zone, other, newline=newline)
    assert put(put(before, "delivery:o1"), "delivery:o1", "forget") == before
    assert put(before, "delivery:o10", "forget") == calendar(zone, newline=newline)


@pytest.mark.parametrize("content", [b"", b"no calendar at all", b"BEGIN:VCALENDAR\r\n", b"x\r\nEND:VCALENDAR\r\n"])
def test_what_is_no_calendar_is_not_written_over(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "mill-ada.ics").write_bytes(content)
    with pytest.raises(OutsideFailed, match="cannot be written"):
        FileAgendas({}, {"mill": ZONE}, tmp_path).run("mill", errand("delivery:o1"))
    assert (tmp_path / "mill-ada.ics").read_bytes() == content


EVENTS = (
    "DTSTART:20260301T220000Z|DTEND:20260302T010000Z", "DTSTART;VALUE=DATE:20260302", "DTSTART;VALUE=DATE:20260308",
    "DTSTART;VALUE=DATE:20260201|DTEND;VALUE=DATE:20260401", "DTSTART:20160104T090000|RRULE:FREQ=WEEKLY",
    "DTSTART:20100104T090000|DURATION:P9000D", "DTSTART;TZID=Pacific/Kiritimati:20260309T010000",
    "DTSTART;TZID=Pacific/Midway:20260301T230000|DTEND;TZID=Pacific/Midway:20260302T003000",
    "DTSTART:20260101T090000Z|DTEND:20260101T100000Z", "DTSTART:20261231T090000Z",
    "DTSTART;TZID=Europe/|  Amsterdam:20260303T090000|DTEND:20260303T\r\n 110000Z".replace("/|  ", "/\r\n "),
    "DTSTART:20160104T090000Z|DTEND:20160104T100000Z|RDATE:20260304T090000Z",
)  # fmt: skip


def test_leaving_far_events_aside_changes_nothing_of_what_is_said() -> None:
    content = calendar(*(f"BEGIN:VEVENT|UID:{number}|{times}|END:VEVENT" for number, times in enumerate(EVENTS)))
    week = datetime(2026, 3, 2, tzinfo=ZONE), datetime(2026, 3, 9, tzinfo=ZONE)
    left = near(content, week[0].date(), week[1].date())
    said = [busy_in(icalendar.Calendar.from_ical(each), *week, ZONE) for each in (content, left)]
    assert said[0] == said[1]
    assert len(said[0]) >= 7
    assert len(uids(content)) - len(uids(left)) == 2


def test_ten_years_of_twenty_thousand_events_take_no_time(tmp_path: Path) -> None:
    """Eighteen seconds when each was read; a reminder has to be written in less than a tenth of one."""
    starts = (TEN_YEARS + number * timedelta(hours=4.4) for number in range(20_000))
    events = (
        f"BEGIN:VEVENT|UID:delivery:{number}@mill|DTSTAMP:{at:%Y%m%dT%H%M%SZ}|SUMMARY:groenmarkt|"
        f"DTSTART:{at:%Y%m%dT%H%M%SZ}|DTEND:{at:%Y%m%dT%H%M%SZ}|END:VEVENT"
        for number, at in enumerate(starts)
    )
    path = tmp_path / "mill-ada.ics"
    path.write_bytes(calendar(*events))
    agendas = FileAgendas({("mill", "ada"): path}, {"mill": ZONE}, tmp_path)
    took = []
    for entry, kind in [("new", "remind"), ("new", "remind"), ("delivery:10000", "forget"), ("new", "forget")]:
        begun = time.process_time()
        agendas.run("mill", errand(entry, kind))
        took.append(time.process_time() - begun)
    assert min(took) < 0.1
    assert b"delivery:10000@" not in path.read_bytes()
    begun = time.process_time()
    assert agendas.busy("mill", "ada", datetime(2020, 3, 2, tzinfo=UTC), datetime(2020, 3, 9, tzinfo=UTC)) is not None
    assert time.process_time() - begun < 3
