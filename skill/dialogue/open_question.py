"""The question that is open: who may answer it, what it is about, and what else may be asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nlu.interpretation import MomentValue, QuantityValue
from skill.dialogue import (
    amendment,
    amounts,
    devices,
    mandate_terms,
    offering,
    order_words,
    ordering,
    paying,
    placing,
    preference_words,
    sold_out,
    substitute_words,
    suggesting,
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
    OpenQuestion,
    ProveIdentity,
    SayMissing,
    Wish,
)
from skill.dialogue.reply import Count, KindNamed, Part, RetailerName, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, say
from skill.domain.authorization import Reason
from skill.domain.offer import Offer, Quote
from skill.domain.promotion import BuyGet


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


def may_hear(conversation: Conversation, situation: Situation) -> bool:
    """Whether who speaks may hear the open question: what one person was asked to buy, to pay or to allow is told to a
    child or a voice that we do not know as little as what was bought (P7), unless it said that person's PIN to it."""
    opened, verified = conversation.open, conversation.verified
    if opened is None or opened.asked_person is None or isinstance(opened.subject, SayMissing):
        return True
    if situation.speaker.is_child or situation.speaker.known_adult is not None:
        return not situation.speaker.is_child
    return verified is not None and verified.person == opened.asked_person


PUT_BY: dict[type, frozenset[str]] = {
    ConfirmOrder: frozenset({"shall_i_order", "shall_i_order_if_home", "shall_i_order_short"}),
    ConfirmAmendment: frozenset({"shall_i_amend", "shall_i_amend_short"}),
    ConfirmProposal: frozenset({"shall_i_order_new", "shall_i_order_that"}),
    ConfirmMandate: frozenset({"mandate_read_back", "mandate_read_back_pays", "shall_that_be_allowed"}),
    ConfirmDelivery: frozenset({"is_everything_right"}),
    ConfirmPreference: frozenset(
        {
            "shall_i_pay_so",
            "shall_i_pay_newly",
            "shall_i_remember_brand",
            "shall_i_remember_retailer",
            "shall_i_remember_size",
        }
    ),
    ConfirmDevice: frozenset({"device_read_back", "device_read_back_instead"}),
    ConfirmSubstitute: frozenset({"shall_i_take_it"}),
    ConfirmWithdrawal: frozenset({"shall_i_withdraw", "shall_i_cancel"}),
    ApprovePayment: frozenset({"shall_i_pay"}),
    ProveIdentity: frozenset(
        {
            "say_pin",
            "say_pin_above_limit",
            "say_pin_to_widen",
            "say_pin_to_pay_so",
            "say_pin_unknown_voice",
            "pin_wrong",
        }
    ),
}
"""The sentences that put a question of which a yes or a PIN makes something happen."""


def is_put_by_words(conversation: Conversation, situation: Situation) -> bool:
    """Whether a question is open that a yes or a PIN answers, and no choice."""
    opened = conversation.open
    return opened is not None and opened.is_open(situation.now) and type(opened.subject) in PUT_BY


