"""Answers to the question that is open: yes, no, doubt, a choice, a PIN, another number or another time."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import (
    amendment,
    amounts,
    deliveries,
    devices,
    mandates,
    offering,
    open_question,
    order_words,
    ordering,
    paying,
    placing,
    preferences,
    reshaping,
    returning,
    substituting,
    withdrawal_words,
)
from skill.dialogue.act import Act
from skill.dialogue.conversation import (
    ApprovePayment,
    ChooseDevice,
    ChooseOffer,
    ConfirmAmendment,
    ConfirmDelivery,
    ConfirmDevice,
    ConfirmMandate,
    ConfirmOrder,
    ConfirmPreference,
    ConfirmProposal,
    ConfirmSubstitute,
    ConfirmWithdrawal,
    Conversation,
    ProveIdentity,
    SayMissing,
    Subject,
    Verified,
    Wish,
)
from skill.dialogue.effects import AnswerShortage
from skill.dialogue.reply import Part, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say
from skill.domain.authorization import Reason
from skill.domain.money import Money
from skill.domain.offer import Offer, Quote
from skill.domain.order import OrderStatus
from skill.domain.person import Person, Recognised, Speaker


def confirm(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """A yes counts once and for the open question only (P3)."""
    opened = conversation.open
    if opened is None:
        return say(conversation, "informed", part("nothing_open"), reasons=(Reason("P3", "nothing_open"),))
    if not opened.is_open(situation.now):
        reasons = (Reason("P3", "question_expired"),)
        return close(conversation, "informed", part("question_expired"), reasons=reasons)
    refusal = open_question.not_the_one_asked(conversation, situation)
    if refusal is not None:
        return refusal
    if conversation.interrupted:
        reasons = (Reason("O1", "question_was_not_put_last"),)
        return say(conversation, "held", *open_question.recap(situation, opened), reasons=reasons)
    match opened.subject:
        case ConfirmOrder() as subject:
            return placing.confirmed(conversation, situation, subject, opened.asked_person)
        case ConfirmAmendment() as change:
            return amendment.confirmed(conversation, situation, change, opened.asked_person)
        case ConfirmProposal(offer):
            return placing.order_as_offered(conversation, situation, ConfirmOrder(offer.quote), slot_told=False)
        case ApprovePayment(payment):
            return paying.approve(conversation, situation, payment)
        case ConfirmMandate() as asked:
            return mandates.grant(conversation, situation, asked)
        case ConfirmPreference() as told:
            return preferences.keep(conversation, situation, told)
        case ConfirmDevice() as mapping:
            return devices.keep(conversation, situation, mapping)
        case ConfirmDelivery(order_id):
            return _delivery_right(conversation, situation, order_id)
        case ConfirmSubstitute() as substitute:
            return substituting.accepted(conversation, situation, substitute, opened.asked_person)
        case ConfirmWithdrawal() as withdrawal:
            return returning.withdrawn(conversation, situation, withdrawal)
        case ChooseOffer(offers) as choice if len(offers) == 1:
            return _take(conversation, situation, choice, offers[0].quote)
        case ChooseOffer() | ChooseDevice():
            return say(conversation, "asked_back", part("which_one"))
        case ProveIdentity():
            return say(conversation, "asked_step_up", part("say_pin"))
        case _:
            return say(conversation, "informed", part("nothing_open"))


def _delivery_right(conversation: Conversation, situation: Situation, order_id: str) -> Step:
    person = situation.speaker.known_adult
    order = next((order for order in situation.orders if order.id == order_id), None)
    if person is None or order is None or order.status is not OrderStatus.DELIVERED:
        return close(conversation, "informed", part("nothing_delivered"))
    return deliveries.accepted(conversation, situation, order, person)


def deny(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """A no: nothing is bought. A no to a payment leaves the debt visible (M6)."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        unwanted = substituting.unwanted(conversation, situation)
        return unwanted or close(conversation, "declined", part("nothing_ordered"))
    refusal = open_question.not_the_one_asked(conversation, situation)
    if refusal is not None and not situation.speaker.is_child:
        return refusal
    asked_for = _asked_for(opened.subject)
    if isinstance(asked_for, ApprovePayment):
        return refusal or paying.refuse(conversation, situation, asked_for.payment)
    if isinstance(opened.subject, ConfirmDelivery):
        missing = SayMissing("report_problem")
        return ask(conversation, situation, missing, "declined", part("say_what_is_wrong"))
    if isinstance(asked_for, ConfirmSubstitute):
        return refusal or substituting.declined(conversation, situation, asked_for)
    if isinstance(opened.subject, ConfirmWithdrawal):
        return close(
            conversation, "declined", withdrawal_words.kept(opened.subject), reasons=(Reason("P2", "declined"),)
        )
    if amendment.amendment_asked(conversation, situation) is not None:
        return close(conversation, "declined", part("not_amended"), reasons=(Reason("P2", "declined"),))
    if isinstance(asked_for, _NOT_OF_AN_ORDER):
        return close(conversation, "declined", part("left_as_it_is"))
    answered = AnswerShortage(_kinds_of(opened.subject))
    effects = (answered,) if answered.kinds and situation.speaker.known_adult else ()
    return close(conversation, "declined", part("not_ordered"), effects=effects, reasons=(Reason("P2", "declined"),))


_NOT_OF_AN_ORDER = ConfirmMandate | ConfirmPreference | ConfirmDevice | ChooseDevice | Wish
"""A no to these leaves what is as it is: there was nothing to buy."""


def _asked_for(subject: Subject) -> Subject | Wish:
    """What a yes, or the PIN that is asked, would make happen."""
    return subject.then if isinstance(subject, ProveIdentity) else subject


