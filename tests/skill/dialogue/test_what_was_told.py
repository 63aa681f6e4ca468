"""What somebody told comes first: their brand, shop, pack and part of the day; what they would rather not have last."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest

from skill.dialogue import offering
from skill.dialogue.situation import Situation
from skill.domain.home import Asking, Control, PackSize, PartOfDay, Preferences, Providers
from skill.domain.market import Market, Outside
from skill.domain.preference import (
    NO_MORE,
    WHOLE_HOME,
    About,
    Choice,
    Preference,
    hours_of,
    in_force,
    quiet,
    stated,
    suggestion,
)
from skill.domain.quiet_hours import QuietHours
from tests.building import ANNA, BRAM, CATALOGUE, DAY, NOW, ZONE, home, situation, voice_of


def seen(preferences: Preferences) -> Situation:
    """Bram's home, with many retailers."""
    house = replace(home(Control.CONSUMER, Providers.MANY), preferences=preferences)
    dark = replace(CATALOGUE.products["beans"], labels=frozenset({"dark"}))
    catalogue = replace(CATALOGUE, products={**CATALOGUE.products, "beans": dark})
    market = Market(catalogue, Outside(), ZONE, house.street)
    return situation(voice_of(BRAM), home=house, market=market)


@pytest.mark.parametrize(
    ("preferences", "first"),
    [
        (Preferences(), ("decaf", "grocer")),
        (Preferences(brands={"coffee_beans": "roast"}), ("beans", "grocer")),
        (Preferences(retailers={"groceries": "corner"}), ("beans", "corner")),
        (Preferences(retailers={"groceries": "corner"}, avoided=frozenset({"roast"})), ("decaf", "grocer")),
        (Preferences(brands={"coffee_beans": "roast"}, avoided=frozenset({"grocer"})), ("beans", "corner")),
        (Preferences(labels={"": frozenset({"dark"})}), ("beans", "grocer")),
        (Preferences(labels={"coffee_beans": frozenset({"dark"})}), ("beans", "grocer")),
        (Preferences(labels={"milk": frozenset({"dark"})}), ("decaf", "grocer")),
        (Preferences(labels={"": frozenset({"dark"})}, avoided=frozenset({"dark"})), ("decaf", "grocer")),
    ],
)
def test_what_was_told_comes_first(preferences: Preferences, first: tuple[str, str]) -> None:
    best = offering.offers(seen(preferences), ["beans", "decaf"], most=1)[0]
    assert (best.line.product, best.quote.retailer) == first


def test_a_pack_that_is_preferred_is_the_largest_that_there_is() -> None:
    """All packs here are as large: each fits as well, and nothing else is decided by it."""
    found = offering.offers(seen(Preferences(sizes={"": PackSize.LARGE})), ["beans", "decaf"])
    assert all("preferred_size" in offer.reasons for offer in found)


@pytest.mark.parametrize("part", list(PartOfDay))
def test_a_delivery_comes_in_the_part_of_the_day_that_is_preferred(part: PartOfDay) -> None:
    slot = offering.best_slot(seen(Preferences(part_of_day=part)), "corner")
    plain = offering.best_slot(seen(Preferences()), "corner")
    assert slot is not None
    offered = {PartOfDay.of(at.start.astimezone(ZONE).time()) for at in seen(Preferences()).market.slots("corner", NOW)}
    expected = part if part in offered else PartOfDay.of(plain.start.astimezone(ZONE).time()) if plain else None
    assert PartOfDay.of(slot.start.astimezone(ZONE).time()) is expected


def test_quiet_hours_read_back_equal() -> None:
    hours = QuietHours(time(22, 30), time(7))
    assert hours_of(quiet(hours).value) == hours


def test_ones_own_preference_goes_before_the_homes_and_nobody_elses_counts() -> None:
    filed = Preferences(brands={"coffee_beans": "roast"}, quiet=QuietHours(time(22), time(7)))
    told = (
        Preference("anna", About.BRAND, "coffee_beans", "other", NOW),
        Preference("bram", About.ASKING, "", "less", NOW),
        Preference(WHOLE_HOME, About.QUIET, "", NO_MORE),
    )
    anna, bram = in_force(filed, told, ANNA.id), in_force(filed, told, BRAM.id)
    assert (anna.brands, anna.asking, anna.quiet) == ({"coffee_beans": "other"}, None, None)
    assert (bram.brands, bram.asking, bram.quiet) == ({"coffee_beans": "roast"}, Asking.LESS, None)
    assert [each.value for each in stated(filed, told)] == ["roast", "other", "less", NO_MORE]


ROAST, PLAIN = (Choice("coffee_beans", "groceries", brand, "grocer", PackSize.SMALL) for brand in ("roast", "plain"))


@pytest.mark.parametrize(
    ("chosen", "first", "asked"),
    [
        ([ROAST] * 3, PLAIN, "roast"),
        ([ROAST] * 2, PLAIN, None),
        ([ROAST, PLAIN, ROAST, ROAST], PLAIN, None),
        ([ROAST] * 3, ROAST, None),
        ([], PLAIN, None),
    ],
)
def test_three_times_the_same_against_what_came_first_is_a_habit(
    chosen: list[Choice], first: Choice, asked: str | None
) -> None:
    found = suggestion(chosen, first, Preferences(), (), "bram", NOW)
    assert (found.value if found else None) == asked


def test_no_habit_is_asked_about_that_is_known_or_was_asked_lately() -> None:
    lately = Preference("bram", About.SUGGESTED, "brand:coffee_beans", "roast", NOW - DAY)
    habit = [ROAST] * 3
    assert suggestion(habit, PLAIN, Preferences(), (lately,), "bram", NOW) is None
    assert suggestion(habit, PLAIN, Preferences(), (replace(lately, person="anna"),), "bram", NOW) is not None
    assert suggestion(habit, PLAIN, Preferences(brands={"coffee_beans": "roast"}), (), "bram", NOW) is None
    assert suggestion(habit, PLAIN, Preferences(asking=Asking.LESS), (), "bram", NOW) is None
