"""Errors as data: a finding has an address and a hint; an exception carries all findings at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong in a file that a person edits: where, what, and what to do about it."""

    file: str
    line: int
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"[ERROR] {self.file}:{self.line}: {self.message}{hint}"


class DataError(Exception):
    """Raised by readers of edited files, once, with every finding in them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


class RecordsUnavailable(Exception):
    """The records cannot be read or written now (locked, read-only, disk full); nothing was changed."""
