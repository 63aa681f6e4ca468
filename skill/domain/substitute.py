"""What comes nearest to a product that cannot be had. A proposal with its reasons: nothing is ever replaced unasked."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from skill.domain.catalogue import Product
from skill.domain.market import MAX_QUANTITY, Market
from skill.domain.offer import Line
from skill.domain.unit_price import cents_per_content

MOST_DEARER = Fraction(5, 4)
"""A substitute costs at most this times as much per gram, millilitre or piece. Our figure."""

MOST_CONTENT = Fraction(3, 2)
"""It comes to at most this times what was wanted, and at least to what was wanted divided by it. Our figure."""

NEVER_LOST = frozenset({"vegan", "vegetarian", "alcohol_free", "grain_free"})
"""Labels that somebody may not do without; beside `Product.dietary`, which has to be the same."""

SAYS_NOTHING = frozenset({"own_brand", "family_pack"})
"""Labels that tell of the seller or the pack, not of what is in it."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """So many packs of another product come to about the same. `reasons`, always in this order: `same_brand`,
    `same_character` (every label that says what it is), `same_content`, then `cheaper`, `same_price` or `dearer` per
    content where the price of what is replaced is known."""

    retailer: str
    line: Line
    reasons: tuple[str, ...]


def substitutes(
    market: Market,
    product_id: str,
    quantity: int,
    retailers: Iterable[str],
    day: date,
    *,
    most: int = 3,
    without: Collection[str] = (),
) -> tuple[Substitute, ...]:
    """The nearest first, at these retailers on that day; each product once, where it costs least.

    Of the same kind and diet, in the same unit and about the same content, not much dearer. What keeps more of the
    character comes first, then what is nearer in content, of the same brand, cheaper by content. A product that the
    catalogue does not know has none. `without`: products that are not to be proposed (again).
    """
    catalogue = market.catalogue
    wanted = catalogue.products.get(product_id)
    if wanted is None or quantity < 1:
        return ()
    sellers = tuple(retailers)
    before = _known_price(market, wanted, sellers, day)
    best: dict[str, tuple[tuple[int | Fraction | str, ...], Substitute]] = {}
    for other in catalogue.of_kind(wanted.kind):
        if other.id in (product_id, *without) or not may_replace(wanted, other):
            continue
        packs = _packs(wanted, quantity, other)
        for retailer in sellers if packs else ():
            line = market.line(retailer, other.id, packs, day)
            if line is None:
                continue
            price = cents_per_content(line.total, other.size, packs)
            if before is not None and price > before * MOST_DEARER:
                continue
            found = Substitute(retailer, line, _reasons(wanted, quantity, other, packs, before, price))
            key = (_lost(wanted, other), _apart(wanted, quantity, other, packs), other.brand != wanted.brand, price)
            if other.id not in best or key < best[other.id][0][: len(key)]:
                best[other.id] = ((*key, other.id), found)
    return tuple(found for _, found in sorted(best.values(), key=lambda each: each[0]))[:most]


def _known_price(market: Market, wanted: Product, retailers: Iterable[str], day: date) -> Fraction | None:
    """The lowest listed price by content, of something that may be sold out today."""
    histories = (market.catalogue.prices.get((retailer, wanted.id)) for retailer in retailers)
    listed = [price for history in histories if history and (price := history.on(day)) is not None]
    return cents_per_content(min(listed), wanted.size) if listed else None


def may_replace(wanted: Product, other: Product) -> bool:
    """Whether it fits the same diet and is counted the same way: nothing that somebody may not do without is lost."""
    lost = (wanted.labels & NEVER_LOST) - other.labels
    return other.dietary == wanted.dietary and other.size.unit == wanted.size.unit and not lost


def _packs(wanted: Product, quantity: int, other: Product) -> int:
    """The number of packs that comes nearest to what was wanted; 0 where that is too much or too little."""
    content = quantity * wanted.size.amount
    packs = max(1, (2 * content + other.size.amount) // (2 * other.size.amount))
    return packs if about_as_much(wanted, quantity, other, packs) and packs <= MAX_QUANTITY else 0


def about_as_much(wanted: Product, quantity: int, other: Product, packs: int) -> bool:
    """Whether so many packs of the other come to about what was wanted, both in the same unit."""
    share = Fraction(packs * other.size.amount, quantity * wanted.size.amount)
    return 1 / MOST_CONTENT <= share <= MOST_CONTENT


def _lost(wanted: Product, other: Product) -> int:
    return len(wanted.labels - other.labels - SAYS_NOTHING)


def _apart(wanted: Product, quantity: int, other: Product, packs: int) -> int:
    return abs(packs * other.size.amount - quantity * wanted.size.amount)


def _reasons(
    wanted: Product, quantity: int, other: Product, packs: int, before: Fraction | None, price: Fraction
) -> tuple[str, ...]:
    true = {
        "same_brand": wanted.brand is not None and other.brand == wanted.brand,
        "same_character": not _lost(wanted, other) and not _lost(other, wanted),
        "same_content": not _apart(wanted, quantity, other, packs),
        "cheaper": before is not None and price < before,
        "same_price": price == before,
        "dearer": before is not None and price > before,
    }
    return tuple(reason for reason, holds in true.items() if holds)
