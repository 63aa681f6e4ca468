"""What was kept for a conversation and serves it no more is removed: each kind of it has a life."""

from __future__ import annotations

from datetime import datetime, timedelta

from skill.usecases.parts import Parts

ANSWERS_KEPT = timedelta(days=7)
"""A request that comes again within this gets its first answer (P4). Longer than a channel that lost us over a long
weekend keeps trying: a request that came after it would be taken for a new one."""

CONVERSATIONS_KEPT = timedelta(days=30)
"""A device at which nobody spoke for so long begins anew: it says again that it is an automated assistant (A1). An
open question is long void by then (P3)."""

READINGS_KEPT = timedelta(days=400)
"""A year and a month: what a forecast is judged by afterwards has seen every season. The forecast itself keeps no
readings."""


def run(home_id: str, now: datetime, parts: Parts) -> int:
    """Removes what outlived its life; returns how many answers and conversations. Orders, decisions and the books are
    no part of it."""
    with parts.records.transaction(home_id) as records:
        records.forget_readings(now - READINGS_KEPT)
        return records.forget(now - ANSWERS_KEPT, now - CONVERSATIONS_KEPT)
