"""Changing a placed order while its retailer allows it: goods added, other amounts, a line less, another slot.

What costs more is asked with what it adds and the new total (O1), of the person who ordered, and is judged as the whole
that the order becomes. What costs no more is done at once, like calling off the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from skill.dialogue import amendment, amounts, offering, order_words, ordering, placing, several
from skill.dialogue.act import Act, Wanted
from skill.dialogue.conversation import ConfirmAmendment, ConfirmOrder, Conversation
from skill.dialogue.effects import LessenOrder
from skill.dialogue.reply import Count, KindNamed, RetailerName, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say
from skill.domain.authorization import Reason
from skill.domain.market import MAX_QUANTITY
from skill.domain.offer import Line
from skill.domain.order import Order

TOLD_OF_AN_ORDER = frozenset(
    {
        "amended",
        "cancel_instead",
        "comes_in_slot",
        "could_still_be_added",
        "delivery_moved",
        "it_becomes",
        "not_amended",
        "order_comes",
        "order_on_its_way",
        "ordered",
        "ordered_within_mandate",
        "shall_i_amend",
        "taken_off",
    }
)
"""After these words "and milk as well" is about the order that was spoken of, not about the basket."""


def spoken_of(conversation: Conversation, situation: Situation) -> bool:
    """Whether the last thing that this person heard here was about an order that they placed."""
    person, last = situation.speaker.known_adult, conversation.last_reply
    if person is None or last is None or conversation.told != person.id:
        return False
    return any(each.key in TOLD_OF_AN_ORDER for each in last.parts)


def add(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """ "And milk as well", after an order was spoken of: asks to add it there. None where the basket is meant."""
    opened = conversation.open
    still_asked = opened is not None and opened.is_open(situation.now)
    asked = amendment.amendment_asked(conversation, situation)
    if not (spoken_of(conversation, situation) and (asked is not None or not still_asked)):
        return None
    orders = amendment.own_orders(situation)
    if not orders or (act.retailer and all(order.retailer != act.retailer for order in orders)):
        return None
    wanted = act.wanted
    from_basket = not wanted and bool(situation.basket.lines)
    if not wanted and not from_basket:
        return None
    open_orders = [order for order in amendment.changeable(situation) if act.retailer in (None, order.retailer)]
    if asked is not None:
        open_orders = [order for order in open_orders if order.id == asked.order]
    for order in open_orders:
        so_far = amendment.wanted_of(asked.quote if asked is not None else order.quote)
        more = _in_basket(situation) if from_basket else ordering.at_retailer(situation, order.retailer, act)
        summed = {product: so_far.get(product, 0) + more.get(product, 0) for product in {**so_far, **more}}
        made = amendment.becomes(situation, order.quote, summed) if more else None
        if made is None:
            continue
        if heard := ordering.heard_as(situation, act):
            return amendment.ask_first(conversation, situation, order, made, lead=heard)
        return amendment.ask_or_amend(conversation, situation, order, made, from_basket=from_basket)
    return None if open_orders else _too_late(conversation, situation, orders[0], act)


def separately(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """ "No, a separate order", to the question whether it goes to an order that stands: it is asked by itself."""
    change = amendment.amendment_asked(conversation, situation)
    if change is None or act.wanted or act.brand or act.quantity is not None or act.retailer is not None:
        return None
    before = amendment.wanted_of(change.before)
    added = {product: count - before.get(product, 0) for product, count in amendment.wanted_of(change.quote).items()}
    more = [(product, count) for product, count in added.items() if count > 0]
    quote = several.quote_all(situation, more, Act("order_product", retailer=change.quote.retailer)) if more else None
    if quote is None:
        return None
    return placing.ask_first(conversation, situation, ConfirmOrder(quote, change.from_basket))


def _in_basket(situation: Situation) -> dict[str, int]:
    return {line.product: line.quantity for line in situation.basket.lines}


def _too_late(conversation: Conversation, situation: Situation, order: Order, act: Act) -> Step | None:
    """The retailer takes no change any more: that is said, and a new order is asked instead."""
    wished: list[tuple[str, int]] = []
    for wanted in act.wanted:
        found = offering.offers(situation, ordering.resolve(situation, wanted), quantity=wanted.quantity, most=1)
        if not found or wanted.product.ambiguous:
            return None
        wished.append((found[0].line.product, found[0].line.quantity))
    quote = several.quote_all(situation, wished, act)
    if quote is None:
        return None
    lead = amendment.closed_to_changes(situation, order)
    asked = (lead, *order_words.question(situation, quote))
    return ask(conversation, situation, ConfirmOrder(quote), "asked_confirmation", *asked)


def change_quantity(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """Another amount of what is on its way; None where no such order of theirs is there."""
    found = _line_named(situation, act)
    if found is None:
        return None
    order, line = found
    if order not in amendment.changeable(situation):
        return say(conversation, "informed", amendment.closed_to_changes(situation, order))
    named = act.wanted[0] if act.wanted else None
    count = amounts.comes_to(situation, act, amounts.said(act, named), line.product, line.quantity)
    if count is None or not 0 <= count <= MAX_QUANTITY:
        return say(conversation, "asked_back", part("how_many"))
    if count == 0:
        return _without(conversation, situation, order, [line])
    wanted = amendment.wanted_of(order.quote) | {line.product: count}
    quote = amendment.becomes(situation, order.quote, wanted)
    if quote is None:
        return say(conversation, "informed", part("out_of_stock", kind=KindNamed(line.kind)))
    if count < line.quantity and quote.total <= order.total:
        return _lessened(conversation, order, quote.lines, (Count(line.kind, line.quantity - count),))
    return amendment.ask_or_amend(conversation, situation, order, quote)


def remove(conversation: Conversation, act: Act, situation: Situation) -> Step | None:
    """Takes the lines that were named off an order that is on its way; None where none of theirs holds them, or where
    nothing else would be left of it: that is calling it off."""
    change = amendment.amendment_asked(conversation, situation)
    if change is not None and (step := _not_added(conversation, act, situation, change)) is not None:
        return step
    found = _line_named(situation, act) if act.wanted else None
    if found is None:
        return None
    order = found[0]
    named = {product for wanted in act.wanted for product in ordering.resolve(situation, wanted)}
    off = [line for line in order.lines if line.product in named]
    if len(off) == len(order.lines):
        return None
    if order not in amendment.changeable(situation):
        return say(conversation, "informed", amendment.closed_to_changes(situation, order))
    return _without(conversation, situation, order, off)


def _not_added(conversation: Conversation, act: Act, situation: Situation, change: ConfirmAmendment) -> Step | None:
    """Of what would be added this is left out; None where it is not of that."""
    named = {product for wanted in act.wanted for product in ordering.resolve(situation, wanted)}
    before = amendment.wanted_of(change.before)
    wanted = {product: before.get(product, 0) if product in named else count
              for product, count in amendment.wanted_of(change.quote).items()}  # fmt: skip
    wanted = {product: count for product, count in wanted.items() if count}
    order = next((each for each in amendment.changeable(situation) if each.id == change.order), None)
    if order is None or order.quote != change.before or wanted == amendment.wanted_of(change.quote):
        return None
    quote = amendment.becomes(situation, change.before, wanted) if wanted != before else None
    if quote is None:
        return close(conversation, "declined", part("not_amended"), reasons=(Reason("P2", "declined"),))
    return amendment.ask_or_amend(conversation, situation, order, quote, from_basket=change.from_basket)


def holds_only(act: Act, situation: Situation) -> bool:
    """Whether an order of theirs that is on its way holds nothing but what was named."""
    found = _line_named(situation, act) if act.wanted else None
    named = {product for wanted in act.wanted for product in ordering.resolve(situation, wanted)}
    return found is not None and all(line.product in named for line in found[0].lines)


def _without(conversation: Conversation, situation: Situation, order: Order, off: list[Line]) -> Step:
    left = tuple(line for line in order.lines if line not in off)
    if not left:
        return say(conversation, "informed", part("cancel_instead"))
    return _lessened(conversation, order, left, tuple(Count(line.kind, line.quantity) for line in off))


def _lessened(conversation: Conversation, order: Order, lines: tuple[Line, ...], off: tuple[Value, ...]) -> Step:
    total = replace(order.quote, lines=lines).total
    said = part("taken_off", items=off, retailer=RetailerName(order.retailer), total=total)
    reasons = (Reason("P2", "taken_off_by_voice", order.total - total, who=order.person, subject=order.id),)
    return close(conversation, "changed", said, effects=(LessenOrder(order.id, lines),), reasons=reasons)


def _line_named(situation: Situation, act: Act) -> tuple[Order, Line] | None:
    """The order and its line that were meant: by name, else the only line of the latest order."""
    named = _products(situation, act.wanted)
    fits: Callable[[Line], bool] = (lambda line: line.product in named) if act.wanted else (lambda _: True)
    for order in amendment.own_orders(situation):
        lines = [line for line in order.lines if fits(line)]
        if lines and (act.wanted or len(lines) == 1):
            return order, lines[0]
    return None


def _products(situation: Situation, wanted: tuple[Wanted, ...]) -> set[str]:
    return set(ordering.resolve(situation, wanted[0])) if wanted else set()
