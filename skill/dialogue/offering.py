"""Which offers to make for what was asked: found, priced, ranked by profile, with a slot that fits the agenda."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain

from nlu.interpretation import MomentValue, QuantityValue
from skill.dialogue import amounts
from skill.dialogue.situation import Situation
from skill.domain import ranking
from skill.domain.agenda import is_home
from skill.domain.catalogue import Catalogue
from skill.domain.consumption import useful_packs
from skill.domain.home import PartOfDay, Preferences, Providers
from skill.domain.offer import Offer, Quote, Slot
from skill.domain.promotion import BuyGet, SecondHalfPrice
from skill.domain.ranking import Criterion, Household

KEEPS_FOR_BUNDLE_DAYS = 21
"""A bundle is proposed unasked only of what keeps this long at home."""


SLOTS_AHEAD_DAYS = 4
"""So many days after today a slot is looked for that nobody wished for."""

STOCK_FOR_DAYS = 14
"""A stock that a sensor measures is filled for so long: fewer deliveries, and nothing that grows old. Our figure."""


PRIVATE = (
    "last_bought", "known", "new", "known_brand",
    "preferred_brand", "preferred_retailer", "preferred_size", "preferred_label",
)  # fmt: skip
"""Reasons that tell what a household bought or likes."""


def retailers(situation: Situation, named: str | None = None) -> tuple[str, ...]:
    """Those the home may order at, in its order of preference; a platform home orders at its platform."""
    home = situation.home
    if named is not None:
        return (named,) if named in home.retailers else ()
    return tuple(sorted(_linked(situation), key=lambda seller: _liking(home.preferences, situation.catalogue, seller)))


def _liking(preferences: Preferences, catalogue: Catalogue, retailer: str) -> int:
    """Before the others or behind them, for who told so."""
    if retailer in preferences.avoided:
        return 1
    return -1 if preferences.retailers.get(catalogue.retailers[retailer].category) == retailer else 0


def _linked(situation: Situation) -> tuple[str, ...]:
    home = situation.home
    if home.market is Providers.ONE and home.platform is not None:
        platform = situation.catalogue.retailers[home.platform]
        others = [r for r in home.retailers if situation.catalogue.retailers[r].category != platform.category]
        return (home.platform, *others)
    return home.retailers


def best_slot(situation: Situation, retailer: str, *moments: MomentValue) -> Slot | None:
    """The earliest slot that fits the agenda and the wish; without a wish one in the part of the day that is preferred,
    else simply the earliest. Of several moments ("tomorrow or else Saturday") the first that has a slot.

    A wish that no slot meets gives None: we say so and ask, rather than deliver at another time.
    """
    if not moments:
        return _unasked(situation, retailer)
    found = (_within(situation, retailer, moment) for moment in moments)
    return next((slot for slot in found if slot is not None), None)


def _within(situation: Situation, retailer: str, moment: MomentValue) -> Slot | None:
    after = max(situation.now, moment.start - timedelta(days=1))
    slots = situation.market.slots(retailer, situation.now, days=_days_until(situation, moment))
    return _first(situation, (slot for slot in slots if _meets(slot, moment) and slot.start >= after))


def _unasked(situation: Situation, retailer: str) -> Slot | None:
    slots = situation.market.slots(retailer, situation.now, days=SLOTS_AHEAD_DAYS)
    if situation.home.preferences.part_of_day is not None:
        every = list(slots)
        preferred = _at_home(situation, (slot for slot in every if _is_preferred(situation, slot)))
        if preferred is not None:
            return preferred
        slots = iter(every)
    return _first(situation, slots)


def _first(situation: Situation, slots: Iterator[Slot]) -> Slot | None:
    """The first at which somebody is home, else the first."""
    earliest = next(slots, None)
    return _at_home(situation, chain((earliest,), slots)) or earliest if earliest is not None else None


def another_slot(situation: Situation, present: Slot, moments: tuple[MomentValue, ...]) -> Slot | None:
    """The slot that is wished instead of the present one. Of "from tomorrow to Saturday" the first moment is where it
    is now; "rather at six" is said of the day that it comes."""
    wished = sorted(moments, key=lambda moment: len(moments) > 1 and _meets(present, moment))
    that_day = (_on_the_day_of(present, moment, situation) for moment in wished)
    return best_slot(situation, present.retailer, *wished, *(moment for moment in that_day if moment is not None))


def _on_the_day_of(present: Slot, moment: MomentValue, situation: Situation) -> MomentValue | None:
    """A time of the coming day, for which no day may have been said, as a time of the day of the slot."""
    zone, day = situation.home.timezone, timedelta(days=1)
    if moment.end - moment.start >= day or moment.start - situation.now >= day:
        return None
    date = present.start.astimezone(zone).date()
    start = datetime.combine(date, moment.start.astimezone(zone).time(), zone)
    return MomentValue(start, start + (moment.end - moment.start))


def nearest_slot(situation: Situation, retailer: str, moment: MomentValue) -> Slot | None:
    """The slot that comes nearest to a moment in which there is none."""
    slots = situation.market.slots(retailer, situation.now, days=_days_until(situation, moment))
    return min(slots, key=lambda slot: (abs(slot.start - moment.start), slot.start), default=None)


def _days_until(situation: Situation, moment: MomentValue) -> int:
    return max(SLOTS_AHEAD_DAYS, min(14, (moment.end - situation.now).days + 2))


def _is_preferred(situation: Situation, slot: Slot) -> bool:
    begins = slot.start.astimezone(situation.home.timezone).time()
    return PartOfDay.of(begins) is situation.home.preferences.part_of_day


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


def usual_quantity(situation: Situation, retailer: str | None, product: str) -> int:
    """How many to propose when nobody said: what a stock that is measured needs, else a promotion's bundle if it
    keeps, else one. Without a retailer there is no promotion to fill."""
    promotion = situation.market.promotion(retailer, product, situation.today) if retailer is not None else None
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
    moments: tuple[MomentValue, ...] = (),
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
                    slots[seller] = best_slot(situation, seller, *moments)
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
    """Best first for whoever speaks, each with the reasons that are true for it."""
    return ranking.rank(found, criteria(situation), household(situation))


def criteria(situation: Situation) -> tuple[Criterion, ...]:
    """What counts first for who speaks; for a child or a voice that we do not know, for the head of the home."""
    person = situation.speaker.known_adult or situation.home.head
    return situation.ranking.of(person.profile)


def counts_prices(situation: Situation) -> bool:
    """Whether the unit price is what this person's profile looks at first, beside what they told us."""
    return Criterion.UNIT_PRICE in [each for each in criteria(situation) if each is not Criterion.PREFERRED][:2]


def household(situation: Situation) -> Household:
    return Household(situation.catalogue, situation.bought(), situation.home.preferences)


def told_reasons(situation: Situation, offer: Offer) -> tuple[str, ...]:
    """The reasons that may be told; a stranger does not hear what the household bought before (P7)."""
    private = () if situation.speaker.known_adult is not None else PRIVATE
    return tuple(reason for reason in offer.reasons if reason not in private)


def told_reason(situation: Situation, offer: Offer) -> str:
    """The one reason that is told with an offer."""
    return next(reversed(told_reasons(situation, offer)), "fits")


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
