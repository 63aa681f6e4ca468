"""A signed mandate as it is kept: open (what was allowed) or closed (one use of it)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DocumentKind(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class MandateDocument:
    """`id` is the digest of `jws`; `subject` the order or payment of a closed one, empty for an open one."""

    id: str
    kind: DocumentKind
    mandate: str
    subject: str
    at: datetime
    jws: str
