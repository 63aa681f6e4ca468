"""An order and its life cycle: placed, amended, delivered, accepted or returned; or cancelled before delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from skill.domain.catalogue import Retailer
from skill.domain.claim import Claim, ClaimKind, ClaimStatus, left_of
from skill.domain.money import Money
from skill.domain.offer import Line, Quote, Slot
from skill.domain.substitution import Outcome, Substitution


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
    """What was bought. `approved_by` is `voice` or `mandate`; `person` answers for it; times are UTC.

    `amended` counts its changes; `agreed` is what it held before one that the retailer has not agreed to yet, empty
    when none is under way."""

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
    amended: int = 0
    agreed: tuple[Line, ...] = ()
    claims: tuple[Claim, ...] = ()
    substitutions: tuple[Substitution, ...] = ()

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

    @property
    def uses(self) -> tuple[str, ...]:
        """Under which names its amount is reserved: its own, and one for each change of it."""
        return (self.id, *(f"{self.id}+{number}" for number in range(1, self.amended + 1)))

    def with_change(self, lines: tuple[Line, ...], mandate: str | None = None, by: str | None = None) -> Order:
        """The order with other goods, which the retailer has still to agree to; `mandate` allowed what they add, `by`
        is how the whole was approved where somebody said yes to it. Raises ValueError while an earlier change waits."""
        if self.agreed or not self.is_open or not lines:
            raise ValueError(f"order {self.id} cannot be changed now: it is {self.status}")
        quote = replace(self.quote, lines=lines)
        return replace(
            self,
            quote=quote,
            amended=self.amended + 1,
            agreed=self.lines,
            mandate=self.mandate or mandate,
            approved_by=by or self.approved_by,
        )

    def change_agreed(self) -> Order:
        return replace(self, agreed=())

    def change_refused(self) -> Order:
        """What the retailer agreed to last stands again."""
        return replace(self, quote=replace(self.quote, lines=self.agreed or self.lines), agreed=())

    @property
    def is_there(self) -> bool:
        """Delivered, and not gone back whole."""
        return self.status in (OrderStatus.DELIVERED, OrderStatus.ACCEPTED)

    @property
    def claimed(self) -> bool:
        """Whether the retailer has still to answer something about it."""
        return any(claim.is_open for claim in self.claims)

    def kind_of(self, product: str) -> str:
        """The kind of a product of it; LookupError for what it does not hold."""
        found = next((line.kind for line in self.lines if line.product == product), None)
        if found is None:
            raise LookupError(f"order {self.id} holds no {product}")
        return found

    def left(self, line: Line) -> int:
        return left_of(line, self.claims)

    def goes_back_whole(self, going: Mapping[str, int]) -> bool:
        """Whether so many of each product are all of an order of which nothing was claimed before, but for what its
        retailer refused."""
        claims = [claim for claim in self.claims if claim.status is not ClaimStatus.REFUSED]
        return not any(c.kind is ClaimKind.PROBLEM or not c.is_open for c in claims) and all(
            going.get(line.product, 0) >= line.quantity for line in self.lines
        )

    @property
    def came_instead(self) -> frozenset[str]:
        """Products that nobody ordered: they came in the place of others."""
        replaced = (each.offered for each in self.substitutions if each.outcome is Outcome.REPLACED)
        return frozenset(line.product for line in replaced if line is not None)

    def with_substitution(self, found: Substitution) -> Order:
        kept = tuple(each for each in self.substitutions if each.report != found.report)
        return replace(self, substitutions=(*kept, found))

    def substituted(self, found: Substitution) -> Order | None:
        """The order with what comes instead, or without it; None where nothing would be left of it."""
        comes = found.offered if found.outcome is Outcome.REPLACED else None

        def changed(lines: tuple[Line, ...]) -> tuple[Line, ...]:
            """Less may be ordered by now than was when it was offered: it never comes for more than it replaces."""
            goes = [line for line in lines if line.product == found.gone.product]
            stays = tuple(line for line in lines if line not in goes and line != found.offered)
            room = Money.total(line.total + line.deposit for line in goes)
            return (*stays, comes) if comes is not None and goes and comes.total + comes.deposit <= room else stays

        lines = changed(self.lines)
        if not lines:
            return None
        # Of what the retailer agreed to nothing may be left: until it answers the change, that cannot be told apart.
        return replace(self, quote=replace(self.quote, lines=lines), agreed=changed(self.agreed) or self.agreed)

    @property
    def is_gone(self) -> bool:
        """Whether its retailer said of all that is in it that it does not have it."""
        gone = {each.gone.product for each in self.substitutions if each.outcome is not Outcome.ASKED}
        return all(line.product in gone for line in self.lines)

    def with_claims(self, *claims: Claim) -> Order:
        """With these claims, each in the place of the one of its id if that is there."""
        fresh = {claim.id: claim for claim in claims}
        kept = tuple(fresh.pop(claim.id, claim) for claim in self.claims)
        return replace(self, claims=(*kept, *fresh.values()))

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


def order_of(use: str) -> str:
    """The order that an amount was reserved for, by the name under which it was."""
    return use.partition("+")[0]


def changes_until(order: Order, retailer: Retailer) -> datetime | None:
    """Until when the retailer takes changes of what is in the order; None where it takes none."""
    hours = retailer.delivery.changes_until_hours if retailer.delivery else None
    if hours is None or order.slot is None:
        return None
    return order.slot.start - timedelta(hours=hours)


def may_change(order: Order, retailer: Retailer, now: datetime) -> bool:
    """Whether goods can be added or taken off now: it is to come, and its retailer still takes changes."""
    until = changes_until(order, retailer)
    return order.is_open and not order.agreed and until is not None and now <= until
