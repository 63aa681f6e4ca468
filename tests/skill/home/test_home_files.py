"""Homes are read whole or not at all; each slip has its line; secrets stay out of sight."""

from datetime import UTC, datetime, time, timedelta
from itertools import product
from pathlib import Path

import pytest

from skill.domain.agenda import is_home
from skill.domain.catalogue import Catalogue
from skill.domain.errors import DataError, Finding
from skill.domain.home import Contact, Control, Providers
from skill.domain.mandate import Allows, Period
from skill.domain.money import Money
from skill.domain.person import Profile, Role
from skill.domain.quiet_hours import QuietHours
from skill.home.agenda_files import read_busy
from skill.home.home_files import HomeFile, home_ids, read_home
from skill.retailers.catalogue_files import read_catalogue

DATA = Path(__file__).parents[3] / "data"
HOMES = ("dunya", "emily", "sander", "thijs")

GOOD = """\
version: 1
home: mill
market: one
control: algorithm
timezone: Europe/Amsterdam
street: Mill Lane
platform: groenmarkt
retailers: [groenmarkt, modehuis]
persons:
  - {id: ada, name: Ada, profile: convenience, role: adult, voice: true, pin: "4711"}
  - {id: bo, name: Bo, role: child}
mandates:
  - {id: m, grantor: ada, category: groceries, allows: [pay], limit_per_order: 40.00,
     granted: 2026-01-05, expires: 2027-01-05}
preferences: {brands: {coffee_beans: brandt}, payment: wallet}
devices:
  - {id: canister, kind: coffee_beans, measures: weight_g, low_below: 150, full: 1000}
contacts: [{id: cupboard_door, covers: [canister]}]
past_orders:
  - days_ago: 3
    retailer: groenmarkt
    lines: [{product: milk_noorderland_halfvol_1000, quantity: 2}]
"""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(DATA)


def _read(tmp_path: Path, content: str, catalogue: Catalogue) -> HomeFile:
    (tmp_path / "homes").mkdir()
    (tmp_path / "homes" / "mill.yml").write_text(content, encoding="utf-8")
    return read_home(tmp_path, "mill", catalogue)


def _findings(tmp_path: Path, content: str, catalogue: Catalogue) -> tuple[Finding, ...]:
    with pytest.raises(DataError) as caught:
        _read(tmp_path, content, catalogue)
    return caught.value.findings


def test_a_good_home_is_read(tmp_path: Path, catalogue: Catalogue) -> None:
    file = _read(tmp_path, GOOD, catalogue)
    assert file.home.head.id == "ada"
    assert file.home.person("bo").role is Role.CHILD  # type: ignore[union-attr]
    assert file.pins == {"ada": "4711"}
    assert "4711" not in repr(file)
    assert file.mandates[0].limit_per_order == Money(40_00)
    assert file.mandates[0].allows == {Allows.PAY}
    assert file.past_orders[0].lines[0].quantity == 2
    assert file.home.contacts == (Contact("cupboard_door", ("canister",)),)
    assert file.home.preferences.quiet is None


def test_a_home_says_when_it_wants_quiet(tmp_path: Path, catalogue: Catalogue) -> None:
    told = GOOD.replace("payment: wallet", 'payment: wallet, quiet: {from: "22:00", until: "07:00"}')
    assert _read(tmp_path, told, catalogue).home.preferences.quiet == QuietHours(time(22), time(7))


