"""Several moments in one sentence: the first that can be; "from tomorrow to Saturday" moves it to Saturday."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from nlu.interpretation import MomentValue
from skill.dialogue import offering
from skill.dialogue.act import Act
from tests.building import BRAM, DAY, NOW, YES, ZONE, order, situation, voice_of
from tests.household import Household, parts_said


def day(days_on: int) -> MomentValue:
    start = datetime.combine(NOW.astimezone(ZONE).date() + days_on * DAY, time(0), ZONE)
    return MomentValue(start, start + DAY)


def at(days_on: int, hour: int) -> MomentValue:
    start = day(days_on).start + timedelta(hours=hour)
    return MomentValue(start, start)


NEVER = at(1, 3)
"""At three at night nobody delivers."""


def test_the_first_that_can_be_is_taken_and_told() -> None:
    house = Household().move_in()
    house.hear(order("beans"))
    asked = house.hear(Act("change_delivery", moment=NEVER, or_else=(day(3),)))
    assert asked.reply.decided == "asked_confirmation"
    assert "delivered_in_free_slot" in parts_said(asked)
    house.hear(YES)
    (one,) = house.orders()
    assert one.slot is not None
    assert day(3).start <= one.slot.start < day(3).end


def test_an_order_is_asked_for_the_first_that_can_be() -> None:
    house = Household().move_in()
    house.hear(Act("order_product", wanted=order("beans").wanted, moment=NEVER, or_else=(day(2),)))
    house.hear(YES)
    (one,) = house.orders()
    assert one.slot is not None
    assert day(2).start <= one.slot.start < day(2).end


def test_of_from_then_to_then_the_second_is_meant() -> None:
    seen = situation(voice_of(BRAM))
    present = offering.best_slot(seen, "grocer", day(1))
    assert present is not None
    moved = offering.another_slot(seen, present, (day(1), day(3)))
    assert moved is not None
    assert moved.start >= day(3).start


def test_a_time_without_a_day_is_of_the_day_it_comes() -> None:
    seen = situation(voice_of(BRAM))
    present = offering.best_slot(seen, "grocer", at(3, 9))
    assert present is not None
    moved = offering.another_slot(seen, present, (MomentValue(at(0, 9).start, at(0, 9).start),))
    assert moved is not None
    assert moved.start == present.start


def test_where_nothing_fits_the_nearest_is_named_and_nothing_moves() -> None:
    house = Household().move_in()
    house.hear(order("beans"))
    told = house.hear(Act("change_delivery", moment=NEVER))
    assert "no_slot_but" in parts_said(told)
    assert told.reply.decided == "informed"
