"""What it means here that an errand was done outside, was given up, or stays without an answer."""

from __future__ import annotations

from datetime import datetime

from skill.domain.bank_answer import BankAnswer
from skill.domain.home import Home
from skill.domain.order import Order, OrderStatus
from skill.usecases import amend, charge, claim, replace_goods, retailer_refusals
from skill.usecases.call_off import cancel, set_free
from skill.usecases.carry_out import unanswer_shortages
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords, NewId


def done(errand: Errand, answers: tuple[BankAnswer, ...], records: HomeRecords, now: datetime) -> None:
    """The outside did it, or took it; what a payment rail said at once stands in the books from here on."""
    match errand.kind:
        case "pay":
            charge.handed_in(errand, answers, records, now)
        case "cancel":
            order = records.order(errand.subject)
            if order is not None:
                set_free(order, records, now)
        case "amend":
            amend.agreed(errand, records)


def unanswered(errand: Errand, records: HomeRecords, now: datetime) -> None:
    """It is tried on, but for so long already that its person is told."""
    match errand.kind:
        case "pay":
            payment = records.payment(str(errand.body["payment"]))
            if payment is not None:
                charge.tell_unpaid(payment, records, now)
        case "cancel" | "move" | "amend":
            _tell_of_order(errand, records, now)


def given_up(errand: Errand, home: Home, records: HomeRecords, now: datetime, new_id: NewId, *, refused: bool) -> None:
    """What the outside refused, or never answered, is undone here and told: nothing stays half ordered or half paid."""
    match errand.kind:
        case "place":
            order = records.order(str(errand.body["order"]))
            if order is not None and order.is_open:
                may_have_arrived = not refused or errand.tries > 0
                cancel(order, records, now, at_retailer=may_have_arrived)
                unanswer_shortages(order.quote.kinds, home, records)
                _tell_of_order(errand, records, now)
            if order is not None and refused and errand.tries == 0:
                _never_was_there(order, records, now)
        case "cancel":
            retailer_refusals.not_cancelled(errand, records, now, new_id)
        case "move":
            retailer_refusals.not_moved(errand, records, now, new_id)
        case "amend" if replace_goods.refused(errand, records, now):
            pass  # the order stands as it is
        case "amend":
            stands = amend.refused(errand, records, now, new_id)
            if stands is not None and stands.is_gone:
                cancel(stands, records, now)  # nothing is left of it but what the retailer does not have
                _tell_of_order(errand, records, now)
            elif stands is not None:
                retailer_refusals.tell("not_amended", stands, records, now)
        case "remind":
            _tell_not_reminded(errand, records, now)
        case "complain" | "take_back":
            claim.refused(errand, records, now)
        case "pay":
            charge.turned_down(errand, "refused_by_the_bank", records, now)


def _never_was_there(order: Order, records: HomeRecords, now: datetime) -> None:
    """What was said of it while it still waited to be placed need not be told to the retailer any more."""
    for waiting in records.errands():
        if waiting.subject == order.id and waiting.kind in ("cancel", "move", "amend"):
            records.errand_done(waiting.key, now)
    if order.status is OrderStatus.CANCELLED:
        set_free(order, records, now)


def _tell_not_reminded(errand: Errand, records: HomeRecords, now: datetime) -> None:
    """Whoever counts on their agenda to be home hears that this delivery is not in it, unless it comes at another time
    by now or not at all."""
    stands = any(
        each.id == errand.subject and each.start.isoformat() == errand.body["start"] for each in records.agenda()
    )
    order = records.order(errand.subject.removeprefix("delivery:"))
    if stands and order is not None and order.is_open:
        retailer_refusals.tell("not_reminded", order, records, now)


def _tell_of_order(errand: Errand, records: HomeRecords, now: datetime) -> None:
    order = records.order(errand.subject)
    if order is not None:
        retailer_refusals.tell("problem", order, records, now)
