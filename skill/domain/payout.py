"""What a retailer gets for a period: the payments of all homes that reached it, less what went back, as one amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skill.domain.money import Money


@dataclass(frozen=True, slots=True)
class PayoutLine:
    """One payment of a home, or its return (below zero): the entry in the home's books. We take no fee."""

    home: str
    entry: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Payout:
    """`lines` is how many payments it holds; below zero the retailer pays."""

    retailer: str
    period: str
    lines: int
    amount: Money


def payout_period(until: datetime) -> str:
    """The name of what was paid before that moment (UTC) and was in no payout yet."""
    return f"before {until.isoformat(timespec='seconds')}"
