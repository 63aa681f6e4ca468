"""What an offer is held against: where a mandate allows only the cheapest, or only what is renewable (P5), and for who
wants to hear what it saves."""

from __future__ import annotations

from dataclasses import replace

from skill.dialogue import offering
from skill.dialogue.reply import Part, part
from skill.dialogue.situation import Situation
from skill.domain.agenda import Presence, presence
from skill.domain.evidence import Comparison, Evidence, Priced
from skill.domain.offer import Line, Quote
from skill.domain.person import Profile


def evidence(situation: Situation, quote: Quote) -> Evidence:
    """What is known to judge by; nothing is compared where no mandate has a condition."""
    slot = quote.slot
    at_home = presence(situation.busy, slot.start, slot.end) if slot is not None else Presence.UNKNOWN
    if not any(mandate.conditions for mandate in situation.mandates):
        return Evidence(presence=at_home)
    products = situation.catalogue.products
    labels = {line.product: products[line.product].labels for line in quote.lines if line.product in products}
    return Evidence(_comparison(situation, quote), labels, at_home)


def saving(situation: Situation, quote: Quote) -> tuple[Part, ...]:
    """What the offer saves over the next one up, for who wants the lowest cost; only of one that is the cheapest."""
    person = situation.speaker.known_adult
    if person is None or person.profile is not Profile.SAVER or len(quote.lines) != 1:
        return ()
    comparison = _comparison(situation, quote)
    saved = comparison.saving() if comparison is not None else None
    return (part("saves_over_next", saving=saved),) if saved else ()


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
