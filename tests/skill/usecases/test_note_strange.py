"""Whoever may publish may name as many sensors as he likes: a home keeps the latest, and how many it does not keep."""

from __future__ import annotations

from decimal import Decimal

import pytest

from skill.domain.report import Report
from skill.usecases import hear_sensors, map_device, note_strange
from tests.building import NOW, SECOND
from tests.household import Household


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(note_strange, "KEPT", 3)


def hear(house: Household, *names: str) -> None:
    house.clock.turn(SECOND)
    reports = [Report((name,), NOW, (("weight_g", Decimal(70)),)) for name in names]
    hear_sensors.run(house.home.id, reports, house.parts)


def test_the_latest_sensors_are_kept_and_the_messages_of_the_others_counted() -> None:
    house = Household().move_in()
    hear(house, "tin", "tin", "jar")
    hear(house, "a", "b", "c")
    with house.records.reading(house.home.id) as tx:
        assert [each.name for each in map_device.unmapped(house.home, tx)] == ["a", "b", "c"]
        assert note_strange.forgotten(tx) == 3
    hear(house, "tin")
    with house.records.reading(house.home.id) as tx:
        assert [each.name for each in map_device.unmapped(house.home, tx)] == ["tin", "a", "b"]
        assert note_strange.forgotten(tx) == 4


def test_no_message_is_lost_from_the_count() -> None:
    house = Household().move_in()
    for number in range(50):
        hear(house, f"ghost-{number}", f"ghost-{number // 2}")
    with house.records.reading(house.home.id) as tx:
        assert sum(each.times for each in tx.strange_messages()) == 100
        assert len(tx.strange_messages()) == 4


def test_a_reading_of_an_unknown_device_counts_as_well() -> None:
    house = Household().move_in()
    for number in range(9):
        house.sense(5, f"ghost-{number}")
    with house.records.reading(house.home.id) as tx:
        assert (len(tx.strange_messages()), note_strange.forgotten(tx)) == (4, 6)


def test_one_that_speaks_again_may_still_be_mapped_when_others_crowded_it_out() -> None:
    house = Household().move_in()
    hear(house, "tin")
    hear(house, "a", "b", "c")
    with house.records.transaction(house.home.id) as tx, pytest.raises(LookupError, match="was heard"):
        map_device.run("tin", "coffee_beans", house.home, tx, NOW)
    hear(house, "tin")
    with house.records.transaction(house.home.id) as tx:
        assert map_device.run("tin", "coffee_beans", house.home, tx, NOW).kind == "coffee_beans"