def put_again(conversation: Conversation, situation: Situation, said: Iterable[Part]) -> tuple[Part, ...]:
    """The open question once more, where an answer in between did not put it: a yes is to what was said last (O1)."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now) or type(opened.subject) not in PUT_BY:
        return ()
    keys = {each.key for each in said}
    if not may_hear(conversation, situation):
        return () if keys & {"only_asked_person"} else _waits(situation, opened)
    if PUT_BY[type(opened.subject)] & keys:
        return ()
    if isinstance(opened.subject, ProveIdentity) and isinstance(opened.subject.then, Wish):
        return ()  # an offer to whoever asked, no question to the others
    return recap(situation, opened) or _waits(situation, opened)


def recap(situation: Situation, opened: OpenQuestion) -> tuple[Part, ...]:
    """The open question in short, with the amount: what a doubting person most often wants to know."""
    match opened.subject:
        case ConfirmOrder(quote):
            return order_words.in_short(quote)
        case ConfirmAmendment() as change:
            return amendment.recap(change)
        case ConfirmProposal(offer) if sold_out.NEAREST in offer.reasons:
            return sold_out.proposed(situation, offer)  # which one it is, for it is not the one that was asked for
        case ConfirmProposal(Offer(quote)):
            count = Count(quote.lines[0].kind, quote.lines[0].quantity)
            return (part("it_would_be", count=count, total=quote.total), part("shall_i_order_new"))
        case ConfirmMandate(mandate, replaces):
            person = situation.speaker.known_adult
            if person is None or person.id != opened.asked_person:
                return (part("shall_that_be_allowed"),)  # what it says is for that person's ears only (P7)
            return mandate_terms.read_back(mandate, replaces)
        case ApprovePayment(payment):
            person = situation.speaker.known_adult
            # What somebody owes is for that person's ears only (P7).
            return paying.asked(situation, payment) if person and person.id == opened.asked_person else ()
        case ConfirmPreference(preference):
            person = situation.speaker.known_adult
            # What somebody would rather have, or keeps choosing, is for that person's ears only (P7).
            mine = person is not None and person.id == opened.asked_person
            return (preference_words.read_back(situation, preference),) if mine else ()
        case ConfirmDevice() as mapping:
            return (devices.read_back(situation, mapping),)
        case ChooseOffer() | ChooseDevice():
            return (part("which_one"),)
        case ProveIdentity():
            return (part("say_pin"),)
        case ConfirmSubstitute() as substitute:
            return substitute_words.question(situation, substitute)
        case ConfirmWithdrawal() as withdrawal:
            return withdrawal_words.question(situation, withdrawal)
        case ConfirmDelivery():
            return (part("is_everything_right"),)
        case _:
            return ()


def is_put_in(opened: OpenQuestion, said: Iterable[Part]) -> bool:
    """Whether these words put the open question, so that a yes can be to it."""
    return any(each.key in PUT_BY.get(type(opened.subject), ()) for each in said)


def _waits(situation: Situation, opened: OpenQuestion) -> tuple[Part, ...]:
    """All that others hear of a question that is not for their ears: that it is there."""
    person = situation.home.person(opened.asked_person or "")
    return (part("question_waits_for", person=person.name),) if person else ()


def order_asked(conversation: Conversation, situation: Situation) -> Quote | None:
    """The order that a yes would place, while it is asked."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        return None
    match opened.subject:
        case ConfirmOrder(quote) | ProveIdentity(ConfirmOrder(quote)) | ConfirmProposal(Offer(quote)):
            return quote
        case ConfirmAmendment(quote=quote) | ProveIdentity(ConfirmAmendment(quote=quote)):
            return quote
        case _:
            return None


