"""One row of a retailer's table, however it was written."""

from __future__ import annotations

from dataclasses import dataclass

MAX_CELL = 2_000
MAX_FAULTS = 1_000
"""After so many faults nobody reads on: the file is another one than was meant."""

HINT = "see boodschap catalogue import --help"
BETWEEN = "|"
"""Between the words of one cell."""


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """`columns_line` is where the columns are named: the first line of CSV, the row itself in YAML."""

    line: int
    columns_line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def column_name(written: str) -> str:
    return written.strip().lower().replace(" ", "_")
