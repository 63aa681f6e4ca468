"""What a turn makes happen. The policy returns effects; a use case carries them out in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skill.domain.authorization import Allowed
from skill.domain.basket import Basket
from skill.domain.claim import Claim
from skill.domain.mandate import Mandate
from skill.domain.offer import Line, Quote, Slot
from skill.domain.preference import Preference
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
class AmendOrder:
    """Make a placed order into `quote`. It cannot be made without a verdict that allows the whole of it."""

    order: str
    quote: Quote
    allowed: Allowed

    def __post_init__(self) -> None:
        if not isinstance(self.allowed, Allowed):
            raise TypeError("a change of an order needs a verdict that allows it")


@dataclass(frozen=True, slots=True)
class LessenOrder:
    """Take goods off a placed order, so that it costs no more than it did; `lines` is what stays."""

    order: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class AnswerSubstitute:
    """A yes (with the verdict that allows it) or a no to what would come in the place of something."""

    order: str
    report: str
    allowed: Allowed | None = None


@dataclass(frozen=True, slots=True)
class KeepBasket:
    basket: Basket


@dataclass(frozen=True, slots=True)
class KeepMandate:
    """Grants a new mandate or changes one (revoked, paused); also the pause of all is a list of these."""

    mandate: Mandate


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Withdraws from an order that is still to come; `claims` is the statement, of all that is in it."""

    order: str
    claims: tuple[Claim, ...]


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
class MakeClaims:
    """Tells the retailer what is wrong with goods of a delivered order, or that the person withdraws from buying them;
    `whole`: all of the order goes back."""

    order: str
    claims: tuple[Claim, ...]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class MarkRead:
    notifications: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PutOff:
    """These wait again, and word of them is sent out `until` then at the earliest."""

    notifications: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class AnswerShortage:
    """A no to what would have filled up these kinds: their shortages are answered (P10)."""

    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeepPreference:
    preference: Preference


@dataclass(frozen=True, slots=True)
class ErasePreference:
    """What its person told of its subject is gone."""

    preference: Preference


@dataclass(frozen=True, slots=True)
class MapDevice:
    """The household says what a sensor is for. `device` is the name of one that the home knows, or of one of
    `Situation.unmapped`; what it measures and holds is taken from what was heard of it."""

    device: str
    kind: str


@dataclass(frozen=True, slots=True)
class UnmapDevice:
    """The sensor stands for what the home's file says again, or for nothing."""

    device: str


Effect = (
    PlaceOrder
    | AmendOrder
    | LessenOrder
    | AnswerSubstitute
    | KeepBasket
    | KeepMandate
    | CancelOrder
    | MoveDelivery
    | AcceptDelivery
    | AskPaymentOf
    | ApprovePaymentOf
    | RefusePaymentOf
    | MakeClaims
    | MarkRead
    | PutOff
    | AnswerShortage
    | KeepPreference
    | ErasePreference
    | MapDevice
    | UnmapDevice
)
