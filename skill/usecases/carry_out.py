"""Carries out what was decided: each effect becomes rows and errands, all in the transaction that decided it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from skill.dialogue.effects import (
    AcceptDelivery,
    AmendOrder,
    AnswerShortage,
    AnswerSubstitute,
    ApprovePaymentOf,
    AskPaymentOf,
    CancelOrder,
    Effect,
    ErasePreference,
    KeepBasket,
    KeepMandate,
    KeepPreference,
    LessenOrder,
    MakeClaims,
    MapDevice,
    MarkRead,
    MoveDelivery,
    PlaceOrder,
    PutOff,
    RefusePaymentOf,
    UnmapDevice,
)
from skill.domain.agenda import AgendaEntry
from skill.domain.home import Home
from skill.domain.ledger import moved_entry, placed_entry
from skill.domain.notification import Notification
from skill.domain.offer import Slot
from skill.domain.order import Order, OrderStatus
from skill.domain.pantry import PantryState
from skill.domain.payment import Payment
from skill.domain.payment_methods import PaymentMethods
from skill.domain.settlement import BundleKey, Outcome, period_of_order
from skill.usecases import amend, charge, claim, map_device, replace_goods, sign_mandates
from skill.usecases.call_off import cancel
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords, NewId
from skill.usecases.proof_ports import Signer


def carry_out(
    effect: Effect,
    home: Home,
    records: HomeRecords,
    now: datetime,
    new_id: NewId,
    methods: PaymentMethods,
    signer: Signer,
) -> str | None:
    """Does one effect; returns the id of the order or payment it was about, if it was about one."""
    match effect:
        case PlaceOrder():
            return place(effect, home, records, now, new_id)
        case KeepBasket(basket):
            records.keep_basket(basket)
        case KeepMandate(mandate):
            sign_mandates.keep(mandate, home, records, signer, now)
        case CancelOrder(order_id, claims):
            cancel(_order(records, order_id).with_claims(*claims), records, now)
            return order_id
        case MoveDelivery():
            return _move(effect, records, now)
        case AmendOrder(order_id, quote):
            before = _order(records, order_id)
            if quote.lines != before.lines:
                before = amend.add(effect, before, records, now)
            if quote.slot is not None and quote.slot != before.slot:
                _move(MoveDelivery(order_id, quote.slot), records, now)
            return order_id
        case LessenOrder(order_id):
            return amend.lessen(effect, _order(records, order_id), records, now).id
        case AcceptDelivery(order_id):
            records.keep_order(_order(records, order_id).to(OrderStatus.ACCEPTED))
            for notification in records.notifications():
                if notification.kind == "delivered" and notification.subject == order_id:
                    records.keep_notification(notification.marked_read(now))
            return order_id
        case AskPaymentOf(order_id, payment_id):
            _open_payment(order_id, payment_id, home, records, now, methods)
            return payment_id
        case ApprovePaymentOf(payment_id, approved_by, authentication):
            charge.approve(_payment(records, payment_id), approved_by, authentication, home, records, methods, now)
            charge.answered(payment_id, records, now)
            return payment_id
        case RefusePaymentOf(payment_id):
            records.keep_payment(_payment(records, payment_id).refused(at=now))
            charge.answered(payment_id, records, now)
            return payment_id
        case MakeClaims(order_id):
            claim.make(effect, _order(records, order_id), records, now)
            return order_id
        case AnswerSubstitute(order_id):
            replace_goods.answer(effect, _order(records, order_id), records, now)
            return order_id
        case MarkRead(notifications):
            for notification in records.notifications():
                if notification.id in notifications:
                    records.keep_notification(notification.marked_read(now))
        case PutOff(notifications, until):
            for notification in records.notifications(unread=False):
                if notification.id in notifications:
                    records.keep_notification(notification.put_off(until))
        case AnswerShortage(kinds):
            shortages_heard(kinds, records, now)
            answer_shortages(kinds, home, records, now, no=True)
        case KeepPreference(preference):
            records.keep_preference(preference)
        case ErasePreference(preference):
            records.erase_preference(preference)
        case MapDevice(device, kind):
            map_device.run(device, kind, home, records, now)
        case UnmapDevice(device):
            map_device.undo(device, home, records, now)
    return None


def place(effect: PlaceOrder, home: Home, records: HomeRecords, now: datetime, new_id: NewId) -> str:
    """Keeps the order, reserves its amount under the mandate that allowed it, and queues what must go outside."""
    order = Order(
        id=new_id(),
        home=home.id,
        person=effect.person,
        quote=effect.quote,
        placed_at=now,
        approved_by=effect.allowed.by,
        mandate=effect.allowed.mandate,
    )
    records.keep_order(order)
    if order.mandate is not None:
        records.reserve(order.mandate, order.id, order.total, now)
    records.post(placed_entry(order))
    body: dict[str, str | int] = {"order": order.id, "retailer": order.retailer, "cents": order.total.cents}
    for number, line in enumerate(order.lines, start=1):
        body[f"line{number}"] = f"{line.quantity} x {line.product}"
    if order.slot is not None:
        body |= _slot_fields(order.slot)
        remind(order, records, now)
    records.add_errand(Errand(f"place:{order.id}", "place", body), now)
    shortages_heard(order.quote.kinds, records, now)
    answer_shortages(order.quote.kinds, home, records, now)
    return order.id


def shortages_heard(kinds: frozenset[str], records: HomeRecords, now: datetime) -> None:
    """A yes or a no to these kinds: what waits to be told of them is told no more (P10)."""
    for notification in records.notifications():
        if notification.kind == "shortage" and notification.subject in kinds:
            records.keep_notification(notification.marked_read(now))


def answer_shortages(
    kinds: frozenset[str], home: Home, records: HomeRecords, now: datetime, *, no: bool = False
) -> None:
    """The running shortages of these kinds got their answer: an order, or a `no` (P10)."""
    for state, _ in _short(kinds, home, records):
        records.keep_pantry(state.answered_by(now, no=no))


def unanswer_shortages(kinds: frozenset[str], home: Home, records: HomeRecords) -> None:
    """They lost it: the retailer refused the order, and no other that was placed since stands."""
    for state, kind in _short(kinds, home, records):
        if state.short_since is not None and not _stands(kind, state.short_since, records):
            records.keep_pantry(state.unanswered())


def _stands(kind: str, since: datetime, records: HomeRecords) -> bool:
    """Whether an order of this kind that was placed since was not cancelled."""
    placed = (order for order in records.current_orders(since) if order.placed_at >= since)
    return any(kind in order.quote.kinds and order.status is not OrderStatus.CANCELLED for order in placed)


def _short(kinds: frozenset[str], home: Home, records: HomeRecords) -> Iterator[tuple[PantryState, str]]:
    for device in map_device.household(home, records).devices:
        state = records.pantry(device.id)
        if device.kind in kinds and state.short_since is not None:
            yield state, device.kind


def remind(order: Order, records: HomeRecords, now: datetime, *, because: str = "") -> None:
    """Puts the delivery in the agenda, or moves it there. A slot may come back that was left before: `because` and the
    time tell such reminders apart."""
    if order.slot is None:
        return
    start, end = order.slot.start, order.slot.end
    title = f"{order.retailer}: {', '.join(sorted(order.quote.kinds))}"
    entry_id = f"delivery:{order.id}"
    records.keep_agenda_entry(AgendaEntry(entry_id, order.person, "delivery", title, start, end))
    body: dict[str, str | int] = {
        "entry": entry_id, "person": order.person, "title": title, "start": start.isoformat(), "end": end.isoformat()
    }  # fmt: skip
    records.add_errand(
        Errand(f"remind:{entry_id}:{start.isoformat()}:{because or now.isoformat()}", "remind", body), now
    )


def _move(effect: MoveDelivery, records: HomeRecords, now: datetime) -> str:
    key = f"move:{effect.order}:{effect.slot.start.isoformat()}:{now.isoformat()}"
    order = comes_at(effect.slot, _order(records, effect.order), key, records, now)
    body: dict[str, str | int] = {"order": order.id, "retailer": order.retailer, **_slot_fields(effect.slot)}
    records.add_errand(Errand(key, "move", body), now)
    remind(order, records, now)
    return order.id


def comes_at(slot: Slot, before: Order, because: str, records: HomeRecords, now: datetime) -> Order:
    """The order in another slot, with what that slot costs set aside in the books."""
    order = replace(before, quote=replace(before.quote, slot=slot))
    records.keep_order(order)
    if order.total != before.total:
        records.post(moved_entry(before, order, because, now))
    return order


def _slot_fields(slot: Slot) -> dict[str, str | int]:
    """Whole, so that the slot the retailer agreed to last can be read back from its errand."""
    return {
        "slot": slot.start.isoformat(), "slot_end": slot.end.isoformat(), "slot_fee_cents": slot.fee.cents
    }  # fmt: skip


def _open_payment(
    order_id: str, payment_id: str, home: Home, records: HomeRecords, now: datetime, methods: PaymentMethods
) -> None:
    order = _order(records, order_id)
    bundle = BundleKey(home.id, order.retailer, order.person, period_of_order(order))
    bill = Payment(
        id=payment_id,
        home=home.id,
        person=order.person,
        retailer=order.retailer,
        kind=home.preferences.payment,
        period=bundle.period,
        amount=records.charged(order_id),
        orders=(order_id,),
        asked_at=now,
    )
    if records.add_payment(charge.ask(bill, home, records, methods)):
        records.keep_order(replace(order, payment=payment_id))
        records.close_bundle(bundle, Outcome.ASKED, payment_id)
        records.keep_notification(Notification(f"payment:{payment_id}", order.person, "payment", payment_id, now))


def _order(records: HomeRecords, order_id: str) -> Order:
    order = records.order(order_id)
    if order is None:
        raise LookupError(f"no order {order_id}")
    return order


def _payment(records: HomeRecords, payment_id: str) -> Payment:
    payment = records.payment(payment_id)
    if payment is None:
        raise LookupError(f"no payment {payment_id}")
    return payment
