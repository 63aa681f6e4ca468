"""An order that was enlarged gives way from its latest part: that is what its person or a later mandate added (P6)."""

from __future__ import annotations

from dataclasses import replace

from skill.domain.budget import Hold
from skill.domain.money import Money
from skill.domain.order import Order
from skill.usecases import amend
from skill.usecases.ports import HomeRecords
from tests.building import DAY, NOW, mandate, order
from tests.household import Household


def held(tx: HomeRecords, kept: Order) -> list[int]:
    return [each.counts.cents for use in kept.uses for each in tx.reservations(use)]


def enlarged(tx: HomeRecords) -> Order:
    """Ten euros of beans, of which the books of the budget hold ten and four more for a change."""
    kept = replace(tx.orders()[0], amended=1)
    tx.keep_order(kept)
    tx.reserve("anna-groceries", kept.uses[-1], Money(400), NOW)
    assert held(tx, kept) == [1000, 400]
    return kept


def test_what_it_costs_less_is_free_of_the_latest_reservation_first() -> None:
    house = Household().move_in(mandate())
    house.hear(order())
    with house.records.transaction(house.home.id) as tx:
        kept = enlarged(tx)
        amend.lower(kept, tx)
        assert held(tx, kept) == [1000, 0]


def test_what_comes_back_is_credited_to_the_latest_part_first() -> None:
    house = Household().move_in(mandate())
    house.hear(order())
    with house.records.transaction(house.home.id) as tx:
        kept = enlarged(tx)
        for use in kept.uses:
            tx.commit(use, Money(sum(each.amount.cents for each in tx.reservations(use))))
        amend.credit(kept, "back", Money(1100), NOW + DAY, tx)
        assert held(tx, kept) == [1000, 100]
        assert {each.hold for use in kept.uses for each in tx.reservations(use)} == {Hold.COMMITTED}
