"""What can be bought: kinds, products, retailers, prices and promotions. Data that merchants edit, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from skill.domain.money import Money

OMNIBUS_DAYS = 30
"""A stated discount is measured from the lowest price of this many days (O4; directive 98/6/EC art. 6a)."""


DIETARY = frozenset({"caffeine_free", "lactose_free", "gluten_free", "sugar_free", "no_added_sugar", "high_protein"})
"""Labels that make a product another thing for who eats it: never exchanged for each other unasked."""


@dataclass(frozen=True, slots=True)
class KindName:
    """How a kind is called in one language: `one` and `many` follow a number."""

    name: str
    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Size:
    """An amount of `g`, `ml`, `piece`, `roll` or `wash`; kilograms and litres are read as g and ml."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Kind:
    """`piece` is what one piece comes to, for what people ask for by the piece ("four apples", "twelve eggs")."""

    id: str
    category: str
    names: Mapping[str, KindName]
    keeps_days: int = 0
    returnable: bool = True
    piece: Size | None = None


@dataclass(frozen=True, slots=True)
class Product:
    id: str
    kind: str
    names: Mapping[str, str]
    size: Size
    brand: str | None = None
    labels: frozenset[str] = frozenset()
    deposit: Money = Money(0)

    @property
    def dietary(self) -> frozenset[str]:
        return self.labels & DIETARY


@dataclass(frozen=True, slots=True)
class BuyGet:
    """Buy some, get some free: 2 + 1."""

    buy: int
    free: int


@dataclass(frozen=True, slots=True)
class Percent:
    percent: int


@dataclass(frozen=True, slots=True)
class SecondHalfPrice:
    pass


@dataclass(frozen=True, slots=True)
class BundlePrice:
    """`quantity` together for one price."""

    quantity: int
    price: Money


Deal = BuyGet | Percent | SecondHalfPrice | BundlePrice


@dataclass(frozen=True, slots=True)
class Promotion:
    """A deal on some products of one retailer from `start` up to and including `end`."""

    id: str
    retailer: str
    products: frozenset[str]
    start: date
    end: date
    deal: Deal

    def runs_on(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def bundle(self) -> int:
        """The smallest quantity that gets the whole deal."""
        match self.deal:
            case BuyGet(buy, free):
                return buy + free
            case BundlePrice(quantity, _):
                return quantity
            case SecondHalfPrice():
                return 2
            case Percent():
                return 1

    def price(self, unit_price: Money, quantity: int) -> Money:
        """What `quantity` costs under the deal; never more than without it."""
        full = unit_price * quantity
        match self.deal:
            case BuyGet(buy, free):
                return full - unit_price * (quantity // (buy + free) * free)
            case Percent(percent):
                return Money(full.cents - full.cents * percent // 100)
            case SecondHalfPrice():
                return full - Money(unit_price.cents // 2) * (quantity // 2)
            case BundlePrice(bundle, price):
                return min(full, price * (quantity // bundle) + unit_price * (quantity % bundle))


@dataclass(frozen=True, slots=True)
class DeliveryTerms:
    """When a retailer delivers: recurring slots of `window_minutes`, ordered at least `lead_hours` before."""

    lead_hours: int
    window_minutes: int
    weekdays: frozenset[int]
    starts: tuple[time, ...]
    fee: Money = Money(0)
    street_starts: Mapping[str, tuple[time, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retailer:
    """`pays` is weekly, monthly or after_return; `asks_on` the weekday (0 = Monday) of the weekly payment request.

    `refunds`: money back is a `payout`, or lowers the `next_bundle` while that comes in time.
    """

    id: str
    name: str
    category: str
    pays: str
    delivery: DeliveryTerms | None = None
    asks_on: int = 0
    return_days: int = 14
    refunds: str = "payout"


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """Unit prices from their date on, oldest first."""

    since: tuple[tuple[date, Money], ...]

    def on(self, day: date) -> Money | None:
        """The price on a day, or None before the first."""
        known = [price for start, price in self.since if start <= day]
        return known[-1] if known else None

    def lowest(self, day: date, days: int = OMNIBUS_DAYS) -> Money | None:
        """The lowest price that held on any of the `days` days before `day` (O4)."""
        first = day - timedelta(days=days)
        begin = self.on(first)
        within = [price for start, price in self.since if first < start < day]
        return min([*within, begin] if begin else within, default=None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is for sale; `prices` is keyed by (retailer, product)."""

    kinds: Mapping[str, Kind]
    brands: Mapping[str, str]
    retailers: Mapping[str, Retailer]
    products: Mapping[str, Product]
    prices: Mapping[tuple[str, str], PriceHistory]
    promotions: tuple[Promotion, ...] = ()

    def of_kind(self, kind: str) -> tuple[Product, ...]:
        return tuple(product for product in self.products.values() if product.kind == kind)

    def category_of(self, product_id: str) -> str:
        return self.kinds[self.products[product_id].kind].category
