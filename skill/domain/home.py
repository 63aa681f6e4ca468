"""A home: its people, its kind (two axes), its retailers and its sensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from skill.domain.person import Person, Role


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
    """A sensor that stands for the stock of one kind of product; a reading below `low_below` is a shortage."""

    id: str
    kind: str
    measures: str
    low_below: int
    full: int


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the household told: preferred brand per kind and the way to pay."""

    brands: Mapping[str, str] = field(default_factory=dict)
    payment: str = "payment_request"


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

    @property
    def suggestions(self) -> int:
        """How many offers are proposed: three where the consumer decides, one where the algorithm does."""
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

    def device(self, device_id: str) -> Device | None:
        return next((device for device in self.devices if device.id == device_id), None)
