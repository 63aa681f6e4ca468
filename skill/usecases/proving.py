"""Whose PIN was given, by voice or on a page. Locked after wrong tries; the digits go nowhere else (A5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from skill.dialogue.act import Act
from skill.usecases.parts import Parts
from skill.usecases.ports import HomeRecords, PinCheck

MAX_WRONG = 5
"""Wrong tries before a PIN is locked."""

LOCKED_FOR = timedelta(minutes=15)


def holders(home_id: str, act: Act, parts: Parts, now: datetime) -> tuple[str, ...]:
    """The persons of the home whose PIN this is and whose PIN is not locked. Runs outside any write lock."""
    if act.digits is None:
        return ()
    with parts.records.reading(home_id) as records:
        checks = records.pins()
    return tuple(
        check.person for check in checks if not _is_locked(check, now) and parts.pins.is_right(act.digits, check.hash)
    )


def _is_locked(check: PinCheck, now: datetime) -> bool:
    return check.locked_until is not None and check.locked_until > now


def count(records: HomeRecords, right: tuple[str, ...], now: datetime) -> tuple[str, ...]:
    """A right PIN clears its count; a wrong one counts against every PIN of the home, for it was a guess at any.

    Returns those of `right` that are not locked by now: many guesses at once are no more guesses than one by one.
    """
    return _counted(records, records.pins(), right, now)


def _counted(
    records: HomeRecords, checks: Sequence[PinCheck], right: tuple[str, ...], now: datetime
) -> tuple[str, ...]:
    right = tuple(check.person for check in checks if check.person in right and not _is_locked(check, now))
    for check in checks:
        if check.person in right:
            if check.wrong:
                records.keep_pin(replace(check, wrong=0, locked_until=None))
        elif not right:
            wrong = check.wrong + 1
            locked_until = now + LOCKED_FOR if wrong >= MAX_WRONG else check.locked_until
            records.keep_pin(replace(check, wrong=0 if wrong >= MAX_WRONG else wrong, locked_until=locked_until))
    return right


def prove(home_id: str, person_id: str, pin: str, parts: Parts, now: datetime) -> bool:
    """Whether this is that person's PIN, for a page on which somebody says who they are.

    Counted and locked together with the spoken tries; only that person's PIN is guessed at here.
    """
    with parts.records.reading(home_id) as records:
        check = next((each for each in records.pins() if each.person == person_id), None)
    if check is None:
        parts.pins.is_right(pin, parts.pins.hashed(""))  # as slow as a real one: who lives here is not to be found out
        return False
    right = not _is_locked(check, now) and parts.pins.is_right(pin, check.hash)
    with parts.records.transaction(home_id) as records:
        checks = [each for each in records.pins() if each.person == person_id]
        return bool(_counted(records, checks, (person_id,) if right else (), now))
