"""Agendas: repetition, summer time, whole days, free and cancelled appointments, and files that are none."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from skill.domain.errors import DataError
from skill.home.agenda_files import read_busy
from skill.home.agendas import FileAgendas
from skill.usecases.outside_ports import Errand

ZONE = ZoneInfo("Europe/Amsterdam")


def _agenda(tmp_path: Path, *events: str) -> Path:
    path = tmp_path / "person.ics"
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}@test\r\nDTSTAMP:20260101T000000Z\r\n{event}\r\nEND:VEVENT\r\n"
        for number, event in enumerate(events)
    )
    path.write_bytes(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{body}END:VCALENDAR\r\n".encode())
    return path


def _busy(path: Path, day: str, days: int = 1) -> list[tuple[str, str, str]]:
    start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZONE)
    busy = read_busy(path, start, start + timedelta(days=days), ZONE)
    return [(f"{span.start:%d %H:%M}", f"{span.end:%d %H:%M}", span.title) for span in busy]


def test_a_weekly_appointment_keeps_its_hour_over_the_clock_change(tmp_path: Path) -> None:
    path = _agenda(
        tmp_path,
        "DTSTART;TZID=Europe/Amsterdam:20260105T090000\r\nDTEND;TZID=Europe/Amsterdam:20260105T100000\r\n"
        "RRULE:FREQ=WEEKLY;BYDAY=MO\r\nEXDATE;TZID=Europe/Amsterdam:20260316T090000\r\nSUMMARY:Meeting",
    )
    assert _busy(path, "2026-03-09", days=28) == [
        ("09 08:00", "09 09:00", "Meeting"),
        ("23 08:00", "23 09:00", "Meeting"),
        ("30 07:00", "30 08:00", "Meeting"),
    ]


def test_whole_days_are_days_of_the_home(tmp_path: Path) -> None:
    path = _agenda(tmp_path, "DTSTART;VALUE=DATE:20260214\r\nDTEND;VALUE=DATE:20260222\r\nSUMMARY:Ski trip")
    assert _busy(path, "2026-02-21") == [("13 23:00", "21 23:00", "Ski trip")]
    assert _busy(path, "2026-02-22") == []
    assert _busy(path, "2026-02-13") == []


def test_times_without_a_zone_and_durations_are_understood(tmp_path: Path) -> None:
    path = _agenda(tmp_path, "DTSTART:20260302T180000\r\nDURATION:PT90M\r\nSUMMARY:Sport")
    assert _busy(path, "2026-03-02") == [("02 17:00", "02 18:30", "Sport")]


def test_free_and_cancelled_appointments_keep_nobody_from_home(tmp_path: Path) -> None:
    path = _agenda(
        tmp_path,
        "DTSTART:20260302T080000Z\r\nDTEND:20260302T090000Z\r\nSTATUS:CANCELLED\r\nSUMMARY:Off",
        "DTSTART:20260302T080000Z\r\nDTEND:20260302T090000Z\r\nTRANSP:TRANSPARENT\r\nSUMMARY:Birthday",
    )
    assert _busy(path, "2026-03-02") == []


def test_an_edited_agenda_is_read_again(tmp_path: Path) -> None:
    path = _agenda(tmp_path, "DTSTART:20260302T080000Z\r\nDTEND:20260302T090000Z\r\nSUMMARY:Before")
    assert _busy(path, "2026-03-02")[0][2] == "Before"
    _agenda(tmp_path, "DTSTART:20260302T080000Z\r\nDTEND:20260302T090000Z\r\nSUMMARY:After")
    os.utime(path, ns=(0, 1))
    assert _busy(path, "2026-03-02")[0][2] == "After"


@pytest.mark.parametrize("content", [b"", b"hello", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff\xfe\x00"])
def test_a_file_that_is_no_agenda_is_a_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.ics"
    path.write_bytes(content)
    with pytest.raises(DataError):
        _busy(path, "2026-03-02")


def test_a_missing_agenda_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        _busy(tmp_path / "none.ics", "2026-03-02")
    assert caught.value.findings[0].code == "missing-file"


@pytest.mark.parametrize("hours", [-1, 24 * 400])
def test_a_span_that_is_none_is_refused(tmp_path: Path, hours: int) -> None:
    start = datetime(2026, 3, 2, tzinfo=UTC)
    with pytest.raises(ValueError, match="span"):
        read_busy(_agenda(tmp_path), start, start + timedelta(hours=hours), ZONE)
    with pytest.raises(ValueError, match="span"):
        read_busy(_agenda(tmp_path), start.replace(tzinfo=None), start.replace(tzinfo=None), ZONE)


def test_an_agenda_that_is_none_any_more_cannot_be_read(tmp_path: Path) -> None:
    """None, so that it is asked whether somebody is home; the turn goes on."""
    path = tmp_path / "person.ics"
    agendas = FileAgendas({("mill", "ada"): path}, {"mill": ZONE})
    start = datetime(2026, 3, 2, tzinfo=UTC)
    for content in (None, b"no calendar at all"):
        if content is not None:
            path.write_bytes(content)
        assert agendas.busy("mill", "ada", start, start + timedelta(days=1)) is None


def test_a_reminder_is_written_once_in_a_zone_that_every_calendar_knows(tmp_path: Path) -> None:
    agendas = FileAgendas({}, {"mill": ZONE}, tmp_path)
    body: dict[str, str | int] = {
        "entry": "delivery:o1", "person": "ada", "title": "beans",
        "start": "2026-03-03T17:00:00+01:00", "end": "2026-03-03T17:15:00+01:00",
    }  # fmt: skip
    for _ in range(2):
        agendas.run("mill", Errand("remind:1", "remind", body))
    written = (tmp_path / "mill-ada.ics").read_text(encoding="utf-8")
    assert written.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20260303T160000Z" in written
    assert read_busy(tmp_path / "mill-ada.ics", *_day("2026-03-03"), ZONE) == (), "it makes nobody busy"
    agendas.run("mill", Errand("forget:1", "forget", {"entry": "delivery:o1", "person": "ada"}))
    assert "VEVENT" not in (tmp_path / "mill-ada.ics").read_text(encoding="utf-8")


def _day(day: str) -> tuple[datetime, datetime]:
    start = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZONE)
    return start, start + timedelta(days=1)


BAD = {
    "never comes round": "DTSTART:20260302T080000Z\r\nRRULE:FREQ=DAILY;INTERVAL=0",
    "every second": "DTSTART:20260301T080000Z\r\nRRULE:FREQ=SECONDLY",
    "every second of a day": "DTSTART:20260101T080000Z\r\nRRULE:FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24)))
    + ";BYMINUTE=" + ",".join(map(str, range(60))),
    "hourly since Rome": "DTSTART:00010101T080000Z\r\nRRULE:FREQ=HOURLY",
    "past the last year": "DTSTART:20260302T080000Z\r\nDURATION:P3650000D",
    "no time": "SUMMARY:secret",
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
def test_an_appointment_beyond_measure_makes_it_unreadable_at_once(tmp_path: Path, bad: str) -> None:
    """Anybody can send an invitation: none holds up a turn, and what it says is in no error."""
    path = _agenda(tmp_path, f"{bad}\r\nDESCRIPTION:secret")
    agendas = FileAgendas({("mill", "ada"): path}, {"mill": ZONE})
    start = datetime(2026, 3, 2, tzinfo=UTC)
    before = time.process_time()
    assert agendas.busy("mill", "ada", start, start + timedelta(days=1)) is None
    assert time.process_time() - before < 3
    with pytest.raises(DataError) as caught:
        agendas.look("mill", "ada", start, start + timedelta(days=1))
    assert caught.value.findings[0].code == "bad-appointment"
    assert "secret" not in str(caught.value)


def test_what_comes_often_for_long_is_still_read(tmp_path: Path) -> None:
    path = _agenda(
        tmp_path,
        "DTSTART;VALUE=DATE:19010302\r\nRRULE:FREQ=YEARLY\r\nSUMMARY:Birthday",
        "DTSTART:20240101T080000Z\r\nDTEND:20240101T080500Z\r\nRRULE:FREQ=HOURLY\r\nSUMMARY:Drink",
    )
    assert len(_busy(path, "2026-03-02")) == 25
