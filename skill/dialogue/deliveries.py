"""After the order: where it is, another time, right or wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from skill.dialogue import amendment, offering, open_question, order_words, ordering, paying
from skill.dialogue.act import Act
from skill.dialogue.conversation import ApprovePayment, Conversation
from skill.dialogue.effects import AcceptDelivery, AskPaymentOf, MoveDelivery
from skill.dialogue.reply import KindNamed, Part, ProductName, RetailerName, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say, stranger
from skill.domain.authorization import Reason
from skill.domain.order import Order, OrderStatus
from skill.domain.person import Person, Profile


def find(situation: Situation, act: Act, fits: Callable[[Order], bool]) -> Order | None:
    """The latest order that fits and holds what was named, if something was named."""
    named = named_in(situation, act)
    for order in situation.orders:
        if not fits(order) or (act.retailer and order.retailer != act.retailer):
            continue
        if not named or named & {line.product for line in order.lines}:
            return order
    return None


def named_in(situation: Situation, act: Act) -> frozenset[str]:
    """The products that the first word for one can mean; none where none was said."""
    return frozenset(ordering.resolve(situation, act.wanted[0])) if act.wanted else frozenset()


def _items(order: Order, named: Collection[str] = ()) -> tuple[Value, ...]:
    """What is in the order, or what was named of it."""
    return tuple(ProductName(line.product) for line in order.lines if not named or line.product in named)


ORDERS_TOLD = 3


def order_status(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Where the order is, or when it comes. What others ordered is not told to strangers (P7)."""
    if situation.speaker.known_adult is None:
        return stranger(conversation, situation)
    order = find(situation, act, lambda order: order.is_open)
    asked = None if act.wanted or act.retailer else open_question.order_asked(conversation, situation)
    if order is None and asked is not None:
        return ask_delivery(conversation, act, situation)  # nothing else is to come: "when will it come" is about this
    order = order or find(situation, act, lambda order: order.status is not OrderStatus.CANCELLED)
    if order is None:
        return say(conversation, "informed", part("no_order"))
    told = [order]
    if order.is_open and not act.wanted and not act.retailer:
        coming = [each for each in situation.orders if each.is_open]
        told = sorted(coming, key=lambda each: each.slot.start if each.slot else each.placed_at)[:ORDERS_TOLD]
    parts = tuple(said for each in told for said in _status(each, situation, named_in(situation, act)))
    if not order.is_open:
        parts = (_nothing_comes(act), *parts)
    if conversation.open is not None and asked is not None:
        # "It" may be what is being asked as well: that comes first, and the question is put again.
        again = open_question.recap(situation, conversation.open)
        return say(conversation, "held", *order_words.delivery(situation, asked), *parts, *again)
    return say(conversation, "informed", *parts)


def _nothing_comes(act: Act) -> Part:
    """What is told of an order that came is no answer to when it comes, until this is said."""
    kind = act.wanted[0].product.kind if act.wanted else None
    return part("nothing_comes") if kind is None else part("none_comes", kind=KindNamed(kind))


def _status(order: Order, situation: Situation, named: Collection[str]) -> tuple[Part, ...]:
    """Where one order is, and what its retailer has still to answer about it."""
    retailer = RetailerName(order.retailer)
    waits = (part("change_is_under_way", retailer=retailer),) if order.is_open and order.agreed else ()
    if order.claimed and order.is_there:
        waits = (part("claim_waits", retailer=retailer),)
    if order.is_open and order.slot is not None:
        return (part("order_comes", items=_items(order), retailer=retailer, slot=order.slot), *waits)
    if order.is_there:
        came = (order.delivered_at or order.placed_at).astimezone(situation.home.timezone).date()
        return (part("order_came", items=_items(order, named), retailer=retailer, day=came), *waits)
    key = "order_on_its_way" if order.is_open else f"order_was_{order.status.value}"
    return (part(key, items=_items(order), retailer=retailer), *waits)


def ask_delivery(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """When it comes and what that costs: of the order that is being asked about, else of what was ordered."""
    opened = conversation.open
    quote = open_question.order_asked(conversation, situation)
    if opened is None or quote is None or act.wanted or act.retailer:
        return order_status(conversation, act, situation)
    said = (*order_words.delivery(situation, quote), *open_question.recap(situation, opened))
    return say(conversation, "held", *said)


def change_delivery(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Another slot: of the open question, else of the order that is on its way."""
    step = open_question.change_open_slot(conversation, act, situation)
    if step is not None:
        return step
    if situation.speaker.known_adult is None:
        return stranger(conversation, situation)
    order = find(situation, act, lambda order: order.is_open and order.slot is not None)
    if order is None:
        return say(conversation, "informed", part("no_order"))
    if act.moment is None:
        return say(conversation, "asked_back", part("when_delivered"))
    slot = offering.another_slot(situation, order.slot, act.moments) if order.slot is not None else None
    if slot is None:
        return say(conversation, "informed", open_question.no_slot_then(situation, order.quote, act.moment))
    if slot.fee > order.quote.delivery_fee:
        # A dearer slot changes what was confirmed (P3): its person is asked; nobody makes another pay more.
        if order.person != situation.speaker.id:
            return say(conversation, "refused", part("slot_costs_more", slot=slot, fee=slot.fee))
        return amendment.ask_first(conversation, situation, order, replace(order.quote, slot=slot))
    moved = part("delivery_moved", slot=slot, retailer=RetailerName(order.retailer))
    return say(conversation, "changed", moved, effects=(MoveDelivery(order.id, slot),))


def accept_delivery(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The goods are right. A `safety` person is asked for her payment now, not before (P9)."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    order = find(situation, act, lambda order: _may_accept(order, person, situation))
    if order is None:
        return say(conversation, "informed", part("nothing_delivered"))
    return accepted(conversation, situation, order, person)


def _may_accept(order: Order, person: Person, situation: Situation) -> bool:
    """What a `safety` person ordered only she calls right, for then she is asked to pay (P9)."""
    buyer = situation.home.person(order.person)
    theirs = buyer is None or buyer.profile is Profile.SAFETY
    return order.status is OrderStatus.DELIVERED and (order.person == person.id or not theirs)


def accepted(conversation: Conversation, situation: Situation, order: Order, person: Person) -> Step:
    """This order's goods are right, says the person. A `safety` person pays what was right, so not before the retailer
    has answered for what was not."""
    if person.profile is Profile.SAFETY and order.person == person.id and order.claimed and order.payment is None:
        return close(conversation, "informed", part("payment_waits_for_answer", retailer=RetailerName(order.retailer)))
    accept = AcceptDelivery(order.id)
    if person.profile is not Profile.SAFETY or order.person != person.id or order.payment is not None:
        return close(conversation, "informed", part("delivery_accepted"), effects=(accept,))
    total = situation.charged.get(order.id, order.total)
    asked = part("shall_i_pay", retailer=RetailerName(order.retailer), total=total)
    reasons = (Reason("P9", "pays_after_delivery", total, who=person.id, subject=order.id),)
    payment = paying.payment_of(order.id)
    effects = (accept, AskPaymentOf(order.id, payment))
    said = part("delivery_accepted")
    subject = ApprovePayment(payment)
    return ask(conversation, situation, subject, "asked_payment", said, asked, effects=effects, reasons=reasons)
