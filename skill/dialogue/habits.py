"""What somebody keeps choosing, and a new way to pay for who likes those: asked once whether to remember it, and
nothing counts before their yes."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import offering, preference_words
from skill.dialogue.conversation import ConfirmPreference
from skill.dialogue.effects import KeepPreference
from skill.dialogue.reply import RetailerName, Term, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step
from skill.domain.home import Asking, PackSize
from skill.domain.offer import Quote
from skill.domain.order import OrderStatus
from skill.domain.person import Person, Profile
from skill.domain.preference import About, Choice, Preference, asked_to_remember, suggestion


def ask_to_remember(step: Step, situation: Situation, quote: Quote, *, chosen: bool) -> Step:
    """The step of an order that a person just asked for, with the question where a habit shows in what was `chosen` by
    them, or where there is a new way to pay for it."""
    person = situation.speaker.known_adult
    if person is None or step.conversation.verified is not None:
        return step  # a voice that a PIN vouched for is that person's for one answer, not for the next
    found = _suggested(situation, quote, person) if chosen else None
    question = preference_words.read_back(situation, found) if found is not None else None
    if found is None:
        found = _new_way_to_pay(situation, quote.retailer, person)
        if found is None:
            return step
        question = part("shall_i_pay_newly", method=Term(f"pay_{found.value}"), retailer=RetailerName(found.subject))
    lives = situation.approval.confirmation_lives
    asking = step.conversation.asking(ConfirmPreference(found), person.id, situation.now, lives)
    said = replace(step.reply, parts=(*step.reply.parts, *([question] if question else [])), awaits=True)
    effects = (*step.effects, KeepPreference(asked_to_remember(found, situation.now)))
    return replace(step, conversation=asking, reply=said, effects=effects)


def _new_way_to_pay(situation: Situation, retailer: str, person: Person) -> Preference | None:
    """The newest way to pay at this retailer, for who likes what is new and does not pay so yet; asked once."""
    known = situation.home.preferences
    if person.profile is not Profile.EARLY_ADOPTER or known.asking is Asking.LESS:
        return None
    newest = situation.payment_methods.newest(retailer, situation.today)
    if newest is None or known.payment_at(retailer) == newest.id or situation.home.account(person.id) is None:
        return None
    found = Preference(person.id, About.PAYMENT, retailer, newest.id, situation.now)
    asked = asked_to_remember(found, situation.now)
    return None if any(each.is_of(asked) and each.value == newest.id for each in situation.preferences) else found


def _suggested(situation: Situation, quote: Quote, person: Person) -> Preference | None:
    before = [
        order.quote
        for order in situation.orders
        if order.person == person.id and order.approved_by == "voice" and order.status is not OrderStatus.CANCELLED
    ]
    earlier = [choice for each in before if each.category == quote.category for choice in _choices(situation, each)]
    for chosen in _choices(situation, quote):
        products = [product.id for product in situation.catalogue.of_kind(chosen.kind)]
        ranked = offering.offers(situation, products, most=1)
        if not ranked:
            continue
        first = _choices(situation, ranked[0].quote)[0]
        told = situation.preferences
        known = situation.home.preferences
        found = suggestion((chosen, *earlier), first, known, told, person.id, situation.now)
        if found is not None:
            return found
    return None


def _choices(situation: Situation, quote: Quote) -> list[Choice]:
    products = situation.catalogue.products
    return [
        Choice(line.kind, quote.category, products[line.product].brand, quote.retailer, _size(situation, line.product))
        for line in quote.lines
        if line.product in products
    ]


def _size(situation: Situation, product: str) -> PackSize | None:
    """Whether it is the largest or the smallest of its kind; None where it is between, or all are as large."""
    found = situation.catalogue.products[product]
    sizes = {each.size.amount for each in situation.catalogue.of_kind(found.kind) if each.size.unit == found.size.unit}
    if len(sizes) < 2 or found.size.amount not in (min(sizes), max(sizes)):
        return None
    return PackSize.LARGE if found.size.amount == max(sizes) else PackSize.SMALL
