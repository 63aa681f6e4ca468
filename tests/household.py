"""The real use cases over real records in memory, for the small household: what is said to it, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count

from skill.dialogue.act import Act, Wanted
from skill.dialogue.conversation import Conversation
from skill.domain.agenda import Busy
from skill.domain.approval import ApprovalRules
from skill.domain.basket import Basket
from skill.domain.decision import Decision
from skill.domain.home import Home
from skill.domain.ledger import Entry
from skill.domain.mandate import Mandate
from skill.domain.notification import Notification
from skill.domain.order import Order
from skill.domain.pantry import Reading
from skill.domain.payment import Payment
from skill.domain.person import Recognised
from skill.domain.preference import Preference
from skill.payments.simulated_rail import SimulatedRail
from skill.permission.argon2_pins import Argon2Pins
from skill.permission.signed_documents import Ed25519Signer
from skill.records.sqlite import SqliteRecords
from skill.retailers.simulated import SimulatedRetailers
from skill.usecases import converse, notice_shortage, pass_time
from skill.usecases.converse import Answer, Heard
from skill.usecases.notice_shortage import ShortageOutcome
from skill.usecases.outside_ports import Announcer, Errand, OutsideFailed
from skill.usecases.parts import Parts, Promptly, at_once
from skill.usecases.ports import PinCheck, Records
from skill.usecases.proof_ports import PinHasher, Signer
from tests.building import (
    APPROVAL_RULES,
    CATALOGUE,
    HOME,
    MANNERS,
    METHODS,
    NOW,
    PINS,
    PROPOSITIONS,
    RANKING,
    NumberedIds,
    ScriptedRecognizer,
    TurnedClock,
)

QUICK_PINS = Argon2Pins(memory_kib=8, passes=1)
"""Hashing is slow on purpose; for a household's PINs, which everybody may know, it need not be."""


SIGNER = Ed25519Signer()


@dataclass(slots=True)
class PaperAgendas:
    """When people are away, and the reminders that were written: nothing of it is on disk."""

    away: Mapping[str, tuple[Busy, ...] | None] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    fails: OutsideFailed | None = None

    def busy(self, home: str, person: str, start: datetime, end: datetime) -> tuple[Busy, ...] | None:
        return self.away.get(person, ())

    def keeps(self, home: str, person: str) -> bool:
        return person in self.away

    def run(self, home: str, errand: Errand) -> None:
        if self.fails is not None:
            raise self.fails
        if errand.kind == "remind":
            self.written[str(errand.body["entry"])] = str(errand.body["start"])
        else:
            self.written.pop(str(errand.body["entry"]), None)


@cache
def pin_checks() -> tuple[PinCheck, ...]:
    return tuple(PinCheck(person, QUICK_PINS.hashed(digits)) for person, digits in PINS.items())


@cache
def shared_records() -> SqliteRecords:
    """One database in memory for all households: each home's records are apart, and a new database takes its time."""
    return SqliteRecords(":memory:")


_homes = count(1)


def new_home(home: Home = HOME) -> Home:
    """The home under an id of its own."""
    return replace(home, id=f"home{next(_homes)}")


