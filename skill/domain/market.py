"""The market as it is now: the catalogue, and what changed outside since it was written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from skill.domain.catalogue import Catalogue, Promotion
from skill.domain.money import Money
from skill.domain.offer import Line, Quote, Slot

DAYS_AHEAD = 4
"""How far ahead slots are looked for: groceries come within three days."""

MAX_QUANTITY = 99
"""More of one product than this is not a household's order."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Changes at the retailers that the catalogue does not know: prices, promotions and stock by kind, lost slots."""

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
        """The unit price, or None where it is not sold or not in stock."""
        kind = self.catalogue.products[product].kind
        if kind in self.outside.out_of_stock:
            return None
        history = self.catalogue.prices.get((retailer, product))
        listed = history.on(day) if history else None
        return self.outside.prices.get(kind, listed) if listed is not None else None

    def promotion(self, retailer: str, product: str, day: date) -> Promotion | None:
        """The promotion that runs on the product that day, if any."""
        if self.catalogue.products[product].kind in self.outside.promotions_ended:
            return None
        for promotion in self.catalogue.promotions:
            if promotion.retailer == retailer and product in promotion.products and promotion.runs_on(day):
                return promotion
        return None

    def line(self, retailer: str, product: str, quantity: int, day: date) -> Line | None:
        """The product's line at today's price under today's promotion; None where it cannot be bought."""
        unit_price = self.price(retailer, product, day)
        if unit_price is None or not 1 <= quantity <= MAX_QUANTITY:
            return None
        found = self.catalogue.products[product]
        promotion = self.promotion(retailer, product, day)
        total = promotion.price(unit_price, quantity) if promotion else unit_price * quantity
        return Line(
            product=product,
            kind=found.kind,
            category=self.catalogue.kinds[found.kind].category,
            quantity=quantity,
            unit_price=unit_price,
            total=total,
            deposit=found.deposit * quantity,
            promotion=promotion.id if promotion and total < unit_price * quantity else None,
        )

    def quote(self, retailer: str, wanted: Iterable[tuple[str, int]], day: date, slot: Slot | None) -> Quote | None:
        """A quote for all of `wanted` (product, quantity) at one retailer; None when any part cannot be had."""
        lines = [self.line(retailer, product, quantity, day) for product, quantity in wanted]
        if not lines or any(line is None for line in lines):
            return None
        found = tuple(line for line in lines if line is not None)
        category = self.catalogue.retailers[retailer].category
        return Quote(retailer=retailer, category=category, lines=found, slot=slot)

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
