"""The question of a change to a placed order, and the yes to it: judged as the whole that the order becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from skill.dialogue import amounts, comparing, order_words, sold_out
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmAmendment, Conversation, ProveIdentity
from skill.dialogue.effects import AmendOrder, Effect, KeepBasket
from skill.dialogue.reply import Count, Part, RetailerName, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say
from skill.domain.authorization import (
    Allowed,
    Consent,
    NeedsConfirmation,
    NeedsStepUp,
    Reason,
    Refused,
    Verdict,
    authorize,
)
from skill.domain.evidence import NO_EVIDENCE
from skill.domain.money import Money
from skill.domain.offer import Line, Quote
from skill.domain.order import Order, changes_until, may_change


def own_orders(situation: Situation) -> list[Order]:
    """Orders of the speaker that are to come, the latest first: nobody changes what another has to pay."""
    person = situation.speaker.known_adult
    return [order for order in situation.orders if order.is_open and person is not None and order.person == person.id]


def changeable(situation: Situation) -> list[Order]:
    retailers = situation.catalogue.retailers
    return [order for order in own_orders(situation) if may_change(order, retailers[order.retailer], situation.now)]


def becomes(situation: Situation, before: Quote, wanted: Mapping[str, int]) -> Quote | None:
    """The order with so many of each product: what does not change stays as it was confirmed, the rest is at today's
    price; or all of it at today's prices and promotions, where that is less. None where something cannot be had."""
    lines: list[Line] = []
    for product, quantity in wanted.items():
        own = [line for line in before.lines if line.product == product]
        if sum(line.quantity for line in own) == quantity:
            lines.extend(own)
            continue
        line = situation.market.line(before.retailer, product, quantity, situation.today)
        if line is None:
            return None
        lines.append(line)
    kept = replace(before, lines=tuple(lines))
    whole = situation.market.quote(before.retailer, wanted.items(), situation.today, before.slot)
    return whole if whole is not None and whole.total < kept.total else kept


def wanted_of(quote: Quote) -> dict[str, int]:
    """How many of each product."""
    wanted: dict[str, int] = {}
    for line in quote.lines:
        wanted[line.product] = wanted.get(line.product, 0) + line.quantity
    return wanted


def closed_to_changes(situation: Situation, order: Order) -> Part:
    """Why the order cannot be changed now."""
    retailer = RetailerName(order.retailer)
    if order.agreed:
        return part("change_is_under_way", retailer=retailer)
    if changes_until(order, situation.catalogue.retailers[order.retailer]) is None:
        return part("takes_no_changes", retailer=retailer)
    return part("too_late_to_change", retailer=retailer)


def verdict_on(situation: Situation, order: Order, quote: Quote, consent: Consent | None) -> Verdict:
    """Whether the order may become this: judged whole, less what it holds of a budget already (P6)."""
    return authorize(
        quote,
        situation.propositions.get(quote.category),
        situation.home,
        situation.mandates,
        situation.usage.without(situation.held.get(order.id, {})),
        situation.speaker,
        consent,
        situation.now,
        situation.approval,
        comparing.evidence(situation, quote) if consent is None else NO_EVIDENCE,
    )


def ask_or_amend(
    conversation: Conversation, situation: Situation, order: Order, quote: Quote, *, from_basket: bool = False
) -> Step:
    """Amends inside a mandate; else asks, with what it adds and the new total (O1)."""
    subject = ConfirmAmendment(order.id, order.quote, quote, from_basket)
    verdict = verdict_on(situation, order, quote, None)
    match verdict:
        case Allowed():
            return _amended(conversation, situation, subject, verdict)
        case Refused(reasons):
            return close(conversation, "refused", part(f"refused_{reasons[0].code}"), reasons=reasons)
        case NeedsConfirmation(reasons) | NeedsStepUp(reasons):
            asked = question(situation, subject)
            return ask(conversation, situation, subject, "asked_confirmation", *asked, reasons=reasons)


def ask_first(
    conversation: Conversation, situation: Situation, order: Order, quote: Quote, *, lead: tuple[Part, ...] = ()
) -> Step:
    """Asks, also inside a mandate: of a dearer slot, which is a wish and nothing runs out, and of what may have been
    misheard."""
    subject = ConfirmAmendment(order.id, order.quote, quote)
    return ask(conversation, situation, subject, "asked_confirmation", *lead, *question(situation, subject))


def question(situation: Situation, subject: ConfirmAmendment) -> tuple[Part, ...]:
    """What changes, what the order comes to, where, and that a yes obliges to pay (O1)."""
    before, after = subject.before, subject.quote
    parts: list[Part] = []
    changed = tuple(line for line in after.lines if line not in before.lines)
    parts.extend(order_words.lines(situation, after.retailer, changed))
    if after.slot != before.slot:
        parts.extend(order_words.delivery(situation, after))
    return (*parts, _put(subject))


def _put(subject: ConfirmAmendment) -> Part:
    total, retailer = subject.quote.total, RetailerName(subject.quote.retailer)
    more = total - subject.before.total
    return part("shall_i_amend", total=total, retailer=retailer, **({"more": more} if more.cents > 0 else {}))


def recap(subject: ConfirmAmendment) -> tuple[Part, ...]:
    items: tuple[Value, ...] = tuple(Count(line.kind, line.quantity) for line in subject.quote.lines)
    total, retailer = subject.quote.total, RetailerName(subject.quote.retailer)
    return (part("it_becomes", items=items, total=total, retailer=retailer), part("shall_i_amend_short"))


