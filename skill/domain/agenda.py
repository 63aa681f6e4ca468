"""When somebody is at home, and what we put into an agenda."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Busy:
    """A span in which the person is not at home."""

    start: datetime
    end: datetime
    title: str = ""


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A reminder that we write: `kind` is `delivery` or `payment`."""

    id: str
    person: str
    kind: str
    title: str
    start: datetime
    end: datetime


def is_home(busy: Iterable[Busy], start: datetime, end: datetime) -> bool:
    """True when no appointment overlaps the span."""
    return all(span.end <= start or span.start >= end for span in busy)
