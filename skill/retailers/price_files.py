"""Reads data/catalogue/prices: what each retailer asks from which day on, and its promotions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.catalogue import Kind, PriceHistory, Product, Retailer
from skill.domain.promotion import Promotion
from skill.retailers.promotion_files import KEYS, Report, read_promotion

ALSO_SELLS = {"groceries": frozenset({"household"})}
"""A grocer sells things for the house as well; every other retailer sells its own category only."""

Prices = dict[tuple[str, str], PriceHistory]


def may_sell(retailer: Retailer, category: str) -> bool:
    return category == retailer.category or category in ALSO_SELLS.get(retailer.category, ())


@dataclass(slots=True)
class ForSale:
    """What is sold at which price, by (retailer, product), and what runs on it."""

    prices: Prices = field(default_factory=dict)
    promotions: dict[str, tuple[Promotion, Report]] = field(default_factory=dict)
    sponsored: set[tuple[str, str]] = field(default_factory=set)

    def by_retailer(self, products: Mapping[str, Product]) -> dict[str, dict[str, Product]]:
        """What each retailer has a price for."""
        sold: dict[str, dict[str, Product]] = {}
        for retailer_id, product_id in self.prices:
            if product_id in products:
                sold.setdefault(retailer_id, {})[product_id] = products[product_id]
        return sold


def read_prices(
    files: Iterable[tuple[Path, str]],
    retailers: Mapping[str, Retailer],
    products: Mapping[str, Product],
    kinds: Mapping[str, Kind],
    imported: ForSale,
    faults: Faults,
) -> ForSale:
    """What the files say, joined with what was `imported`: a price is added to the history of the one in the files, and
    the files' promotions may be on what was imported. `files`: each path with the name it has in findings."""
    opened: list[tuple[Entry, str]] = []
    found = ForSale(promotions=dict(imported.promotions), sponsored=set(imported.sponsored))
    for path, shown in files:
        file = open_yaml(path, shown, faults, ["retailer", "prices", "promotions", "sponsored"])
        if file is None:
            continue
        retailer_id = file.id("retailer")
        if file.check_known("retailer", retailer_id, retailers):
            _read_price_list(file, retailers[retailer_id], products, kinds, found.prices)
            opened.append((file, retailer_id))
    for key, history in imported.prices.items():
        written = found.prices.get(key)
        found.prices[key] = written.joined(history) if written else history
    sold = found.by_retailer(products)
    for file, retailer_id in opened:
        found.sponsored |= {(retailer_id, each) for each in file.words("sponsored", sold.get(retailer_id, {}))}
        for entry in file.entries("promotions", KEYS):
            promotion = read_promotion(entry, retailer_id, sold.get(retailer_id, {}))
            if promotion is None:
                continue
            if promotion.id in found.promotions:
                entry.fault("id", "doubled", f"there are two promotions {promotion.id!r}", "rename one")
            found.promotions.setdefault(promotion.id, (promotion, partial(entry.fault, "products")))
    return found


def _read_price_list(
    file: Entry, retailer: Retailer, products: Mapping[str, Product], kinds: Mapping[str, Kind], prices: Prices
) -> None:
    section = file.entry("prices", required="promotions" not in file and "sponsored" not in file)
    for product_id in section or ():
        history = section.entry(product_id) if section else None
        if section is None or history is None:
            continue
        product = products.get(product_id)
        kind = kinds.get(product.kind) if product else None
        if product is None:
            hint = "add the product to data/catalogue/products first, or correct its id"
            section.fault(product_id, "unknown-product", f"there is no product {product_id!r}", hint)
        elif kind is not None and not may_sell(retailer, kind.category):
            message = f"{retailer.name} sells {retailer.category}, not {kind.category}"
            section.fault(product_id, "wrong-category", message)
        since = sorted((history.day_of_key(day), history.money(day, least_cents=1)) for day in history)
        if not since:
            section.fault(product_id, "missing", "a product needs a price", "write {2026-01-05: 2.49}")
        if (retailer.id, product_id) in prices:
            section.fault(product_id, "doubled", f"{retailer.name} has a price for this in another file as well")
        prices[(retailer.id, product_id)] = PriceHistory(tuple(since))
