"""What retailers report after a delivery: weighed goods, what was missing, bottles and orders that went back."""

from __future__ import annotations

from datetime import datetime

from skill.usecases.owing import Owing
from skill.usecases.parts import Parts


def run(home_id: str, parts: Parts, now: datetime) -> tuple[str, ...]:
    """Takes in what was reported; returns why reports were not believed. A report that comes again changes nothing."""
    reported = parts.retailers.corrections(home_id)
    if not reported:
        return ()
    with parts.records.transaction(home_id) as records:
        owing = Owing(parts.home(home_id), parts.catalogue, records)
        faults = [owing.correct(correction, now) for correction in reported]
    parts.retailers.taken(home_id, tuple(correction.id for correction in reported))
    return tuple(fault for fault in faults if fault is not None)
