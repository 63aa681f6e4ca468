"""What it means here that an errand was done outside, was given up, or stays without an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from skill.domain.home import Home
from skill.domain.ledger import payment_entry
from skill.domain.notification import Notification
from skill.domain.payment import Payment, PaymentStatus
from skill.usecases.carry_out import answer_shortages, cancel
from skill.usecases.ports import Errand, HomeRecords


def done(errand: Errand, records: HomeRecords, now: datetime) -> None:
    """The outside did it. What was paid stands in the books from here on."""
    if errand.kind == "pay":
        payment = records.payment(str(errand.body["payment"]))
        if payment is not None and payment.status is PaymentStatus.OPEN:
            payment = payment.paid(now)
            records.keep_payment(payment)
            records.commit(payment.id, payment.amount)
            records.post(payment_entry(payment, now))


def unanswered(errand: Errand, records: HomeRecords, now: datetime) -> None:
    """It is tried on, but for so long already that its person is told."""
    match errand.kind:
        case "pay":
            _tell_of_payment(records.payment(str(errand.body["payment"])), records, now)
        case "cancel" | "move":
            _tell_of_order(errand, records, now)


def given_up(errand: Errand, home: Home, records: HomeRecords, now: datetime, *, refused: bool) -> None:
    """What the outside refused, or never answered, is undone here and told: nothing stays half ordered or half paid."""
    match errand.kind:
        case "place":
            order = records.order(str(errand.body["order"]))
            if order is not None and order.is_open:
                may_have_arrived = not refused or errand.tries > 0
                cancel(order, records, now, at_retailer=may_have_arrived)
                answer_shortages(order.quote.kinds, home, records, answered=False)
                _tell_of_order(errand, records, now)
        case "cancel" | "move":
            # The retailer goes by what it was told before: the person has to know, for we said otherwise.
            _tell_of_order(errand, records, now)
        case "pay":
            payment = records.payment(str(errand.body["payment"]))
            if payment is not None and payment.status is PaymentStatus.OPEN:
                records.keep_payment(replace(payment, approved_by=None).refused())
                records.release(payment.id)
                _tell_of_payment(payment, records, now)


def _tell_of_payment(payment: Payment | None, records: HomeRecords, now: datetime) -> None:
    if payment is not None:
        note = Notification(f"unpaid:{payment.id}", payment.person, "problem", payment.id, now)
        records.keep_notification(note)


def _tell_of_order(errand: Errand, records: HomeRecords, now: datetime) -> None:
    order = records.order(str(errand.body["order"]))
    if order is not None:
        records.keep_notification(Notification(f"refused:{order.id}", order.person, "problem", order.id, now))
