"""A home: its people, its kind (two axes), its retailers and its sensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from skill.domain.person import Person, Role
from skill.domain.quiet_hours import QuietHours


class Providers(StrEnum):
    """Axis one: many providers, or one dominant platform."""

    MANY = "many"
    ONE = "one"


class Control(StrEnum):
    """Axis two: who decides."""

    CONSUMER = "consumer"
    ALGORITHM = "algorithm"


@dataclass(frozen=True, slots=True)
class Device:
    """A sensor that stands for the stock of one kind of product; a reading below `low_below` is a shortage.

    `measures` is weight_g, volume_ml, count or percent. `learns`: `full` was taken from what was heard so far, and
    grows when more is seen.
    """

    id: str
    kind: str
    measures: str
    low_below: int
    full: int
    learns: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A sensor that tells open from closed, on what `covers` these devices: behind an open door a scale is touched."""

    id: str
    covers: tuple[str, ...]


class PackSize(StrEnum):
    LARGE = "large"
    SMALL = "small"


class Asking(StrEnum):
    """How much a person wants to be asked. It is no permission: preference.py says what it may change."""

    LESS = "less"
    MORE = "more"


class PartOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @classmethod
    def of(cls, clock: time) -> PartOfDay:
        """Up to noon, up to six, and after that."""
        if clock < time(12):
            return cls.MORNING
        return cls.AFTERNOON if clock < time(18) else cls.EVENING


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the household told: preferred brand per kind, the way to pay, and when nothing is announced.

    What one person told beside it (preference.py): `retailers` by category, `sizes` and `labels` (of products:
    organic) by kind and `payments` by retailer ("" is all of them), `avoided` brands, retailers and labels, how much to
    ask and when to deliver.
    """

    brands: Mapping[str, str] = field(default_factory=dict)
    payment: str = "payment_request"
    quiet: QuietHours | None = None
    retailers: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, PackSize] = field(default_factory=dict)
    payments: Mapping[str, str] = field(default_factory=dict)
    avoided: frozenset[str] = frozenset()
    labels: Mapping[str, frozenset[str]] = field(default_factory=dict)
    asking: Asking | None = None
    part_of_day: PartOfDay | None = None

    def payment_at(self, retailer: str) -> str:
        """The way to pay there: told for that retailer, else for all, else what the home's file tells."""
        return self.payments.get(retailer) or self.payments.get("") or self.payment


@dataclass(frozen=True, slots=True)
class SepaMandate:
    """A signed direct debit mandate (M5). `notice_days`: how long before it a debit is announced. `ends`: the last
    debit is collected before that day."""

    id: str
    signed: date
    notice_days: int = 14
    one_off: bool = False
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class LinkedAccount:
    """A person's bank account, linked on `linked` with strong authentication at their bank, or without (`strongly`).
    The IBAN shows in no repr (A5)."""

    person: str
    holder: str
    iban: str = field(repr=False)
    linked: date
    strongly: bool
    debit: SepaMandate | None = None
    psp_customer: str | None = field(default=None, repr=False)
    """Who the person is at the payment provider, where they gave a mandate there (cst_...)."""


@dataclass(frozen=True, slots=True)
class Home:
    """`language`: what is written for them unasked, such as a delivery in an agenda, is in it."""

    id: str
    market: Providers
    control: Control
    timezone: ZoneInfo
    street: str
    retailers: tuple[str, ...]
    persons: tuple[Person, ...]
    devices: tuple[Device, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
    platform: str | None = None
    solar: bool = False
    accounts: tuple[LinkedAccount, ...] = ()
    contacts: tuple[Contact, ...] = ()
    language: str = "nl"

    @property
    def suggestions(self) -> int:
        """How many offers are proposed: three where the consumer decides, one where the algorithm does; fewer or more
        for who asked for that, which lets nobody buy more (each is still asked about)."""
        match self.preferences.asking:
            case Asking.LESS:
                return 1
            case Asking.MORE:
                return 3
            case None:
                return 3 if self.control is Control.CONSUMER else 1

    @property
    def head(self) -> Person:
        """The first adult: the default speaker, and the one whose notifications sensors raise."""
        return next(person for person in self.persons if person.role is Role.ADULT)

    def person(self, person_id: str) -> Person | None:
        return next((person for person in self.persons if person.id == person_id), None)

    def account(self, person_id: str) -> LinkedAccount | None:
        """The bank account that this person pays from."""
        return next((account for account in self.accounts if account.person == person_id), None)

    def with_mapped(self, mapped: tuple[Device, ...]) -> Home:
        """The home with what the household itself said of its sensors, which goes before what its file declares."""
        if not mapped:
            return self
        said = {device.id for device in mapped}
        return replace(self, devices=(*(device for device in self.devices if device.id not in said), *mapped))

    def device(self, device_id: str) -> Device | None:
        return next((device for device in self.devices if device.id == device_id), None)

    def contact(self, contact_id: str) -> Contact | None:
        return next((contact for contact in self.contacts if contact.id == contact_id), None)
