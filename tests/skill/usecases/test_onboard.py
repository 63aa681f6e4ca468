"""A home that came in halfway comes in whole the next time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from skill.composition import compose, read_world
from skill.recognition import nobody_listens
from skill.records.sqlite import SqliteRecords
from skill.settings import Settings
from tests.household import QUICK_PINS


class Killed(Exception):
    pass


class KilledBeforeTheEnd(SqliteRecords):
    """The process ends where a home is registered."""

    def add_home(self, home: str, at: datetime) -> bool:
        raise Killed


def test_a_home_whose_process_was_killed_has_its_mandates_and_pins_afterwards(data_dir: Path, tmp_path: Path) -> None:
    settings = Settings(data_dir=data_dir, var_dir=tmp_path)
    world = read_world(settings, hearing=nobody_listens)
    path = tmp_path / "boodschap.db"
    with pytest.raises(Killed):
        compose(settings, world=world, records=KilledBeforeTheEnd(path), pins=QUICK_PINS)
    records = SqliteRecords(path)
    assert records.homes() == ()
    for _ in range(2):
        compose(settings, world=world, records=records, pins=QUICK_PINS)
    assert set(records.homes()) == set(world.homes)
    for name, file in world.homes.items():
        with records.reading(name) as kept:
            assert [each.id for each in kept.mandates()] == [each.id for each in file.mandates]
            assert {pin.person for pin in kept.pins()} == set(file.pins)
            assert len(kept.orders()) == len(file.past_orders)
