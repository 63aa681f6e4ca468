"""Works off what must go outside. After a commit, after a crash, or later: each errand's effect happens once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from skill.domain.home import Home
from skill.domain.ledger import payment_entry
from skill.domain.notification import Notification
from skill.domain.payment import Payment, PaymentStatus
from skill.usecases.carry_out import answer_shortages, cancel
from skill.usecases.parts import Parts
from skill.usecases.ports import Errand, HomeRecords, OutsideFailed

MAX_TRIES = 8
"""After this many failures an errand is given up and its person told. A payment is told of and tried on: the bank may
have paid without our hearing of it, so only the bank itself can say that it did not."""


def run(home_id: str, parts: Parts, now: datetime) -> int:
    """Tries every queued errand of the home once; returns how many are done now.

    The outside is called with no transaction open; the errand's key makes a second call after a crash harmless.
    """
    with parts.records.reading(home_id) as records:
        queued = records.errands()
    done = 0
    for errand in queued:
        try:
            _send(home_id, errand, parts)
        except OutsideFailed as failure:
            with parts.records.transaction(home_id) as records:
                if all(each.key != errand.key for each in records.errands()):
                    continue  # Another process had it done meanwhile.
                records.errand_failed(errand.key, str(failure))
                if failure.final or (errand.tries + 1 >= MAX_TRIES and errand.kind != "pay"):
                    may_have_arrived = not failure.final or errand.tries > 0
                    _give_up(errand, parts.home(home_id), records, now, may_have_arrived=may_have_arrived)
                elif errand.tries + 1 == MAX_TRIES:
                    _tell_of_payment(records.payment(str(errand.body["payment"])), records, now)
            continue
        with parts.records.transaction(home_id) as records:
            _finish(errand, records, now)
        done += 1
    return done


def _send(home_id: str, errand: Errand, parts: Parts) -> None:
    match errand.kind:
        case "place" | "cancel" | "move" | "complain":
            parts.retailers.run(home_id, errand)
        case "remind" | "forget":
            parts.agendas.run(home_id, errand)
        case "pay":
            parts.rail.run(home_id, errand)
        case _:
            raise OutsideFailed(f"nobody runs errands of kind {errand.kind}", final=True)


def _finish(errand: Errand, records: HomeRecords, now: datetime) -> None:
    records.errand_done(errand.key, now)
    if errand.kind == "pay":
        payment = records.payment(str(errand.body["payment"]))
        if payment is not None and payment.status is PaymentStatus.OPEN:
            payment = payment.paid(now)
            records.keep_payment(payment)
            records.commit(payment.id, payment.amount)
            records.post(payment_entry(payment, now))


def _give_up(errand: Errand, home: Home, records: HomeRecords, now: datetime, *, may_have_arrived: bool) -> None:
    """What the outside refuses for good is undone here and told: nothing stays half ordered or half paid."""
    records.errand_done(errand.key, now)
    match errand.kind:
        case "place":
            order = records.order(str(errand.body["order"]))
            if order is not None and order.is_open:
                cancel(order, records, now, at_retailer=may_have_arrived)
                answer_shortages(order.quote.kinds, home, records, answered=False)
                _tell(order.person, order.id, records, now)
        case "cancel" | "move":
            # The retailer goes by what it was told before: the person has to know, for we said otherwise.
            order = records.order(str(errand.body["order"]))
            if order is not None:
                _tell(order.person, order.id, records, now)
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


def _tell(person: str, order_id: str, records: HomeRecords, now: datetime) -> None:
    records.keep_notification(Notification(f"refused:{order_id}", person, "problem", order_id, now))
