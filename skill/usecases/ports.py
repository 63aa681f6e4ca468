"""What the use cases need of the records, as Protocols; what they need of outside parties: outside_ports."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import Reply
from skill.domain.agenda import AgendaEntry
from skill.domain.basket import Basket
from skill.domain.budget import Reservation
from skill.domain.decision import Decision
from skill.domain.device_map import UnmappedDevice
from skill.domain.home import Device
from skill.domain.ledger import Entry
from skill.domain.mandate import Mandate
from skill.domain.mandate_document import MandateDocument
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.order import Order
from skill.domain.pantry import Judgement, PantryState, Reading, StrangeMessage
from skill.domain.payment import Payment
from skill.domain.preference import Preference
from skill.domain.settlement import Bundle, BundleKey, Charge, Outcome
from skill.usecases.auditing_port import Auditing
from skill.usecases.outside_ports import DeadErrand, Errand

Clock = Callable[[], datetime]
"""The time now, in UTC."""

NewId = Callable[[], str]
"""A new id, unique over all homes; scripted in stories."""


@dataclass(frozen=True, slots=True)
class PinCheck:
    """A person's hashed PIN and how often it was said wrongly since it was last right."""

    person: str
    hash: str
    wrong: int = 0
    locked_until: datetime | None = None


LATEST_ORDERS = 10
"""So many of the latest orders are looked at whatever their age: "the same as last time" in a holiday home."""


