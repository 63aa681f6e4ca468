"""A placed order is changed while its retailer still allows it: goods added, other amounts, a line less.

The change counts here at once, and what it adds is reserved beside what the order holds already (P6). Until the
retailer has agreed, what it takes off stays reserved; when the retailer refuses, the order is what it was.
"""

from __future__ import annotations

from datetime import datetime

from skill.dialogue.effects import AmendOrder, LessenOrder
from skill.domain.budget import Hold
from skill.domain.decision import Decision
from skill.domain.ledger import amended_entry
from skill.domain.money import Money
from skill.domain.order import Order
from skill.domain.reason import Reason
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords, NewId


def add(effect: AmendOrder, before: Order, records: HomeRecords, now: datetime) -> Order:
    """Makes the order what was confirmed; its retailer is asked. A mandate that allowed it holds what it adds."""
    said_yes = effect.allowed.by if effect.allowed.mandate is None else None
    after = before.with_change(effect.quote.lines, effect.allowed.mandate, said_yes)
    more = after.total - before.total
    if effect.allowed.mandate is not None and more.cents > 0:
        records.reserve(effect.allowed.mandate, after.uses[-1], more, now)
    return _keep(before, after, records, now)


def lessen(effect: LessenOrder, before: Order, records: HomeRecords, now: datetime) -> Order:
    """Takes goods off. Raises ValueError for a change that would cost more: nobody said yes to that."""
    after = before.with_change(effect.lines)
    if after.total > before.total:
        raise ValueError(f"order {before.id} would cost {after.total} instead of {before.total}")
    return _keep(before, after, records, now)


def _keep(before: Order, after: Order, records: HomeRecords, now: datetime) -> Order:
    records.keep_order(after)
    records.post(amended_entry(before, after, str(after.amended), now))
    body: dict[str, str | int] = {"order": after.id, "retailer": after.retailer, "cents": after.total.cents}
    for number, line in enumerate(after.lines, start=1):
        body[f"line{number}"] = f"{line.quantity} x {line.product}"
    records.add_errand(Errand(f"amend:{after.uses[-1]}", "amend", body), now)
    return after


def _is_of(errand: Errand, order: Order) -> bool:
    """Whether the errand is about the change that is under way; of a substitute the retailer hears the same way."""
    return bool(order.agreed) and errand.key == f"amend:{order.uses[-1]}"


def agreed(errand: Errand, records: HomeRecords) -> None:
    """The retailer has it so. What the order costs less now is free in its budget."""
    order = records.order(errand.subject)
    if order is None or not _is_of(errand, order):
        return
    order = order.change_agreed()
    records.keep_order(order)
    if order.is_open:
        lower(order, records)


def refused(errand: Errand, records: HomeRecords, now: datetime, new_id: NewId) -> Order | None:
    """The retailer did not: the order is what it was, and what the change had reserved is free. Returns the order where
    its person has to hear of it."""
    before = records.order(errand.subject)
    if before is None or not _is_of(errand, before):
        return None
    after = before.change_refused()
    records.keep_order(after)
    records.post(amended_entry(before, after, f"{after.amended}:refused", now))
    if before.amended:
        records.release(before.uses[-1])
    if not after.is_open:
        return None
    reason = Reason("P6", "change_refused", after.total, who=after.person, subject=after.id)
    records.add_decision(Decision(new_id(), now, "changed", (reason,), person=after.person, subject=after.id))
    return after


def lower(order: Order, records: HomeRecords) -> None:
    """No more stays reserved than the order costs; the latest reservation gives way first."""
    held = [each for use in order.uses for each in records.reservations(use) if each.hold is Hold.RESERVED]
    over = sum(each.amount.cents for each in held) - order.total.cents
    for each in reversed(held):
        less = min(over, each.amount.cents)
        if less > 0:
            records.reserve(each.mandate, each.subject, Money(each.amount.cents - less, each.amount.currency), each.at)
            over -= less


def commit(order: Order, records: HomeRecords) -> None:
    """It was delivered: of what its changes and itself reserved, no more is spent than it costs (P6)."""
    left = order.total.cents
    for use in order.uses:
        for each in records.reservations(use):
            if each.hold is Hold.RESERVED:
                spent = min(left, each.amount.cents)
                records.commit(use, Money(spent, each.amount.currency))
                left -= spent


def release(order: Order, records: HomeRecords) -> None:
    """It will certainly not come."""
    for use in order.uses:
        records.release(use)


def credit(order: Order, refund: str, costs: Money, at: datetime, records: HomeRecords) -> None:
    """Something came back of it, and it `costs` so much now: no more stays spent under the mandates that it was bought
    by (P6). What a person added with a yes of their own comes back first, for no mandate paid that."""
    spent = [(use, each.counts.cents) for use in order.uses for each in records.reservations(use)
             if each.hold is Hold.COMMITTED]  # fmt: skip
    over = sum(cents for _, cents in spent) - costs.cents
    for use, cents in reversed(spent):
        back = min(over, cents)
        if back > 0:
            records.refund(use, refund, Money(back, costs.currency), at)
            over -= back