def _kinds_of(subject: Subject) -> frozenset[str]:
    """The kinds that a yes would have bought."""
    match subject:
        case ConfirmOrder(quote) | ConfirmProposal(Offer(quote)) | ProveIdentity(ConfirmOrder(quote)):
            return quote.kinds
        case ChooseOffer(offers):
            return frozenset(offer.line.kind for offer in offers)
        case _:
            return frozenset()


def hesitate(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Doubt, or a question on top of a yes: the question stays open and is put again with its facts."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        return close(conversation, "not_understood", part("say_what_you_want"))
    reasons = (Reason("P2", "hesitation_is_no_yes"),)
    quote = open_question.order_asked(conversation, situation)
    when = order_words.delivery(situation, quote) if quote else ()
    facts = (*when, *open_question.recap(situation, opened))
    first = _against_limit(act, quote) or part("take_your_time")
    return say(conversation, "held", first, *facts, reasons=reasons)


def _against_limit(act: Act, quote: Quote | None) -> Part | None:
    """Of "fine, if it stays under ten euros": whether it does. It is a condition all the same, and no yes."""
    if quote is None or act.money is None or act.money.comparison == "above":
        return None
    limit = Money(act.money.cents, quote.total.currency)
    if quote.total == limit:
        return part("comes_to_just_that", limit=limit)
    return part("stays_below_that" if quote.total < limit else "goes_over_that", limit=limit)


def choose_option(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """One of the offers that are open; without an open choice it is a wish like any other."""
    opened = conversation.open
    if opened is not None and isinstance(opened.subject, ChooseDevice) and opened.is_open(situation.now):
        refusal = open_question.not_the_one_asked(conversation, situation)
        return refusal or devices.choose(conversation, act, situation, opened.subject)
    if opened is None or not isinstance(opened.subject, ChooseOffer) or not opened.is_open(situation.now):
        if act.wanted or act.brand:
            return ordering.order_product(conversation, act, situation)
        if open_question.is_put_by_words(conversation, situation):
            # "That one" to a question that offers no choice is no proven yes: it is put once more.
            refusal = open_question.not_the_one_asked(conversation, situation)
            return refusal or say(conversation, "held")
        return close(conversation, "asked_back", part("which_product"))
    refusal = open_question.not_the_one_asked(conversation, situation)
    if refusal is not None:
        return refusal
    chosen = _chosen(opened.subject.offers, act, situation)
    if chosen is None:
        return say(conversation, "asked_back", part("which_one_of", number=len(opened.subject.offers)))
    quote: Quote | None = chosen.quote
    quantity = amounts.said(act, act.wanted[0] if act.wanted else None)
    if quantity is not None and act.ordinal is None:
        quote = open_question.with_amount(situation, chosen.quote, 0, quantity)
    if quote is None:
        return say(conversation, "asked_back", part("how_many"))
    return _take(conversation, situation, opened.subject, quote)


def _take(conversation: Conversation, situation: Situation, choice: ChooseOffer, quote: Quote) -> Step:
    """Orders what was chosen, or puts it in the place of what it was offered for."""
    if choice.place is not None:
        return reshaping.put_in(conversation, situation, choice.place, quote)
    return placing.order_as_offered(conversation, situation, ConfirmOrder(quote))


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


def give_pin(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """A spoken PIN proves who speaks, unless the voice is known to be somebody else's. Out of turn it does nothing."""
    opened = conversation.open
    if opened is None or not isinstance(opened.subject, ProveIdentity) or not opened.is_open(situation.now):
        return say(conversation, "informed", part("no_pin_needed"))
    if situation.speaker.is_child:
        return say(conversation, "refused", part("refused_child"), reasons=(Reason("P7", "child"),))
    known = situation.speaker.known_adult
    may_answer = {opened.asked_person or (known.id if known else None), known.id if known else None} - {None}
    holders = [holder for holder in situation.pin_holders if may_answer <= {holder}]
    person = situation.home.person(holders[0]) if len(holders) == 1 else None
    if person is None:
        return say(conversation, "asked_step_up", part("pin_wrong"), reasons=(Reason("A3", "pin_wrong"),))
    proved = replace(situation, speaker=Speaker(person, Recognised.PIN))
    if known is None:
        # Of the voice that said it, and so of the next unknown one; a voice that we know needs nothing of the kind.
        conversation = replace(conversation, verified=Verified(person.id, situation.now))
    return replace(_go_on(conversation, proved, opened.subject, person), speaker=proved.speaker)


def _go_on(conversation: Conversation, situation: Situation, proof: ProveIdentity, person: Person) -> Step:
    """What the PIN was asked for; a yes that was given before it needs no second one."""
    then = proof.then
    match then:
        case ApprovePayment(payment):
            return paying.approve(conversation, situation, payment)
        case ConfirmMandate() as granted:
            return mandates.grant(conversation, situation, granted)
        case ConfirmPreference() as told:
            return preferences.keep(conversation, situation, told)
        case Wish():
            return close(conversation, "informed", part("pin_right", person=person.name))
        case ConfirmOrder() if proof.confirmed:
            return placing.confirmed(conversation, situation, then, person.id)
        case ConfirmAmendment():
            return amendment.confirmed(conversation, situation, then, person.id)
        case ConfirmSubstitute():
            return substituting.accepted(conversation, situation, then, person.id)
    fresh = offering.requote(situation, then.quote)
    if fresh is None:
        return placing.asked_anew(conversation, situation, then)
    asked = (part("pin_right", person=person.name), *order_words.question(situation, fresh))
    reasons = (Reason("A3", "proved_by_pin", who=person.id),)
    return ask(conversation, situation, replace(then, quote=fresh), "asked_confirmation", *asked, reasons=reasons)
