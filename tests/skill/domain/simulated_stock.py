"""A household's year with one stock: it is used, measured badly, and filled again. Seeded: the same year each time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("Europe/Amsterdam")
START = datetime(2026, 1, 5, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Habit:
    """`portion` of the unit at a time, so many `times` on a weekday and in the weekend; `away`: days without any;
    `guests`: days with three times as much."""

    portion: int
    times: tuple[int, int]
    weekend: tuple[int, int]
    away: tuple[range, ...] = ()
    guests: tuple[range, ...] = ()


HABITS = {
    "coffee every day": Habit(9, (2, 4), (3, 6)),
    "coffee and holidays": Habit(9, (2, 5), (2, 6), away=(range(190, 211), range(300, 308))),
    "coffee and guests": Habit(9, (1, 4), (2, 5), guests=(range(80, 84), range(150, 153), range(350, 358))),
    "hardly any coffee": Habit(9, (0, 1), (0, 2)),
    "weekends only": Habit(9, (0, 0), (4, 9)),
}

Decide = Callable[[int, datetime], int]
"""Given a measured amount and the time: how many packs to order now (0: none). Called for every reading."""


@dataclass(slots=True)
class Year:
    """What came of it: hours without stock, orders, how many came while `early_days` of stock were left, mean stock."""

    empty_hours: int = 0
    orders: int = 0
    false_alarms: int = 0
    stock_days: float = 0.0
    levels: list[tuple[datetime, int]] | None = None
    ordered: list[int] = field(default_factory=list)
    """The days on which something was ordered."""


def live(
    habit: Habit, decide: Decide, *, full: int = 1000, pack: int = 500, lead: timedelta = timedelta(days=1, hours=5),
    early_days: int = 10, days: int = 365, seed: int = 1,
) -> Year:  # fmt: skip
    """A year, hour by hour. The scale reports every second hour, wavers by 4 g, is now and then lifted or silent."""
    chance = random.Random(seed)  # noqa: S311
    level, now, year = full, START, Year(levels=[])
    coming: list[tuple[datetime, int]] = []
    used_a_day = sum(habit.times) / 2 * 5 / 7 * habit.portion + sum(habit.weekend) / 2 * 2 / 7 * habit.portion
    silent = {chance.randrange(days) for _ in range(8)}
    for day in range(days):
        hours = _portions(habit, day, chance)
        for hour in range(24):
            for due, packs in [each for each in coming if each[0] <= now]:
                level = min(full + pack, level + packs * pack)
                coming.remove((due, packs))
            level = max(0, level - habit.portion * hours.count(hour))
            year.empty_hours += level < habit.portion
            year.stock_days += level / max(used_a_day, 1) / 24 / days
            if hour % 2 == 0 and day not in silent:
                for amount, at in _readings(level, now, chance):
                    packs = decide(amount, at)
                    if packs and not coming:
                        year.orders += 1
                        year.ordered.append(day)
                        year.false_alarms += level > used_a_day * early_days
                        coming.append((now + lead, packs))
            if hour == 12 and year.levels is not None:
                year.levels.append((now, level))
            now += timedelta(hours=1)
    return year


def _portions(habit: Habit, day: int, chance: random.Random) -> list[int]:
    if any(day in span for span in habit.away):
        return []
    least, most = habit.weekend if (START + timedelta(days=day)).weekday() >= 5 else habit.times
    times = chance.randint(least, most) * (3 if any(day in span for span in habit.guests) else 1)
    return [chance.choice((7, 8, 10, 13, 16, 20)) for _ in range(times)]


def _readings(level: int, now: datetime, chance: random.Random) -> Iterator[tuple[int, datetime]]:
    """What the scale says. One time in 200 the canister is lifted: nothing, and a minute later it stands again."""
    if chance.random() < 0.005:
        yield 0, now
        now += timedelta(minutes=1)
    yield max(0, level + chance.randint(-4, 4)), now