def amendment_asked(conversation: Conversation, situation: Situation) -> ConfirmAmendment | None:
    """The change that a yes would make, while it is asked."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        return None
    match opened.subject:
        case (ConfirmAmendment() as asked) | ProveIdentity(ConfirmAmendment() as asked):
            return asked
        case _:
            return None


def confirmed(
    conversation: Conversation, situation: Situation, subject: ConfirmAmendment, asked_person: str | None
) -> Step:
    """A yes to the change. Where order, market or retailer moved meanwhile, it is asked again or said (P3)."""
    opened = conversation.open
    order = next((each for each in own_orders(situation) if each.id == subject.order), None)
    if opened is None or order is None or order.quote != subject.before:
        changed = (Reason("P3", "changed_since_asked"),)
        return close(conversation, "informed", part("order_changed_meanwhile"), reasons=changed)
    only_slot = subject.quote.lines == subject.before.lines
    if not only_slot and not may_change(order, situation.catalogue.retailers[order.retailer], situation.now):
        return close(conversation, "informed", closed_to_changes(situation, order))
    fresh = _fresh(situation, subject)
    if fresh is None:
        return _ask_instead(conversation, situation, subject)
    again = replace(subject, quote=fresh)
    verdict = verdict_on(situation, order, fresh, Consent(subject.quote, asked_person or "", opened.asked_at))
    match verdict:
        case Allowed():
            return _amended(conversation, situation, again, verdict)
        case NeedsConfirmation(reasons):
            changes = (*order_words.what_changed(subject.quote, fresh), *question(situation, again))
            return ask(conversation, situation, again, "asked_confirmation", *changes, reasons=reasons)
        case NeedsStepUp(reasons):
            proof = ProveIdentity(again, confirmed=True)
            return ask(conversation, situation, proof, "asked_step_up", order_words.pin_asked(reasons), reasons=reasons)
        case Refused(reasons):
            return say(conversation, "refused", part(f"refused_{reasons[0].code}"), reasons=reasons)


def _ask_instead(conversation: Conversation, situation: Situation, subject: ConfirmAmendment) -> Step:
    """What was to be added is sold out, or the slot is gone: what comes nearest is asked; a yes was to nothing (P3)."""
    void = (Reason("P3", "changed_since_asked"),)
    if subject.quote.slot is not None and subject.quote.slot != subject.before.slot:
        gone = part("slot_gone", slot=subject.quote.slot)
        return close(conversation, "informed", gone, part("not_amended"), reasons=void)
    before, wanted = wanted_of(subject.before), wanted_of(subject.quote)
    retailer = subject.quote.retailer
    told: tuple[Part, ...] = (part("gone_meanwhile", retailer=RetailerName(retailer)),)
    for line in subject.more:
        if situation.market.line(retailer, line.product, line.quantity, situation.today) is not None:
            continue
        more = line.quantity - before.get(line.product, 0)
        wanted[line.product] -= more
        at = Act("add_to_basket", retailer=retailer)
        found = sold_out.nearest(situation, line.product, amounts.in_packs(more), at) if more > 0 else ()
        for instead in found[:1]:
            told = (*told, order_words.in_place_of(line.product, instead.line))
            wanted[instead.line.product] = wanted.get(instead.line.product, 0) + instead.line.quantity
    quote = becomes(situation, subject.before, {product: count for product, count in wanted.items() if count > 0})
    if quote is None or quote.lines == subject.before.lines:
        gone = part("no_longer_added", kind=order_words.kinds(subject.more))
        return close(conversation, "informed", gone, reasons=void)
    again = replace(subject, quote=quote)
    asked = (*told, *question(situation, again))
    return ask(conversation, situation, again, "asked_confirmation", *asked, reasons=void)


def _fresh(situation: Situation, subject: ConfirmAmendment) -> Quote | None:
    """The change at today's market; None when part of it cannot be had any more."""
    quote = becomes(situation, subject.before, wanted_of(subject.quote))
    if quote is None:
        return None
    slot = subject.quote.slot
    if slot != subject.before.slot:
        if slot not in set(situation.market.slots(quote.retailer, situation.now, days=14)):
            return None
        quote = replace(quote, slot=slot)
    return quote


def _amended(conversation: Conversation, situation: Situation, subject: ConfirmAmendment, verdict: Allowed) -> Step:
    quote = subject.quote
    effects: tuple[Effect, ...] = (AmendOrder(subject.order, quote, verdict),)
    if subject.from_basket:
        basket = situation.basket
        for line in quote.lines:
            basket = basket.remove(line.product)
        effects = (*effects, KeepBasket(basket))
    told: list[Part] = []
    if verdict.by == "mandate":
        changed = tuple(line for line in quote.lines if line not in subject.before.lines)
        told.extend(order_words.lines(situation, quote.retailer, changed))
    told.append(part("amended", retailer=RetailerName(quote.retailer), total=quote.total))
    if quote.slot is not None and quote.slot != subject.before.slot:
        told.append(part("comes_in_slot", slot=quote.slot))
    more = quote.total - subject.before.total
    person = situation.speaker.known_adult
    asked = Reason(
        "P2", "order_changed", Money(abs(more.cents)), who=person.id if person else None, subject=subject.order
    )
    return close(conversation, "changed", *told, effects=effects, reasons=(*verdict.reasons, asked))
