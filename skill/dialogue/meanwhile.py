"""What was asked about is sold out before the yes: what can be had instead, to be asked anew (P3)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from skill.dialogue import offering, order_words, several, sold_out
from skill.dialogue.act import Act
from skill.dialogue.amounts import in_packs
from skill.dialogue.conversation import ConfirmOrder
from skill.dialogue.reply import KindNamed, Part, ProductName, RetailerName, part
from skill.dialogue.situation import Situation
from skill.domain.offer import Line, Offer


@dataclass(frozen=True, slots=True)
class Anew:
    """`told` says what is gone and what there is for it: another `order` to ask about, or several `offers` in the place
    of `gone`. With neither there is nothing."""

    told: tuple[Part, ...]
    order: ConfirmOrder | None = None
    offers: tuple[Offer, ...] = ()
    gone: str = ""


def instead(situation: Situation, subject: ConfirmOrder) -> Anew:
    """The same at another retailer, or the order with what comes nearest, or without what nothing comes near."""
    quote = subject.quote
    retailer = RetailerName(quote.retailer)
    gone = [line for line in quote.lines if not _sells(situation, quote.retailer, line)]
    if not gone:
        return Anew((part("no_delivery_any_more", retailer=retailer),))
    told = (part("gone_meanwhile", retailer=retailer, items=tuple(ProductName(line.product) for line in gone)),)
    if len(quote.lines) == 1:
        elsewhere = several.quote_all(situation, [(gone[0].product, gone[0].quantity)], Act("order_product"))
        if elsewhere is not None:
            return Anew(told, replace(subject, quote=elsewhere))
    if len(gone) == 1:
        offers = _nearest(situation, subject, gone[0])
        if len(offers) > 1:
            return Anew(told, offers=offers, gone=gone[0].product)
    return _with_the_nearest(situation, subject, gone)


def _with_the_nearest(situation: Situation, subject: ConfirmOrder, gone: list[Line]) -> Anew:
    told: tuple[Part, ...] = (part("gone_meanwhile", retailer=RetailerName(subject.quote.retailer)),)
    quote, slot = subject.quote, subject.quote.slot
    retailer = quote.retailer
    wanted = {line.product: line.quantity for line in quote.lines if line not in gone}
    without: list[KindNamed] = []
    for line in gone:
        nearest = next((o for o in _nearest(situation, subject, line) if o.line.product not in wanted), None)
        if nearest is None:
            without.append(KindNamed(line.kind))
            continue
        told = (*told, order_words.in_place_of(line.product, nearest.line))
        wanted[nearest.line.product] = nearest.line.quantity
        if len(quote.lines) == 1:
            retailer, slot = nearest.quote.retailer, nearest.quote.slot
    left = situation.market.quote(retailer, wanted.items(), situation.today, slot)
    fresh = offering.requote(situation, left) if left is not None else None
    if fresh is None:
        return Anew((part("no_longer_available", kind=order_words.kinds(gone)),))
    if without:
        told = (*told, part("left_out", items=tuple(without), retailer=RetailerName(retailer)))
    replaced = tuple(line.product for line in gone)
    return Anew(told, replace(subject, quote=fresh, replaced=(*subject.replaced, *replaced)))


def _nearest(situation: Situation, subject: ConfirmOrder, line: Line) -> tuple[Offer, ...]:
    """Of an order of several products what its own retailer has: the rest stays there."""
    at = subject.quote.retailer if len(subject.quote.lines) > 1 else None
    return sold_out.nearest(situation, line.product, in_packs(line.quantity), Act("order_product", retailer=at))


def _sells(situation: Situation, retailer: str, line: Line) -> bool:
    return situation.market.line(retailer, line.product, line.quantity, situation.today) is not None
