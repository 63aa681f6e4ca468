"""What lies outside, as Protocols: retailers, payment rails, agendas; and errands, which are what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from skill.domain.agenda import Busy
from skill.domain.bank_answer import BankAnswer
from skill.domain.correction import Correction
from skill.domain.market import Outside
from skill.domain.notification import Announcement


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to do outside, kept in the transaction that decided it (an outbox row).

    `kind` is place, amend, cancel, move, complain or take_back (to a retailer), remind or forget (an agenda), pay (a
    rail), announce or dim (tell the home that something waits, or no more).
    `key` is the idempotency key: the outside does an errand of one key once (P4, P12). `body` is JSON-ready. `tries`
    failed so far; `claims` counts how often a worker took it, and marks the worker that took it last.
    """

    key: str
    kind: str
    body: dict[str, str | int]
    tries: int = 0
    claims: int = field(default=0, compare=False)

    @property
    def subject(self) -> str:
        """What it is about: errands of one order, payment or agenda entry are done in the order of their queueing."""
        return str(next((self.body[each] for each in ("order", "payment", "entry") if each in self.body), self.key))


@dataclass(frozen=True, slots=True)
class DeadErrand:
    """A dead letter: given up, with what was answered last. Times are UTC."""

    errand: Errand
    reason: str
    queued_at: datetime
    given_up_at: datetime


class OutsideFailed(Exception):
    """An outside party refused (`final`) or did not answer (try again later)."""

    def __init__(self, message: str, *, final: bool) -> None:
        super().__init__(message)
        self.final = final


class Retailers(Protocol):
    """The retailers' side: what changed there, and errands to them. Each errand's key is done at most once."""

    def outside(self) -> Outside: ...
    def run(self, home: str, errand: Errand) -> None:
        """Does one of the kinds that go to a retailer. Raises OutsideFailed."""

    def corrections(self, home: str) -> tuple[Correction, ...]:
        """What they report of deliveries, again and again until it was `taken`."""

    def taken(self, home: str, ids: Iterable[str]) -> None: ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message of a bank, with what it says of payments of any home. `id` names it for `PaymentRail.read`; `problem`
    says why it cannot be used."""

    id: str
    answers: tuple[BankAnswer, ...]
    problem: str | None = None


class PaymentRail(Protocol):
    """Moves money for approved payments: hands each in once, and hears later what came of it."""

    def run(self, home: str, errand: Errand) -> tuple[BankAnswer, ...]:
        """Hands in a `pay`; an end-to-end id is taken once, a repeat hands in nothing. Returns what was said at once:
        nothing, where the answer comes later. Raises OutsideFailed; final when it was refused."""

    def answers(self) -> Iterable[Arrived]:
        """What came in and was not marked as read, oldest first. Raises OutsideFailed when it cannot be had now."""

    def read(self, message: str, *, usable: bool = True) -> None:
        """The answers of this message are in the books, or it is not `usable`: it is not given again."""


class Agendas(Protocol):
    def busy(self, home: str, person: str, start: datetime, end: datetime) -> tuple[Busy, ...] | None:
        """When the person is not at home; None when the agenda cannot be read. Answers at once, or nearly so."""

    def keeps(self, home: str, person: str) -> bool:
        """Whether the person keeps an agenda that we know of: without one nothing is known of when they are away."""

    def run(self, home: str, errand: Errand) -> None:
        """Does a `remind` or `forget` in the person's own agenda. Raises OutsideFailed."""


class Announcer(Protocol):
    """Makes a phone, a speaker or a lamp show that something waits. Raises OutsideFailed."""

    def announce(self, home: str, announcement: Announcement) -> None:
        """Once for each reference, however often it is called."""

    def dim(self, home: str, waiting: int) -> None:
        """What was announced waits no more; `waiting` others still do."""