def change_open_quantity(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """Another number for the order that is open: asked again, for what was confirmed is what is ordered (P3)."""
    opened = conversation.open
    quantity = amounts.said(act, act.wanted[0] if act.wanted else None)
    if opened is None or quantity is None or not opened.is_open(situation.now):
        return None
    change = amendment.amendment_asked(conversation, situation)
    if change is not None:
        return _change_amendment(conversation, act, situation, change, quantity)
    match opened.subject:
        case (ConfirmOrder() as asked) | ProveIdentity(ConfirmOrder() as asked):
            pass
        case ConfirmProposal(Offer(offered)):
            asked = ConfirmOrder(offered)
        case _:
            return None
    quote = asked.quote
    line = _line_meant(situation, quote, act)
    if line is None:
        return None if act.wanted else say(conversation, "asked_back", part("which_product"))
    if not act.wanted:
        product = situation.catalogue.products[quote.lines[line].product]
        quantity = amounts.of_what_was_named(quantity, product, situation.catalogue.kinds[product.kind])
    present = quote.lines[line]
    count = amounts.comes_to(situation, act, quantity, present.product, present.quantity)
    changed = with_amount(situation, quote, line, amounts.in_packs(count)) if count is not None else None
    if changed is None:
        return say(conversation, "asked_back", part("how_many"))
    step = placing.order_as_offered(conversation, situation, replace(asked, quote=changed))
    return _as_cheap_as_more(step, situation, quote, changed, line)


def _as_cheap_as_more(step: Step, situation: Situation, asked: Quote, changed: Quote, line: int) -> Step:
    """Tells once, before the question, that the larger number costs no more; the person's number stands."""
    product, before = changed.lines[line].product, asked.lines[line]
    promotion = situation.market.promotion(asked.retailer, product, situation.today)
    fewer = changed.lines[line].quantity < before.quantity
    if step.decided != "asked_confirmation" or not fewer or promotion is None or not isinstance(promotion.deal, BuyGet):
        return step
    wanted = [(each.product, each.quantity) for each in asked.lines]
    today = situation.market.quote(asked.retailer, wanted, situation.today, asked.slot)
    if today is None or today.total > changed.total:
        return step
    told = part("as_many_for_the_same", number=before.quantity)
    return replace(step, reply=replace(step.reply, parts=(told, *step.reply.parts)))


def _change_amendment(
    conversation: Conversation, act: Act, situation: Situation, change: ConfirmAmendment, quantity: QuantityValue
) -> Step | None:
    """Another number for what was to be added to an order: asked again (P3)."""
    order = next((each for each in amendment.changeable(situation) if each.id == change.order), None)
    added = [line for line in change.quote.lines if line not in change.before.lines]
    named = set(ordering.resolve(situation, act.wanted[0])) if act.wanted else {line.product for line in added[-1:]}
    line = next((line for line in added if line.product in named), None)
    if order is None or line is None or order.quote != change.before:
        return None
    count = amounts.comes_to(situation, act, quantity, line.product, line.quantity)
    wanted = amendment.wanted_of(change.quote) | {line.product: count or 0}
    changed = amendment.becomes(situation, change.before, wanted) if count else None
    if changed is None:
        return say(conversation, "asked_back", part("how_many"))
    return amendment.ask_or_amend(conversation, situation, order, changed, from_basket=change.from_basket)


def change_open_slot(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """Another delivery time for the order that is open: asked again (P3)."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        return None
    match opened.subject:
        case (ConfirmOrder() as asked) | ProveIdentity(ConfirmOrder() as asked):
            pass
        case ChooseOffer() as choice if act.moments:
            return _offers_at(conversation, situation, choice, act.moments)
        case _:
            return None
    if act.moment is None:
        # Not asked anew: "when?" tells nothing of what a yes would order, so it gives a yes no more time (P3).
        return say(conversation, "asked_back", part("when_delivered"))
    present = asked.quote.slot
    slot = offering.another_slot(situation, present, act.moments) if present is not None else None
    if slot is None:
        none = no_slot_then(situation, asked.quote, act.moment)
        return say(conversation, "informed", none, *recap(situation, opened))
    moved = replace(asked, quote=replace(asked.quote, slot=slot))
    if len(moved.quote.lines) > 1 and moved.quote == offering.requote(situation, moved.quote):
        told = order_words.delivery(situation, moved.quote)
        return placing.ask_in_short(conversation, situation, moved, told)
    return placing.order_as_offered(conversation, situation, moved)


def no_slot_then(situation: Situation, quote: Quote, moment: MomentValue) -> Part:
    """That it is not brought then, when it could be instead, and when it comes now."""
    nearest = offering.nearest_slot(situation, quote.retailer, moment)
    if nearest is None or quote.slot is None:
        return part("no_slot_then", kind=order_words.kinds(quote.lines))
    return part("no_slot_but", retailer=RetailerName(quote.retailer), slot=nearest, present=quote.slot)


def _offers_at(
    conversation: Conversation, situation: Situation, choice: ChooseOffer, moments: tuple[MomentValue, ...]
) -> Step:
    """The same choice, delivered at another time: those that can be."""
    found = []
    for offer in choice.offers:
        slot = offering.best_slot(situation, offer.quote.retailer, *moments)
        if slot is not None:
            found.append(replace(offer, quote=replace(offer.quote, slot=slot)))
    if not found:
        kind = KindNamed(choice.offers[0].line.kind)
        return say(conversation, "informed", part("no_slot_then", kind=kind), part("which_one"))
    if len(found) < len(choice.offers):
        return suggesting.offer_choice(conversation, situation, tuple(found), place=choice.place)
    when = order_words.delivery(situation, found[0].quote)
    subject = replace(choice, offers=tuple(found))
    return ask(conversation, situation, subject, "offered_choice", *when, part("which_one"))


def _line_meant(situation: Situation, quote: Quote, act: Act) -> int | None:
    """Which line another number is for: the product that was named, else the only line; None where that is not told."""
    if not act.wanted:
        return 0 if len(quote.lines) == 1 else None
    named = set(ordering.resolve(situation, act.wanted[0]))
    return next((at for at, line in enumerate(quote.lines) if line.product in named), None)


def with_amount(situation: Situation, quote: Quote, at: int, quantity: QuantityValue) -> Quote | None:
    """The order with another amount of its line `at`; None where that cannot be had or is no number of packs."""
    wanted = [(line.product, line.quantity) for line in quote.lines]
    product = wanted[at][0]
    count = amounts.packs_in(situation, quantity, product)
    if count is None:
        return None
    wanted[at] = (product, count)
    return situation.market.quote(quote.retailer, wanted, situation.today, quote.slot)
