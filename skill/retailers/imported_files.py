"""Reads data/catalogue/imports: the assortments that `boodschap catalogue import` keeps, a line for each product."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from skill.checked_yaml import Faults
from skill.domain.catalogue import Kind, Product, Retailer
from skill.domain.promotion import Promotion
from skill.retailers.imported_rows import COLUMNS, ImportedRow, Promoted, row_of
from skill.retailers.price_files import ForSale, may_sell
from skill.retailers.promotion_files import Report

IMPORT_AGAIN = "import the retailer's file again, or put back what stood here"


def read_imports(
    files: Mapping[str, Path],
    shown: str,
    kinds: Mapping[str, Kind],
    brands: dict[str, str],
    retailers: Mapping[str, Retailer],
    products: dict[str, Product],
    faults: Faults,
) -> ForSale:
    """Adds the imported products to `products` and their brands to `brands`; returns what is for sale of them.

    `files` by retailer. Two retailers may sell the same product; then it is as the first has it, and a fault where kind
    or size differ. What none sells any more is among the products by its name, without a price.
    """
    found = ForSale()
    gone: list[ImportedRow] = []
    for seller, path in sorted(files.items()):
        name = f"{shown}/{seller}.csv"
        retailer = retailers.get(seller)
        if retailer is None:
            faults.add(name, 1, "unknown-retailer", f"there is no retailer {seller!r}", "name the file after one")
            continue
        gathered: dict[str, _Gathered] = {}
        for line, row in rows_of(path, name, faults):
            report = partial(faults.add, name, line)
            if not row.is_sold:
                gone.append(row)
                continue
            if row.product is None and row.id not in products:
                report("unknown-product", f"there is no product {row.id!r}", IMPORT_AGAIN)
                continue
            product = products.setdefault(row.id, row.product) if row.product else products[row.id]
            if row.product is not None and _is_another(product, row.product):
                message = f"{row.id!r} is of another kind or size elsewhere"
                report("differs", message, "give one of the two another id")
            kind = kinds.get(product.kind)
            if kind is None:
                report("unknown-kind", f"there is no kind {product.kind!r}", "add it to data/catalogue/kinds first")
            elif not may_sell(retailer, kind.category):
                report("wrong-category", f"{retailer.name} sells {retailer.category}, not {kind.category}", "")
            if product.brand and product.brand not in brands:
                brands[product.brand] = row.brand_name or product.brand
            found.prices[(retailer.id, row.id)] = row.history
            if row.sponsored:
                found.sponsored.add((retailer.id, row.id))
            _gather(row, gathered, report)
        made = ((_promotion(retailer.id, each), each.report) for each in gathered.values())
        found.promotions |= {promotion.id: (promotion, told) for promotion, told in made}
    for row in gone:
        if row.product is not None and row.product.kind in kinds:
            product = products.setdefault(row.id, row.product)
            if product.brand:
                brands.setdefault(product.brand, row.brand_name or product.brand)
    return found


def rows_of(path: Path, shown: str, faults: Faults) -> Iterator[tuple[int, ImportedRow]]:
    """The rows of one file with their lines; a fault for what is no row of it."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, strict=True)
            header = next(lines, None)
            if header != list(COLUMNS):
                faults.add(shown, 1, "bad-header", "this is no file that an import wrote", IMPORT_AGAIN)
                return
            before = ""
            for cells in lines:
                try:
                    row = row_of(cells)
                except ValueError as error:
                    faults.add(shown, lines.line_num, "bad-row", str(error), IMPORT_AGAIN)
                    continue
                if row.id <= before:
                    faults.add(shown, lines.line_num, "not-sorted", f"{row.id!r} stands twice or out of order")
                before = row.id
                yield lines.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        faults.add(shown, 1, "unreadable", str(error), IMPORT_AGAIN)


def _is_another(one: Product, other: Product) -> bool:
    return one is not other and (one.kind, one.size) != (other.kind, other.size)


@dataclass(slots=True)
class _Gathered:
    """A promotion whose products stand on many lines; `report` is of the first."""

    promoted: Promoted
    report: Report
    products: set[str]


def _gather(row: ImportedRow, gathered: dict[str, _Gathered], report: Report) -> None:
    for each in row.promotions:
        first = gathered.setdefault(each.id, _Gathered(each, report, set()))
        first.products.add(row.id)
        if first.promoted != each:
            hint = "what has one id has one deal and the same days"
            report("differs", f"the promotion {each.id!r} is another one on other lines", hint)


def _promotion(retailer: str, gathered: _Gathered) -> Promotion:
    one = gathered.promoted
    products = frozenset(gathered.products)
    return Promotion(f"{retailer}-{one.id}", retailer, products, one.start, one.end, one.deal, one.mixed)
