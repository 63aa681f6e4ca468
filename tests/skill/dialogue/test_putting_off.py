"""Later: whose, of what, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from nlu.interpretation import MomentValue
from skill.dialogue.act import Act
from tests.building import DAY, HOUR, MINUTE, NOW, order
from tests.household import Household, new_home

LATER = Act("deny", put_off=True)
READ = Act("read_notifications")


def told() -> Household:
    """Anna heard that the beans run low."""
    house = Household(new_home()).move_in()
    house.sense(100)
    house.hear(READ)
    return house


def until(house: Household) -> timedelta:
    [note] = house.notifications()
    return note.created - NOW


@pytest.mark.parametrize("intent", ["deny", "hesitate", "out_of_scope", "repeat", "not_understood"])
def test_however_it_is_heard_it_waits_again(intent: str) -> None:
    house = told()
    assert house.hear(Act(intent, put_off=True)).reply.decided == "declined"
    assert until(house) == 3 * HOUR
    assert house.hear(READ).reply.decided in ("proposed", "offered_choice")


def test_a_day_is_its_morning_and_a_time_is_that_time() -> None:
    for moment, then in (
        (MomentValue(NOW.replace(hour=23), NOW + DAY), 22 * HOUR),
        (MomentValue(NOW + 5 * HOUR, NOW + 5 * HOUR), 5 * HOUR),
        (MomentValue(NOW + 99 * DAY, NOW + 99 * DAY), 30 * DAY),
        (MomentValue(NOW - HOUR, NOW - HOUR), 3 * HOUR),
    ):
        house = told()
        house.hear(Act("out_of_scope", put_off=True, moment=moment))
        assert until(house) == then, moment


def test_another_time_can_be_said_right_after() -> None:
    house = told()
    house.hear(LATER)
    house.hear(Act("out_of_scope", put_off=True, moment=MomentValue(NOW + 9 * HOUR, NOW + 9 * HOUR)))
    assert until(house) == 9 * HOUR


def test_strangers_children_and_others_put_nothing_off() -> None:
    house = told()
    for speaker in ("bram", "unknown", "child"):
        house.hear(LATER, speaker)
    assert house.notifications() == ()


def test_what_somebody_wished_themselves_is_dropped_as_ever() -> None:
    house = Household(new_home()).move_in()
    house.hear(order())
    said = house.hear(LATER).reply
    assert [part.key for part in said.parts] == ["not_ordered"]
    assert house.notifications() == ()


def test_nothing_is_put_off_that_was_told_long_ago() -> None:
    house = told()
    house.hear(Act("stop"))
    house.wait(5 * MINUTE)
    house.hear(Act("out_of_scope", put_off=True))
    assert house.notifications() == ()
