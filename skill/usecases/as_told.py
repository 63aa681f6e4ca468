"""The home with what its people told us they would rather have."""

from __future__ import annotations

from dataclasses import replace

from skill.domain.home import Home
from skill.domain.preference import in_force
from skill.usecases.ports import HomeRecords


def as_told(home: Home, records: HomeRecords, person: str | None = None) -> Home:
    """With the preferences of this person; of the whole home (quiet hours) and its head where nobody is meant."""
    preferences = in_force(home.preferences, records.preferences(), person or home.head.id)
    return replace(home, preferences=preferences)
