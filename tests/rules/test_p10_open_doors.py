"""P10: a reading behind an open door is in doubt: it makes no shortage, changes nothing that is known of the stock, and
what tells of the door asks for nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from skill.domain.home import Contact, Device
from skill.domain.pantry import BELIEVED_OPEN, Judgement, PantryState
from skill.domain.report import Report
from skill.usecases import contacts, hear_sensors
from skill.usecases.hear_sensors import Heard
from tests.building import DAY, HOME, HOUR, MINUTE, NOW, SECOND, mandate
from tests.household import Household, new_home

DOOR = Contact("door", ("canister", "fridge"))
LID = Contact("lid", ("canister",))


def household(*found: Contact) -> Household:
    return Household(new_home(replace(HOME, contacts=found or (DOOR,)))).move_in(mandate())


def amount(weight_g: int, at: datetime) -> Report:
    return Report(("canister",), at, (("weight_g", Decimal(weight_g)),))


def told(opened: bool, at: datetime, name: str = "door") -> Report:
    return Report((name,), at, open=opened)


def hear(house: Household, *reports: Report) -> tuple[Heard, ...]:
    return hear_sensors.run(house.home.id, reports, house.parts)


def judgements(heard: Sequence[Heard]) -> list[Judgement | None]:
    return [each.outcome.judgement for each in heard if each.outcome is not None]


def stock(house: Household) -> PantryState:
    with house.records.reading(house.home.id) as tx:
        return tx.pantry("canister")


@pytest.mark.parametrize("weight_g", [0, 50, 900, 10**6])
def test_p10_behind_an_open_door_nothing_is_learned_and_nothing_asked(weight_g: int) -> None:
    house = household()
    hear(house, amount(800, NOW))
    before = stock(house)
    house.clock.turn(MINUTE)
    hear(house, told(True, house.clock.now))
    assert judgements(hear(house, amount(weight_g, house.clock.now))) == [Judgement.DOUBTFUL]
    assert house.sense(weight_g + 1).judgement is Judgement.DOUBTFUL, "by whichever way it comes"
    assert stock(house) == before
    assert (house.orders(), house.notifications()) == ((), ())


def test_p10_once_it_is_closed_readings_count() -> None:
    house = household()
    house.clock.turn(MINUTE)
    hear(house, told(True, NOW), told(False, NOW + SECOND))
    assert house.sense(50).decided == "placed"


def test_p10_what_is_open_is_believed_for_half_an_hour_after_it_was_told_last() -> None:
    house = household()
    hear(house, told(True, NOW))
    house.clock.turn(20 * MINUTE)
    hear(house, told(True, house.clock.now))
    house.clock.turn(BELIEVED_OPEN)
    assert house.sense(50).judgement is Judgement.DOUBTFUL
    house.clock.turn(SECOND)
    assert house.sense(50).decided == "placed"


def test_p10_the_moment_of_the_reading_counts_and_not_that_of_its_arrival() -> None:
    house = household()
    house.clock.turn(HOUR)
    heard = hear(
        house,
        told(True, NOW),
        amount(50, NOW + MINUTE),
        told(False, NOW + 2 * MINUTE),
        amount(60, NOW + 90 * SECOND),
        amount(900, NOW + 3 * MINUTE),
    )
    assert judgements(heard) == [
        Judgement.OPEN, Judgement.DOUBTFUL, Judgement.CLOSED, Judgement.DOUBTFUL, Judgement.ENOUGH
    ]  # fmt: skip


def test_p10_a_door_that_opened_afterwards_takes_no_shortage_back() -> None:
    """One batch: what may ask for something is considered last, when what came after it is known as well."""
    house = household()
    house.clock.turn(HOUR)
    heard = hear(house, amount(50, NOW), told(True, NOW + MINUTE))
    assert {each.outcome.decided for each in heard if each.outcome} == {"placed", None}


def test_p10_what_a_door_does_not_cover_is_believed() -> None:
    house = household(replace(DOOR, covers=("fridge",)))
    hear(house, told(True, NOW))
    assert house.sense(50).decided == "placed"


def test_p10_one_open_cover_of_two_is_enough_to_doubt() -> None:
    house = household(DOOR, LID)
    hear(house, told(False, NOW), told(True, NOW, "lid"))
    assert house.sense(50).judgement is Judgement.DOUBTFUL


@pytest.mark.parametrize("opened", [True, False])
def test_p10_a_contact_by_itself_asks_for_nothing(opened: bool) -> None:
    house = household()
    hear(house, amount(800, NOW))
    before = stock(house)
    for _ in range(5):
        house.clock.turn(HOUR)
        [heard] = hear(house, told(opened, house.clock.now))
        assert heard.outcome is not None
        assert heard.outcome.decided is None
    assert stock(house) == before
    assert (house.orders(), house.notifications()) == ((), ())


def test_p10_a_contact_whose_clock_runs_ahead_silences_nothing_longer() -> None:
    house = household()
    hear(house, told(True, NOW + 60 * DAY))
    house.clock.turn(BELIEVED_OPEN + SECOND)
    assert house.sense(50).decided == "placed"


def test_p10_a_doubtful_reading_does_not_make_a_container_larger() -> None:
    """More than it held is believed when it was seen twice: a hand on it behind the door is not the other time."""
    house = household()
    tin = Device("canister", "coffee_beans", "weight_g", 150, 1000, learns=True)
    with house.records.transaction(house.home.id) as tx:
        tx.keep_mapped_device(tin, NOW)
    house.clock.turn(SECOND)
    heard = hear(house, told(True, NOW), amount(1500, NOW), told(False, NOW + SECOND))
    assert judgements(heard) == [Judgement.OPEN, Judgement.DOUBTFUL, Judgement.CLOSED]
    house.clock.turn(15 * MINUTE)
    hear(house, amount(1500, house.clock.now))
    with house.records.reading(house.home.id) as tx:
        assert tx.mapped_devices() == (tin,)


def test_an_unknown_contact_is_noted_and_a_known_one_never() -> None:
    house = household()
    [heard] = hear(house, told(True, NOW, "window"))
    assert heard.why == "unknown"
    assert hear(house, Report(("door",), NOW, why="silent"))[0].why == "silent"
    [lid] = hear(house, told(True, NOW, "canister"))
    assert lid.why == "silent", "a stock that tells of its lid alone"
    with house.records.reading(house.home.id) as tx:
        assert [(each.source, each.why) for each in tx.strange_messages()] == [("window", "unknown")]
        assert tx.unmapped_devices(9) == (), "it measures nothing that a stock could be"


def test_of_a_contact_a_day_is_kept_and_what_it_told_last() -> None:
    house = household()
    assert judgements(hear(house, told(True, NOW), told(True, NOW))) == [Judgement.OPEN, Judgement.DUPLICATE]
    house.clock.turn(3 * DAY)
    with house.records.reading(house.home.id) as tx:
        last = contacts.last_told(DOOR, tx, house.clock.now)
    assert last is not None
    assert (last[0].at, last[1]) == (NOW, Judgement.OPEN)
    hear(house, told(False, house.clock.now))
    with house.records.reading(house.home.id) as tx:
        assert [judged for _, judged in tx.readings_since("door", NOW)] == [Judgement.CLOSED]
