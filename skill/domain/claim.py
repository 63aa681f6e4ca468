"""What a person wants money back for after a delivery: something was wrong with it, or they withdraw from buying it.

A withdrawal (directive 2011/83/EU, articles 9-16) is a statement with content and time, kept for good with its order
(article 11a). It needs no reason. The retailer's answer closes a claim; until then nothing is credited.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from skill.domain.catalogue import Retailer
from skill.domain.money import Money
from skill.domain.offer import Line

WITHDRAWAL_DAYS = 14
"""From the day after delivery (2011/83/EU art. 9(2)(b)); a retailer may give more (`return_days`)."""

SEND_BACK_DAYS = 14
"""The goods are sent back within so many days of the statement (2011/83/EU art. 14(1))."""


class ClaimKind(StrEnum):
    PROBLEM = "problem"
    WITHDRAWAL = "withdrawal"


class ClaimStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Claim:
    """So many of one product of an order, by whom and when (UTC). `amount` is what is claimed, or what was granted once
    it is accepted. `what` is what is wrong, in the person's words; claims of one `statement` were made together."""

    statement: str
    kind: ClaimKind
    product: str
    quantity: int
    amount: Money
    person: str
    at: datetime
    what: str = ""
    status: ClaimStatus = ClaimStatus.OPEN
    answered_at: datetime | None = None

    @property
    def id(self) -> str:
        return f"{self.statement}:{self.product}"

    @property
    def is_open(self) -> bool:
        return self.status is ClaimStatus.OPEN

    def accepted(self, amount: Money, at: datetime) -> Claim:
        return replace(self, status=ClaimStatus.ACCEPTED, amount=amount, answered_at=at)

    def refused(self, at: datetime) -> Claim:
        return replace(self, status=ClaimStatus.REFUSED, answered_at=at)


def left_of(line: Line, claims: Iterable[Claim]) -> int:
    """How many of a line nothing was claimed for yet; what was refused may be claimed once more."""
    taken = sum(c.quantity for c in claims if c.product == line.product and c.status is not ClaimStatus.REFUSED)
    return max(0, line.quantity - taken)


def worth(line: Line, price: Money, quantity: int, claims: Iterable[Claim]) -> Money:
    """What so many come to of a line that cost `price`. The last of a line are worth what is left of that, so that
    parts never come to more than the whole."""
    held = [c for c in claims if c.product == line.product and c.status is not ClaimStatus.REFUSED]
    left = max(price - Money.total(c.amount for c in held), Money(0, price.currency))
    if quantity >= left_of(line, held):
        return left
    return min(Money(price.cents * quantity // line.quantity, price.currency), left)


def withdraw_until(delivered: datetime, retailer: Retailer, timezone: ZoneInfo) -> datetime:
    """The last moment of the term: the end of its last local day."""
    day = delivered.astimezone(timezone).date() + timedelta(days=max(WITHDRAWAL_DAYS, retailer.return_days) + 1)
    return datetime.combine(day, time(), timezone)
