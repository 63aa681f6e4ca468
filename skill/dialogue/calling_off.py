"""Withdrawing from an order that is still to come: the right begins with the contract, not with the delivery (directive
2011/83/EU article 9). In two steps, like what is sent back after it: what would not come is read back, a yes makes it a
statement, which is acknowledged with its content and time and kept with the order (O3)."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import amending, amendment, claiming, deliveries, withdrawal_words
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmWithdrawal, Conversation
from skill.dialogue.effects import CancelOrder
from skill.dialogue.reply import KindNamed, Part, RetailerName, Term, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say, stranger
from skill.dialogue.withdrawal_words import why_excluded
from skill.domain.claim import ClaimKind
from skill.domain.order import Order, changes_until
from skill.domain.reason import Reason


def cancel_order(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The first step; of an order that holds more than what was named, that is taken off at once (`amending`). Who did
    not buy it does not withdraw from it."""
    person = situation.speaker.known_adult
    if person is None:
        return stranger(conversation, situation)
    one_line = amending.remove(conversation, act, situation)
    if one_line is not None:
        return one_line
    order = deliveries.find(situation, act, lambda order: order.is_open and order.person == person.id)
    if order is not None:
        return read_back(conversation, situation, order, act.reason or "")
    if conversation.open is not None:
        return close(conversation, "cancelled", part("dropped"))
    others = deliveries.find(situation, act, lambda order: order.is_open)
    if others is not None:
        reasons = (Reason("O3", "not_yours", who=others.person),)
        return say(conversation, "refused", part("refused_other_person"), reasons=reasons)
    return say(conversation, "informed", part("nothing_to_cancel"))


def may_withdraw(situation: Situation, order: Order) -> bool:
    """Whether an order that is to come can be withdrawn from now. Its retailer may still refuse: then it comes, and
    goes back as what was delivered does."""
    return order.is_open and not _kept_by_law(situation, order)


def _kept_by_law(situation: Situation, order: Order) -> tuple[str, ...]:
    """The kinds of what does not keep, once the retailer takes no change any more: those it need not take back."""
    until = changes_until(order, situation.catalogue.retailers[order.retailer])
    if until is not None and situation.now <= until:
        return ()
    spoils = (line.kind for line in order.lines if why_excluded(situation, order, line) == "perishable")
    return tuple(dict.fromkeys(spoils))


def read_back(conversation: Conversation, situation: Situation, order: Order, what: str) -> Step:
    """Puts it: what would not come, where, and what need not be paid. What cannot be called off is said, and why."""
    kept = _kept_by_law(situation, order)
    if kept:
        reasons = (Reason("O3", "excluded_from_withdrawal", who=order.person, subject=order.id),)
        return close(conversation, "refused", *_too_late(order, kept), reasons=reasons)
    goods = tuple(amendment.wanted_of(order.quote).items())
    subject = ConfirmWithdrawal(order.id, goods, order.total, whole=True, what=what, coming=True)
    asked = withdrawal_words.question(situation, subject)
    reasons = (Reason("O3", "withdrawal_read_back", who=order.person, subject=order.id),)
    return ask(conversation, situation, subject, "asked_confirmation", *asked, reasons=reasons)


def _too_late(order: Order, kept: tuple[str, ...]) -> tuple[Part, ...]:
    rest = (part("rest_may_go_back"),) if any(line.kind not in kept for line in order.lines) else ()
    fresh = (part("cannot_go_back", kind=KindNamed(kind), reason=Term("excluded_perishable")) for kind in kept)
    return (part("too_late_to_cancel", retailer=RetailerName(order.retailer)), *fresh, *rest)


def called_off(conversation: Conversation, situation: Situation, subject: ConfirmWithdrawal, order: Order) -> Step:
    """The second step, for an order that is still to come: made once, and acknowledged. One that changed since it was
    read back is read back again (P3)."""
    now = replace(subject, goods=tuple(amendment.wanted_of(order.quote).items()), total=order.total)
    if now != subject or _kept_by_law(situation, order):
        return read_back(conversation, situation, order, subject.what)
    claims = claiming.claims_for(
        situation, order, dict(subject.goods), ClaimKind.WITHDRAWAL, order.person, subject.what
    )
    items, retailer = withdrawal_words.items(order, subject), RetailerName(order.retailer)
    done = part("cancellation_acknowledged", items=items, retailer=retailer, total=subject.total, at=situation.now)
    reasons = (Reason("O3", "cancelled_by_voice", subject.total, who=order.person, subject=order.id),)
    return close(conversation, "cancelled", done, effects=(CancelOrder(order.id, claims),), reasons=reasons)
