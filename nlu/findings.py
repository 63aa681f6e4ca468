"""What is wrong in a data file, with its address: a value to collect, not an exception to stop at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: `file` as the reader was given it, `line` from 1, `code` stable, `hint` what to do about it."""

    file: str
    line: int
    code: str
    message: str
    hint: str = ""
    severity: Literal["ERROR", "WARNING"] = "ERROR"

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"[{self.severity}] {self.file}:{self.line}: {self.code}: {self.message}{hint}"


class DataFilesError(Exception):
    """Data files that cannot be used; `findings` has every fault of all of them."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))
