"""What is wrong in the books, if anything: each finding names the home, what it is about, and both amounts (M1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skill.domain.money import Money


class Fault(StrEnum):
    """What can be wrong, in the order in which it is looked for; the value says what `about` names."""

    UNBALANCED = "an entry that does not sum to zero"
    RESERVATION = "an order of which another amount is set aside"
    DELIVERY = "an order whose delivery made another amount owed"
    CHARGE = "a charge that its entry does not bear out"
    PAYMENT = "a payment that the books hold otherwise"
    BUNDLE = "a payment that asks another amount than its charges"
    BALANCE = "an account that orders, charges and payments do not add up to"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    fault: Fault
    home: str
    about: str
    expected: Money
    found: Money

    def __str__(self) -> str:
        return f"[ERROR] home {self.home}: {self.about}: {self.fault} (expected {self.expected}, found {self.found})"


@dataclass(frozen=True, slots=True)
class Audited:
    """What was looked at, and what was wrong in it."""

    homes: int
    postings: int
    found: tuple[Discrepancy, ...]
