"""A retailer's own table, streamed: CSV with a comma, a semicolon or a tab, with or without a byte order mark."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from skill.checked_yaml import Faults

REQUIRED = ("kind", "size", "price")
KNOWN = (
    "id", "gtin", "kind", "name_nl", "name_en", "said_nl", "said_en", "brand", "size", "labels", "deposit", "price",
    "price_since", "promotion", "promotion_id", "promotion_from", "promotion_until", "promotion_mixed", "sponsored",
)  # fmt: skip
MAX_CELL = 2_000
HINT = "see boodschap catalogue import --help"


@dataclass(frozen=True, slots=True)
class IncomingRow:
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def incoming_rows(path: Path, faults: Faults) -> Iterator[IncomingRow]:
    """The rows with the columns that we know, trimmed; empty lines are passed over. One row is in memory at a time."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            delimiter = max(";,\t", key=head.count)
            columns = _columns(next(csv.reader([head], delimiter=delimiter), []), path.name, faults)
            if columns is None:
                return
            lines = csv.reader(file, delimiter=delimiter, strict=True)
            for cells in lines:
                line = lines.line_num + 1
                if not any(cells):
                    continue
                if len(cells) != len(columns):
                    message = f"this line has {len(cells)} columns and the first {len(columns)}"
                    faults.add(path.name, line, "columns", message, f'put quotes around a cell with "{delimiter}"')
                    continue
                row = {column: cell.strip() for column, cell in zip(columns, cells, strict=True) if column}
                if any(len(cell) > MAX_CELL for cell in row.values()):
                    faults.add(path.name, line, "too-long", f"a cell has more than {MAX_CELL} characters", HINT)
                    continue
                yield IncomingRow(line, row)
    except UnicodeDecodeError as error:
        faults.add(path.name, 1, "unreadable", f"not UTF-8: {error.reason}", "save the table as CSV UTF-8")
    except csv.Error as error:
        faults.add(path.name, lines.line_num + 1, "csv", str(error), "a quote that is opened is closed")


def _columns(names: list[str], file: str, faults: Faults) -> list[str] | None:
    """The known name of each column, "" for one that we do not read; None when a row could not be read by them."""
    columns = [name.strip().lower().replace(" ", "_") for name in names]
    right = True
    for name in sorted({name for name in columns if name}):
        if name in KNOWN:
            if columns.count(name) > 1:
                faults.add(file, 1, "doubled", f"the column {name!r} stands here twice", "keep one")
                right = False
        elif near := difflib.get_close_matches(name, KNOWN, n=1, cutoff=0.85):
            faults.add(file, 1, "unknown-column", f"nothing reads the column {name!r}", f"is it {near[0]!r}?")
            right = False
    missing = [name for name in REQUIRED if name not in columns]
    if not {"name_nl", "name_en"} & {*columns}:
        missing.append("name_nl")
    if not {"id", "gtin"} & {*columns}:
        missing.append("id or gtin")
    if missing:
        faults.add(file, 1, "missing-column", f"there is no column {', '.join(missing)}", f"known: {', '.join(KNOWN)}")
        right = False
    return [name if name in KNOWN else "" for name in columns] if right else None
