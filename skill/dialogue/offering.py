"""Which offers to make for what was asked: found, priced, ranked by profile, with a slot that fits the agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from nlu.interpretation import MomentValue, QuantityValue
from skill.dialogue import amounts
from skill.dialogue.situation import Situation
from skill.domain.agenda import is_home
from skill.domain.catalogue import BuyGet, SecondHalfPrice
from skill.domain.consumption import useful_packs
from skill.domain.home import Providers
from skill.domain.offer import Offer, Quote, Slot
from skill.domain.person import Profile

KEEPS_FOR_BUNDLE_DAYS = 21
"""A bundle is proposed unasked only of what keeps this long at home."""


STOCK_FOR_DAYS = 14
"""A stock that a sensor measures is filled for so long: fewer deliveries, and nothing that grows old. Our figure."""


def retailers(situation: Situation, named: str | None = None) -> tuple[str, ...]:
    """Those the home may order at, in its order of preference; a platform home orders at its platform."""
    home = situation.home
    if named is not None:
        return (named,) if named in home.retailers else ()
    if home.market is Providers.ONE and home.platform is not None:
        platform = situation.catalogue.retailers[home.platform]
        others = [r for r in home.retailers if situation.catalogue.retailers[r].category != platform.category]
        return (home.platform, *others)
    return home.retailers


def best_slot(situation: Situation, retailer: str, moment: MomentValue | None = None) -> Slot | None:
    """The earliest slot that fits the agenda and the wish; without a wish, else simply the earliest.

    A wish that no slot meets gives None: we say so and ask, rather than deliver at another time.
    """
    after = max(situation.now, moment.start - timedelta(days=1)) if moment else situation.now
    slots = list(situation.market.slots(retailer, situation.now, days=_days_until(situation, moment)))
    if moment is not None:
        wished = [slot for slot in slots if _meets(slot, moment) and slot.start >= after]
        return _at_home(situation, wished) or next(iter(wished), None)
    return _at_home(situation, slots) or next(iter(slots), None)


def _days_until(situation: Situation, moment: MomentValue | None) -> int:
    if moment is None:
        return 4
    return max(4, min(14, (moment.end - situation.now).days + 2))


def _meets(slot: Slot, moment: MomentValue) -> bool:
    if moment.start == moment.end:
        return slot.start <= moment.start < slot.end
    return moment.start <= slot.start and slot.start < moment.end


def _at_home(situation: Situation, slots: Iterable[Slot]) -> Slot | None:
    busy = situation.busy
    if busy is None:
        return None
    return next((slot for slot in slots if is_home(busy, slot.start, slot.end)), None)


def delivers(situation: Situation, retailer: str) -> bool:
    return situation.catalogue.retailers[retailer].delivery is not None


def usual_quantity(situation: Situation, retailer: str, product: str) -> int:
    """How many to propose when nobody said: what a stock that is measured needs, else a promotion's bundle if it
    keeps, else one."""
    promotion = situation.market.promotion(retailer, product, situation.today)
    found = situation.catalogue.products[product]
    kind = situation.catalogue.kinds[found.kind]
    stock = situation.stocks.get(kind.id)
    if stock is not None and stock.use.known and stock.unit == found.size.unit:
        bundle = promotion.bundle if promotion else 1
        return useful_packs(
            stock.use,
            found.size.amount,
            days=STOCK_FOR_DAYS,
            room=stock.room,
            keeps_days=kind.keeps_days,
            bundle=bundle,
        )
    if promotion and isinstance(promotion.deal, BuyGet | SecondHalfPrice) and kind.keeps_days >= KEEPS_FOR_BUNDLE_DAYS:
        return promotion.bundle
    return 1


def offers(
    situation: Situation,
    products: Iterable[str],
    *,
    quantity: QuantityValue | None = None,
    retailer: str | None = None,
    moment: MomentValue | None = None,
    most: int | None = None,
) -> tuple[Offer, ...]:
    """Offers of these products, best first for this person and home; several products and retailers compete."""
    slots: dict[str, Slot | None] = {}
    found: list[Offer] = []
    for seller in retailers(situation, retailer):
        for product in products:
            said = amounts.packs_in(situation, quantity, product)
            count = said if said is not None else usual_quantity(situation, seller, product)
            quote = situation.market.quote(seller, [(product, count)], situation.today, None)
            if quote is None:
                continue
            if delivers(situation, seller):
                if seller not in slots:
                    slots[seller] = best_slot(situation, seller, moment)
                if slots[seller] is None:
                    continue
                quote = replace(quote, slot=slots[seller])
            found.append(Offer(quote))
    # A wish is met by what comes near it before anything else counts: twelve eggs are two boxes of six, not two of ten.
    ranked = sorted(rank(situation, found), key=lambda offer: not _fits(situation, offer, quantity))
    most = situation.home.suggestions if most is None else most
    return _different(ranked, most)


def _fits(situation: Situation, offer: Offer, quantity: QuantityValue | None) -> bool:
    product = situation.catalogue.products[offer.line.product]
    return amounts.fits(quantity, offer.line.quantity, product, situation.catalogue.kinds[product.kind])


def _different(ranked: list[Offer], most: int) -> tuple[Offer, ...]:
    """The best offers, at most one of each product, so that a choice is a choice."""
    chosen: dict[str, Offer] = {}
    for offer in ranked:
        chosen.setdefault(offer.line.product, offer)
    return tuple(chosen.values())[:most]


def rank(situation: Situation, found: Iterable[Offer]) -> list[Offer]:
    """Best first, each with the reasons that are true for it. No retailer can pay for a place."""
    known = list(situation.bought())
    reasoned = [replace(offer, reasons=_reasons(situation, offer, known)) for offer in found]
    if not reasoned:
        return []
    cheapest = min(reasoned, key=lambda offer: _unit_cents(situation, offer))
    reasoned = [
        replace(offer, reasons=(*offer.reasons, "cheapest")) if offer is cheapest else offer for offer in reasoned
    ]
    return sorted(reasoned, key=lambda offer: (*_rank_key(situation, offer, known), offer.line.product))


def _profile(situation: Situation) -> Profile:
    person = situation.speaker.known_adult or situation.home.head
    return person.profile


def _rank_key(situation: Situation, offer: Offer, known: list[str]) -> tuple[int | Fraction, ...]:
    """What counts first for this person's profile; a product of another diet comes last for everybody."""
    product = situation.catalogue.products[offer.line.product]
    last = _last_of_kind(situation, product.kind, known)
    usual = situation.catalogue.products[last].dietary if last else frozenset()
    other_diet = product.dietary != usual
    bought = known.index(product.id) if product.id in known else len(known)
    not_preferred = "preferred_brand" not in offer.reasons
    price = _unit_cents(situation, offer)
    match _profile(situation):
        case Profile.SAVER:
            return (other_diet, price, offer.quote.total.cents, not_preferred)
        case Profile.EARLY_ADOPTER:
            return (other_diet, not_preferred, product.id in known, price)
        case Profile.SAFETY:
            return (other_diet, product.id not in known, not_preferred, bought, price)
        case Profile.CONVENIENCE:
            return (other_diet, bought, not_preferred, price)


