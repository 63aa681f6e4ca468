"""Suggestions put before a person: several to choose from, or what comes nearest to what cannot be had."""

from __future__ import annotations

from nlu.interpretation import QuantityValue
from skill.dialogue import offering, order_words, sold_out
from skill.dialogue.act import Act
from skill.dialogue.conversation import ChooseOffer, ConfirmProposal, Conversation, InPlaceOf
from skill.dialogue.reply import Count, KindNamed, Part, ProductName, RetailerName, Term, part
from skill.dialogue.situation import Situation
from skill.dialogue.step import Step, ask
from skill.domain.offer import Offer


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


def offer_choice(
    conversation: Conversation,
    situation: Situation,
    found: tuple[Offer, ...],
    lead: tuple[Part, ...] = (),
    *,
    place: InPlaceOf | None = None,
) -> Step:
    """Several suggestions, each with its price and the reason that is true for this person."""
    options = [_option(situation, number, offer) for number, offer in enumerate(found, start=1)]
    intro = part("here_are_options", number=len(found), kind=KindNamed(found[0].line.kind))
    paid = order_words.sponsored_in(situation, (offer.quote for offer in found))
    asked = (*lead, intro, *options, *paid, part("which_one"))
    return ask(conversation, situation, ChooseOffer(found, place), "offered_choice", *asked)


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
