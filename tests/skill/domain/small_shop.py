"""A shop in a line or two: products with their content, price and labels, apart from the demo data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from skill.domain.catalogue import Catalogue, DeliveryTerms, Kind, KindName, PriceHistory, Product, Retailer, Size
from skill.domain.market import Market, Outside
from skill.domain.money import Money
from skill.domain.promotion import Promotion

TODAY = date(2026, 3, 4)
LONG_AGO = date(2025, 1, 1)
ZONE = ZoneInfo("Europe/Amsterdam")


def product(product_id: str, amount: int = 500, labels: str = "", brand: str | None = None, unit: str = "g") -> Product:
    """Its kind is the first word of the id: coffee-strong is coffee."""
    return Product(product_id, product_id.partition("-")[0], {}, Size(amount, unit), brand, frozenset(labels.split()))


def shop(
    products: Iterable[tuple[Product, int | dict[str, int]]],
    *promotions: Promotion,
    outside: Outside = Outside(),
    since: dict[str, tuple[tuple[date, Money], ...]] | None = None,
) -> Market:
    """Prices in cents at "shop", or by retailer; `since` replaces a product's price history at "shop"."""
    listed = tuple(products)
    prices = {
        (retailer, each.id): PriceHistory(((LONG_AGO, Money(cents)),))
        for each, asked in listed
        for retailer, cents in (asked if isinstance(asked, dict) else {"shop": asked}).items()
    }
    prices |= {("shop", each): PriceHistory(history) for each, history in (since or {}).items()}
    retailers = {retailer for retailer, _ in prices} | {"shop"}
    names = {language: KindName("goods", "pack", "packs") for language in ("nl", "en")}
    return Market(
        Catalogue(
            kinds={each.kind: Kind(each.kind, "groceries", names) for each, _ in listed},
            brands={},
            retailers={
                each: Retailer(each, each, "groceries", "weekly", DeliveryTerms(2, 15, frozenset(range(7)), ()))
                for each in retailers
            },
            products={each.id: each for each, _ in listed},
            prices=prices,
            promotions=promotions,
        ),
        outside,
        ZONE,
        "Dorpsstraat",
    )
