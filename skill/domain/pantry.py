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

FIRST_REMINDER = timedelta(days=1)
"""A shortage that was noticed and not answered is raised again after this long, then after twice as long each time: who
let a question run out is asked the next day, and who never answers hears of it ever less often."""

REMIND_AFTER = timedelta(days=7)
"""At most so long lies between two reminders of what nobody answered; it is all there is for who wants to be asked
less."""

ANSWERED_FOR = timedelta(days=28)
"""One that was answered, by an order or a no, waits for a refill; after this long it is raised again all the same, or
what is never filled above REFILL_RATIO would fall silent for ever."""

BELIEVED_OPEN = timedelta(minutes=30)
"""What was told to be open is believed so for this long at most: a contact whose battery died there would silence
every stock behind it. Our figure."""

ANSWERS_KEPT = 8
"""Of a device so many of the latest answers count: habits of about the last months."""

ENOUGH_ANSWERS = 4
"""Fewer answers of a home tell nothing of how long its people take."""

MOST_HEAD_START = timedelta(days=3)
"""However long they take, nothing is asked earlier by more than this: it would be asked of a stock that is there."""

FRESH_SHARE = 0.25
"""Of what perishes not earlier by more than this share of how long it keeps: it would grow old beside what is left."""

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
    that was `answered`: ordered, declined, or on order already. `use` is how fast the stock goes.

    `raised`: how often the shortage was raised since it was noticed, answered or refilled. `declined`: the answer was a
    no, to a stock of which something was left. `gone_since`: since when nothing is left. `noticed`: when it was raised
    first; `waited_h`: hours from then until each of the latest orders.
    """

    device: str
    last: Reading | None = None
    short_since: datetime | None = None
    answered: bool = False
    use: Consumption | None = None
    raised: int = 0
    declined: bool = False
    gone_since: datetime | None = None
    noticed: datetime | None = None
    waited_h: tuple[int, ...] = ()

    def answered_by(self, at: datetime, *, no: bool) -> PantryState:
        """Its shortage got its answer. A no to what was gone already is a no to an empty stock."""
        waited = self.waited_h
        if not no and self.noticed is not None and not self.answered:
            waited = (*waited, (at - self.noticed) // timedelta(hours=1))[-ANSWERS_KEPT:]
        declined = no and self.gone_since is None
        return replace(self, answered=True, raised=0, noticed=None, declined=declined, waited_h=waited)

    def unanswered(self) -> PantryState:
        """The answer came to nothing: the retailer refused what was ordered."""
        return replace(self, answered=False)


class Judgement(StrEnum):
    """What a reading turned out to be."""

    ENOUGH = "enough"
    SHORTAGE = "shortage"
    GONE = "gone"
    """Of a shortage that was declined nothing is left: it is asked about once more, and never bought by itself."""
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
    asks_less: bool = False,
) -> tuple[PantryState, Judgement]:
    """The new state and what the reading means.

    `on_order`: stock of the kind is already on its way. `too_late`: when stock would come that is ordered when
    somebody answered, or a day from now; None when that is not known, and then only `low_below` counts. `asks_less`:
    the household wants fewer questions, so none is put again before a week, and none after a no.
    """
    if not 0 <= reading.amount <= device.full * 2:
        return state, Judgement.IMPOSSIBLE
    if state.last and reading.at < state.last.at:
        return state, Judgement.LATE
    use = consumption.after(state.use, reading.amount, reading.at, device.full, timezone)
    gone_since = (state.gone_since or reading.at) if consumption.is_gone(use, device.full) else None
    state = replace(state, last=reading, use=use, gone_since=gone_since)
    if use.doubted is not None:
        return state, Judgement.DOUBTFUL
    soon_gone = too_late is not None and consumption.chance_empty(use, too_late) >= SHORT_CHANCE
    if reading.amount >= device.low_below:
        stayed = _stayed(state, reading.at)
        if stayed or (reading.amount > device.full * REFILL_RATIO and not soon_gone):
            state = replace(state, short_since=None, answered=False, declined=False, raised=0, noticed=None)
        if not soon_gone:
            return state, Judgement.ENOUGH
        # What was filled and will still not last is short anew: it was not enough.
    if on_order:
        return replace(state, short_since=state.short_since or reading.at, answered=True), Judgement.ON_ORDER
    if _rests(state, reading.at, asks_less=asks_less):
        asks_once_more = state.declined and _stays_gone(state, reading.at) and not asks_less
        if not asks_once_more:
            return state, Judgement.KNOWN
        return replace(state, short_since=reading.at, declined=False), Judgement.GONE
    return _raised(state, reading.at), Judgement.SHORTAGE


def _raised(state: PantryState, at: datetime) -> PantryState:
    noticed = state.noticed or at
    return replace(state, short_since=at, answered=False, declined=False, raised=state.raised + 1, noticed=noticed)


def _rests(state: PantryState, at: datetime, *, asks_less: bool) -> bool:
    """Whether a shortage was noticed so lately that it is not raised again."""
    if state.short_since is None:
        return False
    reminder = min(REMIND_AFTER, FIRST_REMINDER * 2 ** max(0, state.raised - 1))
    unanswered = REMIND_AFTER if asks_less else reminder
    return at - state.short_since < (ANSWERED_FOR if state.answered else unanswered)


def _stays_gone(state: PantryState, at: datetime) -> bool:
    """Whether nothing is left, and was not some hours ago: a canister that is being washed is not gone. A no has a day
    of rest all the same."""
    gone, short = state.gone_since, state.short_since
    return gone is not None and at - gone >= STAYS and (short is None or at - short >= FIRST_REMINDER)


def head_start(stocks: Iterable[PantryState], keeps_days: int = 0) -> timedelta:
    """How much earlier a home is asked, since its people take time to say yes: three of four of its latest orders came
    within it. Where a mandate orders at once that is nothing. `keeps_days` 0: it does not perish."""
    waited = sorted(hours for stock in stocks for hours in stock.waited_h)
    if len(waited) < ENOUGH_ANSWERS:
        return timedelta(0)
    bound = min(MOST_HEAD_START, timedelta(days=keeps_days) * FRESH_SHARE) if keeps_days else MOST_HEAD_START
    return min(bound, timedelta(hours=waited[len(waited) * 3 // 4]))


def is_open(told: Iterable[tuple[Reading, Judgement]], at: datetime) -> bool:
    """Whether a contact is believed open at this moment, by what it `told`, in the order of time."""
    near = [judged for each, judged in told if at - BELIEVED_OPEN <= each.at <= at]
    contact = [judged for judged in near if judged in (Judgement.OPEN, Judgement.CLOSED)]
    return contact[-1:] == [Judgement.OPEN]


def _stayed(state: PantryState, now: datetime) -> bool:
    """Whether something was put in since the shortage was noticed, and is there still."""
    put_in = state.use.refilled if state.use else None
    return put_in is not None and state.short_since is not None and put_in > state.short_since and now - put_in >= STAYS
