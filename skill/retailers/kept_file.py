"""What an import keeps: written beside, checked with all the rest, and put in its place in one step."""

from __future__ import annotations

import csv
import fcntl
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from skill.domain.errors import DataError, Finding


@dataclass(frozen=True, slots=True)
class KeptFile:
    """`check` reads a file that would be kept and raises DataError for what is wrong with all of it together; it names
    the file `shown`."""

    path: Path
    shown: str
    check: Callable[[Path], object]

    def keep(self, head: str, rows: Mapping[str, str], told: Mapping[str, int], table: str, *, dry_run: bool) -> int:
        """Returns the size in bytes. `rows` by id; `told` is the line of `table` that each came from, so that what only
        the check finds is told there. Killed midway, the old file is as it was."""
        part = self.path.with_name(f".{self.path.name}.part")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with part.open("w", encoding="utf-8", newline="") as file:
                file.write(head)
                file.writelines(rows[each] for each in sorted(rows))
                file.flush()
                os.fsync(file.fileno())
            size = part.stat().st_size
            try:
                self.check(part)
            except DataError as error:
                raise DataError(self._at_their_lines(error.findings, head, rows, told, table)) from None
            if not dry_run:
                part.replace(self.path)
        finally:
            part.unlink(missing_ok=True)
        return size

    def _at_their_lines(
        self, found: Iterable[Finding], head: str, rows: Mapping[str, str], told: Mapping[str, int], table: str
    ) -> Iterator[Finding]:
        id_at: dict[int, str] = {}
        line = head.count("\n")
        for each in sorted(rows):
            line += rows[each].count("\n")
            id_at[line] = each
        for finding in found:
            row = id_at.get(finding.line or 0, "") if finding.file == self.shown else ""
            yield replace(finding, file=table, line=told[row]) if row in told else finding


def csv_line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Raises DataError when another import is writing here."""
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        message, hint = "another import is running", "try again when it is done"
        raise DataError([Finding(str(folder), None, "busy", message, hint)]) from None
    finally:
        os.close(held)
