"""P6: a budget holds under concurrency. Two orders that fit alone but not together: one is placed, one is asked. What
is refused, cancelled or not paid credits it again. (Races between processes: tests/skill/records.)"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from skill.domain.mandate import Period, PeriodLimit
from skill.domain.money import Money
from skill.records.sqlite import SqliteRecords
from tests.building import DAY, YES, mandate, order
from tests.household import Household

TWENTY_FIVE = mandate(limit_per_order=Money(2500), limit_per_period=PeriodLimit(Money(2500), Period.WEEK))


def test_p6_two_orders_that_fit_alone_but_not_together() -> None:
    house = Household().move_in(TWENTY_FIVE)
    said = [house.hear(order("beans", 2)).reply.decided, house.hear(order("beans", 1)).reply.decided]
    assert said == ["placed", "asked_confirmation"]
    assert len(house.orders()) == 1


@pytest.mark.parametrize("in_memory", [True, False])
def test_p6_orders_at_the_same_time_share_the_budget(in_memory: bool, tmp_path: Path) -> None:
    """Eight devices ask for ten euros of coffee at once: two fit under twenty-five."""
    records = SqliteRecords(":memory:" if in_memory else tmp_path / "records.db")
    house = Household(records=records).move_in(TWENTY_FIVE)
    decided: list[str] = []

    def ask(device: str) -> None:
        decided.append(house.hear(order("beans", 1), on=device, request=device).reply.decided)

    threads = [threading.Thread(target=ask, args=(f"device {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(decided) == ["asked_confirmation"] * 6 + ["placed"] * 2
    assert len(house.orders()) == len(house.retailers.received("place")) == 2
    records.close()


def test_p6_a_cancelled_order_gives_its_budget_back() -> None:
    house = Household().move_in(TWENTY_FIVE)
    house.hear(order("beans", 2))
    assert house.cancel().reply.decided == "cancelled"
    assert house.hear(order("beans", 2)).reply.decided == "placed"


def test_p6_an_order_that_the_retailer_refused_gives_its_budget_back() -> None:
    house = Household().move_in(TWENTY_FIVE)
    house.retailers.fail_next("refuse")
    house.hear(order("beans", 2))
    assert [each.status.value for each in house.orders()] == ["cancelled"]
    assert house.hear(order("beans", 2)).reply.decided == "placed"


def test_p6_an_order_by_a_yes_takes_nothing_of_the_budget() -> None:
    house = Household().move_in(TWENTY_FIVE)
    house.hear(order("beans", 12))
    assert house.hear(YES).reply.decided in ("placed", "asked_step_up")
    assert house.hear(order("beans", 2)).reply.decided == "placed"


def test_p6_a_payment_that_the_bank_refused_gives_its_share_back() -> None:
    house = Household().move_in(mandate(limit_per_period=PeriodLimit(Money(4000), Period.MONTH)))
    house.rail.fail_next("refuse")
    house.hear(order("beans", 3))
    house.wait(8 * DAY)
    assert [each.status.value for each in house.payments()] == ["refused"]
    with house.records.reading(house.home.id) as tx:
        assert tx.usage_since("anna-groceries/pay", house.clock.now - 30 * DAY) == Money(0)


def test_p6_the_week_of_bundles_has_one_limit_too() -> None:
    """Two bundles of the same week, each under the limit, together over it: the second is asked."""
    house = Household().move_in(
        mandate(limit_per_order=Money(4000), limit_per_period=PeriodLimit(Money(4000), Period.MONTH))
    )
    house.hear(order("beans", 3))
    house.wait(8 * DAY)
    house.hear(order("beans", 1))
    house.hear(YES)
    house.wait(8 * DAY)
    assert [(each.amount.cents, each.approved_by) for each in house.payments()] == [(3000, "mandate"), (1000, None)]
