"""Agenda, pantry, mapped devices and PINs."""

from __future__ import annotations

from datetime import datetime

from skill.domain.agenda import AgendaEntry
from skill.domain.device_map import UnmappedDevice
from skill.domain.home import Device
from skill.domain.pantry import Judgement, PantryState, Reading, StrangeMessage
from skill.records.codec import encode, time_of, time_text
from skill.records.home_sql import HomeSql
from skill.usecases.ports import PinCheck

LONGEST_NAME = 100
"""What a sensor calls itself beyond this is cut off."""


class Household(HomeSql):
    __slots__ = ()

    def agenda(self) -> tuple[AgendaEntry, ...]:
        return tuple(
            AgendaEntry(key, person, kind, title, time_of(start), time_of(end))
            for key, person, kind, title, start, end in self._run(self._sql.agenda)
        )

    def keep_agenda_entry(self, entry: AgendaEntry) -> None:
        self._run(
            self._sql.keep_agenda_entry,
            agenda_entry_id=entry.id,
            person_id=entry.person,
            kind=entry.kind,
            title=entry.title,
            starts_at=time_text(entry.start),
            ends_at=time_text(entry.end),
        )

    def remove_agenda_entry(self, entry_id: str) -> None:
        self._run(self._sql.remove_agenda_entry, agenda_entry_id=entry_id)

    def pantry(self, device: str) -> PantryState:
        return self._document(self._sql.pantry, PantryState, device_id=device) or PantryState(device)

    def keep_pantry(self, state: PantryState) -> None:
        self._run(self._sql.keep_pantry, device_id=state.device, document=encode(state))

    def add_reading(self, reading: Reading, judgement: Judgement) -> bool:
        return bool(
            self._run(
                self._sql.add_reading,
                device_id=reading.device,
                read_at=time_text(reading.at),
                amount=reading.amount,
                judgement=judgement.value,
            )
        )

    def readings_since(self, device: str, since: datetime) -> tuple[tuple[Reading, Judgement], ...]:
        rows = self._run(self._sql.readings_since, device_id=device, since=time_text(since))
        return tuple((Reading(device, amount, time_of(at)), Judgement(judged)) for at, amount, judged in rows)

    def forget_readings(self, before: datetime, device: str | None = None) -> None:
        if device is None:
            self._run(self._sql.forget_readings, before=time_text(before))
        else:
            self._run(self._sql.forget_readings_of, device_id=device, before=time_text(before))

    def note_strange(self, message: StrangeMessage) -> None:
        at = time_text(message.last_at)
        self._run(
            self._sql.note_strange,
            source=message.source[:LONGEST_NAME],
            why=message.why,
            times=message.times,
            last_at=at,
            measures=message.measures,
            most=message.most,
        )

    def forget_strange(self, most: int) -> int:
        return sum(times for (times,) in self._run(self._sql.forget_strange, most_rows=most))

    def strange_messages(self) -> tuple[StrangeMessage, ...]:
        rows = self._run(self._sql.strange_messages)
        return tuple(
            StrangeMessage(source, why, time_of(at), times, measures, told)
            for source, why, times, at, measures, told in rows
        )

    def unmapped_devices(self, most: int) -> tuple[UnmappedDevice, ...]:
        rows = self._run(self._sql.unmapped_devices, most_rows=most)
        return tuple(UnmappedDevice(source, measures, told or 0, time_of(at)) for source, measures, told, at in rows)

    def mapped_devices(self) -> tuple[Device, ...]:
        rows = self._run(self._sql.mapped_devices)
        return tuple(
            Device(name, kind, measures, low, full, bool(learns)) for name, kind, measures, low, full, learns in rows
        )

    def keep_mapped_device(self, device: Device, at: datetime) -> None:
        self._run(
            self._sql.keep_mapped_device,
            device_id=device.id,
            kind=device.kind,
            measures=device.measures,
            low_below=device.low_below,
            holds=device.full,
            learns=int(device.learns),
            mapped_at=time_text(at),
        )

    def remove_mapped_device(self, device: str) -> bool:
        return bool(self._run(self._sql.remove_mapped_device, device_id=device))

    def pins(self) -> tuple[PinCheck, ...]:
        return tuple(
            PinCheck(person, hashed, wrong, time_of(until) if until else None)
            for person, hashed, wrong, until in self._run(self._sql.pins)
        )

    def keep_pin(self, check: PinCheck) -> None:
        self._run(
            self._sql.keep_pin,
            person_id=check.person,
            hash=check.hash,
            wrong=check.wrong,
            locked_until=time_text(check.locked_until) if check.locked_until else None,
        )
