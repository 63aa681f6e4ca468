"""Matching a spoken product among 50,000: milliseconds and memory, beside our own demo catalogue."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace

from measuring import PROJECT, percentile, resident_mb

from nlu.catalogue_match import CatalogueMatcher
from nlu.catalogue_names import CatalogueNames, Named, NamedProduct, read_catalogue_names
from nlu.language_tables import function_words

PRODUCTS = 50_000
QUERIES = 1_000
SYLLABLES = ("ba", "ker", "lin", "to", "mer", "sa", "vel", "dro", "pi", "nor", "gu", "wes", "tra", "lo", "fen", "zi")


def word(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))


def grown(names: CatalogueNames, chance: random.Random) -> CatalogueNames:
    """The demo catalogue and made-up products up to PRODUCTS, ten of a kind."""
    kinds, products = list(names.kinds), list(names.products)
    while len(products) < PRODUCTS:
        kind = f"made_{len(kinds)}"
        kinds.append(Named(kind, (f"{word(chance)}{word(chance)}", word(chance) + word(chance))))
        for number in range(10):
            said = f"{word(chance)} {word(chance)} {kinds[-1].names[0]}"
            products.append(NamedProduct(f"{kind}_{number}", kind, None, (said,)))
    return replace(names, kinds=tuple(kinds), products=tuple(products[:PRODUCTS]))


def spoken(names: CatalogueNames, chance: random.Random) -> Iterator[list[str]]:
    """Names as said: half of them as written, half with a letter lost or two swapped."""
    for number in range(QUERIES):
        words = chance.choice(names.products).names[0].lower().split()
        if number % 2:
            at = chance.randrange(len(words))
            cut = chance.randrange(len(words[at]))
            words[at] = words[at][:cut] + words[at][cut + 1 :] or words[at]
        yield words


def times_ms(matcher: CatalogueMatcher, names: CatalogueNames) -> list[float]:
    taken = []
    for words in spoken(names, random.Random(2)):  # noqa: S311 - a fixed choice, no secret
        began = time.perf_counter()
        found = matcher.exact(words)
        mention = found[0] if found else matcher.near(words, 0, len(words))
        matcher.product_value(mention, words)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def measure() -> dict[str, dict[str, float]]:
    data = PROJECT / "data"
    names = read_catalogue_names(data, "nl")
    small = times_ms(CatalogueMatcher(names, "nl", function_words("nl")), names)
    before = resident_mb()
    many = grown(names, random.Random(1))  # noqa: S311 - a fixed choice, no secret
    began = time.perf_counter()
    matcher = CatalogueMatcher(many, "nl", function_words("nl"))
    built = time.perf_counter() - began
    large = times_ms(matcher, many)
    figures = {
        "products": float(len(many.products)),
        "match_p50_ms": percentile(large, 0.5),
        "match_p99_ms": percentile(large, 0.99),
        "demo_products": float(len(names.products)),
        "demo_match_p50_ms": percentile(small, 0.5),
        "demo_match_p99_ms": percentile(small, 0.99),
        "build_s": built,
        "memory_mb": resident_mb() - before,
    }
    ratios = {
        "products_to_demo": figures["products"] / figures["demo_products"],
        "p50_to_demo": figures["match_p50_ms"] / figures["demo_match_p50_ms"],
        "p99_to_demo": figures["match_p99_ms"] / figures["demo_match_p99_ms"],
    }
    return {"figures": figures, "ratios": ratios}
