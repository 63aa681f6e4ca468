"""Answers to the question that is open: yes, no, doubt, a choice, a PIN, another number or another time."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import offering, ordering, paying
from skill.dialogue.act import Act
from skill.dialogue.conversation import (
    ApprovePayment,
    ChooseOffer,
    ConfirmMandate,
    ConfirmOrder,
    ConfirmProposal,
    Conversation,
    OpenQuestion,
    ProveIdentity,
    Verified,
)
from skill.dialogue.effects import KeepMandate
from skill.dialogue.reply import Count, KindNamed, Part, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say
from skill.domain.authorization import Reason
from skill.domain.offer import Offer, Quote
from skill.domain.person import Recognised, Speaker


def not_the_one_asked(conversation: Conversation, situation: Situation) -> Step | None:
    """A refusal when somebody else answers than the person who was asked (P3, P7); the question stays open."""
    opened = conversation.open
    if opened is None:
        return None
    if situation.speaker.is_child:
        return say(conversation, "refused", part("refused_child"), reasons=(Reason("P7", "child"),))
    person = situation.speaker.known_adult
    if opened.asked_person is not None and (person is None or person.id != opened.asked_person):
        asked = situation.home.person(opened.asked_person)
        reasons = (Reason("P3", "other_person_was_asked", who=opened.asked_person),)
        name = asked.name if asked else opened.asked_person
        return say(conversation, "refused", part("only_asked_person", person=name), reasons=reasons)
    return None


def confirm(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """A yes counts once and for the open question only (P3)."""
    opened = conversation.open
    if opened is None:
        return say(conversation, "informed", part("nothing_open"), reasons=(Reason("P3", "nothing_open"),))
    if not opened.is_open(situation.now):
        reasons = (Reason("P3", "question_expired"),)
        return close(conversation, "informed", part("question_expired"), reasons=reasons)
    refusal = not_the_one_asked(conversation, situation)
    if refusal is not None:
        return refusal
    match opened.subject:
        case ConfirmOrder() as subject:
            return ordering.confirmed(conversation, situation, subject, opened.asked_person)
        case ConfirmProposal(offer):
            fresh = offering.requote(situation, offer.quote)
            if fresh is None:
                kind = KindNamed(offer.line.kind)
                return close(conversation, "informed", part("no_longer_available", kind=kind))
            return ordering.order_or_ask(conversation, situation, fresh)
        case ApprovePayment(payment):
            return paying.approve(conversation, situation, payment)
        case ConfirmMandate(mandate):
            granted = part("mandate_granted")
            reasons = (Reason("P5", "granted", who=mandate.grantor, subject=mandate.id),)
            return close(conversation, "changed", granted, effects=(KeepMandate(mandate),), reasons=reasons)
        case ChooseOffer():
            return say(conversation, "asked_back", part("which_one"))
        case ProveIdentity():
            return say(conversation, "asked_step_up", part("say_pin"))
        case _:
            return say(conversation, "informed", part("nothing_open"))


def deny(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """A no: nothing is bought. A no to a payment leaves the debt visible (M6)."""
    opened = conversation.open
    if opened is None:
        return say(conversation, "declined", part("nothing_ordered"))
    refusal = not_the_one_asked(conversation, situation)
    if refusal is not None and not situation.speaker.is_child:
        return refusal
    if isinstance(opened.subject, ApprovePayment):
        if refusal is not None:
            return refusal
        return paying.refuse(conversation, situation, opened.subject.payment)
    return close(conversation, "declined", part("not_ordered"), reasons=(Reason("P2", "declined"),))


def hesitate(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Doubt, or a question on top of a yes: the question stays open and is put again with its facts."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        return close(conversation, "not_understood", part("say_what_you_want"))
    reasons = (Reason("P2", "hesitation_is_no_yes"),)
    return say(conversation, "held", part("take_your_time"), *recap(situation, opened), reasons=reasons)


def recap(situation: Situation, opened: OpenQuestion) -> tuple[Part, ...]:
    """The open question in short, with the amount: what a doubting person most often wants to know."""
    match opened.subject:
        case ConfirmOrder(quote) | ConfirmProposal(Offer(quote)):
            line = quote.lines[0]
            facts = part("it_is", count=Count(line.kind, line.quantity), total=quote.total)
            return (facts, part("shall_i_order_short"))
        case ApprovePayment(payment):
            return paying.asked(situation, payment)
        case ChooseOffer():
            return (part("which_one"),)
        case ProveIdentity():
            return (part("say_pin"),)
        case _:
            return ()


def choose_option(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """One of the offers that are open; without an open choice it is a wish like any other."""
    opened = conversation.open
    if opened is None or not isinstance(opened.subject, ChooseOffer) or not opened.is_open(situation.now):
        if act.wanted or act.brand:
            return ordering.order_product(conversation, act, situation)
        return close(conversation, "asked_back", part("which_product"))
    refusal = not_the_one_asked(conversation, situation)
    if refusal is not None:
        return refusal
    chosen = _chosen(opened.subject.offers, act, situation)
    if chosen is None:
        return say(conversation, "asked_back", part("which_one_of", number=len(opened.subject.offers)))
    quote = chosen.quote
    quantity = ordering.pieces(act.wanted[0] if act.wanted else None, act)
    if quantity is not None and act.ordinal is None:
        quote = _with_quantity(situation, quote, quantity) or quote
    return ordering.order_or_ask(conversation, situation, quote)


def _chosen(offers: tuple[Offer, ...], act: Act, situation: Situation) -> Offer | None:
    by_price = sorted(offers, key=lambda offer: offer.quote.total)
    match act.ordinal.value if act.ordinal else None:
        case "last":
            return offers[-1]
        case "cheapest":
            return by_price[0]
        case "second_cheapest":
            return by_price[1] if len(by_price) > 1 else None
        case "most_expensive":
            return by_price[-1]
        case int(number):
            return offers[number - 1] if 1 <= number <= len(offers) else None
    left = offers
    if act.wanted:
        named = set(act.wanted[0].product.candidates)
        left = tuple(offer for offer in left if offer.line.product in named) or left
    if act.brand:
        products = situation.catalogue.products
        left = tuple(offer for offer in left if products[offer.line.product].brand == act.brand)
    if act.retailer:
        left = tuple(offer for offer in left if offer.quote.retailer == act.retailer)
    return left[0] if len(left) == 1 else None


def _with_quantity(situation: Situation, quote: Quote, quantity: int) -> Quote | None:
    wanted = [(quote.lines[0].product, quantity), *((line.product, line.quantity) for line in quote.lines[1:])]
    return situation.market.quote(quote.retailer, wanted, situation.today, quote.slot)


def change_open_quantity(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """Another number for the order that is open: asked again, for what was confirmed is what is ordered (P3)."""
    opened = conversation.open
    quantity = ordering.pieces(act.wanted[0] if act.wanted else None, act)
    if opened is None or quantity is None or not opened.is_open(situation.now):
        return None
    match opened.subject:
        case ConfirmOrder(quote, from_basket):
            pass
        case ConfirmProposal(Offer(quote)):
            from_basket = False
        case _:
            return None
    changed = _with_quantity(situation, quote, quantity)
    if changed is None:
        return say(conversation, "asked_back", part("how_many"))
    return ordering.order_or_ask(conversation, situation, changed, from_basket=from_basket)


def change_open_slot(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """Another delivery time for the order that is open: asked again (P3)."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now) or not isinstance(opened.subject, ConfirmOrder):
        return None
    if act.moment is None:
        return ask(conversation, situation, opened.subject, "asked_back", part("when_delivered"))
    slot = offering.best_slot(situation, opened.subject.quote.retailer, act.moment)
    if slot is None:
        kind = KindNamed(opened.subject.quote.lines[0].kind)
        return say(conversation, "informed", part("no_slot_then", kind=kind), *recap(situation, opened))
    quote = replace(opened.subject.quote, slot=slot)
    return ordering.order_or_ask(conversation, situation, quote, from_basket=opened.subject.from_basket)