class HomeRecords(Protocol):
    """One home's records inside one transaction that holds the write lock. Order of lists: oldest first."""

    def answer_to(self, request_id: str) -> Reply | None:
        """The reply that was given to this request already (P4)."""

    def keep_answer(self, request_id: str, reply: Reply, at: datetime) -> None: ...
    def conversation(self, conversation_id: str) -> Conversation | None: ...
    def keep_conversation(self, conversation: Conversation, at: datetime) -> None: ...

    def forget(self, answered_before: datetime, held_before: datetime) -> int:
        """Removes answers that were given, and conversations that were last held, before then; how many."""

    def basket(self) -> Basket: ...
    def keep_basket(self, basket: Basket) -> None: ...
    def mandates(self) -> tuple[Mandate, ...]: ...
    def keep_mandate(self, mandate: Mandate) -> None: ...

    def usage_since(self, mandate: str, since: datetime) -> Money:
        """What was reserved under the mandate from that time on, less what was released or refunded (P6)."""

    def reserve(self, mandate: str, subject: str, amount: Money, at: datetime) -> None:
        """Takes of the mandate's budget for an order or a payment; see `Reservation` for the steps after it."""

    def reservations(self, subject: str) -> tuple[Reservation, ...]: ...
    def commit(self, subject: str, amount: Money | None = None) -> None:
        """What it was for happened, for `amount` at most what was reserved (None: just that). Nothing reserved, nothing
        done."""

    def release(self, subject: str) -> None:
        """It did not happen; ValueError when it did. Nothing reserved, nothing done."""

    def refund(self, subject: str, refund_id: str, amount: Money, at: datetime) -> bool:
        """Credits what came back to the budget it was taken of (P6); False when this refund was told before (P12), or
        when no mandate was used. ValueError for more than is left of it."""

    def undocumented_uses(self) -> tuple[Reservation, ...]:
        """What was reserved under a mandate and has no signed document yet, oldest first."""

    def undocumented_mandates(self) -> tuple[Mandate, ...]: ...
    def mandate_documents(self) -> tuple[MandateDocument, ...]:
        """All of the home, in the order in which they were signed."""

    def open_mandate_documents(self, mandate: str) -> tuple[MandateDocument, ...]: ...
    def last_mandate_document(self) -> str | None:
        """The id of the one signed last: the next one names it, so that none goes missing unseen."""

    def add_mandate_document(self, document: MandateDocument) -> bool:
        """False, and nothing done, when it is there, or a document of the same use is (P12)."""

    def orders(self) -> tuple[Order, ...]:
        """All that ever were: for an export, not for a turn."""

    def current_orders(self, since: datetime) -> tuple[Order, ...]:
        """Those that were placed from then on, and whatever their age: those that are to come, those whose payment is
        still to be asked, and the LATEST_ORDERS."""

    def open_orders(self) -> tuple[Order, ...]:
        """Those that are to come."""

    def order(self, order_id: str) -> Order | None: ...
    def keep_order(self, order: Order) -> None:
        """Adds the order or replaces it by its id."""

    def payments(self) -> tuple[Payment, ...]: ...
    def owed_payments(self) -> tuple[Payment, ...]:
        """Those that are not paid (M6)."""

    def payment(self, payment_id: str) -> Payment | None: ...

    def add_payment(self, payment: Payment) -> bool:
        """False, and nothing done, when one of the same period, retailer and person is there already (P12)."""

    def keep_payment(self, payment: Payment) -> None: ...

    def post(self, entry: Entry) -> bool:
        """Appends to the books; False, and nothing done, when an entry of that id is there already (P12)."""

    def entries(self) -> tuple[Entry, ...]: ...
    def delivery_entries(self, order: str) -> tuple[Entry, ...]:
        """What its delivery and its corrections posted, oldest first."""

    def add_charge(self, charge: Charge) -> None:
        """Adds to what is asked, and opens its bundle where there is none; ValueError for a bundle that is closed."""

    def open_charges(self) -> tuple[Charge, ...]:
        """Those of bundles that are not closed yet."""

    def is_closed(self, bundle: BundleKey) -> bool: ...
    def close_bundle(self, bundle: BundleKey, outcome: Outcome, payment: str | None = None) -> None:
        """How it ended; ValueError when it had ended, or never was."""

    def next_bundle_due(self) -> datetime | None:
        """When the earliest open bundle is asked."""

    def charged(self, order: str) -> Money:
        """What the order costs, with its corrections; nothing before its delivery."""

    def notifications(self, *, unread: bool = True) -> tuple[Notification, ...]:
        """Those that wait; with `unread` off all that ever were, read or ended."""

    def lit_notifications(self) -> tuple[Notification, ...]:
        """Those that the home was told of, and not yet that they wait no more."""

    def keep_notification(self, notification: Notification) -> None:
        """Adds it, or replaces the one of its id."""

    def add_decision(self, decision: Decision) -> None: ...
    def was_decided(self, decision_id: str) -> bool: ...
    def decisions(self, last: int) -> tuple[Decision, ...]:
        """The latest ones, newest first."""

    def agenda(self) -> tuple[AgendaEntry, ...]: ...
    def keep_agenda_entry(self, entry: AgendaEntry) -> None: ...
    def remove_agenda_entry(self, entry_id: str) -> None: ...
    def pantry(self, device: str) -> PantryState: ...
    def keep_pantry(self, state: PantryState) -> None: ...
    def add_reading(self, reading: Reading, judgement: Judgement) -> bool:
        """False, and nothing done, for a reading of the same device, time and amount as one before (P10)."""

    def readings_since(self, device: str, since: datetime) -> tuple[tuple[Reading, Judgement], ...]: ...
    def forget_readings(self, before: datetime, device: str | None = None) -> None:
        """Those of one device, or of all."""

    def note_strange(self, message: StrangeMessage) -> None:
        """Counts its `times` more messages of this source and cause."""

    def forget_strange(self, most: int) -> int:
        """Keeps the latest `most` of them, beside how many were `forgotten`; returns how many messages those were that
        are not kept."""

    def strange_messages(self) -> tuple[StrangeMessage, ...]:
        """The latest first."""

    def unmapped_devices(self, most: int) -> tuple[UnmappedDevice, ...]:
        """Unknown sensors that told what they measure, the latest first; those that were mapped later included."""

    def mapped_devices(self) -> tuple[Device, ...]: ...
    def keep_mapped_device(self, device: Device, at: datetime) -> None: ...
    def remove_mapped_device(self, device: str) -> bool:
        """False when it was not mapped."""

    def preferences(self) -> tuple[Preference, ...]:
        """Of everybody in the home, and of the whole home."""

    def keep_preference(self, preference: Preference) -> None:
        """In the place of what the same person told of the same subject."""

    def erase_preference(self, preference: Preference) -> None:
        """What that person told of that subject is gone, whatever its value."""

    def pins(self) -> tuple[PinCheck, ...]: ...
    def keep_pin(self, check: PinCheck) -> None: ...
    def add_errand(self, errand: Errand, at: datetime) -> None:
        """Queues it; one whose key was ever queued is not queued again."""

    def errands(self) -> tuple[Errand, ...]:
        """Those not done yet."""

    def claimable_errand(self, now: datetime, *, queued_since: datetime | None = None) -> Errand | None:
        """What `claim_errand` would take; for a look without the write lock."""

    def claim_errand(
        self, now: datetime, leased_until: datetime, *, queued_since: datetime | None = None
    ) -> Errand | None:
        """Takes the oldest that is due: nobody else gets it before `leased_until`, unless it fails or ends first.

        One waits while an older one of its subject is not done. `queued_since` leaves older ones to others.
        """

    def errand_done(self, key: str, at: datetime) -> bool:
        """It had its effect, whoever had claimed it; False when it had ended already."""

    def errand_failed(self, errand: Errand, error: str, next_try_at: datetime) -> bool:
        """Counts a try and lets it go until then; False, and nothing done, when it is no longer this worker's."""

    def errand_given_up(self, errand: Errand, error: str, at: datetime) -> bool:
        """Makes a dead letter of it; False, and nothing done, when it is no longer this worker's."""

    def dead_errands(self) -> tuple[DeadErrand, ...]: ...
    def requeue_errand(self, key: str, at: datetime) -> bool:
        """Has a dead letter tried anew, with all its tries, from that time on; False when there is none of that key."""

    def drop_errand(self, key: str) -> bool:
        """A dead letter that nobody needs to see any more; False when there is none of that key."""

    def errands_done_for(self, subject: str) -> tuple[Errand, ...]:
        """Those of an order, payment or agenda entry that had their effect."""


