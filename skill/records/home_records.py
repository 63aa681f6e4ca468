"""One home's records over the shared SQL, on any connection that aiosql speaks to. Adapters own locking and errors."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import groupby
from typing import Any

from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import Reply
from skill.domain.agenda import AgendaEntry
from skill.domain.basket import Basket
from skill.domain.decision import Decision
from skill.domain.ledger import Entry, Posting
from skill.domain.mandate import Mandate
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.order import Order
from skill.domain.pantry import PantryState
from skill.domain.payment import Payment
from skill.records.codec import Document, decode, encode, time_of, time_text
from skill.usecases.ports import Errand, PinCheck

NO_MONEY = Money(0)


class SqlHomeRecords:
    """Implements HomeRecords. Usable until its transaction ends; then every method raises RuntimeError."""

    __slots__ = ("_home", "_open", "_sql")

    def __init__(self, sql: Any, connection: Any, home: str) -> None:
        self._sql = sql
        self._open = connection
        self._home = home

    def end(self) -> None:
        """Called by the adapter, so that nothing is read or written outside the transaction."""
        self._open = None

    def answer_to(self, request_id: str) -> Reply | None:
        return self._document(self._sql.answer_to, Reply, request_id=request_id)

    def keep_answer(self, request_id: str, reply: Reply, at: datetime) -> None:
        """The first answer to a request stands (P4)."""
        self._run(self._sql.keep_answer, request_id=request_id, answered_at=time_text(at), document=encode(reply))

    def conversation(self, conversation_id: str) -> Conversation | None:
        return self._document(self._sql.conversation, Conversation, conversation_id=conversation_id)

    def keep_conversation(self, conversation: Conversation) -> None:
        self._run(self._sql.keep_conversation, conversation_id=conversation.id, document=encode(conversation))

    def basket(self) -> Basket:
        return self._document(self._sql.basket, Basket) or Basket()

    def keep_basket(self, basket: Basket) -> None:
        self._run(self._sql.keep_basket, document=encode(basket))

    def mandates(self) -> tuple[Mandate, ...]:
        return self._documents(self._sql.mandates, Mandate)

    def keep_mandate(self, mandate: Mandate) -> None:
        self._run(self._sql.keep_mandate, mandate_id=mandate.id, document=encode(mandate))

    def usage_since(self, mandate: str, since: datetime) -> Money:
        """Raises ValueError when amounts of several currencies were reserved."""
        rows = self._run(self._sql.usage_since, mandate_id=mandate, since=time_text(since))
        sums = [Money(cents, currency) for currency, cents in rows]
        return sum(sums[1:], start=sums[0]) if sums else NO_MONEY

    def reserve(self, mandate: str, order: str, amount: Money, at: datetime) -> None:
        """An order or payment is reserved once under a mandate; reserving it again replaces the amount."""
        self._run(
            self._sql.reserve,
            mandate_id=mandate,
            subject_id=order,
            reserved_at=time_text(at),
            cents=amount.cents,
            currency=amount.currency,
        )

    def release(self, order: str) -> None:
        self._run(self._sql.release, subject_id=order)

    def orders(self) -> tuple[Order, ...]:
        return self._documents(self._sql.orders, Order)

    def order(self, order_id: str) -> Order | None:
        return self._document(self._sql.order_by_id, Order, order_id=order_id)

    def keep_order(self, order: Order) -> None:
        self._own(order.home)
        self._run(
            self._sql.keep_order,
            order_id=order.id,
            person_id=order.person,
            retailer_id=order.retailer,
            category=order.quote.category,
            status=order.status.value,
            placed_at=time_text(order.placed_at),
            total_cents=order.total.cents,
            currency=order.total.currency,
            document=encode(order),
        )

    def payments(self) -> tuple[Payment, ...]:
        return self._documents(self._sql.payments, Payment)

    def payment(self, payment_id: str) -> Payment | None:
        return self._document(self._sql.payment_by_id, Payment, payment_id=payment_id)

    def add_payment(self, payment: Payment) -> bool:
        """Raises ValueError when its id belongs to a payment of another period, retailer or person."""
        if self._run(self._sql.add_payment, **self._payment_row(payment)) == 1:
            return True
        taken = self._run(
            self._sql.payment_of_bundle, retailer_id=payment.retailer, period=payment.period, person_id=payment.person
        )
        if taken is None:
            raise ValueError(f"another payment has the id {payment.id}")
        return False

    def keep_payment(self, payment: Payment) -> None:
        """Replaces it by its id, or adds it; ValueError when another has its period, retailer and person."""
        row = self._payment_row(payment)
        if self._run(self._sql.change_payment, **row) == 0 and not self.add_payment(payment):
            raise ValueError(f"another payment than {payment.id} is of {payment.period} at {payment.retailer}")

    def _payment_row(self, payment: Payment) -> dict[str, str | int]:
        self._own(payment.home)
        return {
            "payment_id": payment.id,
            "person_id": payment.person,
            "retailer_id": payment.retailer,
            "period": payment.period,
            "kind": payment.kind,
            "status": payment.status.value,
            "asked_at": time_text(payment.asked_at),
            "amount_cents": payment.amount.cents,
            "currency": payment.amount.currency,
            "document": encode(payment),
        }

    def post(self, entry: Entry) -> bool:
        added: int = self._run(self._sql.add_entry, entry_id=entry.id, posted_at=time_text(entry.at), memo=entry.memo)
        if added == 0:
            return False
        for position, posting in enumerate(entry.postings):
            self._run(
                self._sql.add_posting,
                entry_id=entry.id,
                position=position,
                account=posting.account,
                cents=posting.amount.cents,
                currency=posting.amount.currency,
            )
        return True

    def entries(self) -> tuple[Entry, ...]:
        rows = self._run(self._sql.entries_with_postings)
        return tuple(
            Entry(
                entry_id,
                time_of(at),
                memo,
                tuple(
                    Posting(account, Money(cents, currency))
                    for *_, account, cents, currency in group
                    if account is not None
                ),
            )
            for (entry_id, at, memo), group in groupby(rows, key=lambda row: row[:3])
        )

    def ledger_imbalance(self) -> tuple[tuple[str, Money], ...]:
        """Entries that do not sum to zero in a currency, with what is over: none, or the books are broken (M1)."""
        rows = self._run(self._sql.ledger_imbalance)
        return tuple((entry_id, Money(cents, currency)) for entry_id, currency, cents in rows)

    def notifications(self, *, unread: bool = True) -> tuple[Notification, ...]:
        query = self._sql.unread_notifications if unread else self._sql.notifications
        return tuple(
            Notification(key, person, kind, subject, time_of(created), time_of(read) if read else None)
            for key, person, kind, subject, created, read in self._run(query)
        )

    def keep_notification(self, notification: Notification) -> None:
        self._run(
            self._sql.keep_notification,
            notification_id=notification.id,
            person_id=notification.person,
            kind=notification.kind,
            subject=notification.subject,
            created_at=time_text(notification.created),
            read_at=time_text(notification.read) if notification.read else None,
        )

    def add_decision(self, decision: Decision) -> None:
        """Raises ValueError when a decision of that id is there: none may be lost or replaced (P11)."""
        added = self._run(
            self._sql.add_decision,
            decision_id=decision.id,
            decided_at=time_text(decision.at),
            outcome=decision.outcome,
            document=encode(decision),
        )
        if added == 0:
            raise ValueError(f"a decision {decision.id} is there already")

    def decisions(self, last: int) -> tuple[Decision, ...]:
        rows = self._run(self._sql.latest_decisions, last=max(last, 0))
        return tuple(decode(text, Decision) for (text,) in rows)

    def agenda(self) -> tuple[AgendaEntry, ...]:
        return tuple(
            AgendaEntry(key, person, kind, title, time_of(start), time_of(end))
            for key, person, kind, title, start, end in self._run(self._sql.agenda)
        )

    def keep_agenda_entry(self, entry: AgendaEntry) -> None:
        self._run(
            self._sql.keep_agenda_entry,
            agenda_entry_id=entry.id,
            person_id=entry.person,
            kind=entry.kind,
            title=entry.title,
            starts_at=time_text(entry.start),
            ends_at=time_text(entry.end),
        )

    def remove_agenda_entry(self, entry_id: str) -> None:
        self._run(self._sql.remove_agenda_entry, agenda_entry_id=entry_id)

    def pantry(self, device: str) -> PantryState:
        return self._document(self._sql.pantry, PantryState, device_id=device) or PantryState(device)

    def keep_pantry(self, state: PantryState) -> None:
        self._run(self._sql.keep_pantry, device_id=state.device, document=encode(state))

    def preferred_brands(self) -> dict[str, str]:
        return dict(self._run(self._sql.preferred_brands))

    def prefer_brand(self, kind: str, brand: str) -> None:
        self._run(self._sql.prefer_brand, kind=kind, brand=brand)

    def pins(self) -> tuple[PinCheck, ...]:
        return tuple(
            PinCheck(person, hashed, wrong, time_of(until) if until else None)
            for person, hashed, wrong, until in self._run(self._sql.pins)
        )

    def keep_pin(self, check: PinCheck) -> None:
        self._run(
            self._sql.keep_pin,
            person_id=check.person,
            hash=check.hash,
            wrong=check.wrong,
            locked_until=time_text(check.locked_until) if check.locked_until else None,
        )

    def add_errand(self, errand: Errand, at: datetime) -> None:
        self._run(
            self._sql.add_errand,
            errand_key=errand.key,
            kind=errand.kind,
            body=json.dumps(errand.body),
            tries=errand.tries,
            queued_at=time_text(at),
        )

    def errands(self) -> tuple[Errand, ...]:
        return tuple(
            Errand(key, kind, json.loads(body), tries) for key, kind, body, tries in self._run(self._sql.queued_errands)
        )

    def errand_done(self, key: str, at: datetime) -> None:
        self._run(self._sql.errand_done, errand_key=key, done_at=time_text(at))

    def errand_failed(self, key: str, error: str) -> None:
        self._run(self._sql.errand_failed, errand_key=key, error=error)

    def _run(self, query: Any, **values: str | int | None) -> Any:
        if self._open is None:
            raise RuntimeError("the transaction of these records has ended")
        return query(self._open, home_id=self._home, **values)

    def _document(self, query: Any, kind: type[Document], **key: str) -> Document | None:
        text = self._run(query, **key)
        return None if text is None else decode(text, kind)

    def _documents(self, query: Any, kind: type[Document]) -> tuple[Document, ...]:
        return tuple(decode(text, kind) for (text,) in self._run(query))

    def _own(self, home: str) -> None:
        if home != self._home:
            raise ValueError(f"what belongs to {home} is not kept with {self._home}")
