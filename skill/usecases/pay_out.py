"""Nets, for each retailer, what all homes paid it: one payout a period, with a line for each payment, written once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from skill.domain.payout import payout_period
from skill.usecases.ports import Records

BATCH = 500
"""Homes in one transaction."""


def run(records: Records, until: datetime, progress: Callable[[int], None] = lambda _: None, batch: int = BATCH) -> int:
    """Writes the lines of what was paid before `until`; returns how many are new. Run again, it writes nothing twice,
    and goes on where a killed run was (P12)."""
    period, written, after = payout_period(until), 0, ""
    while True:
        with records.auditing() as auditing:
            homes = auditing.homes(after, batch)
        if not homes:
            return written
        with records.settling(homes) as settling:
            written += settling.write_payout_lines(period, until)
        progress(written)
        after = homes[-1]
