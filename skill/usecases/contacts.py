"""What tells open from closed: a reading taken while what covers its device was open says nothing of the stock.

What a contact tells is kept beside the readings, for the readings that come late and no longer: who opens a door when
is nobody's business. By itself it asks for nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from skill.domain.home import Contact, Home
from skill.domain.pantry import BELIEVED_OPEN, Judgement, Reading, is_open
from skill.usecases.forget import READINGS_KEPT
from skill.usecases.ports import HomeRecords

TOLD_KEPT = timedelta(days=1)
"""Before what it tells now. What it told last is kept however long ago, as readings are."""


def keep(contact: Contact, opened: bool, at: datetime, records: HomeRecords) -> Judgement:
    """Keeps what it told of a moment that is not to come; the same told twice is one."""
    judgement = Judgement.OPEN if opened else Judgement.CLOSED
    records.forget_readings(at - TOLD_KEPT, contact.id)
    return judgement if records.add_reading(Reading(contact.id, int(opened), at), judgement) else Judgement.DUPLICATE


def is_uncovered(reading: Reading, home: Home, records: HomeRecords) -> bool:
    """Whether something that covers the device is believed to have been open when it reported."""
    covers = (contact for contact in home.contacts if reading.device in contact.covers)
    since = reading.at - BELIEVED_OPEN
    return any(is_open(records.readings_since(contact.id, since), reading.at) for contact in covers)


def last_told(contact: Contact, records: HomeRecords, now: datetime) -> tuple[Reading, Judgement] | None:
    """What it told last, None when it told nothing for as long as readings are kept."""
    told = records.readings_since(contact.id, now - READINGS_KEPT)
    return told[-1] if told else None
