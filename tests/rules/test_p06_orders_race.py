"""P6: a budget holds between processes: what fits is placed, to the last order, and what does not fit is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from skill.domain.mandate import Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.order import Order
from skill.records.sqlite import SqliteRecords
from skill.retailers.simulated import SimulatedRetailers
from tests.building import DAY, NOW, mandate
from tests.rules.orders_racing import household, orders_again_and_again, orders_once_in_each, racing_home
from tests.rules.processes import PROCESSES, begun, ended

RACES = 100


def weekly(cents: int) -> PeriodLimit:
    return PeriodLimit(Money(cents), Period.WEEK)


def race(work: Callable[..., None], folder: Path, runners: int, times: int) -> None:
    """Every process ends well: no lock that was waited for in vain, no error."""
    start = PROCESSES.Barrier(runners)
    running = [begun(work, folder, f"device {number}", times, start) for number in range(runners)]
    assert [ended(process) for process in running] == [0] * runners


def kept(folder: Path, home: str) -> tuple[tuple[Order, ...], Money, list[str]]:
    """The orders, what is used of the mandate, and what was decided."""
    records = SqliteRecords(folder / "records.db")
    with records.reading(home) as tx:
        orders, used = tx.orders(), tx.usage_since("anna-groceries", NOW - DAY)
        decided = [decision.outcome for decision in tx.decisions(1000)]
    records.close()
    return orders, used, decided


@pytest.mark.slow
def test_p06_four_processes_spend_a_budget_to_its_last_order_and_no_cent_over(tmp_path: Path) -> None:
    household(tmp_path).move_in(mandate(limit_per_period=weekly(20_001)))
    race(orders_again_and_again, tmp_path, runners=4, times=12)
    orders, used, decided = kept(tmp_path, racing_home(0).id)
    assert used == Money(20_000) == Money.total(each.total for each in orders)
    assert len(orders) == 20
    assert (decided.count("placed"), decided.count("asked_confirmation")) == (20, 28)
    retailers = SimulatedRetailers(tmp_path / "retailers.db")
    assert sorted(key for _, key in retailers.received()) == sorted(f"place:{each.id}" for each in orders)
    retailers.close()


@pytest.mark.slow
def test_p06_of_two_orders_that_race_for_one_budget_one_is_placed_and_one_is_asked(tmp_path: Path) -> None:
    first = household(tmp_path)
    for number in range(RACES):
        home = racing_home(number)
        first.records.add_home(home.id, NOW)
        with first.records.transaction(home.id) as tx:
            tx.keep_mandate(mandate(limit_per_period=weekly(1500)))
    first.records.close()  # type: ignore[attr-defined]
    race(orders_once_in_each, tmp_path, runners=2, times=RACES)
    for number in range(RACES):
        orders, used, decided = kept(tmp_path, racing_home(number).id)
        assert (len(orders), used) == (1, Money(1000)), f"race {number}"
        assert sorted(decided) == ["asked_confirmation", "placed"], f"race {number}"
