"""Notifications: what sensors, deliveries and bills have left to be told, each once."""

from __future__ import annotations

from collections.abc import Collection

from skill.dialogue import offering, order_words, paying, sold_out, substituting, suggesting
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmDelivery, ConfirmProposal, Conversation
from skill.dialogue.effects import MarkRead
from skill.dialogue.reply import Count, KindNamed, Part, ProductName, RetailerName, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close
from skill.domain.consumption import lasts_until
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.offer import Offer
from skill.domain.order import Order, OrderStatus
from skill.domain.payment import AT_THE_BANK, Payment
from skill.domain.person import Profile

TOLD_TO_ALL = frozenset({"shortage", "delivered"})
"""Kinds that hold nothing of what somebody spends. Every other kind is told to its own person only (P7)."""


ASKED = frozenset({"shortage", "payment", "substitute"})
"""Kinds that are put as a question."""


def read_notifications(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Tells what waits for this person and ends with the one thing that can be answered now."""
    waiting = _for_speaker(situation)
    unanswered = _to_accept(situation) if not waiting else None
    if unanswered is not None:
        # It was told before, and what she says of it is still wanted: nothing is paid until then (P9).
        items: tuple[Value, ...] = tuple(ProductName(line.product) for line in unanswered.lines)
        retailer = RetailerName(unanswered.retailer)
        came = part("notice_delivered", items=items, retailer=retailer, total=unanswered.total)
        subject = ConfirmDelivery(unanswered.id)
        return ask(conversation, situation, subject, "notified", came, part("is_everything_right"))
    if not waiting:
        return close(conversation, "informed", part("no_notifications"), *_still_to_pay(situation))
    # What a stranger hears stays unread for the person that it is meant for; what is to be answered stays so until it
    # is asked, and a bill until it is answered: a question that ran out is no way to lose one (M6).
    person = situation.speaker.known_adult
    delivered = _to_accept(situation, waiting)
    told = [p for n in waiting if n.kind not in ASKED for p in _told(situation, n)]
    unasked = {n.id for n in waiting if n.kind in ASKED or (delivered is not None and n.subject == delivered.id)}
    instead = [found for n in waiting if n.kind == "substitute" and (found := substituting.of_notice(situation, n))]
    if instead and person is not None:
        step = substituting.ask_substitute(conversation, situation, *instead[0])
        return _led(step, told, _read(waiting, situation, unasked))
    bills = [paying.find(situation, n.subject) for n in waiting if n.kind == "payment"]
    payment = next((bill for bill in bills if bill is not None and bill.is_asked), None)
    short = [n for n in waiting if n.kind == "shortage"]
    if payment is not None and person is not None:
        step = paying.ask_payment(conversation, situation, payment)
        others = [_running_out(situation, n.subject) for n in short]
        return _led(step, [*told, *others], _read(waiting, situation, unasked))
    if short:
        others = [_running_out(situation, n.subject) for n in short[1:]]
        step = _propose(conversation, situation, short[0].subject)
        return _led(step, [*told, *others], _read(waiting, situation, unasked - {short[0].id}))
    read = _read(waiting, situation, set())
    if delivered is not None:
        subject = ConfirmDelivery(delivered.id)
        return ask(conversation, situation, subject, "notified", *told, part("is_everything_right"), effects=(read,))
    return close(conversation, "notified", *told, effects=(read,))


def _read(waiting: list[Notification], situation: Situation, unasked: Collection[str]) -> MarkRead:
    """All that was told, but for what is still to be asked."""
    known = situation.speaker.known_adult is not None
    return MarkRead(tuple(n.id for n in waiting if known and n.id not in unasked))


def _still_to_pay(situation: Situation) -> tuple[Part, ...]:
    """ "Is there anything to pay" is no "nothing" while a sum is open that was told before: to its own person only."""
    person = situation.speaker.known_adult
    unpaid = Money.total(payment.amount for payment in situation.payments if person and payment.person == person.id)
    return (part("still_to_pay", total=unpaid),) if unpaid else ()


def _to_accept(situation: Situation, waiting: list[Notification] | None = None) -> Order | None:
    """A `safety` person's delivered order: she says herself that the goods are right, before she pays (P9). One that is
    told of now; without `waiting` any of which no retailer has still to answer something."""
    person = situation.speaker.known_adult
    if person is None or person.profile is not Profile.SAFETY:
        return None
    told = {note.subject for note in waiting or () if note.kind in ("delivered", "refunded", "claim_refused")}
    for order in situation.orders:
        meant = order.id in told if waiting is not None else not order.claimed
        if meant and order.person == person.id and order.status is OrderStatus.DELIVERED:
            return order
    return None


def _for_speaker(situation: Situation) -> list[Notification]:
    person = situation.speaker.known_adult
    return [
        notification
        for notification in situation.notifications
        if notification.kind in TOLD_TO_ALL or (person is not None and person.id == notification.person)
    ]


def _led(step: Step, lead: list[Part], read: MarkRead) -> Step:
    said = type(step.reply)(step.reply.decided, (*lead, *step.reply.parts), step.reply.awaits)
    return Step(step.conversation, said, (*step.effects, read), step.reasons)


def _told(situation: Situation, notification: Notification) -> tuple[Part, ...]:
    order = next((order for order in situation.orders if order.id == notification.subject), None)
    unpaid = paying.find(situation, notification.subject)
    if notification.kind == "problem" and unpaid is not None:
        return (part("notice_unpaid", retailer=RetailerName(unpaid.retailer), total=unpaid.amount),)
    if notification.kind == "debit" and unpaid is not None:
        return _announced(unpaid)
    if order is None:
        return (part(f"notice_{notification.kind}_short"),)
    replaced = substituting.of_notice(situation, notification)
    if replaced is not None:
        return (substituting.told(*replaced),)
    retailer = RetailerName(order.retailer)
    claims = [claim for claim in order.claims if notification.id.endswith(f":{claim.id}")]
    if claims:
        told = [claim for claim in order.claims if claim.statement == claims[0].statement]
        counts = tuple(Count(order.kind_of(claim.product), claim.quantity) for claim in told)
        total = Money.total(claim.amount for claim in told)
        return (part(f"notice_{notification.kind}", items=counts, retailer=retailer, total=total),)
    items: tuple[Value, ...] = tuple(ProductName(line.product) for line in order.lines)
    if notification.kind == "not_cancelled" and order.slot is not None:
        return (part("notice_not_cancelled_slot", items=items, retailer=retailer, slot=order.slot),)
    if notification.kind == "not_moved" and order.slot is not None:
        return (part("notice_not_moved_slot", items=items, retailer=retailer, slot=order.slot),)
    if notification.kind == "not_reminded" and order.slot is not None:
        return (part("notice_not_reminded_slot", items=items, retailer=retailer, slot=order.slot),)
    return (part(f"notice_{notification.kind}", items=items, retailer=retailer, total=order.total),)


def _running_out(situation: Situation, kind: str) -> Part:
    """Until when the stock is likely to last, where the sensor has told enough; else that it is nearly gone."""
    stock = situation.stocks.get(kind)
    end = lasts_until(stock.use) if stock is not None else None
    day = end.astimezone(situation.home.timezone).date() if end is not None else situation.today
    if day <= situation.today:
        return part("nearly_finished", kind=KindNamed(kind))
    return part("lasts_until", kind=KindNamed(kind), day=day)


def _announced(debit: Payment) -> tuple[Part, ...]:
    """What will be collected, and when (M5); what the bank refused meanwhile is told as that."""
    if debit.collect_on is None or debit.status not in AT_THE_BANK:
        return ()
    return (part("will_be_debited", retailer=RetailerName(debit.retailer), total=debit.amount, day=debit.collect_on),)


def _propose(conversation: Conversation, situation: Situation, kind: str) -> Step:
    """One offer where the algorithm decides, several where the consumer does; never an order by itself."""
    low = _running_out(situation, kind)
    if situation.on_order(kind) is not None:
        return close(conversation, "notified", low, part("already_on_order"))
    instead = _instead_of_usual(conversation, situation, kind, low)
    if instead is not None:
        return instead
    products = [product.id for product in situation.catalogue.of_kind(kind)]
    found = offering.offers(situation, products)
    if not found:
        return close(conversation, "notified", low, part("out_of_stock", kind=KindNamed(kind)))
    if len(found) > 1:
        step = suggesting.offer_choice(conversation, situation, found)
        said = type(step.reply)(step.reply.decided, (low, *step.reply.parts), step.reply.awaits)
        return Step(step.conversation, said, step.effects, step.reasons)
    proposal = (low, *proposed(situation, found[0]))
    return ask(conversation, situation, ConfirmProposal(found[0]), "proposed", *proposal)


def _instead_of_usual(conversation: Conversation, situation: Situation, kind: str, low: Part) -> Step | None:
    """What comes nearest to the one bought last, where that cannot be had; not for a stranger, who would hear what the
    household buys (P7)."""
    products = situation.catalogue.products
    bought = (product for product in situation.bought() if product in products and products[product].kind == kind)
    last = next(bought, None) if situation.speaker.known_adult is not None else None
    if last is None or not sold_out.is_sold_out(situation, last):
        return None
    return suggesting.instead_of(conversation, situation, last, lead=(low,))


def proposed(situation: Situation, offer: Offer) -> tuple[Part, ...]:
    """The offer in words: why this one, and the promotion that runs on it."""
    line = offer.line
    product = ProductName(line.product)
    # What was bought last is the household's own affair: a stranger hears the offer only (P7).
    mine = situation.speaker.known_adult is not None
    why = "propose_last_bought" if mine and "last_bought" in offer.reasons else "propose"
    parts = [part(why, product=product, price=line.unit_price)]
    deal = order_words.deal(situation, offer.quote.retailer, line.product)
    if line.promotion and deal is not None:
        parts.append(part("promotion_runs", deal=deal))
    return (*parts, *order_words.sponsored_in(situation, [offer.quote]), part("shall_i_order_new"))