@dataclass(slots=True)
class Household:
    """`home` at `NOW` with nothing bought; every method that speaks or happens takes its time from `clock`."""

    home: Home = field(default_factory=new_home)
    records: Records = field(default_factory=shared_records)
    retailers: SimulatedRetailers = field(default_factory=SimulatedRetailers)
    rail: SimulatedRail = field(default_factory=SimulatedRail)
    agendas: PaperAgendas = field(default_factory=PaperAgendas)
    recognizer: ScriptedRecognizer = field(default_factory=ScriptedRecognizer)
    pins: PinHasher = QUICK_PINS
    signer: Signer = SIGNER
    approval: ApprovalRules = APPROVAL_RULES
    clock: TurnedClock = field(default_factory=TurnedClock)
    new_id: NumberedIds = field(default_factory=NumberedIds)
    promptly: Promptly = at_once
    announcer: Announcer | None = None
    requests: int = 0

    @property
    def parts(self) -> Parts:
        return Parts(
            records=self.records,
            recognizer=self.recognizer,
            catalogue=CATALOGUE,
            propositions=PROPOSITIONS,
            approval=self.approval,
            homes={self.home.id: self.home},
            retailers=self.retailers,
            rail=self.rail,
            agendas=self.agendas,
            pins=self.pins,
            signer=self.signer,
            clock=self.clock,
            new_id=self.new_id,
            payment_methods=METHODS,
            ranking=RANKING,
            promptly=self.promptly,
            manners=MANNERS,
            announcer=self.announcer,
        )

    def move_in(self, *mandates: Mandate) -> Household:
        """Registers the home with these mandates and everybody's PIN."""
        self.records.add_home(self.home.id, NOW)
        with self.records.transaction(self.home.id) as tx:
            for each in mandates:
                tx.keep_mandate(each)
            for check in pin_checks():
                if self.home.person(check.person):
                    tx.keep_pin(check)
        return self

    def hear(
        self,
        act: Act | str,
        speaker: str = "anna",
        *,
        on: str = "speaker",
        request: str | None = None,
        recognised: Recognised = Recognised.VOICE,
    ) -> Answer:
        """One turn: an act, or a text that the scripted recogniser knows."""
        self.requests += 1
        spoken = Heard(
            request_id=request or f"request{self.requests}",
            home=self.home.id,
            speaker=speaker,
            locale="en-GB",
            text=act if isinstance(act, str) else None,
            act=None if isinstance(act, str) else act,
            conversation=on,
            recognised=recognised,
        )
        return converse.respond(spoken, self.parts)

    def cancel(self, speaker: str = "anna", *, on: str = "speaker", wanted: tuple[Wanted, ...] = ()) -> Answer:
        """An order that is to come is called off in its two steps."""
        self.hear(Act("cancel_order", wanted=wanted), speaker, on=on)
        return self.hear(Act("confirm"), speaker, on=on)

    def sense(self, amount: int, device: str = "canister") -> ShortageOutcome:
        return notice_shortage.consider(self.home.id, Reading(device, amount, self.clock.now), self.parts)

    def wait(self, span: timedelta) -> None:
        """Time passes and what is due in it happens."""
        self.clock.turn(span)
        pass_time.run(self.home.id, self.clock.now, self.parts)

    def orders(self) -> tuple[Order, ...]:
        with self.records.reading(self.home.id) as tx:
            return tx.orders()

    def payments(self) -> tuple[Payment, ...]:
        with self.records.reading(self.home.id) as tx:
            return tx.payments()

    def mandates(self) -> tuple[Mandate, ...]:
        with self.records.reading(self.home.id) as tx:
            return tx.mandates()

    def preferences(self) -> tuple[Preference, ...]:
        with self.records.reading(self.home.id) as tx:
            return tx.preferences()

    def entries(self) -> tuple[Entry, ...]:
        with self.records.reading(self.home.id) as tx:
            return tx.entries()

    def basket(self) -> Basket:
        with self.records.reading(self.home.id) as tx:
            return tx.basket()

    def decisions(self, last: int = 100) -> tuple[Decision, ...]:
        """Newest first."""
        with self.records.reading(self.home.id) as tx:
            return tx.decisions(last)

    def notifications(self) -> tuple[Notification, ...]:
        with self.records.reading(self.home.id) as tx:
            return tx.notifications()

    def conversation(self, on: str = "speaker") -> Conversation | None:
        with self.records.reading(self.home.id) as tx:
            return tx.conversation(on)


def parts_said(answer: Answer) -> set[str]:
    """The keys of what was said."""
    return {part.key for part in answer.reply.parts}


def decided(answers: Iterable[Answer]) -> list[str]:
    return [answer.reply.decided for answer in answers]
