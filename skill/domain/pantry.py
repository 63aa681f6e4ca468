"""From a sensor's reading to a shortage. Shortage is not demand (P10): once noticed, it waits for a refill.

A stock is short below the line that the household drew (`low_below`), or earlier: when it is likely to be gone before
what is ordered a day from now would come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from skill.domain import consumption
from skill.domain.consumption import Consumption
from skill.domain.home import Device

REFILL_RATIO = 0.5
"""A level above this share of `full` is a refill at once; between it and `low_below` a sensor may flap unheard."""

STAYS = timedelta(hours=6)
"""What was put in and is still there after this long is a refill too, however little: a litre in a fridge for three."""

REMIND_AFTER = timedelta(days=7)
"""A shortage that was noticed and never answered is raised again after this long."""

ANSWERED_FOR = timedelta(days=28)
"""One that was answered, by an order or a no, waits for a refill; after this long it is raised again all the same, or
what is never filled above REFILL_RATIO would fall silent for ever."""

BELIEVED_OPEN = timedelta(minutes=30)
"""What was told to be open is believed so for this long at most: a contact whose battery died there would silence
every stock behind it. Our figure."""

SHORT_CHANCE = 0.1
"""A chance of one in ten to be without is a shortage: a question too early annoys less than no coffee. Our figure."""


@dataclass(frozen=True, slots=True)
class Reading:
    device: str
    amount: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PantryState:
    """What we know of one device: its last reading, when its running shortage was noticed, if one runs, and whether
    that was `answered`: ordered, declined, or on order already. `use` is how fast the stock goes."""

    device: str
    last: Reading | None = None
    short_since: datetime | None = None
    answered: bool = False
    use: Consumption | None = None


class Judgement(StrEnum):
    """What a reading turned out to be."""

    ENOUGH = "enough"
    SHORTAGE = "shortage"
    KNOWN = "known"
    ON_ORDER = "on_order"
    LATE = "late"
    IMPOSSIBLE = "impossible"
    DUPLICATE = "duplicate"
    DOUBTFUL = "doubtful"
    """A sudden fall, such as of a canister that is lifted: believed when it is seen again. Or a reading that was taken
    while what covers the device was open: it says nothing."""
    OPEN = "open"
    CLOSED = "closed"
    """What a contact told. Its readings have the amount 1 or 0, and are no stock's."""


FORGOTTEN = "forgotten"
"""Why of the one StrangeMessage, of no source, that counts those which are not kept."""


@dataclass(frozen=True, slots=True)
class StrangeMessage:
    """What a sensor sent that is no reading of ours: of a device that the home does not know, or that says nothing.

    Of an unknown one also what it measures, and the most that it told: so it can be mapped.
    """

    source: str
    why: str
    last_at: datetime
    times: int = 1
    measures: str | None = None
    most: int | None = None


def judge(
    device: Device,
    reading: Reading,
    state: PantryState,
    timezone: ZoneInfo,
    *,
    on_order: bool,
    too_late: datetime | None = None,
) -> tuple[PantryState, Judgement]:
    """The new state and what the reading means.

    `on_order`: stock of the kind is already on its way. `too_late`: when stock would come that is ordered a day from
    now; None when that is not known, and then only `low_below` counts.
    """
    if not 0 <= reading.amount <= device.full * 2:
        return state, Judgement.IMPOSSIBLE
    if state.last and reading.at < state.last.at:
        return state, Judgement.LATE
    use = consumption.after(state.use, reading.amount, reading.at, device.full, timezone)
    state = replace(state, last=reading, use=use)
    if use.doubted is not None:
        return state, Judgement.DOUBTFUL
    soon_gone = too_late is not None and consumption.chance_empty(use, too_late) >= SHORT_CHANCE
    if reading.amount >= device.low_below and not soon_gone:
        refilled = reading.amount > device.full * REFILL_RATIO or _stayed(state, reading.at)
        return (replace(state, short_since=None, answered=False) if refilled else state), Judgement.ENOUGH
    if on_order:
        return replace(state, short_since=state.short_since or reading.at, answered=True), Judgement.ON_ORDER
    patience = ANSWERED_FOR if state.answered else REMIND_AFTER
    if state.short_since and reading.at - state.short_since < patience:
        return state, Judgement.KNOWN
    return replace(state, short_since=reading.at, answered=False), Judgement.SHORTAGE


def is_open(told: Iterable[tuple[Reading, Judgement]], at: datetime) -> bool:
    """Whether a contact is believed open at this moment, by what it `told`, in the order of time."""
    near = [judged for each, judged in told if at - BELIEVED_OPEN <= each.at <= at]
    contact = [judged for judged in near if judged in (Judgement.OPEN, Judgement.CLOSED)]
    return contact[-1:] == [Judgement.OPEN]


def _stayed(state: PantryState, now: datetime) -> bool:
    """Whether something was put in since the shortage was noticed, and is there still."""
    put_in = state.use.refilled if state.use else None
    return put_in is not None and state.short_since is not None and put_in > state.short_since and now - put_in >= STAYS