def give_pin(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """A spoken PIN proves who speaks. Said out of turn it does nothing."""
    opened = conversation.open
    if opened is None or not isinstance(opened.subject, ProveIdentity) or not opened.is_open(situation.now):
        return close(conversation, "informed", part("no_pin_needed"))
    if situation.speaker.is_child:
        return say(conversation, "refused", part("refused_child"), reasons=(Reason("P7", "child"),))
    holders = situation.pin_holders
    if opened.asked_person is not None:
        holders = tuple(holder for holder in holders if holder == opened.asked_person)
    person = situation.home.person(holders[0]) if len(holders) == 1 else None
    if person is None:
        return say(conversation, "asked_step_up", part("pin_wrong"), reasons=(Reason("A3", "pin_wrong"),))
    proved = replace(situation, speaker=Speaker(person, Recognised.PIN))
    conversation = replace(conversation, verified=Verified(person.id, situation.now))
    then = opened.subject.then
    if isinstance(then, ApprovePayment):
        return paying.approve(conversation, proved, then.payment)
    if opened.subject.confirmed:
        return ordering.confirmed(conversation, proved, then, person.id)
    fresh = offering.requote(proved, then.quote)
    if fresh is None:
        kind = KindNamed(then.quote.lines[0].kind)
        return close(conversation, "informed", part("no_longer_available", kind=kind))
    asked = ordering.question(proved, fresh)
    subject = replace(then, quote=fresh)
    hello = part("pin_right", person=person.name)
    return ask(conversation, proved, subject, "asked_confirmation", hello, *asked)
