"""Many homes of every profile and kind, each with five stocks, after the demo homes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import product

from skill.domain.agenda import Busy
from skill.domain.catalogue import Catalogue
from skill.domain.home import Control, Device, Providers
from skill.domain.mandate import Allows
from skill.domain.money import Money
from skill.domain.person import Profile
from skill.home.home_files import HomeFile
from skill.stories.scripted import home_of_kind
from skill.usecases.outside_ports import Errand

LIKE = {
    Profile.CONVENIENCE: "thijs",
    Profile.SAVER: "sander",
    Profile.EARLY_ADOPTER: "dunya",
    Profile.SAFETY: "emily",
}
KINDS = tuple(product(Providers, Control))
WALLET = Money(500_000)
"""What an early adopter puts in for a year."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A device and how its stock goes: `portion` of its unit at a time, so many `times` in half a day; `pack`: how much
    of its unit is in what the catalogue sizes otherwise (washes)."""

    device: Device
    portion: int
    times: tuple[int, int]
    pack: int | None = None


EVERYWHERE = (
    Stock(Device("coffee_canister", "coffee_beans", "weight_g", low_below=150, full=1000), 9, (1, 2)),
    Stock(Device("fridge_milk", "milk", "volume_ml", low_below=300, full=2000), 150, (0, 2)),
    Stock(Device("egg_tray", "eggs", "count", low_below=3, full=12), 1, (0, 1)),
)
SOMEWHERE = (
    Stock(Device("cat_feeder", "cat_food", "weight_g", low_below=300, full=2500), 60, (0, 1)),
    Stock(Device("detergent_bottle", "detergent", "weight_g", low_below=250, full=2000), 50, (0, 1), pack=2000),
    Stock(Device("diaper_box", "diapers", "count", low_below=10, full=60), 1, (1, 3)),
    Stock(Device("olive_oil_bottle", "olive_oil", "weight_g", low_below=100, full=1000), 15, (0, 1), pack=700),
)


def stocks_of(number: int) -> tuple[Stock, ...]:
    """What home `number` measures: three stocks that all have, and two of the others."""
    return (*EVERYWHERE, *(SOMEWHERE[(number + step) % len(SOMEWHERE)] for step in (0, 1)))


def street(count: int, files: Mapping[str, HomeFile], catalogue: Catalogue) -> Iterator[tuple[int, HomeFile]]:
    """So many homes by number: each profile in each kind of home in turn."""
    for number in range(count):
        profile = tuple(Profile)[number % 4]
        like = files[LIKE[profile]]
        home = home_of_kind(like.home, KINDS[number // 4 % 4], catalogue)
        home = replace(home, id=f"home{number:05d}", devices=tuple(stock.device for stock in stocks_of(number)))
        mandates = like.mandates
        if profile is Profile.CONVENIENCE and number // 16 % 2:
            # Half of them let everything inside the mandate go by itself, as the others let it be paid.
            mandates = tuple(replace(each, allows=each.allows | {Allows.BUY}) for each in mandates)
        wallet = WALLET if like.wallet else Money(0)
        yield number, replace(like, home=home, mandates=mandates, wallet=wallet)


class WorkingDays:
    """Agendas of people who work on four days of the week; what is put into them is taken and not kept."""

    def busy(self, home: str, person: str, start: datetime, end: datetime) -> tuple[Busy, ...]:  # noqa: ARG002
        """From eight to four, UTC."""
        first = start.replace(hour=8, minute=0, second=0, microsecond=0)
        days = (first + timedelta(days=day) for day in range((end - start).days + 1))
        return tuple(Busy(day, day + timedelta(hours=8)) for day in days if day.weekday() not in (2, 5, 6))

    def keeps(self, home: str, person: str) -> bool:  # noqa: ARG002
        """All do."""
        return True

    def run(self, home: str, errand: Errand) -> None:
        """A reminder."""
