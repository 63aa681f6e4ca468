"""A settlement of a street over files, in a process that dies at a step (`-m` this module, FOLDER STEP).

A step is each side of a commit and of each write inside a batch. STEP 0 kills nothing; the last word printed is the
number of steps.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from skill.domain.money import Money
from skill.payments.simulated_rail import SimulatedRail
from skill.records.sqlite import SqliteRecords
from skill.retailers.simulated import SimulatedRetailers
from skill.usecases import deliver, pay_out, run_errands, settle
from skill.usecases.parts import Parts
from tests.building import DAY, HOME, NOW, mandate, order
from tests.household import Household
from tests.rules.coffee_until_killed import Steps

HOMES = tuple(f"home{number}" for number in range(3))
MONDAY = NOW + 6 * DAY
WRITES = {"add_payment", "keep_payment", "close_bundle", "reserve", "add_errand", "add_decision", "keep_notification"}


class MortalHome:
    """A home's records; a step after each write."""

    def __init__(self, inner: Any, steps: Steps) -> None:
        self._inner, self._steps = inner, steps

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in WRITES:
            return found

        def mortal(*arguments: Any, **named: Any) -> Any:
            done = found(*arguments, **named)
            self._steps.take()
            return done

        return mortal


class MortalSettling(MortalHome):
    def of(self, home: str) -> MortalHome:
        return MortalHome(self._inner.of(home), self._steps)


class MortalStreet(SqliteRecords):
    """Real records; a step before the lock of a batch, after each write in it, before the commit and after it."""

    steps: Steps

    @contextmanager
    def settling(self, homes: Sequence[str]) -> Iterator[Any]:
        self.steps.take()
        with super().settling(homes) as held:
            yield MortalSettling(held, self.steps)
            self.steps.take()
        self.steps.take()


def street(folder: Path, steps: Steps) -> Parts:
    """Three homes, of which the last has a limit that its week is not under."""
    records = MortalStreet(folder / "records.db")
    records.steps = steps
    retailers, rail = SimulatedRetailers(folder / "retailers.db"), SimulatedRail(folder / "bank.db")
    homes = {name: replace(HOME, id=name) for name in HOMES}
    for number, home in enumerate(homes.values()):
        house = Household(home=home, records=records, retailers=retailers, rail=rail, new_id=unique)  # type: ignore[arg-type]
        if home.id not in records.homes():
            limit = Money(4000 if number < 2 else 1100)
            house.move_in(mandate(limit_per_order=limit))
            for product in ("beans", "milk_1l"):
                house.hear(order(product))
            deliver.run(home.id, MONDAY - DAY, house.parts)
            with records.transaction(home.id) as tx:
                assert len(tx.open_charges()) == 2
    return replace(house.parts, homes=homes)


def unique() -> str:
    """What died does not remember its ids."""
    return uuid.uuid4().hex[:16]


def week(parts: Parts) -> None:
    """The Monday on which all are asked, then what must go outside, then the payouts."""
    settle.run_all(MONDAY, parts, batch=2)
    for home in HOMES:
        run_errands.run(home, parts, MONDAY)
    pay_out.run(parts.records, later(), batch=2)


def later() -> datetime:
    return MONDAY + timedelta(hours=1)


def main(folder: Path, fatal: int) -> None:
    steps = Steps(0)
    parts = street(folder, steps)
    steps.__init__(fatal)  # type: ignore[misc]  # moving in is not what is killed
    print("begins", flush=True)
    week(parts)
    print(steps.taken, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
