"""The basket: anyone may fill it (P7), checking out is ordering."""

from __future__ import annotations

from skill.dialogue import amending, amendment, amounts, offering, ordering, placing, several
from skill.dialogue.act import Act
from skill.dialogue.conversation import ConfirmOrder, Conversation, SayMissing
from skill.dialogue.effects import KeepBasket
from skill.dialogue.reply import Count, KindNamed, Part, ProductName, RetailerName, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, close, say
from skill.domain.basket import Basket
from skill.domain.market import MAX_QUANTITY


def add_to_basket(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Puts every product that was said into the basket, and names what could not be."""
    to_an_order = amending.add(conversation, act, situation)
    if to_an_order is not None:
        return to_an_order
    if not act.wanted:
        return ask(conversation, situation, SayMissing("add_to_basket"), "asked_back", part("which_product"))
    basket = situation.basket
    added: list[Value] = []
    parts: list[Part] = []
    for wanted in act.wanted:
        quantity = (amounts.said(act, wanted) if len(act.wanted) == 1 else wanted.quantity) or amounts.ONE_PACK
        products = ordering.resolve(situation, wanted, act.brand)
        if not amounts.is_for_a_household(situation, quantity, products):
            parts.append(part("too_many", said=wanted.text))
            continue
        found = offering.offers(situation, products, quantity=quantity, most=1)
        if not found or wanted.product.ambiguous:
            parts.append(part("not_in_assortment", said=wanted.text))
            continue
        line = found[0].line
        basket = basket.add(line.product, line.quantity, situation.speaker.id)
        added.append(Count(line.kind, line.quantity))
    if not added:
        return say(conversation, "informed", *parts)
    parts.insert(0, part("added", items=tuple(added)))
    if conversation.expecting(situation.now) == "confirmation":
        parts.append(part("still_open"))
    elif not situation.basket.lines and (hint := _hint(situation)) is not None:
        parts.append(hint)
    return say(conversation, "changed", *parts, effects=(KeepBasket(basket),))


def _hint(situation: Situation) -> Part | None:
    """That an order of theirs can still take it: said with the first thing that goes into the basket."""
    order = next(iter(amendment.changeable(situation)), None)
    return part("could_still_be_added", retailer=RetailerName(order.retailer)) if order is not None else None


def remove_from_basket(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Takes products out; without a product, everything."""
    basket = situation.basket
    held = {each.product for each in basket.lines}
    if not any(held & set(ordering.resolve(situation, wanted)) for wanted in act.wanted):
        off_an_order = amending.remove(conversation, act, situation)
        if off_an_order is not None:
            return off_an_order
        if amending.holds_only(act, situation):
            return say(conversation, "informed", part("cancel_instead"))
    if not basket.lines:
        return say(conversation, "informed", part("basket_empty"))
    if not act.wanted:
        return say(conversation, "changed", part("basket_emptied"), effects=(KeepBasket(Basket()),))
    removed: list[Value] = []
    for wanted in act.wanted:
        for product in ordering.resolve(situation, wanted):
            if basket.holds(product):
                basket = basket.remove(product)
                removed.append(KindNamed(situation.catalogue.products[product].kind))
    if not removed:
        return say(conversation, "informed", part("not_in_basket", said=act.wanted[0].text))
    return say(conversation, "changed", part("removed", items=tuple(removed)), effects=(KeepBasket(basket),))


def change_quantity(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Another number: of the order that is open, else of a product in the basket, else of what is on its way."""
    lines = situation.basket.lines
    product = lines[-1].product if lines else None
    if act.wanted:
        named = set(ordering.resolve(situation, act.wanted[0]))
        product = next((line.product for line in lines if line.product in named), None)
    if product is None:
        of_an_order = amending.change_quantity(conversation, act, situation)
        return of_an_order or say(conversation, "informed", part("nothing_to_change"))
    said = amounts.said(act, act.wanted[0] if act.wanted else None)
    held = next(line.quantity for line in lines if line.product == product)
    quantity = amounts.comes_to(situation, act, said, product, held)
    if quantity is None or quantity > MAX_QUANTITY:
        return say(conversation, "asked_back", part("how_many"))
    basket = situation.basket.with_quantity(product, quantity)
    count = Count(situation.catalogue.products[product].kind, quantity)
    return say(conversation, "changed", part("quantity_changed", count=count), effects=(KeepBasket(basket),))


def show_basket(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """What is in the basket, and what it would cost now."""
    lines = situation.basket.lines
    if not lines:
        return say(conversation, "informed", part("basket_empty"))
    products = situation.catalogue.products
    items: tuple[Value, ...] = tuple(Count(products[line.product].kind, line.quantity) for line in lines)
    quote = several.quote_all(situation, [(line.product, line.quantity) for line in lines], act)
    parts = [part("basket_holds", items=items)]
    if quote is not None:
        parts.append(part("together", total=quote.total))
    return say(conversation, "informed", *parts)


def checkout(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Orders the basket: at one retailer that has all of it, else at the one that has most; the rest stays."""
    lines = situation.basket.lines
    if not lines:
        return close(conversation, "informed", part("basket_empty"))
    if situation.speaker.is_child:
        return ordering.child_may_not(conversation, act)
    wanted = [(line.product, line.quantity) for line in lines]
    quote = several.quote_all(situation, wanted, act)
    if quote is not None:
        return placing.order_or_ask(conversation, situation, ConfirmOrder(quote, from_basket=True))
    best = several.most_of(situation, wanted, act)
    if best is None:
        return say(conversation, "informed", part("no_one_has_all"))
    left = [product for product, _ in best[1]]
    names: tuple[Value, ...] = tuple(ProductName(product) for product in left)
    lead = (part("stays_in_basket", items=names),)
    return placing.order_or_ask(conversation, situation, ConfirmOrder(best[0], from_basket=True), lead=lead)
