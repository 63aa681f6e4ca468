"""Counts guesses at the PINs of a home a second time, apart from the product's own count (A3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.building import PINS

LOCKED = timedelta(minutes=15)


@dataclass(slots=True)
class PinGuesses:
    """Five wrong ones in a row lock every PIN of the home."""

    wrong: Counter[str] = field(default_factory=Counter)
    locked_until: dict[str, datetime] = field(default_factory=dict)

    def guessed(self, digits: str, persons: Iterable[str], now: datetime) -> str | None:
        """Whose PIN it is, unless that is locked now; a wrong one is counted."""
        persons = list(persons)
        locked = {person for person in persons if self.locked_until.get(person, now) > now}
        holder = next((person for person in persons if PINS[person] == digits and person not in locked), None)
        if holder is not None:
            self.wrong[holder] = 0
            return holder
        for person in persons:
            self.wrong[person] += 1
            if self.wrong[person] >= 5:
                self.wrong[person] = 0
                self.locked_until[person] = now + LOCKED
        return None
