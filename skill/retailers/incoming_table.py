"""A retailer's own table, streamed, and which of the two it is: an assortment, or promotions."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from skill.checked_yaml import Faults
from skill.retailers.incoming_csv import csv_rows
from skill.retailers.incoming_rows import HINT, MAX_CELL, IncomingRow
from skill.retailers.incoming_yaml import yaml_rows

MAX_BYTES = 100_000_000
"""Some 500,000 products; a retailer who sells more hands them in with --part."""

OF_A_PROMOTION = ("promotion", "promotion_id", "promotion_from", "promotion_until", "promotion_mixed")


@dataclass(frozen=True, slots=True)
class TableKind:
    """The columns that are read, and those without which nothing can be read: one of each group."""

    name: str
    known: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]


PRODUCTS = TableKind(
    "products",
    (
        "id", "gtin", "kind", "name_nl", "name_en", "said_nl", "said_en", "brand", "size", "labels", "deposit", "price",
        "price_since", *OF_A_PROMOTION, "sponsored",
    ),
    (("kind",), ("size",), ("price",), ("name_nl", "name_en"), ("id", "gtin")),
)  # fmt: skip
PROMOTIONS = TableKind(
    "promotions",
    (*OF_A_PROMOTION, "products", "kinds", "brands", "everything"),
    (("promotion",), ("promotion_until",), ("products", "kinds", "brands", "everything")),
)


@dataclass(frozen=True, slots=True)
class IncomingTable:
    """`rows` can be read once; what is wrong with them is added to the faults that it was opened with."""

    name: str
    kind: TableKind
    rows: Iterator[IncomingRow]


def open_table(path: Path, faults: Faults) -> IncomingTable:
    """The table at `path`: YAML by its ending, else CSV. One with promotions and without sizes and prices is of
    promotions.

    The rows have the columns that we know, trimmed, and one is in memory at a time.
    """
    if path.stat().st_size > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
        faults.add(path.name, 1, "too-large", message, "hand the assortment in as several tables, with --part")
        return IncomingTable(path.name, PRODUCTS, iter(()))
    read = yaml_rows if path.suffix.lower() in (".yml", ".yaml") else csv_rows
    rows = read(path, faults)
    first = next(rows, None)
    names = first.cells if first else {}
    kind = PROMOTIONS if "promotion" in names and not {"size", "price"} & {*names} else PRODUCTS
    return IncomingTable(path.name, kind, _checked(chain([first] if first else [], rows), kind, path.name, faults))


def _checked(rows: Iterator[IncomingRow], kind: TableKind, file: str, faults: Faults) -> Iterator[IncomingRow]:
    """The rows whose columns are right; a fault is told once for all rows with the same columns."""
    right: dict[tuple[str, ...], bool] = {}
    for row in rows:
        names = tuple(row.cells)
        if names not in right:
            right[names] = _columns_are_right(names, kind, file, row.columns_line, faults)
        if not right[names]:
            continue
        if any(len(cell) > MAX_CELL for cell in row.cells.values()):
            faults.add(file, row.line, "too-long", f"a cell has more than {MAX_CELL} characters", HINT)
            continue
        yield row


def _columns_are_right(names: tuple[str, ...], kind: TableKind, file: str, line: int, faults: Faults) -> bool:
    right = True
    for name in sorted({*names} - {*kind.known}):
        if near := difflib.get_close_matches(name, kind.known, n=1, cutoff=0.85):
            faults.add(file, line, "unknown-column", f"nothing reads the column {name!r}", f"is it {near[0]!r}?")
            right = False
    missing = [" or ".join(group) for group in kind.required if not {*group} & {*names}]
    if missing:
        message = f"there is no column {', '.join(missing)}"
        faults.add(file, line, "missing-column", message, f"known in a table of {kind.name}: {', '.join(kind.known)}")
    return right and not missing
