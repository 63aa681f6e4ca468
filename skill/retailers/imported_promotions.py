"""Reads data/catalogue/imports/promotions: the promotions that `boodschap catalogue import` keeps of each retailer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from skill.checked_yaml import Faults
from skill.domain.catalogue import Product, Retailer
from skill.retailers.imported_rows import Promoted
from skill.retailers.incoming_csv import csv_rows
from skill.retailers.incoming_rows import BETWEEN, IncomingRow
from skill.retailers.price_files import ForSale
from skill.retailers.promotion_rows import COLUMNS, WAYS, PromotionRow, sold_by_way
from skill.retailers.row_values import day, deal

IMPORT_AGAIN = "import the retailer's promotions again, or put back what stood here"


def read_promotion_imports(
    files: Mapping[str, Path],
    shown: str,
    retailers: Mapping[str, Retailer],
    products: Mapping[str, Product],
    for_sale: ForSale,
    faults: Faults,
) -> None:
    """Adds what is kept to the promotions of what is `for_sale`. `files` by retailer."""
    sold = for_sale.by_retailer(products)
    for seller, path in sorted(files.items()):
        name = f"{shown}/{seller}.csv"
        if seller not in retailers:
            faults.add(name, 1, "unknown-retailer", f"there is no retailer {seller!r}", "name the file after one")
            continue
        on = sold_by_way(sold.get(seller, {}).values())
        for line, row in kept_promotions(path, name, faults):
            promotion, report = row.of(seller, on), partial(faults.add, name, line)
            if promotion.id in for_sale.promotions:
                message = f"there is a promotion {row.promoted.id!r} elsewhere as well"
                report("doubled", message, "give one of the two another promotion_id")
            for_sale.promotions.setdefault(promotion.id, (promotion, report))


def kept_promotions(path: Path, shown: str, faults: Faults) -> Iterator[tuple[int, PromotionRow]]:
    """The rows of one file with their lines, if it is there; a fault for what no import wrote."""
    if not path.is_file():
        return
    for row in csv_rows(path, faults, shown):
        try:
            yield row.line, _kept(row)
        except ValueError as error:
            faults.add(shown, row.line, "bad-row", str(error), IMPORT_AGAIN)


def _kept(row: IncomingRow) -> PromotionRow:
    ways = [way for way in WAYS if row[way]]
    if tuple(row.cells) != COLUMNS or len(ways) != 1:
        raise ValueError("this is no row that an import wrote")
    promoted = Promoted(
        row["promotion_id"],
        deal(row["promotion"]),
        day(row["promotion_from"]),
        day(row["promotion_until"]),
        bool(row["promotion_mixed"]),
    )
    names = () if ways == ["everything"] else tuple(row[ways[0]].split(BETWEEN))
    return PromotionRow(promoted, ways[0], names)
