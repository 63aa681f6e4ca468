"""P4, P6, P12: a process killed between any two steps loses nothing, orders nothing twice and pays nothing twice."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from skill.domain.money import Money
from skill.payments.simulated_rail import SimulatedRail
from skill.records.sqlite import SqliteRecords
from skill.retailers.simulated import SimulatedRetailers
from tests.building import DAY, SECOND
from tests.rules.coffee_until_killed import life, live_until, move_in, working_life
from tests.rules.processes import PROCESSES, begun, ended


def killed(folder: Path, step: int, **facts: object) -> int:
    """One life of the process."""
    return ended(begun(life, folder, step, **facts))


def all_is_well(folder: Path) -> None:
    """One order, delivered; one errand at the retailer; one payment, paid once; balanced books."""
    nothing_is_left(folder)
    records = SqliteRecords(folder / "records.db")
    with records.reading("home") as held:
        orders, payments, entries = held.orders(), held.payments(), held.entries()
    records.close()
    assert [(order.status, order.approved_by) for order in orders] == [("delivered", "voice")]
    assert [(payment.status, payment.approved_by) for payment in payments] == [("paid", "mandate")]
    assert payments[0].amount == orders[0].total
    retailers, rail = SimulatedRetailers(folder / "retailers.db"), SimulatedRail(folder / "bank.db")
    assert retailers.received("place") == [("home", f"place:{orders[0].id}")]
    assert rail.paid() == [("home", f"pay:{payments[0].id}", orders[0].total.cents)]
    retailers.close()
    rail.close()
    assert [entry.id.split(":")[0] for entry in entries] == ["placed", "delivered", "paid"]
    assert Money.total(posting.amount for entry in entries for posting in entry.postings) == Money(0)


def nothing_is_left(folder: Path) -> None:
    """Every errand had its effect, none was given up, and the order is at its retailer once."""
    records = SqliteRecords(folder / "records.db")
    with records.reading("home") as held:
        assert held.errands() == ()
        assert held.dead_errands() == ()
        (placed,) = held.orders()
        done = {errand.key.split(":")[0] for errand in held.errands_done_for(placed.id)}
        done |= {errand.key.split(":")[0] for errand in held.errands_done_for(f"delivery:{placed.id}")}
    records.close()
    assert done == {"place", "remind"}
    retailers = SimulatedRetailers(folder / "retailers.db")
    assert retailers.received("place") == [("home", f"place:{placed.id}")]
    retailers.close()


@pytest.fixture(scope="module")
def moved_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home before its week, to be copied: hashing its PINs takes longer than living."""
    folder = tmp_path_factory.mktemp("moved_in")
    move_in(folder)
    return folder


@pytest.fixture
def home(moved_in: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A new home in a folder of that name."""
    return lambda name: Path(shutil.copytree(moved_in, tmp_path / name))


@pytest.mark.slow
@pytest.mark.parametrize("by_workers", [False, True], ids=["behind turns", "by workers"])
def test_p12_killed_at_every_step_in_turn(home: Callable[[str], Path], by_workers: bool) -> None:
    """Order, charge and settle, the claim on each errand and its end among the steps."""
    whole = home("whole")
    assert killed(whole, 0, by_workers=by_workers) == 0
    steps = int((whole / "steps").read_text(encoding="utf-8"))
    assert steps > 20
    all_is_well(whole)

    def dies_at(step: int) -> None:
        folder = home(f"step{step}")
        assert killed(folder, step, by_workers=by_workers) == 9, f"step {step} was not reached"
        assert killed(folder, 0, by_workers=by_workers) == 0
        all_is_well(folder)

    with ThreadPoolExecutor(2) as both_cores:
        list(both_cores.map(dies_at, range(1, steps + 1)))


def test_p12_killed_again_and_again_until_it_gets_through(home: Callable[[str], Path]) -> None:
    """Each life gets a few steps further, for what is done stays done."""
    folder, count = home("again"), 0
    while killed(folder, 7 + 3 * count) == 9:
        count += 1
        assert count < 40
    assert count > 1
    all_is_well(folder)


def test_p12_killed_from_outside_at_any_moment(home: Callable[[str], Path]) -> None:
    """SIGKILL does not wait for a step: some moments of a week, the same ones each time the tests are run."""
    moments = random.Random(20260304)  # noqa: S311
    lives_lost = 0
    for week_number in range(6):
        folder = home(str(week_number))
        for _ in range(3):
            alive = PROCESSES.Event()
            process = begun(life, folder, 0, alive)
            assert alive.wait(60)
            time.sleep(moments.uniform(0, 0.06))
            process.kill()
            lives_lost += ended(process) == -signal.SIGKILL
        assert killed(folder, 0) == 0
        all_is_well(folder)
    assert lives_lost, "every life was over before it was taken"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("what", "after", "is_well", "steps"),
    [("an order", 30 * SECOND, nothing_is_left, 11), ("a payment", 14 * DAY, all_is_well, 6)],
    ids=["order", "payment"],
)
def test_p12_two_workers_at_once_of_which_one_is_killed(
    home: Callable[[str], Path], what: str, after: timedelta, is_well: Callable[[Path], None], steps: int
) -> None:
    """At each of its steps in turn; the other takes over what it had claimed, when the claim has run out."""
    begin = home("begin")
    live_until(begin, after)
    deaths = 0
    for step in range(1, steps + 1):
        folder = Path(shutil.copytree(begin, begin.parent / f"step{step}"))
        both = [begun(working_life, folder, fatal, after) for fatal in (step, 0)]
        first, second = (ended(worker) for worker in both)
        assert first in (0, 9)
        assert second == 0
        deaths += first == 9
        is_well(folder)
    assert deaths > 1, f"the other had done {what} each time"