class Settling(Protocol):
    """Bundles of a batch of homes inside one transaction that holds the write locks of all of them."""

    def close_due(self, until: datetime) -> int:
        """Adds up and closes every bundle that is due up to then; returns how many. Closed, they wait to be judged."""

    def to_judge(self) -> tuple[Bundle, ...]:
        """Bundles that are closed and not judged, by home and then the earliest first."""

    def write_payout_lines(self, period: str, until: datetime) -> int:
        """Writes what reached retailers before `until` and is in no payout yet; returns how many lines are new."""

    def of(self, home: str) -> HomeRecords: ...


class Records(Protocol):
    """All homes. A transaction begins with the write lock; an exception inside rolls it back."""

    def transaction(self, home: str) -> AbstractContextManager[HomeRecords]:
        """Raises RecordsUnavailable when the lock or the disk is not to be had; nothing is changed then."""

    def together(self, homes: Collection[str]) -> AbstractContextManager[Callable[[str], HomeRecords]]:
        """One transaction over these homes, which holds the write locks of all of them: what yields the records of
        each. For many small changes of many homes, each of which would cost a commit of its own."""

    def reading(self, home: str) -> AbstractContextManager[HomeRecords]:
        """The same records to read only, without the write lock: one consistent picture of the home."""

    def auditing(self) -> AbstractContextManager[Auditing]:
        """One moment of all homes, to read: for a check of the books."""

    def homes_with_due_bundles(self, after: str, until: datetime, most: int) -> tuple[str, ...]:
        """At most so many homes whose id comes after `after` and that have something due up to then, by id."""

    def settling(self, homes: Sequence[str]) -> AbstractContextManager[Settling]:
        """A transaction over these homes, in the order of their ids, and what lies between them."""

    def homes(self) -> tuple[str, ...]:
        """Ids of the homes that were onboarded."""

    def home_of_payment(self, payment: str) -> str | None:
        """The home that this payment belongs to: a bank's answer names payments of any home."""

    def add_home(self, home: str, at: datetime) -> bool:
        """Registers the home; False when it is there already."""

    def homes_with_errands(self, now: datetime, most: int) -> tuple[str, ...]:
        """At most so many homes that have an errand to claim, whose errands wait longest first: for workers only."""

    def homes_with_dead_errands(self) -> tuple[str, ...]: ...
