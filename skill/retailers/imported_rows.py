"""The rows of data/catalogue/imports/<retailer>.csv: a product, its dated prices and its promotions, as text and as
values. One line for each product, sorted by id, so that a new import changes the lines that changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from skill.domain.catalogue import PriceHistory, Product, Size
from skill.domain.money import Money
from skill.domain.promotion import Deal, MinimumSpend, Percent
from skill.retailers.incoming_rows import BETWEEN
from skill.retailers.row_values import amount, day, deal, deal_text, euros, size

COLUMNS = (
    "id", "kind", "brand", "brand_name", "size", "deposit", "labels", "name_nl", "name_en", "said_nl", "said_en",
    "gtin", "sponsored", "prices", "promotions",
)  # fmt: skip
"""A row without a kind has the prices of a product that stands in data/catalogue/products; one without prices is of a
product that is no longer sold, which the orders of before still name."""


PROMOTIONS_KEPT = timedelta(days=90)
"""A reduction counts for the lowest price of 30 days (O4) for so long after it ended, with room to spare."""


@dataclass(frozen=True, slots=True)
class Promoted:
    """A promotion as one row has it; rows with the same id make one promotion. Raises ValueError for what is none."""

    id: str
    deal: Deal
    start: date
    end: date
    mixed: bool = False

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"the promotion ends ({self.end}) before it begins ({self.start})")
        if self.mixed and isinstance(self.deal, Percent | MinimumSpend):
            raise ValueError("this deal is the same mixed or not; leave promotion_mixed empty")

    def __str__(self) -> str:
        mixed = ":mixed" if self.mixed else ""
        return f"{self.id}:{deal_text(self.deal)}:{self.start}:{self.end}{mixed}"


def ended(of: Promoted, last: date) -> Promoted | None:
    """Ended on the day `last` at the latest; None when it had not begun by then."""
    return replace(of, end=min(of.end, last)) if of.start <= last else None


def promoted(written: str) -> Promoted:
    """What `str(Promoted)` wrote. Raises ValueError."""
    parts = written.split(":")
    if len(parts) not in (4, 5) or parts[4:] not in ([], ["mixed"]):
        raise ValueError(f"{written!r} is no promotion; write id:2+1:2026-03-01:2026-03-31")
    return Promoted(parts[0], deal(parts[1]), day(parts[2]), day(parts[3]), len(parts) == 5)


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """`product` is None for one that stands elsewhere; `brand_name` is that of a brand that brands.yml doesn't have."""

    id: str
    product: Product | None
    brand_name: str
    prices: tuple[tuple[date, Money], ...]
    promotions: tuple[Promoted, ...] = ()
    sponsored: bool = False
    said_nl: str = ""
    said_en: str = ""
    gtin: str = ""

    @property
    def history(self) -> PriceHistory:
        return PriceHistory(self.prices)

    @property
    def is_sold(self) -> bool:
        return bool(self.prices)

    def no_longer_sold(self) -> ImportedRow:
        """What it was called stays, for who ordered it."""
        return replace(self, prices=(), promotions=(), sponsored=False)

    def cells(self) -> list[str]:
        """As COLUMNS has them."""
        product = self.product
        prices = BETWEEN.join(f"{since}={euros(price)}" for since, price in self.prices)
        promotions = BETWEEN.join(map(str, self.promotions))
        if product is None:
            return [self.id, *[""] * 11, "yes" if self.sponsored else "", prices, promotions]
        return [
            self.id, product.kind, product.brand or "", self.brand_name, f"{product.size.amount} {product.size.unit}",
            euros(product.deposit) if product.deposit else "", BETWEEN.join(sorted(product.labels)),
            product.names["nl"], product.names["en"], self.said_nl, self.said_en, self.gtin,
            "yes" if self.sponsored else "", prices, promotions,
        ]  # fmt: skip


def row_of(cells: list[str]) -> ImportedRow:
    """The row that `cells` wrote. Raises ValueError for what is not so."""
    if len(cells) != len(COLUMNS):
        raise ValueError(f"a line has {len(COLUMNS)} columns, this one {len(cells)}")
    product_id, kind, brand, brand_name, size_text, deposit, labels, nl, en, *rest = cells
    said_nl, said_en, gtin, sponsored, dated, deals = rest
    prices = tuple(sorted(_dated(each) for each in dated.split(BETWEEN))) if dated or not kind else ()
    if len({since for since, _ in prices}) < len(prices):
        raise ValueError("two prices begin on the same day")
    promotions = tuple(promoted(each) for each in deals.split(BETWEEN)) if deals else ()
    product = None
    if kind:
        product = product_of(product_id, kind, brand, size(size_text), deposit, labels, nl, en)
    return ImportedRow(product_id, product, brand_name, prices, promotions, bool(sponsored), said_nl, said_en, gtin)


def product_of(
    product_id: str, kind: str, brand: str, content: Size, deposit: str, labels: str, nl: str, en: str
) -> Product:
    """Raises ValueError. One name is enough: it is said in both languages."""
    if not nl and not en:
        raise ValueError("a product needs a name: name_nl or name_en")
    if not f"{product_id}_".startswith(f"{kind}_"):
        raise ValueError(f"{product_id!r} does not begin with its kind {kind!r}")
    return Product(
        id=product_id,
        kind=kind,
        names={"nl": nl or en, "en": en or nl},
        size=content,
        brand=brand or None,
        labels=frozenset(labels.split(BETWEEN)) if labels else frozenset(),
        deposit=amount(deposit) if deposit else Money(0),
    )


def _dated(written: str) -> tuple[date, Money]:
    since, equals, price = written.partition("=")
    if not equals:
        raise ValueError(f"{written!r} is no dated price; write 2026-01-05=2.49")
    found = amount(price)
    if not found:
        raise ValueError("nothing is sold for nothing: a price is at least 0.01")
    return day(since), found
