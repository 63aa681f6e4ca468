"""Ordering: from a wish to offers, from a choice to a question, from a yes to an order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from nlu.interpretation import QuantityValue
from skill.dialogue import amounts, comparing, habits, offering, order_words, sold_out
from skill.dialogue.act import Act, Wanted
from skill.dialogue.conversation import (
    ChooseOffer,
    ConfirmOrder,
    ConfirmProposal,
    Conversation,
    ProveIdentity,
    SayMissing,
)
from skill.dialogue.effects import KeepBasket, PlaceOrder
from skill.dialogue.reply import Count, KindNamed, Part, ProductName, RetailerName, Term, Value, part
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
from skill.domain.offer import Offer, Quote


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
    found = offering.offers(situation, products, quantity=quantity, retailer=act.retailer, moment=act.moment)
    if act.money is not None and act.money.comparison == "below":
        found = tuple(offer for offer in found if offer.quote.total.cents < act.money.cents)
    if not found:
        return _nothing_found(conversation, situation, products, act, quantity)
    if len(found) > 1:
        return offer_choice(conversation, situation, found)
    return order_or_ask(conversation, situation, found[0].quote)


def _nothing_found(
    conversation: Conversation,
    situation: Situation,
    products: tuple[str, ...],
    act: Act,
    quantity: QuantityValue | None,
) -> Step:
    kind = KindNamed(situation.catalogue.products[products[0]].kind)
    if act.moment is not None and offering.offers(situation, products):
        return say(conversation, "informed", part("no_slot_then", kind=kind))
    if act.money is not None and offering.offers(situation, products):
        return say(conversation, "informed", part("none_so_cheap", kind=kind))
    return sold_out_everywhere(conversation, situation, products, act, quantity)


def sold_out_everywhere(
    conversation: Conversation, situation: Situation, gone: Iterable[str], act: Act, quantity: QuantityValue | None
) -> Step:
    """What comes nearest to the first of them, where there is such a thing and none of them is sold anywhere."""
    first, *others = gone
    step = None
    if all(sold_out.is_sold_out(situation, product) for product in (first, *others)):
        step = instead_of(conversation, situation, first, quantity, act)
    kind = KindNamed(situation.catalogue.products[first].kind)
    return step or say(conversation, "informed", part("out_of_stock", kind=kind))


def instead_of(
    conversation: Conversation,
    situation: Situation,
    gone: str,
    quantity: QuantityValue | None = None,
    act: Act | None = None,
    *,
    lead: tuple[Part, ...] = (),
) -> Step | None:
    """Proposes what comes nearest to a product that cannot be had; None where nothing does. Whoever asked for that one
    is asked first, whatever a mandate allows (P3)."""
    found = sold_out.nearest(situation, gone, quantity, act)
    said = (*lead, part("not_there_now", product=ProductName(gone)))
    if len(found) > 1:
        return offer_choice(conversation, situation, found, lead=said)
    if not found:
        return None
    proposal = (*said, *sold_out.proposed(situation, found[0]))
    return ask(conversation, situation, ConfirmProposal(found[0]), "proposed", *proposal)


def _order_several(conversation: Conversation, act: Act, situation: Situation) -> Step:
    """Several products in one sentence become one order at the retailer that has them all."""
    chosen: list[tuple[str, int]] = []
    for wanted in act.wanted:
        found = offering.offers(situation, resolve(situation, wanted), quantity=wanted.quantity, most=1)
        if not found or wanted.product.ambiguous:
            return say(conversation, "informed", part("not_in_assortment", said=wanted.text))
        chosen.append((found[0].line.product, found[0].line.quantity))
    quote = quote_all(situation, chosen, act)
    if quote is None:
        return say(conversation, "informed", part("no_one_has_all"))
    return order_or_ask(conversation, situation, quote)


def quote_all(situation: Situation, wanted: list[tuple[str, int]], act: Act) -> Quote | None:
    """One quote for everything, at the first retailer that has all of it and delivers when wished."""
    for seller in offering.retailers(situation, act.retailer):
        slot = offering.best_slot(situation, seller, act.moment) if offering.delivers(situation, seller) else None
        quote = situation.market.quote(seller, wanted, situation.today, slot)
        if quote is not None and (slot is not None or not offering.delivers(situation, seller)):
            return quote
    return None


def offer_choice(
    conversation: Conversation, situation: Situation, found: tuple[Offer, ...], lead: tuple[Part, ...] = ()
) -> Step:
    """Several suggestions, each with its price and the reason that is true for this person."""
    options = [_option(situation, number, offer) for number, offer in enumerate(found, start=1)]
    intro = part("here_are_options", number=len(found), kind=KindNamed(found[0].line.kind))
    paid = order_words.sponsored_in(situation, (offer.quote for offer in found))
    asked = (*lead, intro, *options, *paid, part("which_one"))
    return ask(conversation, situation, ChooseOffer(found), "offered_choice", *asked)


def _option(situation: Situation, number: int, offer: Offer) -> Part:
    """One suggestion; who wants the lowest cost hears what it comes to by content (O4)."""
    product, retailer = ProductName(offer.line.product), RetailerName(offer.quote.retailer)
    count = Count(offer.line.kind, offer.line.quantity)
    reason = Term(f"reason_{offering.told_reason(situation, offer)}")
    total = offer.quote.total
    if not offering.counts_prices(situation):
        return part(
            "option", number=number, product=product, retailer=retailer, total=total, count=count, reason=reason
        )
    told = order_words.by_content(situation, offer.line)
    return part(
        "option_by_content",
        number=number,
        product=product,
        retailer=retailer,
        total=total,
        count=count,
        reason=reason,
        unit_price=told.price,
        per=Term(f"per_{told.unit}"),
    )


def order_or_ask(
    conversation: Conversation,
    situation: Situation,
    quote: Quote,
    *,
    from_basket: bool = False,
    lead: tuple[Part, ...] = (),
) -> Step:
    """Places what a mandate covers; else puts the question with all that the law wants said before a yes (O1)."""
    verdict = verdict_on(situation, quote, None)
    subject = ConfirmOrder(quote, from_basket)
    match verdict:
        case Allowed():
            return _placed(conversation, situation, subject, verdict)
        case NeedsConfirmation(reasons):
            first, *rest = order_words.question(situation, quote)
            asked = (*lead, first, *comparing.saving(situation, quote), *rest)
            return ask(conversation, situation, subject, "asked_confirmation", *asked, reasons=reasons)
        case NeedsStepUp(reasons):
            return ask(
                conversation,
                situation,
                ProveIdentity(subject, confirmed=False),
                "asked_step_up",
                *order_words.described(situation, quote),
                part("say_pin_unknown_voice"),
                reasons=reasons,
            )
        case Refused(reasons):
            return close(conversation, "refused", part(f"refused_{reasons[0].code}"), reasons=reasons)


def order_as_offered(
    conversation: Conversation,
    situation: Situation,
    quote: Quote,
    *,
    from_basket: bool = False,
    slot_told: bool = True,
) -> Step:
    """Orders or asks what was offered a while ago, where the market still gives it so; a change is asked about, even
    inside a mandate: who chose the one of eight euros did not choose it at nine (P3). A slot that was not told of is no
    change."""
    fresh = offering.requote(situation, quote)
    if fresh is not None and not slot_told:
        quote = replace(quote, slot=fresh.slot)
    if fresh is None:
        kind = KindNamed(quote.lines[0].kind)
        return close(conversation, "informed", part("no_longer_available", kind=kind))
    if fresh == quote or situation.speaker.known_adult is None:
        return order_or_ask(conversation, situation, fresh, from_basket=from_basket)
    asked = (*order_words.what_changed(quote, fresh), *order_words.question(situation, fresh))
    reasons = (Reason("P3", "changed_since_asked", amount=fresh.total),)
    return ask(conversation, situation, ConfirmOrder(fresh, from_basket), "asked_confirmation", *asked, reasons=reasons)


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
        kind = KindNamed(subject.quote.lines[0].kind)
        changed = (Reason("P3", "changed_since_asked"),)
        return close(conversation, "informed", part("no_longer_available", kind=kind), reasons=changed)
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
            key = "say_pin_above_limit" if reasons[0].code == "above_voice_limit" else "say_pin_unknown_voice"
            return ask(conversation, situation, proof, "asked_step_up", part(key), reasons=reasons)
        case Refused(reasons):
            return say(conversation, "refused", part(f"refused_{reasons[0].code}"), reasons=reasons)


def _placed(conversation: Conversation, situation: Situation, subject: ConfirmOrder, verdict: Allowed) -> Step:
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
        for line in quote.lines:
            basket = basket.remove(line.product)
        effects = (place, KeepBasket(basket))
    parts = [part("ordered", retailer=RetailerName(quote.retailer), total=quote.total)]
    if verdict.by == "mandate":
        parts = [
            part("ordered_within_mandate", retailer=RetailerName(quote.retailer), total=quote.total),
            *order_words.described(situation, quote),
        ]
    if quote.slot is not None:
        if verdict.by != "mandate":  # else the slot was said with the rest of the order just now
            parts.append(part("comes_in_slot", slot=quote.slot))
        parts.append(part("reminder_set"))
    placed = close(conversation, "placed", *parts, effects=effects, reasons=verdict.reasons)
    return habits.ask_to_remember(placed, situation, quote, chosen=verdict.by != "mandate")
