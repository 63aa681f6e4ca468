"""The order that is being asked, as the person would rather have it: something more or less, another product, another
retailer. What it becomes is told and asked anew (P3), also inside a mandate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from skill.dialogue import amounts, offering, open_question, order_words, ordering, placing, several
from skill.dialogue.act import NOT_UNDERSTOOD, Act, Wanted
from skill.dialogue.conversation import ConfirmOrder, Conversation, InPlaceOf, ProveIdentity
from skill.dialogue.effects import KeepBasket
from skill.dialogue.reply import KindNamed, Part, ProductName, RetailerName, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, close, say
from skill.domain.offer import Line, Quote

ELSEWHERE = frozenset(
    {"ask_alternatives", "change_delivery", "choose_option", "hesitate", "order_product", NOT_UNDERSTOOD}
)
"""What "rather at the corner shop" is heard as."""

ONLY_THAT = frozenset({"add_to_basket", "change_quantity", "choose_option", "order_product", "remove_from_basket"})
"""What "only the milk then" is heard as."""


def asked(conversation: Conversation, situation: Situation) -> ConfirmOrder | None:
    """The order of which the question is open."""
    opened = conversation.open
    if opened is None or not opened.is_open(situation.now):
        return None
    match opened.subject:
        case (ConfirmOrder() as subject) | ProveIdentity(ConfirmOrder() as subject):
            return subject
        case _:
            return None


def reshape(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """None where what was said does not change the order that is asked; what somebody else says is theirs (P3)."""
    subject = asked(conversation, situation)
    if subject is None or situation.speaker.is_child or not _is_asked_of_who_speaks(conversation, situation):
        return None
    if act.retailer not in (None, subject.quote.retailer):
        moves = act.intent in ELSEWHERE and not act.wanted and not act.brand
        return _at_another(conversation, act, situation, subject) if moves else None
    if not act.wanted:
        return None
    if act.only and act.intent in ONLY_THAT:
        return _nothing_but(conversation, act, situation, subject)
    match act.intent:
        case "add_to_basket":
            return _more(conversation, act, situation, subject)
        case "remove_from_basket":
            return _less(conversation, act, situation, subject)
        case "deny" | "cancel" if len(subject.quote.lines) > 1:
            return _less(conversation, act, situation, subject)  # "no, not the milk"
        case "order_product" | "change_quantity" if len(subject.quote.lines) > 1 and len(act.wanted) == 1:
            return _one_of_several(conversation, act, situation, subject)
        case _:
            return None


def _is_asked_of_who_speaks(conversation: Conversation, situation: Situation) -> bool:
    """An order that an unknown voice wants is not known to be anybody's who speaks after it."""
    opened, person = conversation.open, situation.speaker.known_adult
    return opened is not None and opened.asked_person == (person.id if person is not None else None)


def _wanted(quote: Quote) -> dict[str, int]:
    return {line.product: line.quantity for line in quote.lines}


def _more(conversation: Conversation, act: Act, situation: Situation, subject: ConfirmOrder) -> Step | None:
    """Something added; what this retailer does not have goes into the basket, as it does without a question."""
    more = ordering.at_retailer(situation, subject.quote.retailer, act)
    so_far = _wanted(subject.quote)
    summed = {product: so_far.get(product, 0) + more.get(product, 0) for product in {**so_far, **more}}
    return _become(conversation, situation, subject, summed) if more else None


def _less(conversation: Conversation, act: Act, situation: Situation, subject: ConfirmOrder) -> Step | None:
    named = {product for wanted in act.wanted for product in ordering.resolve(situation, wanted)}
    return _off(conversation, situation, subject, named)


def _off(conversation: Conversation, situation: Situation, subject: ConfirmOrder, named: set[str]) -> Step | None:
    off = [line for line in subject.quote.lines if line.product in named]
    if not off:
        return None
    basket = situation.basket
    for line in off:
        basket = basket.remove(line.product)
    effects = (KeepBasket(basket),) if subject.from_basket and basket != situation.basket else ()
    left = {product: count for product, count in _wanted(subject.quote).items() if product not in named}
    if not left:
        return close(conversation, "declined", part("not_ordered"), effects=effects)
    told = (part("without", items=tuple(KindNamed(line.kind) for line in off)),)
    step = _become(conversation, situation, subject, left, told)
    return replace(step, effects=effects) if step is not None else None


def _nothing_but(conversation: Conversation, act: Act, situation: Situation, subject: ConfirmOrder) -> Step | None:
    """ "Only the milk then": the rest goes off. None where something else is named, or it is all there is."""
    lines = subject.quote.lines
    named = {line for wanted in act.wanted if (line := _line_of(situation, subject.quote, wanted, act)) is not None}
    others = {line.product for line in lines if line not in named}
    return _off(conversation, situation, subject, others) if named and others else None


