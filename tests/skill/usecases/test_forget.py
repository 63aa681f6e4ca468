"""Readings of a sensor have a life, as answers and conversations have."""

from __future__ import annotations

from datetime import timedelta

from skill.domain.pantry import Judgement, Reading
from skill.usecases import forget
from tests.building import CANISTER, NOW
from tests.household import Household


def test_readings_are_forgotten_after_their_life_and_not_before() -> None:
    parts = Household().parts
    home = next(iter(parts.homes))
    outlived, kept = NOW - forget.READINGS_KEPT - timedelta(seconds=1), NOW - forget.READINGS_KEPT
    with parts.records.transaction(home) as records:
        for at in (outlived, kept, NOW):
            assert records.add_reading(Reading(CANISTER.id, 500, at), Judgement.ENOUGH)
    forget.run(home, NOW, parts)
    with parts.records.reading(home) as records:
        left = [reading.at for reading, _ in records.readings_since(CANISTER.id, outlived)]
    assert left == [kept, NOW]
