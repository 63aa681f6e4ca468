"""What can be bought: kinds, products, retailers, prices and promotions. Data that merchants edit, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from skill.domain.money import Money
from skill.domain.promotion import MinimumSpend, Promotion

OMNIBUS_DAYS = 30
"""A stated discount is measured from the lowest price of this many days (O4; directive 98/6/EC art. 6a)."""


DIETARY = frozenset(
    {"caffeine_free", "decaf", "lactose_free", "gluten_free", "sugar_free", "no_added_sugar", "high_protein"}
)
"""Labels that make a product another thing for who eats it: never exchanged for each other unasked."""


@dataclass(frozen=True, slots=True)
class KindName:
    """How a kind is called in one language: `one` and `many` follow a number, `general` is all there is of it where
    `name` is of one only."""

    name: str
    one: str
    many: str
    general: str | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """An amount of `g`, `ml`, `piece`, `roll` or `wash`; kilograms and litres are read as g and ml."""

    amount: int
    unit: str


@dataclass(frozen=True, slots=True)
class Kind:
    """`piece` is what one piece comes to, for what people ask for by the piece ("four apples", "twelve eggs").

    What is not `returnable` is `excluded` from withdrawal (O3): perishable, hygiene (once unsealed) or service."""

    id: str
    category: str
    names: Mapping[str, KindName]
    keeps_days: int = 0
    returnable: bool = True
    excluded: str | None = None
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
class DeliveryTerms:
    """When a retailer delivers: recurring slots of `window_minutes`, ordered at least `lead_hours` before.

    What was ordered can be changed until `changes_until_hours` before its slot; None: not at all."""

    lead_hours: int
    window_minutes: int
    weekdays: frozenset[int]
    starts: tuple[time, ...]
    fee: Money = Money(0)
    street_starts: Mapping[str, tuple[time, ...]] = field(default_factory=dict)
    changes_until_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Retailer:
    """`pays` is weekly, monthly or after_return; `asks_on` the weekday (0 = Monday) of the weekly payment request.

    `refunds`: money back is a `payout`, or lowers the `next_bundle` while that comes in time. `takes_back`: goods go
    back with a `pickup`, or as a `parcel`.
    """

    id: str
    name: str
    category: str
    pays: str
    delivery: DeliveryTerms | None = None
    asks_on: int = 0
    return_days: int = 14
    refunds: str = "payout"
    takes_back: str = "pickup"


@dataclass(frozen=True, slots=True)
class PriceHistory:
    """Unit prices from their date on, oldest first."""

    since: tuple[tuple[date, Money], ...]

    def on(self, day: date) -> Money | None:
        """The price on a day, or None before the first."""
        known = [price for start, price in self.since if start <= day]
        return known[-1] if known else None

    def joined(self, later: PriceHistory) -> PriceHistory:
        """Both histories as one; on a day that both know the later one is right."""
        return PriceHistory(tuple(sorted((dict(self.since) | dict(later.since)).items())))

    def lowest(self, day: date, days: int = OMNIBUS_DAYS) -> Money | None:
        """The lowest price that held on any of the `days` days before `day` (O4)."""
        return self.lowest_within(day - timedelta(days=days), day - timedelta(days=1))

    def lowest_within(self, first: date, last: date) -> Money | None:
        """The lowest price that held on any day from `first` up to and including `last`."""
        begin = self.on(first)
        within = [price for start, price in self.since if first < start <= last]
        return min([*within, begin] if begin else within, default=None)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that is for sale; `prices` is keyed by (retailer, product).

    `sponsored`: (retailer, product) that somebody pays for to be seen; it is said wherever that is told of.
    """

    kinds: Mapping[str, Kind]
    brands: Mapping[str, str]
    retailers: Mapping[str, Retailer]
    products: Mapping[str, Product]
    prices: Mapping[tuple[str, str], PriceHistory]
    promotions: tuple[Promotion, ...] = ()
    sponsored: frozenset[tuple[str, str]] = frozenset()
    _of_kind: Mapping[str, tuple[Product, ...]] = field(init=False, repr=False, compare=False)
    _on_product: Mapping[tuple[str, str], tuple[Promotion, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Fifty thousand products are not looked through for each question."""
        of_kind: dict[str, list[Product]] = {}
        for product in self.products.values():
            of_kind.setdefault(product.kind, []).append(product)
        on_product: dict[tuple[str, str], list[Promotion]] = {}
        # A minimum spend counts what is in no other promotion, so it comes last.
        for promotion in sorted(self.promotions, key=lambda each: isinstance(each.deal, MinimumSpend)):
            for product_id in promotion.products:
                on_product.setdefault((promotion.retailer, product_id), []).append(promotion)
        object.__setattr__(self, "_of_kind", {kind: tuple(found) for kind, found in of_kind.items()})
        object.__setattr__(self, "_on_product", {key: tuple(found) for key, found in on_product.items()})

    def of_kind(self, kind: str) -> tuple[Product, ...]:
        return self._of_kind.get(kind, ())

    def promotions_on(self, retailer: str, product_id: str) -> tuple[Promotion, ...]:
        """Those that have run, run or will run on a product at a retailer, minimum spends last."""
        return self._on_product.get((retailer, product_id), ())

    def category_of(self, product_id: str) -> str:
        return self.kinds[self.products[product_id].kind].category
