"""What may come instead of a product that cannot be had now: found, priced and said with its reasons."""

from __future__ import annotations

from dataclasses import replace

from nlu.interpretation import QuantityValue
from skill.dialogue import amounts, offering, order_words
from skill.dialogue.act import Act
from skill.dialogue.reply import Part, ProductName, Term, Value, part
from skill.dialogue.situation import Situation
from skill.domain.offer import Offer
from skill.domain.substitute import Substitute, substitutes

NEAREST = "nearest"
"""A reason of every offer that is made instead of something else: it is ranked by likeness, not by profile."""

PRICES = frozenset({"cheaper", "same_price", "dearer"})


def is_sold_out(situation: Situation, product: str) -> bool:
    """Whether no retailer of the home has it now."""
    return not situation.market.sellers(product, offering.retailers(situation), situation.today)


def nearest(
    situation: Situation, product: str, quantity: QuantityValue | None = None, act: Act | None = None
) -> tuple[Offer, ...]:
    """What comes nearest to the product, as many as are proposed in this home: what the household would rather not have
    is left out, as is what does not meet the retailer, the time or the price that `act` asks for."""
    sellers = offering.retailers(situation, act.retailer if act else None)
    avoided = situation.home.preferences.avoided
    known = situation.catalogue.products
    without = [p.id for p in situation.catalogue.of_kind(known[product].kind) if {p.brand, *p.labels} & avoided]
    said = amounts.packs_in(situation, quantity, product)
    count = said if said is not None else offering.usual_quantity(situation, None, product)
    found = substitutes(
        situation.market,
        product,
        count,
        [seller for seller in sellers if seller not in avoided],
        situation.today,
        most=len(known),
        without=without,
    )
    offers = (_offer(situation, each, act) for each in found)
    return tuple(offer for offer in offers if offer is not None)[: situation.home.suggestions]


def _offer(situation: Situation, found: Substitute, act: Act | None) -> Offer | None:
    wanted = [(found.line.product, found.line.quantity)]
    quote = situation.market.quote(found.retailer, wanted, situation.today, None)
    if quote is not None and offering.delivers(situation, found.retailer):
        slot = offering.best_slot(situation, found.retailer, *(act.moments if act else ()))
        quote = replace(quote, slot=slot) if slot is not None else None
    below = act.money.cents if act and act.money is not None and act.money.comparison == "below" else None
    if quote is None or (below is not None and quote.total.cents >= below):
        return None
    price = [reason for reason in found.reasons if reason in PRICES]
    likeness = [reason for reason in reversed(found.reasons) if reason not in PRICES]
    return Offer(quote, (*price, NEAREST, *likeness))  # what is told first stands last


def proposed(situation: Situation, offer: Offer) -> tuple[Part, ...]:
    """The one that comes nearest in words, and the question whether to order that."""
    line = offer.line
    why: tuple[Value, ...] = tuple(
        Term(f"reason_{reason}") for reason in reversed(offer.reasons) if reason != NEAREST or len(offer.reasons) == 1
    )
    told = part(
        "there_is_instead", product=ProductName(line.product), number=line.quantity, total=line.total, reasons=why
    )
    paid = order_words.sponsored_in(situation, [offer.quote])
    return (told, *paid, part("shall_i_order_that"))
