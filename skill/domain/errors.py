"""Errors as data: a finding has an address and a hint; an exception carries all findings at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in what a person edits or gives: where, what, and what to do about it.

    `file` is a file, or the setting or option that it is about; `line` is from 1, None where no
    line of it is meant.
    """

    file: str
    line: int | None
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"[ERROR] {where}: {self.message}{hint}"


class DataError(Exception):
    """Raised by readers of edited files, once, with every finding in them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


class RecordsUnavailable(Exception):
    """The records cannot be read or written now (locked, read-only, disk full); nothing was changed."""
