"""A week of coffee over files, in a process that dies at a step; and workers that share what must go outside.

A step is each side of a commit and of a call to the outside; step 0 kills nothing. Everything is sent again from the
start, with the same request ids, as a channel does that got no answer.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

from skill.dialogue.act import Act
from skill.domain.mandate import Allows
from skill.payments.simulated_rail import SimulatedRail
from skill.records.sqlite import SqliteRecords
from skill.retailers.simulated import SimulatedRetailers
from skill.usecases import pass_time, run_errands
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords
from tests.building import DAY, HOME, HOUR, NOW, SECOND, YES, mandate, order
from tests.household import Household, PaperAgendas


class Steps:
    """Counts steps, and dies at one of them without a word: no rollback, no goodbye."""

    def __init__(self, fatal: int) -> None:
        self.taken = 0
        self._fatal = fatal

    def take(self) -> None:
        self.taken += 1
        if self.taken == self._fatal:
            os._exit(9)


class MortalRecords(SqliteRecords):
    """Real records; a step before the lock, before the commit and after it."""

    steps: Steps

    @contextmanager
    def transaction(self, home: str) -> Iterator[HomeRecords]:
        self.steps.take()
        with super().transaction(home) as held:
            yield held
            self.steps.take()
        self.steps.take()


class Mortal:
    """An outside party that is reached, or not; that has answered, or not."""

    def __init__(self, inner: Any, steps: Steps) -> None:
        self._inner, self._steps = inner, steps

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def run(self, home: str, errand: Errand) -> Any:
        self._steps.take()
        answers = self._inner.run(home, errand)
        self._steps.take()
        return answers


def household(folder: Path, steps: Steps) -> Household:
    """Anna's home on files of `folder`, as a new process finds it."""
    records = MortalRecords(folder / "records.db")
    records.steps = steps
    return Household(
        home=replace(HOME, id="home"),
        records=records,
        retailers=Mortal(SimulatedRetailers(folder / "retailers.db"), steps),
        rail=Mortal(SimulatedRail(folder / "bank.db"), steps),
        agendas=Mortal(PaperAgendas(), steps),
        new_id=lambda: uuid.uuid4().hex,  # type: ignore[arg-type]  # what died does not remember its ids
    )


def week(house: Household, *, by_workers: bool = False, until: timedelta = timedelta.max) -> None:
    """The canister runs low, Anna orders and says yes, the goods come and are paid by her mandate.

    `by_workers`: turns and the passing of time leave to a worker what must go outside, as in a server.
    """
    if by_workers:
        house.promptly = leave

    def time_passes() -> None:
        pass_time.run(house.home.id, house.clock.now, house.parts, errands=not by_workers)

    turns: list[tuple[timedelta, Callable[[], object]]] = [
        (timedelta(0), lambda: house.sense(10)),
        (10 * SECOND, lambda: house.hear(Act("read_notifications"), request="asks")),
        (20 * SECOND, lambda: house.hear(order(), request="orders")),
        (30 * SECOND, lambda: house.hear(YES, request="says yes")),
        (2 * HOUR, lambda: None),  # claims of a process that died have run out
        (3 * DAY, time_passes),
        (14 * DAY, time_passes),
        (14 * DAY + HOUR, time_passes),
    ]
    for after, happens in turns:
        if after > until:
            return
        house.clock.now = at(after)
        happens()
        if by_workers and after < until:
            work(house)


def leave(errands: Callable[[], object]) -> None:
    """Nothing is done outside behind a turn: workers find it."""


def work(house: Household) -> None:
    """What a worker does when it looks: the homes that have something due, then what is due in each."""
    for home in house.records.homes_with_errands(house.clock.now, 10):
        run_errands.run(home, house.parts, house.clock.now)


def at(after: timedelta) -> datetime:
    return NOW + after


def move_in(folder: Path) -> None:
    """Everything that is there before the week begins."""
    house = household(folder, Steps(0))
    house.move_in(mandate(allows=frozenset({Allows.PAY})))
    house.records.close()  # type: ignore[attr-defined]
    house.retailers.close()
    house.rail.close()


def life(folder: Path, fatal: int, begun: Event | None = None, *, by_workers: bool = False) -> None:
    """One life of the process; how many steps it took stands in `folder`, if it lived."""
    steps = Steps(fatal)
    house = household(folder, steps)
    if begun is not None:
        begun.set()  # from here on whoever watches may kill it from outside
    week(house, by_workers=by_workers)
    (folder / "steps").write_text(str(steps.taken), encoding="utf-8")


def live_until(folder: Path, after: timedelta) -> None:
    """The week up to there, with what its last turn decided still to be done outside."""
    house = household(folder, Steps(0))
    week(house, by_workers=True, until=after)
    house.records.close()  # type: ignore[attr-defined]
    house.retailers.close()
    house.rail.close()


def working_life(folder: Path, fatal: int, after: timedelta) -> None:
    """One life of a worker that works until nothing is left, waiting for claims of others to run out."""
    house = household(folder, Steps(fatal))
    house.clock.now = at(after)
    while True:
        work(house)
        with house.records.reading(house.home.id) as held:
            if not held.errands():
                return
        house.clock.turn(run_errands.LEASE)
