"""What it means here that an errand was done outside, was given up, or stays without an answer."""

from __future__ import annotations

from datetime import datetime

from skill.domain.bank_answer import BankAnswer
from skill.domain.home import Home
from skill.domain.notification import Notification
from skill.usecases import charge
from skill.usecases.carry_out import answer_shortages, cancel
from skill.usecases.ports import Errand, HomeRecords


def done(errand: Errand, answers: tuple[BankAnswer, ...], records: HomeRecords, now: datetime) -> None:
    """The outside did it, or took it; what a payment rail said at once stands in the books from here on."""
    if errand.kind == "pay":
        charge.handed_in(errand, answers, records, now)


def unanswered(errand: Errand, records: HomeRecords, now: datetime) -> None:
    """It is tried on, but for so long already that its person is told."""
    match errand.kind:
        case "pay":
            payment = records.payment(str(errand.body["payment"]))
            if payment is not None:
                charge.tell_unpaid(payment, records, now)
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
            charge.turned_down(errand, "refused_by_the_bank", records, now)


def _tell_of_order(errand: Errand, records: HomeRecords, now: datetime) -> None:
    order = records.order(str(errand.body["order"]))
    if order is not None:
        records.keep_notification(Notification(f"refused:{order.id}", order.person, "problem", order.id, now))
