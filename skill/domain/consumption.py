"""How fast a stock goes, and how long it lasts: from a sensor's readings to "this lasts until Thursday".

Amounts are in the device's own unit (g, ml or pieces), times are UTC, days are those of the home's zone. One step a
reading: what is kept of a year of readings is as small as what is kept of a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import erf, sqrt
from zoneinfo import ZoneInfo

NOISE_SHARE = 0.02
"""Changes below this share of `full` are the sensor's, not the household's: a scale of 1 kg wavers by some grams."""

REFILL_RISE = 0.15
"""A rise above this share of `full` is a refill; a smaller one is something that was put back."""

LEAP_SHARE = 0.25
"""A fall above this share of `full` within LEAP_WITHIN is believed when a second reading says so: canisters are
lifted. After a longer silence it may well have been used."""

LEAP_WITHIN = timedelta(hours=12)

BELIEVED_AFTER = timedelta(minutes=10)

LEARNS = 0.1
"""Weight of a new day once WARM_DAYS are known: habits of about the last three weeks count."""

WARM_DAYS = 7
"""Before so many days of use are known nothing is forecast: a week holds a weekend."""

GONE_DAYS = 0.5
"""Less than half a day's use is nothing left to speak of: what stays on the bottom is no breakfast. Our figure."""

MOST_DAYS = 365
"""Further ahead nothing is forecast: what is hardly used lasts for a year at least."""


@dataclass(frozen=True, slots=True)
class Consumption:
    """What is known of one stock after its readings.

    `level` is free of noise. `per_day_milli` (thousandths of a unit) and `variance_milli` (thousandths of a squared
    unit) tell of the `days` whole days that were counted; `used` is what went since `day` began. Counting begins at
    the first midnight: half a day tells nothing. `doubted` is a fall that waits to be seen twice. `refilled`: since
    when what was put in last is there; None when nothing was, or it was gone as it came.
    """

    level: int
    at: datetime
    day: date
    used: int = 0
    per_day_milli: int = 0
    variance_milli: int = 0
    days: int = 0
    counting: bool = False
    doubted: tuple[int, datetime] | None = None
    refilled: datetime | None = None

    @property
    def known(self) -> bool:
        return self.days >= WARM_DAYS

    @property
    def per_day(self) -> float:
        return self.per_day_milli / 1000

    @property
    def variance(self) -> float:
        return self.variance_milli / 1000


def after(state: Consumption | None, amount: int, at: datetime, full: int, timezone: ZoneInfo) -> Consumption:
    """What is known after one more reading, which is not older than the last. `full`: what the device holds."""
    day = at.astimezone(timezone).date()
    if state is None:
        return Consumption(amount, at, day)
    state = _days_ended(state, day)
    change = amount - state.level
    if abs(change) <= full * NOISE_SHARE:
        return replace(state, at=at, doubted=None)
    leaps = -change > full * LEAP_SHARE and at - state.at <= LEAP_WITHIN
    if leaps and state.known and not _seen_twice(state, amount, at, full):
        return replace(state, doubted=state.doubted or (amount, at))
    if change > full * REFILL_RISE:
        return replace(state, level=amount, at=at, doubted=None, refilled=at)
    refilled = None if leaps else state.refilled
    return replace(state, level=amount, at=at, used=max(0, state.used - change), doubted=None, refilled=refilled)


def _seen_twice(state: Consumption, amount: int, at: datetime, full: int) -> bool:
    if state.doubted is None:
        return False
    before, since = state.doubted
    return at - since >= BELIEVED_AFTER and abs(amount - before) <= full * LEAP_SHARE


def _days_ended(state: Consumption, today: date) -> Consumption:
    """Counts the days that ended since the last reading; what went in several silent days went evenly."""
    ended = (today - state.day).days
    if ended <= 0:
        return state
    if not state.counting:
        return replace(state, day=today, used=0, counting=True)
    share = state.used / ended
    per_day, variance, days = state.per_day, state.variance, state.days
    for _ in range(min(ended, MOST_DAYS)):
        days += 1
        weight = max(LEARNS, 1 / days)
        difference = share - per_day
        per_day += weight * difference
        variance = (1 - weight) * (variance + weight * difference * difference)
    return replace(
        state,
        day=today,
        used=0,
        per_day_milli=round(per_day * 1000),
        variance_milli=round(variance * 1000),
        days=days,
    )


def chance_empty(state: Consumption, at: datetime, reserve: int = 0) -> float:
    """The probability, 0 to 1, that no more than `reserve` is left at a time; 0 before enough is known.

    The days' use is taken as independent and normal, with the mean itself only known from what was counted.
    """
    ahead = (at - state.at) / timedelta(days=1)
    if not state.known or ahead < 0:
        return 0.0
    counted = min(state.days, round(2 / LEARNS))
    mean = state.per_day * ahead
    spread = sqrt(state.variance * ahead + state.variance / counted * ahead * ahead)
    left = state.level - reserve - mean
    if spread == 0:
        return 1.0 if left <= 0 else 0.0
    return 0.5 * (1 + erf(-left / (spread * sqrt(2))))


def lasts_until(state: Consumption, reserve: int = 0, chance: float = 0.5) -> datetime | None:
    """The hour from which the stock is at its reserve with that probability; None where it is not known.

    With `chance` 0.5 the likely end, with 0.1 the earliest that need be feared. At most MOST_DAYS ahead.
    """
    if not state.known:
        return None
    low, high = 0, MOST_DAYS * 24
    while low < high:
        middle = (low + high) // 2
        if chance_empty(state, state.at + timedelta(hours=middle), reserve) >= chance:
            high = middle
        else:
            low = middle + 1
    return state.at + timedelta(hours=low)


def is_gone(state: Consumption, full: int) -> bool:
    """Whether nothing to speak of is left; never before enough is known of its use."""
    return state.known and state.level <= max(full * NOISE_SHARE, state.per_day * GONE_DAYS)


def useful_packs(state: Consumption, pack: int, *, days: int, room: int, keeps_days: int, bundle: int = 1) -> int:
    """How many packs to buy: enough for `days`, never more than fits in `room` or is used while it keeps.

    `bundle` is what a running promotion gives together (1 without one): it is taken whole where it fits and keeps.
    At least one pack, and one where nothing is known. `keeps_days` 0 means that it does not perish.
    """
    if not state.known or pack <= 0:
        return 1
    most = max(1, room // pack)
    if keeps_days:
        most = min(most, max(1, int(state.per_day * keeps_days) // pack))
    wanted = max(1, round(state.per_day * days / pack))
    bundles = -(-wanted // bundle) * bundle
    return bundles if bundles <= most else min(wanted, most)
