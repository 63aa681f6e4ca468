"""Processes that order from one household at the same time, each at its own device."""

from __future__ import annotations

import uuid
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path

from skill.domain.home import Home
from skill.payments.simulated_rail import SimulatedRail
from skill.records.sqlite import SqliteRecords
from skill.retailers.simulated import SimulatedRetailers
from tests.building import HOME, order
from tests.household import Household


def racing_home(number: int) -> Home:
    return replace(HOME, id=f"race{number}")


def household(folder: Path, number: int = 0) -> Household:
    """One of the homes on the files of `folder`, as a process of its own sees it."""
    return Household(
        home=racing_home(number),
        records=SqliteRecords(folder / "records.db", busy_s=30),
        retailers=SimulatedRetailers(folder / "retailers.db"),
        rail=SimulatedRail(folder / "bank.db"),
        new_id=lambda: uuid.uuid4().hex,  # type: ignore[arg-type]
    )


def orders_again_and_again(folder: Path, device: str, times: int, start: Barrier) -> None:
    """What a household does that cannot hear enough of its own beans."""
    house = household(folder)
    start.wait(60)
    for number in range(times):
        house.hear(order(), on=device, request=f"{device} {number}")
    house.records.close()  # type: ignore[attr-defined]


def orders_once_in_each(folder: Path, device: str, homes: int, start: Barrier) -> None:
    """One order in each home, begun together with the others."""
    house = household(folder)
    for number in range(homes):
        house.home = racing_home(number)
        start.wait(60)
        house.hear(order(), on=device, request=device)
    house.records.close()  # type: ignore[attr-defined]
