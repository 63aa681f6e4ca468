"""What an offer is held against where a mandate allows only the cheapest, or only what is renewable (P5)."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import offering
from skill.dialogue.situation import Situation
from skill.domain.evidence import NO_EVIDENCE, Comparison, Evidence, Priced
from skill.domain.offer import Line, Quote


def evidence(situation: Situation, quote: Quote) -> Evidence:
    """What is known to judge the conditions by; nothing is looked up where no mandate has a condition."""
    if not any(mandate.conditions for mandate in situation.mandates):
        return NO_EVIDENCE
    products = situation.catalogue.products
    labels = {line.product: products[line.product].labels for line in quote.lines if line.product in products}
    return Evidence(_comparison(situation, quote), labels)


def _comparison(situation: Situation, quote: Quote) -> Comparison | None:
    """One product is held against every product of its kind (and diet) at every retailer of the home, by content;
    several against the same products elsewhere. None where what there is cannot be compared (P1)."""
    if len(quote.lines) != 1:
        wanted = [(line.product, line.quantity) for line in quote.lines]
        found = [_offered(situation, seller, wanted) for seller in situation.home.retailers]
        return Comparison(Priced(quote.total, 1), tuple(Priced(other.total, 1) for other in found if other))
    line = quote.lines[0]
    own = situation.catalogue.products.get(line.product)
    if own is None:
        return None
    others: list[Priced] = []
    for seller in situation.home.retailers:
        for product in situation.catalogue.of_kind(line.kind):
            if product.dietary != own.dietary:
                continue
            count = offering.usual_quantity(situation, seller, product.id)
            other = _offered(situation, seller, [(product.id, max(count, line.quantity))])
            if other is None:
                continue
            if product.size.unit != own.size.unit:
                return None
            others.append(_priced(situation, other, other.lines[0]))
    return Comparison(_priced(situation, quote, line), tuple(others))


def _priced(situation: Situation, quote: Quote, line: Line) -> Priced:
    return Priced(quote.total, line.quantity * situation.catalogue.products[line.product].size.amount)


def _offered(situation: Situation, seller: str, wanted: list[tuple[str, int]]) -> Quote | None:
    quote = situation.market.quote(seller, wanted, situation.today, None)
    if quote is None or not offering.delivers(situation, seller):
        return quote
    slot = offering.best_slot(situation, seller)
    return replace(quote, slot=slot) if slot is not None else None
