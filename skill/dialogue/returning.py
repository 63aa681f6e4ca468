"""Withdrawing from a purchase, in two steps: what it is, what comes back and until when is read back; a yes makes it a
statement, which is acknowledged with its content and time (O3; directive 2011/83/EU articles 9-16 and 11a)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from skill.dialogue import amending, calling_off, claiming, deliveries, ordering, withdrawal_words
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmWithdrawal, Conversation
from skill.dialogue.effects import MakeClaims
from skill.dialogue.reply import Count, KindNamed, Part, RetailerName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say, stranger
from skill.dialogue.withdrawal_words import why_excluded
from skill.domain.claim import Claim, ClaimKind, withdraw_until
from skill.domain.money import Money
from skill.domain.offer import Line
from skill.domain.order import Order, OrderStatus
from skill.domain.person import Person
from skill.domain.reason import Reason


def return_product(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The first step: reads back what would go back. What cannot is said with its reason."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    mine = [order for order in situation.orders if order.person == person.id]
    order = _meant(conversation, situation, act, mine)
    if order is None:
        return _none_of_theirs(conversation, act, situation, person)
    if order.status is OrderStatus.RETURNED:
        return close(conversation, "informed", part("going_back_already", items=claiming.counted(list(order.lines))))
    retailer = situation.catalogue.retailers[order.retailer]
    until = last_moment(situation, order)
    if situation.now >= until:
        reasons = (Reason("O3", "withdrawal_term_over", order.total, who=person.id, subject=order.id),)
        day = (until - timedelta(days=1)).date()
        over = part("too_late_to_return", retailer=RetailerName(retailer.id), day=day)
        return close(conversation, "refused", over, reasons=reasons)
    named = {product for wanted in act.wanted for product in ordering.resolve(situation, wanted)}
    meant = [line for line in order.lines if not named or line.product in named]
    going = [line for line in meant if why_excluded(situation, order, line) in (None, "hygiene") and order.left(line)]
    if not going:
        return _nothing_goes(conversation, situation, order, meant, person)
    counts = claiming.counts_of(situation, act, order, going)
    claims = claiming.claims_for(situation, order, counts, ClaimKind.WITHDRAWAL, person.id, act.reason or "")
    return read_back(conversation, situation, order, claims)


def _meant(conversation: Conversation, situation: Situation, act: Act, mine: list[Order]) -> Order | None:
    """The latest order that can still go back; else, where nothing of it is on its way, the latest that came."""
    own = replace(situation, orders=tuple(mine))
    if not act.wanted and amending.spoken_of(conversation, own) and any(order.is_open for order in mine):
        return None  # "send it back" right after ordering is about that order, and it has still to come
    in_time = deliveries.find(own, act, lambda order: order.is_there and situation.now < last_moment(situation, order))
    if in_time is not None or deliveries.find(own, act, lambda order: order.is_open) is not None:
        return in_time
    return deliveries.find(own, act, lambda order: order.is_there or order.status is OrderStatus.RETURNED)


def last_moment(situation: Situation, order: Order) -> datetime:
    """Until when this person may withdraw from the order, local; long ago for one without a delivery."""
    delivered = order.delivered_at or order.placed_at
    return withdraw_until(delivered, situation.catalogue.retailers[order.retailer], situation.home.timezone)


def _none_of_theirs(conversation: Conversation, act: Act, situation: Situation, person: Person) -> Step:
    if deliveries.find(situation, act, lambda order: order.is_open and order.person == person.id) is not None:
        return calling_off.cancel_order(conversation, act, situation)
    others = deliveries.find(situation, act, lambda order: order.is_there)
    if others is not None:
        reasons = (Reason("O3", "not_yours", who=others.person),)
        return say(conversation, "refused", part("refused_other_person"), reasons=reasons)
    return close(conversation, "informed", part("nothing_delivered"))


def _nothing_goes(
    conversation: Conversation, situation: Situation, order: Order, meant: list[Line], person: Person
) -> Step:
    excluded = [line for line in meant if why_excluded(situation, order, line) not in (None, "hygiene")]
    if not excluded:
        return close(conversation, "informed", part("going_back_already", items=claiming.counted(meant)))
    reasons = (Reason("O3", "excluded_from_withdrawal", who=person.id, subject=order.id),)
    return close(conversation, "refused", *_stays(situation, order, excluded), reasons=reasons)


def _stays(situation: Situation, order: Order, excluded: list[Line]) -> tuple[Part, ...]:
    return tuple(
        part(
            "cannot_go_back",
            kind=KindNamed(line.kind),
            reason=Term(f"excluded_{why_excluded(situation, order, line)}"),
        )
        for line in excluded
    )


def read_back(conversation: Conversation, situation: Situation, order: Order, claims: tuple[Claim, ...]) -> Step:
    """Puts the withdrawal: a yes makes it."""
    going = {claim.product: claim.quantity for claim in claims}
    whole = order.goes_back_whole(going)
    total = situation.charged.get(order.id, order.total) if whole else Money.total(claim.amount for claim in claims)
    subject = ConfirmWithdrawal(order.id, tuple(going.items()), total, whole, claims[0].what)
    stays = [
        line
        for line in order.lines
        if line.product not in going and why_excluded(situation, order, line) == "perishable"
    ]
    named = [line for line in stays if not whole and len(going) > 1]
    said = (*_stays(situation, order, named), *withdrawal_words.question(situation, subject))
    reasons = (Reason("O3", "withdrawal_read_back", who=order.person, subject=order.id),)
    return ask(conversation, situation, subject, "asked_confirmation", *said, reasons=reasons)


def withdrawn(conversation: Conversation, situation: Situation, subject: ConfirmWithdrawal) -> Step:
    """The second step: the statement is made, once, and acknowledged."""
    person, order = situation.speaker.known_adult, withdrawal_words.order_of(situation, subject.order)
    if person is None or order is None or order.person != person.id or not (order.is_there or subject.coming):
        return close(conversation, "informed", part("nothing_delivered"))
    if subject.coming and order.is_open:
        return calling_off.called_off(conversation, situation, subject, order)
    if subject.coming:
        return asked_of(situation, order.id, conversation)  # it came meanwhile: what goes back is asked anew (P3)
    lines = [line for line in order.lines if line.product in dict(subject.goods)]
    if any(order.left(line) < dict(subject.goods)[line.product] for line in lines):
        return close(conversation, "informed", part("going_back_already", items=claiming.counted(lines)))
    kind = ClaimKind.WITHDRAWAL
    claims = claiming.claims_for(situation, order, dict(subject.goods), kind, person.id, subject.what)
    total, retailer = subject.total, RetailerName(order.retailer)
    items: tuple[Value, ...] = tuple(Count(order.kind_of(product), count) for product, count in subject.goods)
    done = part("withdrawal_acknowledged", items=items, retailer=retailer, total=total, at=situation.now)
    reasons = (Reason("O3", "withdrawn", total, who=person.id, subject=order.id),)
    effects = (MakeClaims(order.id, claims, subject.whole),)
    return close(conversation, "changed", done, effects=effects, reasons=reasons)


def asked_of(situation: Situation, order_id: str, conversation: Conversation) -> Step:
    """The same first step from a page: of everything that can still go back of one order, or need not come."""
    order = withdrawal_words.order_of(situation, order_id)
    if order is not None and order.status is OrderStatus.CANCELLED:
        return close(conversation, "informed", part("cancelled_already", retailer=RetailerName(order.retailer)))
    if order is None:
        return close(conversation, "informed", part("nothing_delivered"))
    only = replace(situation, orders=(order,))
    return return_product(conversation, Act("return_product"), only)
