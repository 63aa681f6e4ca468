"""A retailer that will not cancel or move what it has: our order goes back to what the retailer does, and that is
told.

Why back: what comes is delivered and owed whatever we wrote down. An order that stayed cancelled here would come
without being in the books or in the agenda, and its budget would be spent twice. That budget was never let go (see
`carry_out.cancel`), so taking the order back cannot overspend it.
"""

from __future__ import annotations

from datetime import datetime

from skill.domain.authorization import Reason
from skill.domain.decision import Decision
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.offer import Slot
from skill.domain.order import Order, OrderStatus
from skill.usecases import claim
from skill.usecases.carry_out import comes_at, remind
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords, NewId


def not_cancelled(errand: Errand, records: HomeRecords, now: datetime, new_id: NewId) -> None:
    """The order stands again. One that we do not know to have arrived stays cancelled: its person hears the doubt."""
    order = records.order(errand.subject)
    if order is None:
        return
    arrived = any(done.kind == "place" for done in records.errands_done_for(order.id))
    if not arrived or order.status is not OrderStatus.CANCELLED:
        tell("problem", order, records, now)
        return
    order = claim.comes_all_the_same(order.stands_after_all(), now)
    records.keep_order(order)
    remind(order, records, now, because=errand.key)
    reason = Reason("P6", "cancellation_refused", order.total, who=order.person, subject=order.id)
    _decide(reason, order, records, now, new_id)
    tell("not_cancelled", order, records, now)


def not_moved(errand: Errand, records: HomeRecords, now: datetime, new_id: NewId) -> None:
    """The slot that the retailer agreed to last stands again, unless a later move of the order is on its way."""
    order = records.order(errand.subject)
    if order is None or any(each.kind == "move" and each.subject == order.id for each in records.errands()):
        return
    slot = _agreed_slot(order, records)
    if slot is None or order.status not in (OrderStatus.PLACED, OrderStatus.CANCELLED):
        tell("problem", order, records, now)
        return
    order = comes_at(slot, order, f"refused:{errand.key}", records, now)
    if order.is_open:
        remind(order, records, now, because=errand.key)
        reason = Reason("P6", "move_refused", order.total, who=order.person, subject=order.id)
        _decide(reason, order, records, now, new_id)
        tell("not_moved", order, records, now)


def _agreed_slot(order: Order, records: HomeRecords) -> Slot | None:
    for errand in reversed(records.errands_done_for(order.id)):
        if errand.kind in ("place", "move") and "slot_end" in errand.body:
            start, end = (datetime.fromisoformat(str(errand.body[field])) for field in ("slot", "slot_end"))
            return Slot(order.retailer, start, end, Money(int(errand.body["slot_fee_cents"]), order.total.currency))
    return None


def _decide(reason: Reason, order: Order, records: HomeRecords, now: datetime, new_id: NewId) -> None:
    records.add_decision(Decision(new_id(), now, "changed", (reason,), person=order.person, subject=order.id))


def tell(kind: str, order: Order, records: HomeRecords, now: datetime) -> None:
    """Leaves word for the person of the order; once, until it was heard."""
    records.keep_notification(Notification(f"{kind}:{order.id}", order.person, kind, order.id, now))
