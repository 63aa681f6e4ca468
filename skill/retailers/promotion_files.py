"""Reads the promotions that stand in a retailer's price files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

from skill.checked_yaml import Entry
from skill.domain.catalogue import Product
from skill.domain.promotion import BundlePrice, BuyGet, Deal, MinimumSpend, Percent, Promotion, SecondHalfPrice

KEYS = ("id", "products", "kinds", "brands", "everything", "mixed", "from", "until", "deal")
DEALS = (
    "one of {buy: 2, free: 1}, {percent: 25}, {second_half_price: true}, {quantity: 3, for: 5.00}, "
    "{spend: 25.00, off: 5.00}"
)


def read_promotion(entry: Entry, retailer: str, sold: Mapping[str, Product]) -> Promotion | None:
    """One promotion on what the retailer sells (`sold`, by id), or None after a fault in its deal."""
    products = _promoted(entry, sold)
    start, end = entry.day("from"), entry.day("until")
    if end < start:
        entry.fault("until", "dates-reversed", f"it ends ({end}) before it begins ({start})", "swap the dates")
    promotion_id, deal = entry.id("id"), _deal(entry)
    if deal is None:
        return None
    mixed = entry.flag("mixed", default=False)
    if mixed and isinstance(deal, Percent | MinimumSpend):
        hint = "only {buy, free}, {second_half_price} and {quantity, for} count what is mixed"
        entry.fault("mixed", "bad-deal", "this deal is the same mixed or not", hint)
    return Promotion(promotion_id, retailer, products, start, end, deal, mixed)


def _promoted(entry: Entry, sold: Mapping[str, Product]) -> frozenset[str]:
    """Named one by one, or by kind, by brand, or everything that the retailer sells."""
    ways = [way for way in ("products", "kinds", "brands", "everything") if way in entry]
    if len(ways) != 1:
        entry.fault(None, "which-products", "on which products?", "one of products, kinds, brands and everything: true")
        return frozenset()
    way = ways[0]
    if way == "everything":
        return frozenset(sold) if entry.flag(way) else frozenset()
    if way == "products":
        named = entry.words(way, required=True)
        for product in named:
            if product not in sold:
                hint = "promote what this retailer has a price for"
                entry.fault(way, "unknown-product", f"{product!r} is not sold here", hint)
        return frozenset(named)
    by_kind = way == "kinds"
    return frozenset(
        product.id
        for name in entry.words(way, {each.kind if by_kind else each.brand or "" for each in sold.values()}, True)
        for product in sold.values()
        if name == (product.kind if by_kind else product.brand)
    )


Report = Callable[[str, str, str], None]
"""Takes code, message and hint of a fault to where the promotion stands."""


def check_one_at_a_time(promotions: Iterable[tuple[Promotion, Report]]) -> None:
    """A product is in one promotion of a retailer at a time, beside a minimum spend: else which one counts?"""
    on_product: dict[tuple[str, str, bool], list[tuple[Promotion, Report]]] = {}
    for promotion, report in promotions:
        for product in promotion.products:
            key = promotion.retailer, product, isinstance(promotion.deal, MinimumSpend)
            on_product.setdefault(key, []).append((promotion, report))
    told: set[tuple[str, str]] = set()
    for (_, product, _), found in on_product.items():
        found.sort(key=lambda each: (each[0].start, each[0].id))
        for (first, _), (second, report) in pairwise(found):
            if second.start <= first.end and (first.id, second.id) not in told:
                told.add((first.id, second.id))
                message = f"{product!r} is in {first.id!r} as well until {first.end}"
                report("two-at-once", message, "let one end before the other begins")


def _deal(promotion: Entry) -> Deal | None:
    entry = promotion.entry("deal", ["buy", "free", "percent", "second_half_price", "quantity", "for", "spend", "off"])
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
    if written == {"spend", "off"}:
        deal = MinimumSpend(entry.money("spend", least_cents=1), entry.money("off", least_cents=1))
        if deal.off >= deal.spend:
            entry.fault("off", "bad-deal", "as much is taken off as has to be spent", "take less off")
        return deal
    entry.fault(None, "bad-deal", "the deal is none that we know", DEALS)
    return None
