"""What the household allows, and what was reserved under it (P6)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from skill.domain.budget import Hold, Reservation
from skill.domain.mandate import Mandate
from skill.domain.mandate_document import DocumentKind, MandateDocument
from skill.domain.money import Money
from skill.records.codec import encode, time_of, time_text
from skill.records.home_sql import HomeSql

NO_MONEY = Money(0)


class Mandates(HomeSql):
    __slots__ = ()

    def mandates(self) -> tuple[Mandate, ...]:
        return self._documents(self._sql.mandates, Mandate)

    def keep_mandate(self, mandate: Mandate) -> None:
        self._run(self._sql.keep_mandate, mandate_id=mandate.id, document=encode(mandate))

    def usage_since(self, mandate: str, since: datetime) -> Money:
        """Raises ValueError when amounts of several currencies were reserved."""
        rows = self._run(self._sql.usage_since, mandate_id=mandate, since=time_text(since))
        sums = [Money(cents, currency) for currency, cents in rows]
        return sum(sums[1:], start=sums[0]) if sums else NO_MONEY

    def reserve(self, mandate: str, subject: str, amount: Money, at: datetime) -> None:
        """Reserving the same again replaces the amount and the time; ValueError once it was committed."""
        before = next((each for each in self.reservations(subject) if each.mandate == mandate), None)
        if before is not None and before.hold is Hold.COMMITTED:
            raise ValueError(f"what {subject} holds under {mandate} is committed: it cannot be reserved again")
        self._keep_reservation(Reservation(mandate, subject, amount, at))

    def reservations(self, subject: str) -> tuple[Reservation, ...]:
        return tuple(_reservation(row) for row in self._run(self._sql.reservations_of, subject_id=subject))

    def undocumented_uses(self) -> tuple[Reservation, ...]:
        return tuple(_reservation(row) for row in self._run(self._sql.undocumented_uses))

    def undocumented_mandates(self) -> tuple[Mandate, ...]:
        return self._documents(self._sql.undocumented_mandates, Mandate)

    def mandate_documents(self) -> tuple[MandateDocument, ...]:
        return tuple(_document(row) for row in self._run(self._sql.mandate_documents))

    def open_mandate_documents(self, mandate: str) -> tuple[MandateDocument, ...]:
        return tuple(_document(row) for row in self._run(self._sql.open_mandate_documents, mandate_id=mandate))

    def last_mandate_document(self) -> str | None:
        found: str | None = self._run(self._sql.last_mandate_document)
        return found

    def add_mandate_document(self, document: MandateDocument) -> bool:
        added: int = self._run(
            self._sql.add_mandate_document,
            document_id=document.id,
            kind=document.kind.value,
            mandate_id=document.mandate,
            subject_id=document.subject,
            signed_at=time_text(document.at),
            jws=document.jws,
        )
        return added == 1

    def commit(self, subject: str, amount: Money | None = None) -> None:
        for each in self.reservations(subject):
            self._keep_reservation(each.committed(amount))

    def release(self, subject: str) -> None:
        for each in self.reservations(subject):
            self._keep_reservation(each.released())

    def refund(self, subject: str, refund_id: str, amount: Money, at: datetime) -> bool:
        added = False
        for each in self.reservations(subject):
            new: int = self._run(
                self._sql.add_budget_refund,
                mandate_id=each.mandate,
                subject_id=subject,
                refund_id=refund_id,
                refunded_at=time_text(at),
                cents=amount.cents,
                currency=amount.currency,
            )
            if new == 1:
                self._keep_reservation(each.refund(amount))
                added = True
        return added

    def _keep_reservation(self, reservation: Reservation) -> None:
        self._run(
            self._sql.keep_reservation,
            mandate_id=reservation.mandate,
            subject_id=reservation.subject,
            reserved_at=time_text(reservation.at),
            cents=reservation.amount.cents,
            currency=reservation.amount.currency,
            committed=int(reservation.hold is Hold.COMMITTED),
            released=int(reservation.hold is Hold.RELEASED),
            refunded_cents=reservation.refunded.cents,
        )


def _reservation(row: Any) -> Reservation:
    mandate, subject, cents, currency, at, committed, released, back = row
    return Reservation(
        mandate, subject, Money(cents, currency), time_of(at), _hold(committed, released), Money(back, currency)
    )


def _document(row: Any) -> MandateDocument:
    key, kind, mandate, subject, at, jws = row
    return MandateDocument(key, DocumentKind(kind), mandate, subject, time_of(at), jws)


def _hold(committed: int, released: int) -> Hold:
    return Hold.RELEASED if released else Hold.COMMITTED if committed else Hold.RESERVED
