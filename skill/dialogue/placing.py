"""Placing an order: put before a person with all that the law wants said, confirmed, and placed as it was confirmed."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import comparing, habits, meanwhile, offering, order_words, suggesting
from skill.dialogue.conversation import ConfirmOrder, Conversation, InPlaceOf, ProveIdentity
from skill.dialogue.effects import KeepBasket, PlaceOrder
from skill.dialogue.reply import Part, RetailerName, part
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
from skill.domain.offer import Quote


def order_or_ask(
    conversation: Conversation, situation: Situation, subject: ConfirmOrder, *, lead: tuple[Part, ...] = ()
) -> Step:
    """Places what a mandate covers; else puts the question with all that the law wants said before a yes (O1)."""
    verdict = verdict_on(situation, subject.quote, None)
    match verdict:
        case Allowed():
            return _placed(conversation, situation, subject, verdict, lead)
        case NeedsConfirmation(reasons):
            return _question(conversation, situation, subject, lead, reasons)
        case NeedsStepUp(reasons):
            asked = (*lead, *order_words.described(situation, subject.quote), part("say_pin_unknown_voice"))
            proof = ProveIdentity(subject, confirmed=False)
            return ask(conversation, situation, proof, "asked_step_up", *asked, reasons=reasons)
        case Refused(reasons):
            return close(conversation, "refused", part(f"refused_{reasons[0].code}"), reasons=reasons)


def ask_first(
    conversation: Conversation, situation: Situation, subject: ConfirmOrder, *, lead: tuple[Part, ...] = ()
) -> Step:
    """Puts the question, also inside a mandate: it is not quite what the person asked for (P3)."""
    if situation.speaker.known_adult is None:
        return order_or_ask(conversation, situation, subject, lead=lead)  # a PIN first, or a refusal
    reasons = (Reason("P3", "changed_since_asked", amount=subject.quote.total),)
    return _question(conversation, situation, subject, lead, reasons)


def ask_in_short(
    conversation: Conversation, situation: Situation, subject: ConfirmOrder, told: tuple[Part, ...]
) -> Step:
    """The question after a change that the person made: `told` is what is new, the rest they heard just now. To who was
    not asked before, all of it is told (O1)."""
    person, opened = situation.speaker.known_adult, conversation.open
    if person is None:
        return order_or_ask(conversation, situation, subject)
    if opened is None or opened.asked_person != person.id:
        return ask_first(conversation, situation, subject)
    reasons = (Reason("P3", "changed_since_asked", amount=subject.quote.total),)
    asked = (*told, *order_words.in_short(subject.quote))
    return ask(conversation, situation, subject, "asked_confirmation", *asked, reasons=reasons)


def _question(
    conversation: Conversation,
    situation: Situation,
    subject: ConfirmOrder,
    lead: tuple[Part, ...],
    reasons: tuple[Reason, ...],
) -> Step:
    first, *rest = order_words.question(situation, subject.quote)
    asked = (*lead, first, *comparing.saving(situation, subject.quote), *rest)
    return ask(conversation, situation, subject, "asked_confirmation", *asked, reasons=reasons)


def order_as_offered(
    conversation: Conversation, situation: Situation, subject: ConfirmOrder, *, slot_told: bool = True
) -> Step:
    """Orders or asks what was offered a while ago, where the market still gives it so; a change is asked about, even
    inside a mandate: who chose the one of eight euros did not choose it at nine (P3). A slot that was not told of is no
    change."""
    quote = subject.quote
    fresh = offering.requote(situation, quote)
    if fresh is None:
        return asked_anew(conversation, situation, subject)
    if not slot_told:
        quote = replace(quote, slot=fresh.slot)
    again = replace(subject, quote=fresh)
    if fresh == quote:
        return order_or_ask(conversation, situation, again)
    return ask_first(conversation, situation, again, lead=order_words.what_changed(quote, fresh))


def asked_anew(conversation: Conversation, situation: Situation, subject: ConfirmOrder) -> Step:
    """What was asked about cannot be had any more: a yes to it orders nothing, what there is instead is asked (P3)."""
    found = meanwhile.instead(situation, subject)
    if found.order is not None and len(found.order.quote.lines) > 1 and found.order.quote.slot == subject.quote.slot:
        return ask_in_short(conversation, situation, found.order, found.told)
    if found.order is not None:
        return ask_first(conversation, situation, found.order, lead=found.told)
    void = (Reason("P3", "changed_since_asked"),)
    if not found.offers:
        return close(conversation, "informed", *found.told, reasons=void)
    place = InPlaceOf(found.gone, subject)
    return replace(
        suggesting.offer_choice(conversation, situation, found.offers, found.told, place=place), reasons=void
    )


def verdict_on(situation: Situation, quote: Quote, consent: Consent | None) -> Verdict:
    proposition = situation.propositions.get(quote.category)
    return authorize(
        quote,
        proposition,
        situation.home,
        situation.mandates,
        situation.usage,
        situation.speaker,
        consent,
        situation.now,
        situation.approval,
        comparing.evidence(situation, quote) if consent is None else NO_EVIDENCE,
    )


def confirmed(
    conversation: Conversation, situation: Situation, subject: ConfirmOrder, asked_person: str | None
) -> Step:
    """A yes to the open question. What was confirmed is what is ordered, or it is asked again (P3)."""
    opened = conversation.open
    if opened is None:
        return close(conversation, "informed", part("nothing_open"))
    consent = Consent(subject.quote, asked_person or "", opened.asked_at)
    fresh = offering.requote(situation, subject.quote)
    if fresh is None:
        return asked_anew(conversation, situation, subject)
    verdict = verdict_on(situation, fresh, consent)
    match verdict:
        case Allowed():
            return _placed(conversation, situation, replace(subject, quote=fresh), verdict)
        case NeedsConfirmation(reasons):
            changes = (*order_words.what_changed(subject.quote, fresh), *order_words.question(situation, fresh))
            again = replace(subject, quote=fresh)
            return ask(conversation, situation, again, "asked_confirmation", *changes, reasons=reasons)
        case NeedsStepUp(reasons):
            proof = ProveIdentity(replace(subject, quote=fresh), confirmed=True)
            return ask(conversation, situation, proof, "asked_step_up", order_words.pin_asked(reasons), reasons=reasons)
        case Refused(reasons):
            return say(conversation, "refused", part(f"refused_{reasons[0].code}"), reasons=reasons)


def _placed(
    conversation: Conversation,
    situation: Situation,
    subject: ConfirmOrder,
    verdict: Allowed,
    lead: tuple[Part, ...] = (),
) -> Step:
    quote = subject.quote
    person = situation.speaker.known_adult
    if person is None:
        return close(
            conversation, "refused", part("refused_nobody_confirmed"), reasons=(Reason("P1", "nobody_confirmed"),)
        )
    place = PlaceOrder(quote, person.id, verdict)
    effects: tuple[PlaceOrder | KeepBasket, ...] = (place,)
    if subject.from_basket:
        basket = situation.basket
        for product in (*(line.product for line in quote.lines), *subject.replaced):
            basket = basket.remove(product)
        effects = (place, KeepBasket(basket))
    parts = [*lead, part("ordered", retailer=RetailerName(quote.retailer), total=quote.total)]
    if verdict.by == "mandate":
        parts = [
            *lead,
            part("ordered_within_mandate", retailer=RetailerName(quote.retailer), total=quote.total),
            *order_words.described(situation, quote),
        ]
    if quote.slot is not None:
        if verdict.by != "mandate":  # else the slot was said with the rest of the order just now
            parts.append(part("comes_in_slot", slot=quote.slot))
        parts.append(part("reminder_set"))
    placed = close(conversation, "placed", *parts, effects=effects, reasons=verdict.reasons)
    return habits.ask_to_remember(placed, situation, quote, chosen=verdict.by != "mandate")
