"""The market as it is now: the catalogue, and what changed outside since it was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from skill.domain.catalogue import OMNIBUS_DAYS, Catalogue
from skill.domain.money import Money
from skill.domain.offer import Line, Quote, Slot
from skill.domain.promotion import Percent, Promotion

DAYS_AHEAD = 4
"""How far ahead slots are looked for: groceries come within three days."""

MAX_QUANTITY = 99
"""More of one product than this is not a household's order."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Changes at the retailers that the catalogue does not know: prices and promotions by kind, stock by kind or
    product, lost slots."""

    prices: Mapping[str, Money] = field(default_factory=dict)
    promotions_ended: frozenset[str] = frozenset()
    out_of_stock: frozenset[str] = frozenset()
    slots_gone: frozenset[tuple[str, datetime]] = frozenset()


@dataclass(frozen=True, slots=True)
class Market:
    """Prices, promotions and slots on a day. `timezone` and `street` are those of the home that asks."""

    catalogue: Catalogue
    outside: Outside
    timezone: ZoneInfo
    street: str

    def price(self, retailer: str, product: str, day: date) -> Money | None:
        """The unit price, or None where it is not sold (any more) or not in stock."""
        known = self.catalogue.products.get(product)
        if known is None:
            return None
        kind = known.kind
        if kind in self.outside.out_of_stock or product in self.outside.out_of_stock:
            return None
        history = self.catalogue.prices.get((retailer, product))
        listed = history.on(day) if history else None
        return self.outside.prices.get(kind, listed) if listed is not None else None

    def promotion(self, retailer: str, product: str, day: date) -> Promotion | None:
        """The promotion that runs on the product that day, if any; a minimum spend where no other does."""
        if self.catalogue.products[product].kind in self.outside.promotions_ended:
            return None
        running = (each for each in self.catalogue.promotions_on(retailer, product) if each.runs_on(day))
        return next(running, None)

    def price_before(self, retailer: str, product: str, promotion: Promotion) -> Money | None:
        """What a reduction is measured from: the lowest price of the 30 days before it began, other reductions
        included (O4); None where it was not for sale then, so that no saving can be stated."""
        history = self.catalogue.prices.get((retailer, product))
        if history is None:
            return None
        first = promotion.start - timedelta(days=OMNIBUS_DAYS)
        lowest = history.lowest(promotion.start)
        for other in self.catalogue.promotions_on(retailer, product):
            if isinstance(other.deal, Percent) and other.start < promotion.start and other.end >= first:
                last = min(other.end, promotion.start - timedelta(days=1))
                ran = history.lowest_within(max(first, other.start), last)
                lowest = min(filter(None, (lowest, other.price(ran, 1) if ran else None)), default=None)
        return lowest

    def true_percent(self, retailer: str, product: str, promotion: Promotion, day: date) -> int:
        """How many per cent the product costs less than `price_before`, rounded down; 0 where none may be stated."""
        unit_price = self.price(retailer, product, day)
        before = self.price_before(retailer, product, promotion)
        if unit_price is None or before is None:
            return 0
        from_price = min(before, unit_price)
        return max(0, (from_price - promotion.price(unit_price, 1)).cents * 100 // from_price.cents)

    def line(self, retailer: str, product: str, quantity: int, day: date) -> Line | None:
        """The product's line by itself, at today's price under today's promotion; None where it cannot be bought."""
        lines = self._lines(retailer, [(product, quantity)], day)
        return lines[0] if lines else None

    def quote(self, retailer: str, wanted: Iterable[tuple[str, int]], day: date, slot: Slot | None) -> Quote | None:
        """A quote for all of `wanted` (product, quantity) at one retailer; None when any part cannot be had."""
        lines = self._lines(retailer, wanted, day)
        if not lines:
            return None
        return Quote(retailer=retailer, category=self.catalogue.retailers[retailer].category, lines=lines, slot=slot)

    def _lines(self, retailer: str, wanted: Iterable[tuple[str, int]], day: date) -> tuple[Line, ...]:
        """The lines of one order, with what each promotion takes off them together; empty when one cannot be had."""
        lines: list[Line] = []
        promoted: dict[str, tuple[Promotion, list[int]]] = {}
        for at, (product, quantity) in enumerate(wanted):
            unit_price = self.price(retailer, product, day)
            if unit_price is None or not 1 <= quantity <= MAX_QUANTITY:
                return ()
            found = self.catalogue.products[product]
            lines.append(
                Line(
                    product=product,
                    kind=found.kind,
                    category=self.catalogue.kinds[found.kind].category,
                    quantity=quantity,
                    unit_price=unit_price,
                    total=unit_price * quantity,
                    deposit=found.deposit * quantity,
                )
            )
            promotion = self.promotion(retailer, product, day)
            if promotion is not None:
                promoted.setdefault(promotion.id, (promotion, []))[1].append(at)
        for promotion, places in promoted.values():
            self._take_off(promotion, lines, places)
        return tuple(lines)

    def _take_off(self, promotion: Promotion, lines: list[Line], places: list[int]) -> None:
        """Replaces the lines at `places`; the order in which a person named them changes no cent of any."""
        places.sort(key=lambda at: (lines[at].product, lines[at].quantity))
        savings = promotion.savings([(lines[at].unit_price, lines[at].quantity) for at in places])
        for at, saving in zip(places, savings, strict=True):
            if saving:
                line = lines[at]
                before = self.price_before(promotion.retailer, line.product, promotion)
                lines[at] = replace(
                    line,
                    total=line.total - saving,
                    promotion=promotion.id,
                    price_before=before,
                )

    def slots(self, retailer: str, after: datetime, days: int = DAYS_AHEAD) -> Iterator[Slot]:
        """The retailer's free slots in this street after a time, earliest first; none where nothing is delivered."""
        terms = self.catalogue.retailers[retailer].delivery
        if terms is None:
            return
        earliest = after + timedelta(hours=terms.lead_hours)
        first_day = after.astimezone(self.timezone).date()
        starts = sorted({*terms.starts, *terms.street_starts.get(self.street, ())})
        for offset in range(days + 1):
            day = first_day + timedelta(days=offset)
            if day.weekday() not in terms.weekdays:
                continue
            for start_time in starts:
                start = datetime.combine(day, start_time, self.timezone).astimezone(UTC)
                if start >= earliest and (retailer, start) not in self.outside.slots_gone:
                    yield Slot(retailer, start, start + timedelta(minutes=terms.window_minutes), terms.fee)

    def sellers(self, product: str, retailers: Iterable[str], day: date) -> tuple[str, ...]:
        """Which of the retailers sell the product now."""
        return tuple(retailer for retailer in retailers if self.price(retailer, product, day) is not None)
