"""Quoting and ranking 50,000 products at ten retailers, beside a loop that looks the prices up and sorts."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from measuring import resident_mb

from skill.domain.catalogue import Catalogue, DeliveryTerms, Kind, KindName, PriceHistory, Product, Retailer, Size
from skill.domain.home import Preferences
from skill.domain.market import Market, Outside
from skill.domain.money import Money
from skill.domain.offer import Offer
from skill.domain.promotion import BuyGet, Percent, Promotion
from skill.domain.ranking import Criterion, Household, rank

PRODUCTS, RETAILERS, A_KIND = 50_000, 10, 50
DAY = date(2026, 3, 2)
CRITERIA = (Criterion.SAME_DIET, Criterion.LAST_BOUGHT, Criterion.KNOWN_BRAND, Criterion.UNIT_PRICE, Criterion.DELIVERY)


def market(products: int) -> Market:
    """So many products, 50 of a kind, each at two of ten retailers; each tenth is in a promotion."""
    chance = random.Random(1)  # noqa: S311 - a fixed choice, no secret
    names = {language: KindName("goods", "pack", "packs") for language in ("nl", "en")}
    made = [
        Product(
            f"k{at // A_KIND}_{at}", f"k{at // A_KIND}", {}, Size(chance.choice((250, 500, 1000)), "g"), f"b{at % 99}"
        )
        for at in range(products)
    ]
    sellers = [f"r{at}" for at in range(RETAILERS)]
    terms = DeliveryTerms(2, 15, frozenset(range(7)), ())
    prices = {
        (seller, each.id): PriceHistory(((date(2025, 1, 1), Money(chance.randint(100, 900))), (DAY, Money(500))))
        for each in made
        for seller in chance.sample(sellers, 2)
    }
    promotions = tuple(
        Promotion(f"p{at}", seller, frozenset({product}), DAY, DAY, BuyGet(2, 1) if at % 2 else Percent(20))
        for at, (seller, product) in enumerate(list(prices)[::10])
    )
    catalogue = Catalogue(
        {each.kind: Kind(each.kind, "groceries", names) for each in made},
        {},
        {seller: Retailer(seller, seller, "groceries", "weekly", terms) for seller in sellers},
        {each.id: each for each in made},
        prices,
        promotions,
    )
    return Market(catalogue, Outside(), ZoneInfo("Europe/Amsterdam"), "Dorpsstraat")


def ours(of: Market, household: Household) -> int:
    """Every product at every retailer that sells it, quoted and ranked at once."""
    quotes = (of.quote(seller, [(product, 1)], DAY, None) for seller, product in of.catalogue.prices)
    return len(rank((Offer(quote) for quote in quotes if quote), CRITERIA, household))


def bare(of: Market, _: Household) -> int:
    """The price of the day by content, sorted: no promotion, no value, no reason."""
    products = of.catalogue.products
    found = [
        (
            Fraction([price for start, price in history.since if start <= DAY][-1].cents, products[key[1]].size.amount),
            key,
        )
        for key, history in of.catalogue.prices.items()
    ]
    found.sort()
    return len(found)


def one_wish(of: Market, household: Household) -> int:
    """What a turn does: all of one kind, at the retailers that sell it."""
    quotes = [
        of.quote(seller, [(product.id, 1)], DAY, None)
        for product in of.catalogue.of_kind("k0")
        for seller in of.sellers(product.id, of.catalogue.retailers, DAY)
    ]
    return len(rank((Offer(quote) for quote in quotes if quote), CRITERIA, household))


def best_s(run: Callable[[Market, Household], int], of: Market, times: int = 3) -> float:
    household = Household(of.catalogue, list(of.catalogue.products)[:100], Preferences())
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run(of, household)
        taken.append(time.perf_counter() - began)
    return min(taken)


def measure() -> dict[str, dict[str, float]]:
    before = resident_mb()
    large, small = market(PRODUCTS), market(PRODUCTS // 10)
    memory = resident_mb() - before
    offers = float(len(large.catalogue.prices))
    mine, plain, tenth = best_s(ours, large), best_s(bare, large), best_s(ours, small)
    figures = {
        "products": float(PRODUCTS),
        "offers": offers,
        "quote_and_rank_all_s": mine,
        "bare_loop_s": plain,
        "offers_a_second": offers / mine,
        "one_kind_of_50_ms": best_s(one_wish, large, 20) * 1000,
        "one_kind_of_50_among_a_tenth_ms": best_s(one_wish, small, 20) * 1000,
        "memory_mb": memory,
    }
    ratios = {
        "ours_to_bare": mine / plain,
        "ten_times_the_products": mine / tenth,
        "one_kind_at_ten_times_the_products": figures["one_kind_of_50_ms"] / figures["one_kind_of_50_among_a_tenth_ms"],
    }
    return {"figures": figures, "ratios": ratios}
