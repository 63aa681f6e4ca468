"""Agenda, pantry, preferred brands and PINs."""

from __future__ import annotations

from datetime import datetime

from skill.domain.agenda import AgendaEntry
from skill.domain.pantry import Judgement, PantryState, Reading, StrangeMessage
from skill.records.codec import encode, time_of, time_text
from skill.records.home_sql import HomeSql
from skill.usecases.ports import PinCheck


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

    def forget_readings(self, before: datetime) -> None:
        self._run(self._sql.forget_readings, before=time_text(before))

    def note_strange(self, message: StrangeMessage) -> None:
        at = time_text(message.last_at)
        self._run(self._sql.note_strange, source=message.source[:100], why=message.why, last_at=at)

    def strange_messages(self) -> tuple[StrangeMessage, ...]:
        rows = self._run(self._sql.strange_messages)
        return tuple(StrangeMessage(source, why, time_of(at), times) for source, why, times, at in rows)

    def preferred_brands(self) -> dict[str, str]:
        return dict(self._run(self._sql.preferred_brands))

    def prefer_brand(self, kind: str, brand: str) -> None:
        self._run(self._sql.prefer_brand, kind=kind, brand=brand)

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
