"""An order and its life cycle: placed, delivered, accepted or returned; or cancelled before delivery."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from skill.domain.money import Money
from skill.domain.offer import Line, Quote, Slot


class OrderStatus(StrEnum):
    PLACED = "placed"
    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CANCELLED = "cancelled"


_NEXT = {
    OrderStatus.PLACED: {OrderStatus.DELIVERED, OrderStatus.CANCELLED},
    OrderStatus.DELIVERED: {OrderStatus.ACCEPTED, OrderStatus.RETURNED},
    OrderStatus.ACCEPTED: {OrderStatus.RETURNED},
    OrderStatus.RETURNED: set(),
    OrderStatus.CANCELLED: set(),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What was bought. `approved_by` is `voice` or `mandate`; `person` answers for it; times are UTC."""

    id: str
    home: str
    person: str
    quote: Quote
    placed_at: datetime
    approved_by: str
    status: OrderStatus = OrderStatus.PLACED
    delivered_at: datetime | None = None
    mandate: str | None = None
    payment: str | None = None

    @property
    def retailer(self) -> str:
        return self.quote.retailer

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.quote.lines

    @property
    def slot(self) -> Slot | None:
        return self.quote.slot

    @property
    def total(self) -> Money:
        return self.quote.total

    @property
    def is_open(self) -> bool:
        """Ordered and still to come."""
        return self.status is OrderStatus.PLACED

    def to(self, status: OrderStatus, at: datetime | None = None) -> Order:
        """The order one step on; a step that the life cycle does not know raises ValueError."""
        if status not in _NEXT[self.status]:
            raise ValueError(f"an order that is {self.status} cannot become {status}")
        delivered_at = at if status is OrderStatus.DELIVERED else self.delivered_at
        return replace(self, status=status, delivered_at=delivered_at)

    def stands_after_all(self) -> Order:
        """The retailer refused to cancel it, so it comes; raises ValueError for one that was not cancelled."""
        if self.status is not OrderStatus.CANCELLED:
            raise ValueError(f"an order that is {self.status} was not cancelled")
        return replace(self, status=OrderStatus.PLACED)
