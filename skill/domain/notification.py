"""What waits to be told: nobody listens when a sensor speaks, so a needed yes becomes a notification."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Notification:
    """`kind`: shortage, ordered, payment, debit, delivered, problem, not_cancelled (the retailer refused to),
    not_moved. `subject` is a product kind, order or payment id."""

    id: str
    person: str
    kind: str
    subject: str
    created: datetime
    read: datetime | None = None

    def marked_read(self, at: datetime) -> Notification:
        return replace(self, read=at)
