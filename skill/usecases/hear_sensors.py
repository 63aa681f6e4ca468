"""What sensors of a home told, taken in: readings are judged, and what is none of ours is noted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from skill.domain.home import Contact, Device, Home
from skill.domain.pantry import Reading, StrangeMessage
from skill.domain.report import Report, reading_of
from skill.usecases import contacts, map_device, note_strange, notice_shortage
from skill.usecases.notice_shortage import Pantry, ShortageOutcome
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords


@dataclass(frozen=True, slots=True)
class Heard:
    """What a report came to: a judged reading, of a stock or a contact, or `why` there is none (unknown, unreadable,
    silent)."""

    source: str
    outcome: ShortageOutcome | None = None
    why: str | None = None


def run(home_id: str, reports: Sequence[Report], parts: Parts) -> tuple[Heard, ...]:
    """`run_all` for one home."""
    return run_all({home_id: reports}, parts)


def run_all(told: Mapping[str, Sequence[Report]], parts: Parts) -> tuple[Heard, ...]:
    """Takes in what was told in these homes, in its order, and does what follows.

    What asks for nothing, which is nearly all, is judged and kept in one transaction and told first. Of a device the
    first that may ask for something and all after it have one each, with the whole picture of the home.
    """
    now = parts.clock()
    done: list[Heard] = []
    waiting: dict[str, list[tuple[str, Reading]]] = {}
    with parts.records.together(told) as records_of:
        for home_id, reports in told.items():
            quiet, waiting[home_id] = _quietly(parts.home(home_id), reports, records_of(home_id), now)
            done.extend(quiet)
    for home_id, loud in waiting.items():
        done.extend(_aloud(home_id, loud, parts))
    return tuple(done)


def _quietly(
    home: Home, reports: Sequence[Report], records: HomeRecords, now: datetime
) -> tuple[list[Heard], list[tuple[str, Reading]]]:
    """What was kept, and the readings that may ask for something. A state is read and kept once a device."""
    home = map_device.household(home, records)
    done: list[Heard] = []
    waiting: list[tuple[str, Reading]] = []
    strange: dict[tuple[str, str], StrangeMessage] = {}
    pantry = Pantry(records)
    for report in reports:
        if report.open is not None and (contact := _contact(report, home)) is not None:
            told = contacts.keep(contact, report.open, min(report.at, now), records)
            done.append(Heard(report.source, ShortageOutcome(told, None, None)))
            continue
        reading, why = _read(report, home)
        if why is not None:
            _add(strange, _strange(report, why, now))
            done.append(Heard(report.source, why=why))
        elif reading is not None:
            behind = any(reading.device == earlier.device for _, earlier in waiting)
            quiet = None if behind else notice_shortage.quietly(home, reading, records, pantry, now)
            if quiet is None:
                waiting.append((report.source, reading))
            else:
                done.append(Heard(report.source, quiet))
    pantry.keep()
    note_strange.run([message for message in strange.values() if message.why != "silent"], records)
    return done, waiting


def _aloud(home_id: str, waiting: Sequence[tuple[str, Reading]], parts: Parts) -> Iterator[Heard]:
    for source, reading in waiting:
        yield Heard(source, notice_shortage.consider(home_id, reading, parts))


def _read(report: Report, home: Home) -> tuple[Reading | None, str | None]:
    """The reading of the device that the sensor stands for, or why there is none."""
    device = _device(report, home)
    if device is None:
        return None, (report.why or "unreadable") if _contact(report, home) is not None else "unknown"
    reading = reading_of(report, device)
    if reading is not None:
        return reading, None
    # A canister with a contact in its lid may tell of the lid alone.
    return None, report.why or ("silent" if report.open is not None else "unreadable")


def _device(report: Report, home: Home) -> Device | None:
    return next((device for name in report.names if (device := home.device(name)) is not None), None)


def _contact(report: Report, home: Home) -> Contact | None:
    return next((contact for name in report.names if (contact := home.contact(name)) is not None), None)


def _strange(report: Report, why: str, now: datetime) -> StrangeMessage:
    """Of an unknown device also what it measures, so that it can be mapped."""
    measures, most = (report.tells_most if why == "unknown" else None) or (None, None)
    return StrangeMessage(report.source, why, now, measures=measures, most=most)


def _add(strange: dict[tuple[str, str], StrangeMessage], one: StrangeMessage) -> None:
    before = strange.get((one.source, one.why))
    if before is not None:
        times = before.times + 1
        more = one.measures is not None and (before.measures != one.measures or (before.most or 0) < (one.most or 0))
        one = replace(one if more else before, times=times, last_at=one.last_at)
    strange[one.source, one.why] = one
