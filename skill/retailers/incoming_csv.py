"""Rows of CSV with a comma, a semicolon or a tab: UTF-8, or UTF-16 with the byte order mark that Excel gives it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from skill.checked_yaml import Faults
from skill.retailers.incoming_rows import IncomingRow, column_name

MAX_LINE = 200_000
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = {b"PK": "a zip or a spreadsheet", b"\xd0\xcf": "an old spreadsheet", b"%P": "a PDF", b"\x1f\x8b": "gzip"}
SAVE_AS = "save the table as CSV UTF-8"


def csv_rows(path: Path, faults: Faults, shown: str = "") -> Iterator[IncomingRow]:
    """`shown` is the file's name in findings; by default its own.

    Empty lines are passed over; a fault for a line with more or fewer columns than the first."""
    name = shown or path.name
    with path.open("rb") as raw:
        begin = raw.read(2)
    if begin in _NO_TEXT:
        faults.add(name, 1, "unreadable", f"this is {_NO_TEXT[begin]}, not CSV", SAVE_AS)
        return
    encoding = "utf-16" if begin in _UTF_16 else "utf-8-sig"
    line = 1
    try:
        with path.open(encoding=encoding, newline="") as file:
            head = file.readline(MAX_LINE)
            if len(head) == MAX_LINE or "\0" in head:
                faults.add(name, 1, "unreadable", "the first line is no line of column names", SAVE_AS)
                return
            delimiter = max(";,\t", key=head.count)
            columns = [column_name(each) for each in next(csv.reader([head], delimiter=delimiter), [])]
            if doubled := sorted({each for each in columns if each and columns.count(each) > 1}):
                message = f"the column {doubled[0]!r} stands here twice"
                faults.add(name, 1, "doubled", message, "keep one")
                return
            lines = csv.reader(file, delimiter=delimiter, strict=True)
            for cells in lines:
                line = lines.line_num + 1
                if not any(cells):
                    continue
                if len(cells) != len(columns):
                    message = f"this line has {len(cells)} columns and the first {len(columns)}"
                    faults.add(name, line, "columns", message, f'put quotes around a cell with "{delimiter}"')
                    continue
                named = zip(columns, cells, strict=True)
                yield IncomingRow(line, 1, {column: cell.strip() for column, cell in named if column})
    except UnicodeError as error:
        hint = f"{SAVE_AS}; Excel calls it so beside plain CSV"
        faults.add(name, _undecodable_line(path), "unreadable", f"not UTF-8: {_reason(error)}", hint)
    except csv.Error as error:
        faults.add(name, line + 1, "csv", str(error), "a quote that is opened is closed")


def _undecodable_line(path: Path) -> int:
    """The first line that is not UTF-8; a text file reads ahead, so it could not tell."""
    with path.open("rb") as raw:
        for number, line in enumerate(raw, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    return 1


def _reason(error: UnicodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"the byte 0x{error.object[error.start]:02x} is no letter in it"
    return str(error)
