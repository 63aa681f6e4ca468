"""One order of several products: at the retailer that has them all, else at the one that has most of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nlu.interpretation import QuantityValue
from skill.dialogue import offering, order_words, sold_out
from skill.dialogue.act import Act
from skill.dialogue.reply import KindNamed, Part, RetailerName, part
from skill.dialogue.situation import Situation
from skill.domain.offer import Quote


@dataclass(frozen=True, slots=True)
class Wished:
    """What somebody named among other things: any of these products will do."""

    products: tuple[str, ...]
    quantity: QuantityValue | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one retailer brings of it; `otherwise` tells of all that is not as it was named."""

    quote: Quote
    otherwise: tuple[Part, ...] = ()


def gather(situation: Situation, wished: Sequence[Wished], act: Act) -> Gathered | None:
    """The order at the retailer that has most of it, which for who looks at prices is the one where it costs least."""
    found = [each for seller in offering.retailers(situation, act.retailer)
             if (each := _at(situation, seller, wished, act)) is not None]  # fmt: skip
    prices = offering.counts_prices(situation)
    return min(found, key=lambda each: (_lacks(each, wished), each.quote.total.cents if prices else 0), default=None)


def _lacks(found: Gathered, wished: Sequence[Wished]) -> tuple[int, int]:
    return len(wished) - len(found.quote.lines), len(found.otherwise)


def _at(situation: Situation, seller: str, wished: Sequence[Wished], act: Act) -> Gathered | None:
    chosen: dict[str, int] = {}
    told: list[Part] = []
    lacking: list[KindNamed] = []
    for wish in wished:
        offers = offering.offers(situation, wish.products, quantity=wish.quantity, retailer=seller, most=1)
        if not offers:
            first = wish.products[0]
            only = len(wish.products) == 1
            offers = sold_out.nearest(situation, first, wish.quantity, Act("", retailer=seller))[:1] if only else ()
            told += [order_words.in_place_of(first, offer.line) for offer in offers]
        if offers:
            line = offers[0].line
            chosen[line.product] = chosen.get(line.product, 0) + line.quantity
        else:
            lacking.append(KindNamed(situation.catalogue.products[wish.products[0]].kind))
    if lacking:
        told.append(part("left_out", items=tuple(lacking), retailer=RetailerName(seller)))
    quote = at(situation, seller, chosen.items(), act)
    return Gathered(quote, tuple(told)) if quote is not None else None


def at(situation: Situation, seller: str, wanted: Iterable[tuple[str, int]], act: Act) -> Quote | None:
    """All of it at this retailer, delivered when it is wished; None where that cannot be."""
    slot = offering.best_slot(situation, seller, *act.moments) if offering.delivers(situation, seller) else None
    if slot is None and offering.delivers(situation, seller):
        return None
    return situation.market.quote(seller, wanted, situation.today, slot)


def quote_all(situation: Situation, wanted: Sequence[tuple[str, int]], act: Act) -> Quote | None:
    """One quote for everything at one retailer: the first that has all of it, or for who looks at prices the one where
    it costs least."""
    quotes = (at(situation, seller, wanted, act) for seller in offering.retailers(situation, act.retailer))
    found = (quote for quote in quotes if quote is not None)
    if not offering.counts_prices(situation):
        return next(found, None)
    return min(found, key=lambda quote: quote.total.cents, default=None)


def has_any(situation: Situation, products: Iterable[str], retailer: str) -> bool:
    """Whether the retailer has one of these products now."""
    return any(situation.market.sellers(product, (retailer,), situation.today) for product in products)


def most_of(
    situation: Situation, wanted: Sequence[tuple[str, int]], act: Act
) -> tuple[Quote, list[tuple[str, int]]] | None:
    """What the retailer brings that has most of it, and what is left."""
    best: tuple[Quote, list[tuple[str, int]]] | None = None
    for seller in offering.retailers(situation, act.retailer):
        held = [item for item in wanted if situation.market.line(seller, *item, situation.today) is not None]
        if not held or (best is not None and len(held) <= len(best[0].lines)):
            continue
        quote = at(situation, seller, held, act)
        if quote is not None:
            best = (quote, [item for item in wanted if item not in held])
    return best
