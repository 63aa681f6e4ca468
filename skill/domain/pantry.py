"""From a sensor's reading to a shortage. Shortage is not demand (P10): once noticed, it waits for a refill."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from skill.domain.home import Device

REFILL_RATIO = 0.5
"""A level above this share of `full` counts as refilled; between it and `low_below` a sensor may flap unheard."""

REMIND_AFTER = timedelta(days=7)
"""A shortage that was noticed and never answered is raised again after this long."""

ANSWERED_FOR = timedelta(days=28)
"""One that was answered, by an order or a no, waits for a refill; after this long it is raised again all the same, or
what is never filled above REFILL_RATIO would fall silent for ever."""


@dataclass(frozen=True, slots=True)
class Reading:
    device: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PantryState:
    """What we know of one device: its last reading, when its running shortage was noticed, if one runs, and whether
    that was `answered`: ordered, declined, or on order already."""

    device: str
    last: Reading | None = None
    short_since: datetime | None = None
    answered: bool = False


class Judgement(StrEnum):
    """What a reading turned out to be."""

    ENOUGH = "enough"
    SHORTAGE = "shortage"
    KNOWN = "known"
    ON_ORDER = "on_order"
    LATE = "late"
    IMPOSSIBLE = "impossible"


def judge(device: Device, reading: Reading, state: PantryState, *, on_order: bool) -> tuple[PantryState, Judgement]:
    """The new state and what the reading means. `on_order`: stock of the kind is already on its way."""
    if not 0 <= reading.amount <= device.full * 2:
        return state, Judgement.IMPOSSIBLE
    if state.last and reading.at < state.last.at:
        return state, Judgement.LATE
    state = replace(state, last=reading)
    if reading.amount >= device.low_below:
        refilled = reading.amount > device.full * REFILL_RATIO
        return (replace(state, short_since=None, answered=False) if refilled else state), Judgement.ENOUGH
    if on_order:
        return replace(state, short_since=state.short_since or reading.at, answered=True), Judgement.ON_ORDER
    patience = ANSWERED_FOR if state.answered else REMIND_AFTER
    if state.short_since and reading.at - state.short_since < patience:
        return state, Judgement.KNOWN
    return replace(state, short_since=reading.at, answered=False), Judgement.SHORTAGE
