"""What a retailer reports after a delivery: the final amount differs, or goods or bottles came back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from skill.domain.claim import ClaimStatus
from skill.domain.money import Money
from skill.domain.order import Order, OrderStatus

WEIGHED_AT_MOST_PERCENT = 10
"""How much dearer weighed goods may turn out than was confirmed; our figure. More is a price that nobody said yes to
(P3), and is refused."""


class CorrectionKind(StrEnum):
    """`weighed`: the weight made another price; `missing`: it was not in the crate; `damaged`: it could not be used;
    `bottles`: deposit handed in; `taken_back`: some of it went back; `returned`: the whole order did;
    `substituted`: of what is still to come, this product is not there."""

    WEIGHED = "weighed"
    MISSING = "missing"
    DAMAGED = "damaged"
    BOTTLES = "bottles"
    TAKEN_BACK = "taken_back"
    SUBSTITUTED = "substituted"
    RETURNED = "returned"


OTHER_CURRENCY = "in_other_currency"
NOTHING_TO_REPLACE = "nothing_to_replace"
ANSWERED_CLAIM = "claim_is_answered"
FAULTS = (
    OTHER_CURRENCY, NOTHING_TO_REPLACE, "deposit_is_not_money_back", "unknown_retailer", "unknown_order",
    "order_not_delivered", "unknown_product", "more_back_than_it_cost", "only_weight_makes_dearer",
    "dearer_than_was_confirmed", "no_amount", ANSWERED_CLAIM,
)  # fmt: skip
"""Why a report is not believed. Each is kept as a decision, and can be told (P11)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """`id` is the retailer's own, so that a report that comes twice counts once (P12); what answers a claim bears the
    key of its errand and the product.

    `amount` is what it adds to the debt, below zero for money back; of `returned` it is not read: what the order still
    costs comes back. `order` is empty for `bottles`, `person` for all others. `product` names the line, if one.
    Of `substituted`, so many (`quantity`) of the product `offered` would come instead, for `amount` in all.
    """

    id: str
    kind: CorrectionKind
    retailer: str
    amount: Money = Money(0)
    order: str = ""
    person: str = ""
    product: str | None = None
    offered: str | None = None
    quantity: int = 0


def is_foreign(correction: Correction, owed: Money) -> bool:
    """An amount that is read, in another currency than what is owed: nobody agreed on a rate."""
    read = correction.amount and correction.kind is not CorrectionKind.RETURNED
    return bool(read) and correction.amount.currency != owed.currency


def fault_of(correction: Correction, order: Order | None, charged: Money) -> str | None:
    """Why the report is not believed; None when it is. `charged` is what the order costs with earlier corrections."""
    if is_foreign(correction, order.total if order is not None else charged):
        return OTHER_CURRENCY
    if correction.kind is CorrectionKind.BOTTLES:
        return None if correction.amount.cents < 0 else "deposit_is_not_money_back"
    if order is None or order.retailer != correction.retailer:
        return "unknown_order"
    if order.status not in (OrderStatus.DELIVERED, OrderStatus.ACCEPTED):
        return "order_not_delivered"
    if correction.kind is CorrectionKind.RETURNED:
        return None
    if correction.product is not None and all(line.product != correction.product for line in order.lines):
        return "unknown_product"
    if (charged + correction.amount).cents < 0 or _is_more_than_is_left(correction, order, charged):
        return "more_back_than_it_cost"
    if correction.amount.cents > 0:
        return _dearer(correction, order, charged)
    return None if correction.amount else "no_amount"


def _is_more_than_is_left(correction: Correction, order: Order, charged: Money) -> bool:
    """Whether more comes back of a line than it cost, with what its weight added and without what came back of it."""
    line = next((line for line in order.lines if line.product == correction.product), None)
    if line is None:
        return False
    granted = [claim for claim in order.claims if claim.status is ClaimStatus.ACCEPTED]
    back = Money.total(claim.amount for claim in granted if claim.product == line.product)
    heavier = charged + Money.total(claim.amount for claim in granted) - order.total
    return (line.total + line.deposit + max(heavier, Money(0)) - back + correction.amount).cents < 0


def _dearer(correction: Correction, order: Order, charged: Money) -> str | None:
    if correction.kind is not CorrectionKind.WEIGHED:
        return "only_weight_makes_dearer"
    named = [line for line in order.lines if line.product == correction.product] or order.lines
    allowed = sum(line.total.cents for line in named) * WEIGHED_AT_MOST_PERCENT // 100
    over = (charged + correction.amount - order.total).cents
    return "dearer_than_was_confirmed" if over > allowed else None
