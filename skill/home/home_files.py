"""Reads data/homes: who lives there, what they allow, what they bought before; faults come with file and line."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.catalogue import Catalogue
from skill.domain.errors import DataError, Finding
from skill.domain.home import Contact, Control, Device, Home, Preferences, Providers
from skill.domain.mandate import Mandate
from skill.domain.money import Money
from skill.domain.person import Person, Profile, Role
from skill.domain.quiet_hours import QuietHours
from skill.home.account_files import read_accounts
from skill.home.mandate_files import read_mandates

PAYMENTS = ("payment_request", "direct_debit", "instant_transfer", "wallet", "pay_later")
LANGUAGES = ("nl", "en")
MEASURES = ("weight_g", "volume_ml", "count")
_PIN = re.compile(r"\d{4,8}")
_HOME_KEYS = (
    "home", "market", "control", "timezone", "street", "platform", "retailers", "solar", "language",
    "persons", "mandates", "preferences", "devices", "contacts", "past_orders", "accounts", "wallet",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PastLine:
    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class PastOrder:
    """What was bought before the records begin, `days_ago` counted from the day they begin."""

    days_ago: int
    retailer: str
    lines: tuple[PastLine, ...]


@dataclass(frozen=True, slots=True)
class HomeFile:
    """A home as its file describes it. `pins` and `agendas` are by person; repr hides the pins (A5). `wallet`: what
    was put in it before the records begin."""

    home: Home
    mandates: tuple[Mandate, ...] = ()
    past_orders: tuple[PastOrder, ...] = ()
    pins: Mapping[str, str] = field(default_factory=dict, repr=False)
    agendas: Mapping[str, Path] = field(default_factory=dict)
    wallet: Money = Money(0)


def home_ids(data_dir: Path) -> tuple[str, ...]:
    """The homes that have a file in `data_dir`/homes, by name."""
    return tuple(sorted(path.stem for path in (data_dir / "homes").glob("*.yml")))


def read_home(data_dir: Path, home_id: str, catalogue: Catalogue | None = None) -> HomeFile:
    """The home of that name.

    With a `catalogue`, retailers, kinds, brands and products must be in it as well.
    Raises DataError with every fault in the file; for an unknown home it names the known ones.
    """
    shown = f"{data_dir.name}/homes/{home_id}.yml"
    if home_id not in home_ids(data_dir):
        hint = f"known homes: {', '.join(home_ids(data_dir)) or 'none'}"
        raise DataError([Finding(shown, None, "unknown-home", f"there is no home {home_id!r}", hint)])
    faults = Faults()
    file = open_yaml(data_dir / "homes" / f"{home_id}.yml", shown, faults, _HOME_KEYS)
    faults.raise_any()
    assert file is not None  # noqa: S101 - without a file there was a fault
    if file.id("home") != home_id:
        file.fault("home", "wrong-home", f"the file is called {home_id}.yml", f"write home: {home_id}")
    pins: dict[str, str] = {}
    agendas: dict[str, Path] = {}
    persons = tuple(_persons(file, data_dir / "homes", pins, agendas))
    if not any(person.role is Role.ADULT for person in persons):
        file.fault("persons", "no-adult", "nobody here may decide", "add a person with role: adult")
    home = _home(home_id, file, persons, catalogue)
    mandates = tuple(read_mandates(file, persons, home.retailers, catalogue))
    past_orders = tuple(_past_orders(file, home.retailers, catalogue))
    wallet = file.money("wallet", default=Money(0))
    faults.raise_any()
    return HomeFile(home, mandates, past_orders, pins, agendas, wallet)


def _home(home_id: str, file: Entry, persons: tuple[Person, ...], catalogue: Catalogue | None) -> Home:
    retailers = file.words("retailers", known=catalogue.retailers if catalogue else None, required=True)
    market = Providers(file.choice("market", list(Providers)))
    platform = file.id("platform") if "platform" in file else None
    if market is Providers.ONE and platform is None:
        file.fault("market", "missing", "one provider, but which?", "add platform: <retailer>")
    if market is Providers.MANY and platform is not None:
        file.fault("platform", "not-here", "a home with many providers has no platform", "leave it out")
    if platform is not None and platform not in retailers:
        file.fault("platform", "not-linked", f"{platform!r} is not linked", "add it to retailers")
    devices = tuple(_devices(file, catalogue))
    return Home(
        id=home_id,
        market=market,
        control=Control(file.choice("control", list(Control))),
        timezone=_timezone(file),
        street=file.text("street"),
        retailers=retailers,
        persons=persons,
        devices=devices,
        preferences=_preferences(file, catalogue),
        platform=platform,
        solar=file.flag("solar", default=False),
        accounts=tuple(read_accounts(file, persons)),
        contacts=tuple(_contacts(file, [device.id for device in devices])),
        language=file.choice("language", LANGUAGES, default="nl"),
    )


def _timezone(file: Entry) -> ZoneInfo:
    name = file.text("timezone")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        if name:
            file.fault("timezone", "bad-timezone", f"{name!r} is no time zone", "write Europe/Amsterdam")
        return ZoneInfo("UTC")


def _persons(file: Entry, folder: Path, pins: dict[str, str], agendas: dict[str, Path]) -> Iterator[Person]:
    seen: set[str] = set()
    for entry in file.entries("persons", ["id", "name", "profile", "role", "voice", "pin", "agenda"], required=True):
        person_id = entry.id("id")
        role = Role(entry.choice("role", list(Role)))
        if person_id in seen:
            entry.fault("id", "doubled", f"two persons are called {person_id!r}", "give each an id of its own")
        seen.add(person_id)
        if role is Role.ADULT:
            profile = Profile(entry.choice("profile", list(Profile)))
        else:
            profile = Profile.CONVENIENCE
            for key in ("profile", "pin"):
                if key in entry:
                    entry.fault(key, "not-here", f"a child has no {key}", "leave it out")
        if "pin" in entry:
            pins[person_id] = entry.text("pin")
            if not _PIN.fullmatch(pins[person_id]):
                entry.fault("pin", "bad-pin", "a PIN is four to eight digits", 'write pin: "0000"')
        if "agenda" in entry:
            agendas[person_id] = folder / entry.text("agenda")
            if not agendas[person_id].is_file():
                entry.fault("agenda", "missing-file", f"there is no file {entry.text('agenda')!r}")
        yield Person(person_id, entry.text("name"), profile, role, entry.flag("voice", default=False))


def _devices(file: Entry, catalogue: Catalogue | None) -> Iterator[Device]:
    seen: set[str] = set()
    for entry in file.entries("devices", ["id", "kind", "measures", "low_below", "full"]):
        device = Device(
            id=entry.id("id"),
            kind=entry.id("kind"),
            measures=entry.choice("measures", MEASURES),
            low_below=entry.whole("low_below", least=1),
            full=entry.whole("full", least=1),
        )
        _check_kind(entry, device.kind, catalogue)
        if device.id in seen:
            entry.fault("id", "doubled", f"two devices are called {device.id!r}", "give each an id of its own")
        seen.add(device.id)
        if device.low_below >= device.full:
            entry.fault("low_below", "bad-number", "it would be low even when full", "low_below is less than full")
        yield device


def _contacts(file: Entry, devices: Collection[str]) -> Iterator[Contact]:
    seen: set[str] = set()
    for entry in file.entries("contacts", ["id", "covers"]):
        contact = Contact(entry.id("id"), entry.words("covers", known=devices, required=True))
        if contact.id in seen or contact.id in devices:
            entry.fault("id", "doubled", f"two sensors are called {contact.id!r}", "give each an id of its own")
        seen.add(contact.id)
        if "covers" in entry and not contact.covers:
            entry.fault("covers", "empty", "it covers no device", f"of devices: {', '.join(devices) or 'none'}")
        yield contact


def _check_kind(entry: Entry, kind: str, catalogue: Catalogue | None) -> None:
    if catalogue is not None:
        entry.check_known("kind", kind, catalogue.kinds)


def _preferences(file: Entry, catalogue: Catalogue | None) -> Preferences:
    entry = file.entry("preferences", ["brands", "payment", "quiet"], required=False)
    if entry is None:
        return Preferences()
    section = entry.entry("brands", catalogue.kinds if catalogue else None, required=False)
    brands = (
        {kind: section.choice(kind, _brands(catalogue, section.text(kind))) for kind in section or ()}
        if section
        else {}
    )
    payment = entry.choice("payment", PAYMENTS, default="payment_request")
    return Preferences(brands, payment, _quiet(entry.entry("quiet", ["from", "until"], required=False)))


def _quiet(entry: Entry | None) -> QuietHours | None:
    if entry is None:
        return None
    start, until = entry.time_of_day("from"), entry.time_of_day("until")
    if start == until:
        entry.fault("until", "bad-time", "they begin when they end", 'write from: "22:00" and until: "07:00"')
        return None
    return QuietHours(start, until)


def _brands(catalogue: Catalogue | None, written: str) -> Collection[str]:
    return catalogue.brands if catalogue else (written,)


def _past_orders(file: Entry, retailers: Collection[str], catalogue: Catalogue | None) -> Iterator[PastOrder]:
    for entry in file.entries("past_orders", ["days_ago", "retailer", "lines"]):
        retailer = entry.choice("retailer", retailers)
        lines = []
        for line in entry.entries("lines", ["product", "quantity"], required=True):
            product = line.id("product")
            if catalogue is not None and (retailer, product) not in catalogue.prices:
                hint = "choose one that stands in the prices of that retailer"
                line.fault("product", "unknown-product", f"{retailer} does not sell {product!r}", hint)
            lines.append(PastLine(product, line.whole("quantity", least=1, most=99)))
        yield PastOrder(entry.whole("days_ago", least=1, most=730), retailer, tuple(lines))
