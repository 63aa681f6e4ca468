"""A year of many homes of every profile and kind, over the real use cases and SQLite; what is outside is simulated.

BENCH_HOMES names how many homes, one run after another ("10 100"), BENCH_DAYS how long, BENCH_WORKERS how many
processes share them (2), all on one SQLite file in BENCH_DIR (the system's folder for temporary files). What people say
are acts: hearing words is measured by `turn` and `understanding`. Agendas know working days and keep nothing: no file
is written. Every order is held against what was asked and allowed, and the books are checked at the end.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from measuring import PROJECT, resident_mb
from year_parts.homes import WorkingDays, street
from year_parts.living import HALVES, START, Life, OneClock, Spent
from year_parts.without import CAUSES

from skill.composition import App, compose, read_world
from skill.domain.mandate import Allows
from skill.domain.payment import PaymentStatus
from skill.domain.person import Profile
from skill.payments.simulated_rail import SimulatedRail
from skill.permission.argon2_pins import Argon2Pins
from skill.recognition import nobody_listens
from skill.records.opening import open_records
from skill.retailers.simulated import SimulatedRetailers
from skill.settings import Settings
from skill.usecases import check_books, verify_mandates

HOMES = "10 100"
DAYS = "365"
BLOCK = 4
"""Homes in a row that one worker lives: one of each profile."""

COLUMNS = (
    "orders", "by itself", "asked/order", "notices/week", "stock without", "EUR a home", "bills paid", "by voice",
    "owed",
)  # fmt: skip


def measure() -> dict[str, Any]:
    sizes = [int(word) for word in os.environ.get("BENCH_HOMES", HOMES).split()]
    days = int(os.environ.get("BENCH_DAYS", DAYS))
    settings = Settings(data_dir=PROJECT / "data")
    figures: dict[str, float] = {}
    table = ""
    for size in sizes:
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as folder:
            table, found = lived(size, days, replace(settings, var_dir=Path(folder)))
        figures |= {f"{size}_homes_{name}": value for name, value in found.items()}
    first, last = sizes[0], sizes[-1]
    names = ("turns_per_s", "readings_per_s", "days_per_s", "database_kb_a_home")
    ratios = {
        f"{name}_{last}_to_{first}_homes": figures[f"{last}_homes_{name}"] / figures[f"{first}_homes_{name}"]
        for name in names
    }
    notes = [
        "means of a home and year; stock without: share of the days of all stocks that ended with less than a portion",
        "notices: that something runs out, each as it is left for the home; questions: all that are put, of any order",
        *(f"without, {cause}: {meaning}" for cause, meaning in CAUSES.items()),
        "each person answers by a model of their profile, and misses or refuses some of what is asked",
        *(f"{name.replace('_', ' ')}: {value:,.1f}" for name, value in figures.items() if name.startswith(f"{last}_")),
    ]
    return {"figures": figures, "ratios": ratios, "table": table, "notes": notes}


@dataclass(slots=True)
class Lived:
    """What a worker tells of its homes: counts by profile and kind, what was not allowed, and what it took."""

    homes: Counter[str]
    counted: dict[str, Counter[str]]
    broken: list[str]
    spent: Spent
    memory_mb: float


def lived(size: int, days: int, settings: Settings) -> tuple[str, dict[str, float]]:
    """A year of so many homes: the table of what came of it, and the figures."""
    workers = min(-(-size // BLOCK), int(os.environ.get("BENCH_WORKERS", "2")))
    database = settings.var_dir / "year.db"
    open_records(str(database)).close()
    began = time.perf_counter()
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        shares = [pool.submit(_live, share, workers, size, days, settings) for share in range(workers)]
        told = [share.result() for share in shares]
    took = time.perf_counter() - began
    records = open_records(str(database))
    broken = [*(fault for each in told for fault in each.broken), *map(str, check_books.run(records).found)]
    records.close()
    if broken:
        raise SystemExit("\n".join(["what nobody allowed, or books that do not balance:", *broken[:20]]))
    return _told(size, days, told), _figures(size, days, told, took, database)


def _live(share: int, workers: int, size: int, days: int, settings: Settings) -> Lived:
    """In a process of its own: every home whose turn it is among so many workers, by the same clock as the others."""
    clock, spent, numbers = OneClock(), Spent(), count(1)
    world = read_world(settings, hearing=nobody_listens)
    files = [each for each in street(size, world.homes, world.catalogue) if each[0] // BLOCK % workers == share]
    world = replace(world, homes={file.home.id: file for _, file in files})
    before_mb = resident_mb()
    app = compose(
        replace(settings, var_dir=settings.var_dir / f"worker{share}"),
        clock=clock,
        new_id=lambda: f"id{share}-{next(numbers):08d}",
        database=settings.var_dir / "year.db",
        retailers=SimulatedRetailers(),
        rail=SimulatedRail(),
        world=world,
        pins=Argon2Pins(memory_kib=8, passes=1),
        jitter_percent=lambda: 0,
    )
    lives = [Life(number, file, replace(app.parts, agendas=WorkingDays()), clock, spent) for number, file in files]
    began = time.perf_counter()
    for day in range(days):
        for half, offset in enumerate(HALVES):
            clock.now = START + timedelta(days=day) + offset
            for life in lives:
                life.half_day(day, evening=half == 1)
        if day % 30 == 29 and share == 0:
            sys.stderr.write(f"  {size} homes: day {day + 1}, {time.perf_counter() - began:.0f} s\n")
    broken = [fault for life in lives for fault in (*life.permission.broken, *_at_the_end(app, life))]
    homes, counted = Counter[str](), defaultdict[str, Counter[str]](Counter)
    for life in lives:
        home = life.file.home
        for name in (f"{home.head.profile:14}{home.market}/{home.control}", "all"):
            homes[name] += 1
            counted[name] += life.counted
    return Lived(homes, dict(counted), broken, spent, resident_mb() - before_mb)


def _at_the_end(app: App, life: Life) -> list[str]:
    """What is wrong in the mandates' documents, or with an order or a payment that nobody saw come."""
    home = life.file.home
    wrong = [str(fault) for fault in verify_mandates.run(home.id, app.parts).faults]
    with app.parts.records.reading(home.id) as records:
        orders, payments = records.orders(), records.payments()
        notices = records.notifications(unread=False)
    life.counted["notices"] = sum(note.kind == "shortage" for note in notices)
    unseen = (order for order in orders if order.placed_at > START and order.id not in life.known)
    wrong += [f"{order.id} came unseen" for order in unseen]
    for payment in payments:
        person = home.person(payment.person)
        allowed = any(each.grantor == payment.person and Allows.PAY in each.allows for each in life.file.mandates)
        safe = person is not None and person.profile is Profile.SAFETY
        if payment.approved_by == "mandate" and (safe or not allowed):
            wrong.append(f"{payment.id} was paid by a mandate that nobody gave")
        life.counted["bills paid"] += payment.status is PaymentStatus.PAID
        life.counted["bills owed"] += payment.status is not PaymentStatus.PAID
    voiced = sum(payment.approved_by == "voice" for payment in payments)
    if voiced > life.counted["paid by voice"]:
        wrong.append(f"{voiced} payments by voice, {life.counted['paid by voice']} times a yes")
    return [f"{home.id}: {each}" for each in wrong]


