"""P4, P6, P12: a process killed between any two steps loses nothing, orders nothing twice and pays nothing twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from skill.domain.money import Money
from skill.payments.simulated_rail import SimulatedRail
from skill.records.sqlite import SqliteRecords
from skill.retailers.simulated import SimulatedRetailers
from tests.building import mandate
from tests.rules.coffee_until_killed import Steps, household, week

PROJECT = Path(__file__).resolve().parent.parent.parent


def killed(folder: Path, step: int) -> subprocess.CompletedProcess[str]:
    """One life of the process."""
    command = [sys.executable, "-m", "tests.rules.coffee_until_killed", str(folder), str(step)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


def all_is_well(folder: Path) -> None:
    """One order, delivered; one errand at the retailer; one payment, paid once; balanced books."""
    records = SqliteRecords(folder / "records.db")
    with records.reading("home") as held:
        orders, payments, entries, errands = held.orders(), held.payments(), held.entries(), held.errands()
    records.close()
    assert [(order.status, order.approved_by) for order in orders] == [("delivered", "voice")]
    assert [(payment.status, payment.approved_by) for payment in payments] == [("paid", "mandate")]
    assert payments[0].amount == orders[0].total
    retailers, rail = SimulatedRetailers(folder / "retailers.db"), SimulatedRail(folder / "bank.db")
    assert retailers.received("place") == [("home", f"place:{orders[0].id}")]
    assert rail.paid() == [("home", f"pay:{payments[0].id}", orders[0].total.cents)]
    retailers.close()
    rail.close()
    assert len(entries) == 2
    assert Money.total(posting.amount for entry in entries for posting in entry.postings) == Money(0)
    assert errands == ()


@pytest.mark.slow
def test_p12_killed_at_every_step_in_turn(tmp_path: Path) -> None:
    lived = killed(tmp_path / "whole", 0)
    assert lived.returncode == 0, lived.stderr
    steps = int(lived.stdout.split()[-1])
    assert steps > 20
    all_is_well(tmp_path / "whole")
    for step in range(1, steps + 1):
        folder = tmp_path / f"step{step}"
        assert killed(folder, step).returncode == 9, f"step {step} was not reached"
        live_again(folder)
        all_is_well(folder)


def test_p12_killed_again_and_again_until_it_gets_through(tmp_path: Path) -> None:
    """Each life gets a few steps further, for what is done stays done."""
    lives = 0
    while killed(tmp_path, 7 + 3 * lives).returncode == 9:
        lives += 1
        assert lives < 40
    assert lives > 1
    all_is_well(tmp_path)


def test_p12_killed_from_outside_at_any_moment(tmp_path: Path) -> None:
    """SIGKILL does not wait for a step: some moments of a week, the same ones each time the tests are run."""
    moments = random.Random(20260304)  # noqa: S311
    lives_lost = 0
    for week_number in range(6):
        folder = tmp_path / str(week_number)
        for _ in range(3):
            command = [sys.executable, "-m", "tests.rules.coffee_until_killed", str(folder), "0"]
            with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
                assert process.stdout is not None
                assert process.stdout.readline() == "begins\n"
                time.sleep(moments.uniform(0, 0.06))
                process.send_signal(signal.SIGKILL)
                process.stdout.read()
            lives_lost += process.returncode == -signal.SIGKILL
        live_again(folder)
        all_is_well(folder)
    assert lives_lost, "every life was over before it was taken"


def live_again(folder: Path) -> None:
    """The next process, which is told everything once more."""
    house = household(folder, Steps(0))
    if house.home.id not in house.records.homes():
        house.move_in(mandate())
    week(house)
    house.records.close()  # type: ignore[attr-defined]
    house.retailers.close()
    house.rail.close()
