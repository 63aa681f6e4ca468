"""The port through which the books of all homes are read at once: for checks and reports, never for a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from skill.domain.audit import Discrepancy
from skill.domain.payout import Payout, PayoutLine


class Auditing(Protocol):
    """The books of all homes at one moment. Ranges are by id, both ends included."""

    def homes(self, after: str, most: int) -> tuple[str, ...]: ...
    def postings(self, first: str, last: str) -> int: ...
    def payouts(self) -> tuple[Payout, ...]:
        """Oldest period first, then by retailer."""

    def payout_lines(self, payout: Payout) -> Iterator[PayoutLine]: ...
    def discrepancies(self, first: str, last: str) -> Iterator[Discrepancy]: ...
