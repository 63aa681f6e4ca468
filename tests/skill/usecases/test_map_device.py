"""A sensor that nobody declared: it is heard, the household says what it is for, and from then on it is a stock."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from skill.dialogue.effects import MapDevice
from skill.domain.home import Device
from skill.domain.pantry import Judgement, PantryState
from skill.domain.report import PERCENT, Report
from skill.usecases import hear_sensors, map_device
from skill.usecases.carry_out import carry_out
from skill.usecases.hear_sensors import Heard
from skill.usecases.picture import situation
from skill.usecases.ports import HomeRecords
from tests.building import CANISTER, HOUR, METHODS, NOW, SECOND
from tests.household import SIGNER, Household

MINUTES = timedelta(minutes=1)


def tell(house: Household, source: str, amount: int, measures: str = "weight_g") -> Heard:
    house.clock.turn(SECOND)
    report = Report((source,), house.clock.now, ((measures, Decimal(amount)),))
    [heard] = hear_sensors.run(house.home.id, [report], house.parts)
    return heard


def say_it_is_for(house: Household, device: str, kind: str) -> None:
    with house.records.transaction(house.home.id) as tx:
        effect = MapDevice(device, kind)
        carry_out(effect, house.home, tx, house.clock.now, house.new_id, METHODS, SIGNER)


def mapped(house: Household) -> tuple[Device, ...]:
    with house.records.reading(house.home.id) as tx:
        return tx.mapped_devices()


def unmapped(house: Household, tx: HomeRecords) -> list[str]:
    picture = situation(house.parts, house.home, tx, house.retailers.outside(), (), house.clock.now)
    return [each.name for each in picture.unmapped]


def test_an_unknown_sensor_is_offered_with_what_it_measures_and_after_mapping_no_more() -> None:
    house = Household().move_in()
    assert tell(house, "tin", 640).why == "unknown"
    tell(house, "door", 1, "count")
    tell(house, "tin", 80)
    with house.records.reading(house.home.id) as tx:
        assert unmapped(house, tx) == ["tin", "door"]
    say_it_is_for(house, "tin", "coffee_beans")
    assert mapped(house) == (Device("tin", "coffee_beans", "weight_g", 120, 800, learns=True),)
    with house.records.reading(house.home.id) as tx:
        assert unmapped(house, tx) == ["door"]


def test_what_it_stands_for_runs_short_and_is_told_of() -> None:
    house = Household().move_in()
    tell(house, "tin", 640)
    say_it_is_for(house, "tin", "milk")
    heard = tell(house, "tin", 60)
    assert heard.outcome is not None
    assert (heard.outcome.judgement, heard.outcome.decided, heard.outcome.kind) == (
        Judgement.SHORTAGE, "notified", "milk"
    )  # fmt: skip
    with house.records.transaction(house.home.id) as tx:
        assert [note.subject for note in tx.notifications()] == ["milk"]
        # Answered by a no, which speaks of kinds: the mapped tin is among them.
        picture = situation(house.parts, house.home, tx, house.retailers.outside(), (), house.clock.now)
        assert picture.home.device("tin") is not None


def test_a_device_of_the_home_file_can_be_for_something_else_and_begins_anew() -> None:
    house = Household().move_in()
    assert house.sense(70).decided == "notified"
    say_it_is_for(house, CANISTER.id, "milk")
    with house.records.reading(house.home.id) as tx:
        assert tx.pantry(CANISTER.id) == PantryState(CANISTER.id)
        assert tx.notifications() == ()
    assert house.sense(60).kind == "milk"
    with house.records.transaction(house.home.id) as tx:
        assert map_device.undo(CANISTER.id, house.home, tx, house.clock.now)
        assert not map_device.undo(CANISTER.id, house.home, tx, house.clock.now)
    assert house.sense(60).kind == "coffee_beans"


@pytest.mark.parametrize(
    ("measures", "most", "full", "low"),
    [
        ("weight_g", 640, 800, 120),
        ("weight_g", 1, 2, 1),
        ("weight_g", 1000, 1000, 150),
        ("weight_g", 1001, 1200, 180),
        ("count", 7, 8, 2),
        ("count", 11, 12, 3),
        (PERCENT, 40, 100, 15),
    ],
)
def test_what_it_holds_is_learned_from_what_was_heard(measures: str, most: int, full: int, low: int) -> None:
    house = Household().move_in()
    tell(house, "tin", most, measures)
    say_it_is_for(house, "tin", "milk")
    [device] = mapped(house)
    assert (device.full, device.low_below, device.learns) == (full, low, measures != PERCENT)


def test_a_tin_that_was_nearly_empty_when_it_was_mapped_grows_once_more_was_seen_twice() -> None:
    house = Household().move_in()
    tell(house, "tin", 80)
    say_it_is_for(house, "tin", "coffee_beans")
    first = tell(house, "tin", 740)
    assert first.outcome is not None
    assert first.outcome.judgement is Judgement.IMPOSSIBLE
    assert mapped(house)[0].full == 80
    house.clock.turn(HOUR)
    assert tell(house, "tin", 735).outcome == hear_sensors.ShortageOutcome(Judgement.ENOUGH, None, "coffee_beans")
    assert mapped(house) == (Device("tin", "coffee_beans", "weight_g", 120, 800, learns=True),)


def test_a_hand_on_the_scale_teaches_nothing() -> None:
    house = Household().move_in()
    tell(house, "tin", 80)
    say_it_is_for(house, "tin", "coffee_beans")
    for amount in (4000, 4000, 800):
        tell(house, "tin", amount)
    assert mapped(house)[0].full == 80


def test_what_the_household_says_of_it_is_not_learned_over() -> None:
    house = Household().move_in()
    tell(house, "tin", 80)
    with house.records.transaction(house.home.id) as tx:
        map_device.run("tin", "milk", house.home, tx, NOW, full=500, low_below=50)
        assert tx.mapped_devices() == (Device("tin", "milk", "weight_g", 50, 500),)
        with pytest.raises(ValueError, match="between"):
            map_device.run("tin", "milk", house.home, tx, NOW, full=500, low_below=500)


def test_a_sensor_that_was_never_heard_cannot_be_mapped() -> None:
    house = Household().move_in()
    with pytest.raises(LookupError, match="was heard"):
        say_it_is_for(house, "tin", "coffee_beans")


def test_many_messages_of_one_unknown_sensor_are_counted_in_one_row() -> None:
    house = Household().move_in()
    amounts = (300, 640, 80)
    reports = [Report(("tin",), NOW, (("weight_g", Decimal(amount)),)) for amount in amounts]
    hear_sensors.run(house.home.id, [*reports, Report(("tin",), NOW, why="silent")], house.parts)
    with house.records.reading(house.home.id) as tx:
        [tin] = tx.strange_messages()
    assert (tin.times, tin.measures, tin.most) == (4, "weight_g", 640)
