"""Another product in the place of one: in the order that is being asked, or in the basket."""

from __future__ import annotations

from skill.dialogue import amounts, offering, reshaping
from skill.dialogue.conversation import Conversation, InPlaceOf
from skill.dialogue.situation import Situation
from skill.domain.offer import Offer

OTHERS_TOLD = 3

OF_THE_BASKET = frozenset({"added", "basket_holds", "quantity_changed", "removed", "swapped_in_basket"})
"""After these words another milk is one for the basket."""


def place_of(conversation: Conversation, situation: Situation, kind: str) -> InPlaceOf | None:
    """What the other product would come in the place of: of an order of several that is being asked, or in the basket
    that was just told of."""
    order = reshaping.asked(conversation, situation)
    if order is not None:
        line = next((line for line in order.quote.lines if line.kind == kind), None)
        return InPlaceOf(line.product, order) if line is not None and len(order.quote.lines) > 1 else None
    told = {each.key for each in conversation.last_reply.parts} if conversation.last_reply is not None else set()
    known = situation.catalogue.products
    held = (line.product for line in situation.basket.lines if known[line.product].kind == kind)
    return InPlaceOf(product) if told & OF_THE_BASKET and (product := next(held, None)) is not None else None


def others(situation: Situation, place: InPlaceOf | None, products: list[str]) -> tuple[Offer, ...]:
    """As many of it, at the retailer where the rest of the order is."""
    if place is None:
        return offering.offers(situation, products, most=len(products))
    lines = place.order.quote.lines if place.order is not None else situation.basket.lines
    count = next(line.quantity for line in lines if line.product == place.product)
    retailer = place.order.quote.retailer if place.order is not None else None
    return offering.offers(situation, products, quantity=amounts.in_packs(count), retailer=retailer, most=len(products))
