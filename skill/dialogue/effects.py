"""What a turn makes happen. The policy returns effects; a use case carries them out in one transaction."""

from __future__ import annotations

from dataclasses import dataclass

from skill.domain.authorization import Allowed
from skill.domain.basket import Basket
from skill.domain.mandate import Mandate
from skill.domain.offer import Quote, Slot
from skill.domain.strong_authentication import Authentication


@dataclass(frozen=True, slots=True)
class PlaceOrder:
    """Order what was quoted. It cannot be made without a verdict that allows it."""

    quote: Quote
    person: str
    allowed: Allowed

    def __post_init__(self) -> None:
        if not isinstance(self.allowed, Allowed):
            raise TypeError("an order needs a verdict that allows it")


@dataclass(frozen=True, slots=True)
class KeepBasket:
    basket: Basket


@dataclass(frozen=True, slots=True)
class KeepMandate:
    """Grants a new mandate or changes one (revoked, paused); also the pause of all is a list of these."""

    mandate: Mandate


@dataclass(frozen=True, slots=True)
class CancelOrder:
    order: str


@dataclass(frozen=True, slots=True)
class MoveDelivery:
    order: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class AcceptDelivery:
    """The person said that the goods are right."""

    order: str


@dataclass(frozen=True, slots=True)
class AskPaymentOf:
    """Opens the payment of an accepted order at once (`safety`: after delivery, P9), under this id."""

    order: str
    payment: str


@dataclass(frozen=True, slots=True)
class ApprovePaymentOf:
    """Lets an open payment be paid; `approved_by` is voice, `authentication` the ground on which that is
    enough (M2)."""

    payment: str
    approved_by: str
    authentication: Authentication


@dataclass(frozen=True, slots=True)
class RefusePaymentOf:
    payment: str


@dataclass(frozen=True, slots=True)
class ReportProblem:
    order: str
    what: str


@dataclass(frozen=True, slots=True)
class MarkRead:
    notifications: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerShortage:
    """A no to what would have filled up these kinds: their shortages are answered (P10)."""

    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class PreferBrand:
    kind: str
    brand: str


Effect = (
    PlaceOrder
    | KeepBasket
    | KeepMandate
    | CancelOrder
    | MoveDelivery
    | AcceptDelivery
    | AskPaymentOf
    | ApprovePaymentOf
    | RefusePaymentOf
    | ReportProblem
    | MarkRead
    | AnswerShortage
    | PreferBrand
)
