"""When somebody is at home, and what we put into an agenda."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Busy:
    """A span in which the person is not at home."""

    start: datetime
    end: datetime
    title: str = ""


class Presence(StrEnum):
    """Whether somebody is home for a delivery, as far as the agendas tell."""

    HOME = "home"
    AWAY = "away"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    """A reminder that we write: `kind` is `delivery` or `payment`. `title` holds ids, of the retailer and the kinds:
    "groenmarkt: coffee_beans, milk". It is put in words where it is shown."""

    id: str
    person: str
    kind: str
    title: str
    start: datetime
    end: datetime


def is_home(busy: Iterable[Busy], start: datetime, end: datetime) -> bool:
    """True when no appointment overlaps the span."""
    return all(span.end <= start or span.start >= end for span in busy)


def presence(busy: Iterable[Busy] | None, start: datetime, end: datetime) -> Presence:
    """Of a span; `busy` is None when no agenda can be read."""
    if busy is None:
        return Presence.UNKNOWN
    return Presence.HOME if is_home(busy, start, end) else Presence.AWAY


def away_at_once(agendas: Sequence[Iterable[Busy]]) -> tuple[Busy, ...]:
    """The spans in which nobody is at home, earliest first; of one agenda its own."""
    if not agendas:
        return ()
    away = list(agendas[0])
    for other in map(list, agendas[1:]):
        both = [Busy(max(a.start, b.start), min(a.end, b.end)) for a in away for b in other]
        away = [span for span in both if span.start < span.end]
    return tuple(sorted(away, key=lambda span: (span.start, span.end)))