@pytest.mark.parametrize(
    ("old", "new", "line", "code"),
    [
        ("home: mill", "home: mil", 2, "wrong-home"),
        ("payment: wallet}", 'payment: wallet, quiet: {from: "22:00"}}', 15, "missing"),
        ("payment: wallet}", 'payment: wallet, quiet: {from: "22:00", until: "7"}}', 15, "bad-time"),
        ("payment: wallet}", 'payment: wallet, quiet: {from: "22:00", until: "22:00"}}', 15, "bad-time"),
        ("market: one", "market: two", 3, "unknown-market"),
        ("market: one", "market: many", 7, "not-here"),
        ("platform: groenmarkt\n", "", 3, "missing"),
        ("platform: groenmarkt", "platform: buurtsuper", 7, "not-linked"),
        ("street: ", "language: fr\nstreet: ", 6, "unknown-language"),
        ("Europe/Amsterdam", "Europe/Amsterdm", 5, "bad-timezone"),
        ("[groenmarkt, modehuis]", "[groenmarkt, modhuis]", 8, "unknown-retailers"),
        ("role: adult, ", "role: child, ", 10, "not-here"),
        ('pin: "4711"', 'pin: "47x1"', 10, "bad-pin"),
        ("id: bo", "id: ada", 11, "doubled"),
        ("profile: convenience", "profile: lazy", 10, "unknown-profile"),
        ('pin: "4711"', "agenda: agendas/none.ics", 10, "missing-file"),
        ("grantor: ada", "grantor: bo", 13, "unknown-grantor"),
        ("allows: [pay]", "allows: [pai]", 13, "unknown-allows"),
        (" limit_per_order: 40.00,", "", 13, "missing"),
        ("limit_per_order: 40.00", "limit_per_order: 0.00", 13, "bad-amount"),
        ("expires: 2027-01-05", "expires: 2025-01-05", 14, "dates-reversed"),
        ("coffee_beans: brandt", "coffee_beans: brand", 15, "unknown-coffee-beans"),
        ("coffee_beans: brandt", "coffee: brandt", 15, "unknown-key"),
        ("kind: coffee_beans", "kind: coffee", 17, "unknown-kind"),
        ("low_below: 150", "low_below: 1500", 17, "bad-number"),
        ("covers: [canister]", "covers: [canistr]", 18, "unknown-covers"),
        ("covers: [canister]", "covers: []", 18, "empty"),
        (", covers: [canister]", "", 18, "missing"),
        ("id: cupboard_door", "id: canister", 18, "doubled"),
        ("covers: [canister]}", "covers: [canister]}, {id: cupboard_door, covers: [canister]}", 18, "doubled"),
        ("retailer: groenmarkt", "retailer: buurtsuper", 21, "unknown-retailer"),
        ("milk_noorderland_halfvol_1000", "milk_noorderland", 22, "unknown-product"),
        ("quantity: 2", "quantity: 0", 22, "bad-number"),
    ],
)
def test_a_slip_is_found_on_its_line(
    tmp_path: Path, catalogue: Catalogue, old: str, new: str, line: int, code: str
) -> None:
    assert old in GOOD
    findings = _findings(tmp_path, GOOD.replace(old, new, 1), catalogue)
    assert (line, code) in [(finding.line, finding.code) for finding in findings]
    assert all(finding.file.endswith("homes/mill.yml") for finding in findings)


def test_nobody_with_the_safety_profile_lets_anything_be_bought_on_its_own(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    content = GOOD.replace("profile: convenience", "profile: safety").replace("allows: [pay]", "allows: [buy]")
    (finding,) = _findings(tmp_path, content, catalogue)
    assert (finding.line, finding.code) == (13, "not-allowed")


@pytest.mark.parametrize("home_id", ["nobody", "../homes/thijs", ""])
def test_an_unknown_home_is_answered_with_the_known_ones(home_id: str) -> None:
    with pytest.raises(DataError) as caught:
        read_home(DATA, home_id)
    assert "thijs" in caught.value.findings[0].hint


def test_the_four_demo_homes_are_the_four_kinds_and_profiles(catalogue: Catalogue) -> None:
    assert home_ids(DATA) == HOMES
    homes = {home_id: read_home(DATA, home_id, catalogue).home for home_id in HOMES}
    assert {(home.market, home.control) for home in homes.values()} == set(product(Providers, Control))
    assert {home.head.profile for home in homes.values()} == set(Profile)
    assert homes["sander"].solar


@pytest.mark.parametrize("home_id", HOMES)
def test_each_demo_home_has_a_past_and_sensors_and_agendas(home_id: str, catalogue: Catalogue) -> None:
    file = read_home(DATA, home_id, catalogue)
    bought = {line.product for order in file.past_orders for line in order.lines}
    assert len(bought) >= 12
    assert 4 <= len(file.past_orders) <= 8
    assert len(file.home.devices) >= 3
    assert file.home.device("coffee_canister") is not None
    adults = {person.id for person in file.home.persons if person.role is Role.ADULT}
    assert set(file.agendas) == adults
    assert set(file.pins) == adults
    # offers come from linked retailers: what was bought before must still be for sale there
    for line_product in bought:
        assert any((retailer, line_product) in catalogue.prices for retailer in file.home.retailers)


def test_what_the_demo_persons_allowed(catalogue: Catalogue) -> None:
    mandates = {home_id: read_home(DATA, home_id, catalogue).mandates for home_id in HOMES}
    assert mandates["sander"] == mandates["emily"] == ()
    (groceries,) = mandates["thijs"]
    assert groceries.limit_per_period is not None
    assert (groceries.limit_per_period.amount, groceries.limit_per_period.period) == (Money(40_00), Period.WEEK)
    assert Allows.BUY not in groceries.allows
    clothing = next(mandate for mandate in mandates["dunya"] if mandate.category == "clothing")
    assert clothing.limit_per_order == Money(100_00)
    assert clothing.ask_above == {"dress": Money(50_00)}


def test_thijs_is_home_after_five_on_every_working_day(catalogue: Catalogue) -> None:
    file = read_home(DATA, "thijs", catalogue)
    zone = file.home.timezone
    for offset in range(7 * 8):
        day = datetime(2026, 3, 2, 17, tzinfo=zone) + timedelta(days=offset)
        busy = read_busy(
            file.agendas["thijs"], day.astimezone(UTC) - timedelta(hours=9), day + timedelta(hours=6), zone
        )
        assert is_home(busy, day, day + timedelta(minutes=15))
        at_work = any(span.title == "Werk" for span in busy)
        assert at_work == (day.weekday() < 5)