def _told(size: int, days: int, told: list[Lived]) -> str:
    """By profile and kind of home, each a home's mean."""
    homes = sum((each.homes for each in told), Counter[str]())
    lines = [f"{f'{size} homes, {days} days':32}" + "".join(f"{name:>14}" for name in COLUMNS)]
    for name in sorted(homes, key=lambda row: (row == "all", row)):
        counted = sum((each.counted.get(name, Counter[str]()) for each in told), Counter[str]())
        orders, count_of = counted["orders"], homes[name]
        cells = (
            f"{orders / count_of:.1f}",
            f"{counted['autonomous'] / max(orders, 1):.0%}",
            f"{counted['questions'] / max(orders, 1):.1f}",
            f"{counted['notices'] / count_of / days * 7:.2f}",
            f"{counted['short days'] / max(counted['stock days'], 1):.1%}",
            f"{counted['cents'] / count_of / 100:.0f}",
            f"{counted['bills paid'] / count_of:.1f}",
            f"{counted['paid by voice'] / count_of:.1f}",
            f"{counted['bills owed'] / count_of:.1f}",
        )
        lines.append(f"{name:32}" + "".join(f"{cell:>14}" for cell in cells))
    return "\n".join([*lines, "", *_why_without(homes, told)])


def _why_without(homes: Counter[str], told: list[Lived]) -> list[str]:
    """By who must say yes: the shares of all stock days that ended empty, by what kept them from being filled."""
    rows = {name: sum((each.counted.get(name, Counter[str]()) for each in told), Counter[str]()) for name in homes}
    by_profile: dict[str, Counter[str]] = defaultdict(Counter)
    for name, counted in rows.items():
        by_itself = counted["autonomous"] * 2 > counted["orders"]
        by_profile[name.split()[0] + (" by itself" if by_itself and name != "all" else "")] += counted
    found = [f"{'% of stock days without, because':24}" + "".join(f"{cause:>14}" for cause in CAUSES)]
    for name in sorted(by_profile, key=lambda row: (row == "all", row)):
        counted = by_profile[name]
        shares = (100 * counted[f"without: {cause}"] / max(counted["stock days"], 1) for cause in CAUSES)
        found.append(f"{name:32}" + "".join(f"{share:>14.2f}" for share in shares))
    return found


def _figures(size: int, days: int, told: list[Lived], took: float, database: Path) -> dict[str, float]:
    counted = sum((each.counted["all"] for each in told), Counter[str]())
    bytes_kept = sum(path.stat().st_size for path in database.parent.glob(f"{database.name}*"))

    def a_second(what: str) -> float:
        """Of processor time."""
        return sum(each.spent.times[what] for each in told) / sum(each.spent.seconds[what] for each in told)

    spent = sum(sum(each.spent.seconds.values()) for each in told)

    def share(what: str) -> float:
        return sum(each.spent.seconds[what] for each in told) / spent

    return {
        "days": float(days),
        "workers": float(len(told)),
        "took_s": took,
        "processor_ms_a_home_and_day": spent * 1000 / size / days,
        "turns": float(counted["turns"]),
        "readings": float(sum(each.spent.times["readings"] for each in told)),
        "orders": float(counted["orders"]),
        **{f"{what}_per_s": a_second(what) for what in ("turns", "readings", "days")},
        **{f"share_of_{what}": share(what) for what in ("turns", "readings", "days")},
        "memory_mb_a_worker": max(each.memory_mb for each in told),
        "database_kb_a_home": bytes_kept / 1024 / size,
    }
