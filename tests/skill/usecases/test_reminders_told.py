"""A delivery that cannot be written in its person's agenda is told to that person, once, while it is still to come."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.domain.order import OrderStatus
from skill.usecases.call_off import cancel
from skill.usecases.outside_ports import OutsideFailed
from tests.building import DAY, HOUR, MINUTE, mandate, order
from tests.household import Household, parts_said

REFUSED = OutsideFailed("the calendar server answered 403", final=True)
SILENT = OutsideFailed("the calendar server did not answer in time", final=False)
READ = Act("read_notifications")


def ordered_while(fails: OutsideFailed, *products: str) -> Household:
    house = Household().move_in(mandate())
    house.agendas.fails = fails
    for product in products or ("beans",):
        house.hear(order(product))
    return house


def kinds_told(house: Household) -> list[str]:
    return [note.kind for note in house.notifications()]


def test_what_the_agenda_refuses_is_told_once_and_the_order_stands() -> None:
    house = ordered_while(REFUSED)
    assert kinds_told(house) == ["not_reminded"]
    assert "notice_not_reminded_slot" in parts_said(house.hear(READ))
    house.wait(HOUR)
    assert kinds_told(house) == []
    assert house.orders()[0].status is OrderStatus.PLACED


def test_each_delivery_is_told_of() -> None:
    assert kinds_told(ordered_while(REFUSED, "beans", "milk_1l")) == ["not_reminded"] * 2


def test_an_agenda_that_is_away_is_tried_before_it_is_told() -> None:
    house = ordered_while(SILENT)
    for _ in range(4):
        house.wait(HOUR)
    assert kinds_told(house) == []
    house.agendas.fails = None
    house.wait(HOUR)
    assert kinds_told(house) == []
    assert len(house.agendas.written) == 1


def test_one_that_stays_away_is_told_before_the_delivery() -> None:
    house = ordered_while(SILENT)
    (coming,) = house.orders()
    assert coming.slot is not None
    while house.clock.now + 5 * MINUTE < coming.slot.start:
        house.wait(5 * MINUTE)
    assert kinds_told(house) == ["not_reminded"]
    assert house.orders()[0].status is OrderStatus.PLACED


@pytest.mark.parametrize("after", ["cancelled", "delivered"])
def test_it_is_no_news_when_it_does_not_come_any_more(after: str) -> None:
    house = ordered_while(REFUSED)
    if after == "cancelled":
        with house.records.transaction(house.home.id) as tx:
            cancel(tx.orders()[0], tx, house.clock.now)
        house.wait(MINUTE)
    else:
        house.wait(4 * DAY)
    assert "not_reminded" not in kinds_told(house)


def test_a_reminder_of_a_delivery_that_was_called_off_meanwhile_is_not_told() -> None:
    house = ordered_while(SILENT)
    with house.records.transaction(house.home.id) as tx:
        cancel(tx.orders()[0], tx, house.clock.now)
    house.agendas.fails = REFUSED
    house.wait(HOUR)
    assert "not_reminded" not in kinds_told(house)