def _line_of(situation: Situation, quote: Quote, wanted: Wanted, act: Act) -> Line | None:
    products = ordering.resolve(situation, wanted, act.brand)
    return next((line for line in quote.lines if line.product in products), None)


def _one_of_several(conversation: Conversation, act: Act, situation: Situation, subject: ConfirmOrder) -> Step | None:
    """ "Two cartons of milk", "the organic milk": of the line that is that; something else comes with it."""
    wanted, retailer = act.wanted[0], subject.quote.retailer
    products = ordering.resolve(situation, wanted, act.brand)
    if not products or wanted.product.ambiguous:
        return None
    quantity = amounts.said(act, wanted)
    line = _meant(situation, subject.quote, products)
    if line is None and act.intent == "change_quantity":
        return None
    if line is None:
        return _more(conversation, act, situation, subject)
    if line.product in products:
        count = amounts.comes_to(situation, act, quantity, line.product, line.quantity)
        changed = _wanted(subject.quote) | {line.product: line.quantity if count is None else count}
        return _become(conversation, situation, subject, changed)
    kept = quantity or amounts.in_packs(line.quantity)
    found = offering.offers(situation, products, quantity=kept, retailer=retailer, most=1)
    return _put_in(conversation, situation, subject, line.product, found[0].quote) if found else None


def _meant(situation: Situation, quote: Quote, products: tuple[str, ...]) -> Line | None:
    """The line that bears that name, else one of the same kind."""
    kinds = {situation.catalogue.products[product].kind for product in products}
    exact = (line for line in quote.lines if line.product in products)
    return next(exact, next((line for line in quote.lines if line.kind in kinds), None))


def _at_another(conversation: Conversation, act: Act, situation: Situation, subject: ConfirmOrder) -> Step | None:
    """The same at another retailer: what it lacks is replaced by what comes nearest, or left out, and told."""
    opened, retailer = conversation.open, RetailerName(act.retailer or "")
    again = open_question.recap(situation, opened) if opened is not None else ()
    if act.retailer not in offering.retailers(situation):
        return say(conversation, "informed", part("retailer_not_linked", retailer=retailer), *again)
    lines = subject.quote.lines
    wished = [several.Wished((line.product,), amounts.in_packs(line.quantity)) for line in lines]
    found = several.gather(situation, wished, act)
    if found is None:
        none = part("not_sold_there", what=order_words.kinds(lines), retailer=retailer)
        return say(conversation, "informed", none, *again)
    there = {line.product for line in found.quote.lines}
    replaced = tuple(line.product for line in lines if line.product not in there)
    moved = replace(subject, quote=found.quote, replaced=(*subject.replaced, *replaced))
    lead = tuple(said for said in found.otherwise if said.key == "left_out")  # every other line is told in full
    return placing.ask_first(conversation, situation, moved, lead=lead)


def put_in(conversation: Conversation, situation: Situation, place: InPlaceOf, quote: Quote) -> Step:
    """What was chosen comes in the place of something in the order that is being asked, else in the basket."""
    if place.order is not None:
        step = _put_in(conversation, situation, place.order, place.product, quote)
        return step or close(conversation, "informed", part("no_longer_available", kind=order_words.kinds(quote.lines)))
    line = quote.lines[0]
    if not situation.basket.holds(place.product):
        return placing.order_as_offered(conversation, situation, ConfirmOrder(quote))
    basket = situation.basket.remove(place.product).add(line.product, line.quantity, situation.speaker.id)
    said = part("swapped_in_basket", gone=ProductName(place.product), product=ProductName(line.product))
    return close(conversation, "changed", said, effects=(KeepBasket(basket),))


def _put_in(
    conversation: Conversation, situation: Situation, subject: ConfirmOrder, gone: str, quote: Quote
) -> Step | None:
    line, own = quote.lines[0], subject.quote
    wanted: dict[str, int] = {}
    for each in own.lines:
        product, count = (line.product, line.quantity) if each.product == gone else (each.product, each.quantity)
        wanted[product] = wanted.get(product, 0) + count
    at = subject if own.retailer == quote.retailer else replace(subject, quote=quote)
    return _become(conversation, situation, replace(at, replaced=(*subject.replaced, gone)), wanted)


def _become(
    conversation: Conversation,
    situation: Situation,
    subject: ConfirmOrder,
    wanted: Mapping[str, int],
    told: tuple[Part, ...] = (),
) -> Step | None:
    """Asks it with so many of each product, where its retailer has them: what is new in full, the whole in short."""
    before = subject.quote
    made = situation.market.quote(before.retailer, wanted.items(), situation.today, before.slot)
    fresh = offering.requote(situation, made) if made is not None else None
    if fresh is None:
        return None
    changed = tuple(line for line in fresh.lines if line not in before.lines)
    told = (*told, *order_words.lines(situation, fresh.retailer, changed))
    if fresh.slot != before.slot:
        told = (*told, *order_words.delivery(situation, fresh))
    return placing.ask_in_short(conversation, situation, replace(subject, quote=fresh), told)
