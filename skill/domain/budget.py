"""A reservation: an amount of a mandate's budget that one order or payment holds (P6).

reserve -> commit (it happened, for that much or less) -> refund (some of it came back), or reserve -> release (it did
not happen). No step but a reservation ever takes more of a budget, so what fitted when it was reserved fits after it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from skill.domain.money import Money


class Hold(StrEnum):
    RESERVED = "reserved"
    COMMITTED = "committed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Reservation:
    """`amount` is what was reserved, or what it really was once committed.

    `at` (UTC) decides in which period it counts, also after a refund: money that comes back next week gives this week's
    budget back, not next week's.
    """

    mandate: str
    subject: str
    amount: Money
    at: datetime
    hold: Hold = Hold.RESERVED
    refunded: Money = Money(0)

    @property
    def counts(self) -> Money:
        """What it takes of the budget now."""
        held = 0 if self.hold is Hold.RELEASED else self.amount.cents - self.refunded.cents
        return Money(held, self.amount.currency)

    def committed(self, amount: Money | None = None) -> Reservation:
        """It happened, for `amount` (None: as reserved). Committing the same again changes nothing; more than was
        reserved, or what was released, raises ValueError."""
        final = self.amount if amount is None else amount
        if self.hold is Hold.COMMITTED and final == self.amount:
            return self
        if self.hold is not Hold.RESERVED:
            raise ValueError(f"what {self.subject} holds is {self.hold}: it cannot be committed for {final}")
        if not 0 <= final.cents <= self.amount.cents or final.currency != self.amount.currency:
            raise ValueError(f"{self.subject} reserved {self.amount}: {final} needs a reservation of its own")
        return replace(self, amount=final, hold=Hold.COMMITTED)

    def released(self) -> Reservation:
        """It did not happen. Releasing again changes nothing; what happened raises ValueError: that is refunded."""
        if self.hold is Hold.COMMITTED:
            raise ValueError(f"what {self.subject} holds is committed: refund it")
        return replace(self, hold=Hold.RELEASED)

    def refund(self, amount: Money) -> Reservation:
        """Some of what was committed came back. More than is left of it raises ValueError."""
        if self.hold is not Hold.COMMITTED:
            raise ValueError(f"what {self.subject} holds is {self.hold}: only what was committed is refunded")
        if amount.cents <= 0 or amount > self.counts:
            raise ValueError(f"{amount} cannot come back of {self.counts} that {self.subject} still holds")
        return replace(self, refunded=Money(self.refunded.cents + amount.cents, amount.currency))