def _unit_cents(situation: Situation, offer: Offer) -> Fraction:
    """Cents per gram, millilitre or piece, promotion and delivery shared out over the line."""
    size = situation.catalogue.products[offer.line.product].size
    return Fraction(offer.quote.total.cents, offer.line.quantity * size.amount)


def _reasons(situation: Situation, offer: Offer, known: list[str]) -> tuple[str, ...]:
    product = situation.catalogue.products[offer.line.product]
    reasons = []
    if product.id in known:
        reasons.append("last_bought" if _last_of_kind(situation, product.kind, known) == product.id else "known")
    else:
        reasons.append("new")
    if product.brand and situation.home.preferences.brands.get(product.kind) == product.brand:
        reasons.append("preferred_brand")
    if offer.line.promotion:
        reasons.append("promotion")
    return tuple(reasons)


def told_reason(situation: Situation, offer: Offer) -> str:
    """The reason that is told for an offer; a stranger does not hear what the household bought before (P7)."""
    private = () if situation.speaker.known_adult is not None else ("last_bought", "known", "new", "preferred_brand")
    told = [reason for reason in offer.reasons if reason not in private]
    return told[-1] if told else "fits"


def _last_of_kind(situation: Situation, kind: str, known: list[str]) -> str | None:
    return next((p for p in known if situation.catalogue.products[p].kind == kind), None)


def requote(situation: Situation, quote: Quote, *, keep_slot: bool = True) -> Quote | None:
    """The same order at today's market, same slot if it is still free; None when it cannot be had any more."""
    wanted = [(line.product, line.quantity) for line in quote.lines]
    slot = quote.slot
    if slot is not None:
        free = keep_slot and slot in set(situation.market.slots(quote.retailer, situation.now, days=14))
        slot = slot if free else best_slot(situation, quote.retailer)
        if slot is None:
            return None
    return situation.market.quote(quote.retailer, wanted, situation.today, slot)
