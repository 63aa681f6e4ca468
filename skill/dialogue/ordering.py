"""Ordering: from a wish to offers. Nothing is bought here but by `placing`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nlu.interpretation import QuantityValue
from skill.dialogue import amounts, offering, placing, several, sold_out, suggesting
from skill.dialogue.act import Act, Wanted
from skill.dialogue.conversation import ConfirmOrder, Conversation, SayMissing
from skill.dialogue.reply import KindNamed, Part, ProductName, RetailerName, Value, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask, say
from skill.domain.authorization import Reason
from skill.domain.offer import Offer


def order_product(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """The person asks for a product: one offer or several, and nothing is bought yet unless a mandate covers it."""
    if situation.speaker.is_child:
        return child_may_not(conversation, act)
    if not act.wanted:
        made = _of_brand(situation, act.brand) if act.brand else ()
        if made:
            return _offer(conversation, situation, made, act, None)
        return ask(conversation, situation, SayMissing("order_product"), "asked_back", part("which_product"))
    if len(act.wanted) > 1:
        return _order_several(conversation, act, situation)
    wanted = act.wanted[0]
    products = resolve(situation, wanted, act.brand)
    if wanted.product.ambiguous:
        return _which_kind(conversation, situation, wanted)
    if not products:
        return say(conversation, "informed", part("not_in_assortment", said=wanted.text))
    return _offer(conversation, situation, products, act, wanted)


def child_may_not(conversation: Conversation, act: Act) -> Step:
    """A child may ask and fill the basket, never order (P7): how that is said goes along."""
    instead = (part("basket_instead", said=act.wanted[0].text),) if act.wanted else ()
    return say(conversation, "refused", part("child_may_not_order"), *instead, reasons=(Reason("P7", "child"),))


def resolve(situation: Situation, wanted: Wanted, brand: str | None = None) -> tuple[str, ...]:
    """Catalogue ids for what was said. A kind means all its products, a name only the products that bear it."""
    known = situation.catalogue.products
    named = wanted.product.candidates[: wanted.product.named]
    candidates = tuple(c for c in named or wanted.product.candidates if c in known)
    if wanted.product.kind is not None and (not candidates or not named):
        candidates = tuple(product.id for product in situation.catalogue.of_kind(wanted.product.kind))
    branded = tuple(c for c in candidates if brand is not None and known[c].brand == brand)
    return branded or candidates


def _of_brand(situation: Situation, brand: str) -> tuple[str, ...]:
    return tuple(product.id for product in situation.catalogue.products.values() if product.brand == brand)


def _which_kind(conversation: Conversation, situation: Situation, wanted: Wanted) -> Step:
    kinds = dict.fromkeys(
        situation.catalogue.products[c].kind for c in wanted.product.candidates if c in situation.catalogue.products
    )
    names: tuple[Value, ...] = tuple(KindNamed(kind) for kind in list(kinds)[:3])
    asked = part("which_kind", said=wanted.text, kinds=names)
    return ask(conversation, situation, SayMissing("order_product"), "asked_back", asked)


def _offer(
    conversation: Conversation, situation: Situation, products: tuple[str, ...], act: Act, wanted: Wanted | None
) -> Step:
    quantity = amounts.said(act, wanted)
    if not amounts.is_for_a_household(situation, quantity, products):
        return ask(conversation, situation, SayMissing("order_product"), "asked_back", part("how_many"))
    if act.retailer and act.retailer not in situation.home.retailers:
        return say(conversation, "informed", part("retailer_not_linked", retailer=RetailerName(act.retailer)))
    found = _within_what_was_said(situation, products, act, quantity)
    if not found:
        return _nothing_found(conversation, situation, products, act, quantity)
    lead = heard_as(situation, act)
    if len(found) > 1:
        return suggesting.offer_choice(conversation, situation, found, lead)
    place = placing.ask_first if lead else placing.order_or_ask
    return place(conversation, situation, ConfirmOrder(found[0].quote), lead=lead)


def heard_as(situation: Situation, act: Act) -> tuple[Part, ...]:
    """What was taken for a product and may have been something else: told and asked, whatever a mandate allows (P2)."""
    known = situation.catalogue.products
    doubted = [wanted.product.candidates[0] for wanted in act.wanted if wanted.in_doubt]
    kinds: tuple[Value, ...] = tuple(KindNamed(known[one].kind) for one in doubted if one in known)
    return (part("heard_as", items=kinds),) if kinds else ()


def _within_what_was_said(
    situation: Situation, products: tuple[str, ...], act: Act, quantity: QuantityValue | None
) -> tuple[Offer, ...]:
    """Offers at the retailer, on the day and below the amount that were named."""
    found = offering.offers(situation, products, quantity=quantity, retailer=act.retailer, moments=act.moments)
    if act.money is None or act.money.comparison != "below":
        return found
    return tuple(offer for offer in found if offer.quote.total.cents < act.money.cents)


def _nothing_found(
    conversation: Conversation,
    situation: Situation,
    products: tuple[str, ...],
    act: Act,
    quantity: QuantityValue | None,
) -> Step:
    kind = KindNamed(situation.catalogue.products[products[0]].kind)
    elsewhere = _at_another(conversation, situation, products, act, quantity)
    if elsewhere is not None:
        return elsewhere
    if act.moments and offering.offers(situation, products):
        return say(conversation, "informed", part("no_slot_then", kind=kind))
    if act.money is not None and offering.offers(situation, products):
        return say(conversation, "informed", part("none_so_cheap", kind=kind))
    return sold_out_everywhere(conversation, situation, products, act, quantity)


def _at_another(
    conversation: Conversation,
    situation: Situation,
    products: tuple[str, ...],
    act: Act,
    quantity: QuantityValue | None,
) -> Step | None:
    """The retailer that was named does not have it and another does: that is said, and asked whatever a mandate
    allows, for it is not what was asked for (P3)."""
    if act.retailer is None or several.has_any(situation, products, act.retailer):
        return None
    found = _within_what_was_said(situation, products, replace(act, retailer=None), quantity)
    if not found:
        return None
    lead = (not_sold_there(situation, act.retailer, found),)
    if len(found) > 1:
        return suggesting.offer_choice(conversation, situation, found, lead)
    return placing.ask_first(conversation, situation, ConfirmOrder(found[0].quote), lead=lead)


def not_sold_there(situation: Situation, retailer: str, elsewhere: tuple[Offer, ...]) -> Part:
    """That a retailer has none of what others have: by its kind where it has none of that at all."""
    kind = elsewhere[0].line.kind
    any_of_it = several.has_any(situation, (each.id for each in situation.catalogue.of_kind(kind)), retailer)
    what: tuple[Value, ...] = tuple(ProductName(offer.line.product) for offer in elsewhere)
    return part("not_sold_there", what=what if any_of_it else KindNamed(kind), retailer=RetailerName(retailer))


def sold_out_everywhere(
    conversation: Conversation, situation: Situation, gone: Iterable[str], act: Act, quantity: QuantityValue | None
) -> Step:
    """What comes nearest to the first of them, where there is such a thing and none of them is sold anywhere."""
    first, *others = gone
    step = None
    if all(sold_out.is_sold_out(situation, product) for product in (first, *others)):
        step = suggesting.instead_of(conversation, situation, first, quantity, act)
    kind = KindNamed(situation.catalogue.products[first].kind)
    return step or say(conversation, "informed", part("out_of_stock", kind=kind))


def _order_several(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Several products in one sentence become one order; what is not as it was named is told, and asked first (P3)."""
    wished: list[several.Wished] = []
    told = [*heard_as(situation, act)]
    for wanted in act.wanted:
        products = resolve(situation, wanted)
        if not products or wanted.product.ambiguous:
            told.append(part("not_in_assortment", said=wanted.text))
        elif not amounts.is_for_a_household(situation, wanted.quantity, products):
            told.append(part("too_many", said=wanted.text))
        else:
            wished.append(several.Wished(products, wanted.quantity))
    found = several.gather(situation, wished, act) if wished else None
    if found is None:
        return say(conversation, "informed", *told, *([part("no_one_has_all")] if wished else []))
    subject = ConfirmOrder(found.quote)
    if not told and not found.otherwise:
        return placing.order_or_ask(conversation, situation, subject)
    return placing.ask_first(conversation, situation, subject, lead=(*told, *found.otherwise))


def at_retailer(situation: Situation, retailer: str, act: Act) -> dict[str, int]:
    """How many of which product was named, as this retailer has it; empty where any of it cannot be had there."""
    more: dict[str, int] = {}
    for wanted in act.wanted:
        said = (amounts.said(act, wanted) if len(act.wanted) == 1 else wanted.quantity) or amounts.ONE_PACK
        products = resolve(situation, wanted, act.brand)
        if wanted.product.ambiguous or not amounts.is_for_a_household(situation, said, products):
            return {}
        found = offering.offers(situation, products, quantity=said, retailer=retailer, most=1)
        if not found:
            return {}
        line = found[0].line
        more[line.product] = more.get(line.product, 0) + line.quantity
    return more
