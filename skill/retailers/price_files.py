"""Reads data/catalogue/prices: what each retailer asks from which day on, and its promotions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.catalogue import (
    BundlePrice,
    BuyGet,
    Deal,
    Percent,
    PriceHistory,
    Promotion,
    Retailer,
    SecondHalfPrice,
)

ALSO_SELLS = {"groceries": frozenset({"household"})}
"""A grocer sells things for the house as well; every other retailer sells its own category only."""

Prices = dict[tuple[str, str], PriceHistory]


def read_prices(
    files: Iterable[tuple[Path, str]],
    retailers: Mapping[str, Retailer],
    category_of: Mapping[str, str],
    faults: Faults,
) -> tuple[Prices, tuple[Promotion, ...]]:
    """Prices by (retailer, product), and all promotions. `files`: each path with the name it has in findings."""
    prices: Prices = {}
    promotions: list[Promotion] = []
    for path, shown in files:
        file = open_yaml(path, shown, faults, ["retailer", "prices", "promotions"])
        if file is None:
            continue
        retailer_id = file.id("retailer")
        if not file.check_known("retailer", retailer_id, retailers):
            continue
        _read_price_list(file, retailers[retailer_id], category_of, prices)
        sold = {product for retailer, product in prices if retailer == retailer_id}
        for entry in file.entries("promotions", ["id", "products", "from", "until", "deal"]):
            promotion = _promotion(entry, retailer_id, sold)
            if promotion is None:
                continue
            if any(promotion.id == other.id for other in promotions):
                entry.fault("id", "doubled", f"there are two promotions {promotion.id!r}", "rename one")
            promotions.append(promotion)
    return prices, tuple(promotions)


def _read_price_list(file: Entry, retailer: Retailer, category_of: Mapping[str, str], prices: Prices) -> None:
    section = file.entry("prices")
    allowed = {retailer.category} | ALSO_SELLS.get(retailer.category, frozenset())
    for product_id in section or ():
        history = section.entry(product_id) if section else None
        if section is None or history is None:
            continue
        if product_id not in category_of:
            hint = "add the product to data/catalogue/products first, or correct its id"
            section.fault(product_id, "unknown-product", f"there is no product {product_id!r}", hint)
        elif category_of[product_id] not in allowed:
            message = f"{retailer.name} sells {retailer.category}, not {category_of[product_id]}"
            section.fault(product_id, "wrong-category", message)
        since = sorted((history.day_of_key(day), history.money(day, least_cents=1)) for day in history)
        if not since:
            section.fault(product_id, "missing", "a product needs a price", "write {2026-01-05: 2.49}")
        if (retailer.id, product_id) in prices:
            section.fault(product_id, "doubled", f"{retailer.name} has a price for this in another file as well")
        prices[(retailer.id, product_id)] = PriceHistory(tuple(since))


def _promotion(entry: Entry, retailer: str, sold: Collection[str]) -> Promotion | None:
    products = entry.words("products", required=True)
    for product in products:
        if product not in sold:
            message, hint = f"{product!r} is not sold here", "promote what this file has a price for"
            entry.fault("products", "unknown-product", message, hint)
    start, end = entry.day("from"), entry.day("until")
    if end < start:
        entry.fault("until", "dates-reversed", f"it ends ({end}) before it begins ({start})", "swap the dates")
    promotion_id, deal = entry.id("id"), _deal(entry)
    return Promotion(promotion_id, retailer, frozenset(products), start, end, deal) if deal else None


def _deal(promotion: Entry) -> Deal | None:
    entry = promotion.entry("deal", ["buy", "free", "percent", "second_half_price", "quantity", "for"])
    if entry is None:
        return None
    written = frozenset(entry)
    if written == {"buy", "free"}:
        return BuyGet(entry.whole("buy", least=1, most=20), entry.whole("free", least=1, most=20))
    if written == {"percent"}:
        return Percent(entry.whole("percent", least=1, most=90))
    if written == {"second_half_price"}:
        if not entry.flag("second_half_price"):
            entry.fault("second_half_price", "bad-deal", "a deal that is off is no deal", "leave the promotion out")
        return SecondHalfPrice()
    if written == {"quantity", "for"}:
        return BundlePrice(entry.whole("quantity", least=2, most=20), entry.money("for", least_cents=1))
    hint = "one of {buy: 2, free: 1}, {percent: 25}, {second_half_price: true}, {quantity: 3, for: 5.00}"
    entry.fault(None, "bad-deal", "the deal is none that we know", hint)
    return None
