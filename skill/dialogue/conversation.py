"""A conversation: what is open, with whom, since when. Values only; it is stored between turns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nlu.interpretation import Expecting
from skill.dialogue.reply import Reply
from skill.domain.mandate import Mandate
from skill.domain.money import Money
from skill.domain.offer import Line, Offer, Quote
from skill.domain.preference import Preference


@dataclass(frozen=True, slots=True)
class ConfirmOrder:
    """ "Shall I order this?" `from_basket`: the basket is emptied of it when it is placed, and of the products that
    were `replaced` by others."""

    quote: Quote
    from_basket: bool = False
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmAmendment:
    """ "Your order becomes this; shall I?" `before` is the order as it was when that was asked."""

    order: str
    before: Quote
    quote: Quote
    from_basket: bool = False

    @property
    def more(self) -> tuple[Line, ...]:
        """The lines that are new or become another amount."""
        were = {line.product: line.quantity for line in self.before.lines}
        return tuple(line for line in self.quote.lines if were.get(line.product) != line.quantity)


@dataclass(frozen=True, slots=True)
class ConfirmProposal:
    """ "Shall I order new ones?": a yes leads to the order's own question, never to an order (O1)."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class InPlaceOf:
    """What is chosen comes in the place of this product: of the order that is being asked, else of the basket."""

    product: str
    order: ConfirmOrder | None = None


@dataclass(frozen=True, slots=True)
class ChooseOffer:
    offers: tuple[Offer, ...]
    place: InPlaceOf | None = None


@dataclass(frozen=True, slots=True)
class ApprovePayment:
    payment: str


@dataclass(frozen=True, slots=True)
class ConfirmMandate:
    """A mandate is read back before it counts. `replaces`: those in force that end when it begins."""

    mandate: Mandate
    replaces: tuple[Mandate, ...] = ()


@dataclass(frozen=True, slots=True)
class ConfirmDelivery:
    """ "Is everything right?": a yes accepts the goods of this order, and pays nothing yet (P9)."""

    order: str


@dataclass(frozen=True, slots=True)
class ConfirmPreference:
    """A way to pay is read back before it counts, and so is what we noticed somebody choose."""

    preference: Preference


@dataclass(frozen=True, slots=True)
class ConfirmDevice:
    """A sensor is to stand for this kind from now on."""

    device: str
    kind: str


@dataclass(frozen=True, slots=True)
class ChooseDevice:
    """Which of these sensors stands for the kind."""

    devices: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class ConfirmSubstitute:
    """ "Shall I take that one instead?", of what a retailer reported of an order; `quote` is what that becomes."""

    order: str
    report: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class ConfirmWithdrawal:
    """ "Shall I send these back?": products with their numbers, and the money for them. `whole`: all of the order;
    `coming`: it was still to come when that was asked."""

    order: str
    goods: tuple[tuple[str, int], ...]
    total: Money
    whole: bool = False
    what: str = ""
    coming: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What a voice that we do not know asked for and only a person of the home may have: it is done once its PIN is
    right, so that a PIN works as fully as a voice (A2)."""

    intent: str
    category: str | None = None
    period: str | None = None
    retailer: str | None = None
    cents: int | None = None


@dataclass(frozen=True, slots=True)
class ProveIdentity:
    """A PIN is asked. `then` is what was asked for; a yes that was given to it already is `confirmed`."""

    then: (
        ConfirmOrder | ConfirmAmendment | ConfirmSubstitute | ApprovePayment | ConfirmMandate | ConfirmPreference | Wish
    )
    confirmed: bool


@dataclass(frozen=True, slots=True)
class SayMissing:
    """Something was missing from a request of this intent; the product and the reason that were said are kept; `about`
    is what a preference was about."""

    intent: str
    product: str | None = None
    about: str | None = None
    reason: str | None = None


Subject = (
    ConfirmOrder
    | ConfirmAmendment
    | ConfirmProposal
    | ChooseOffer
    | ApprovePayment
    | ConfirmMandate
    | ConfirmDelivery
    | ConfirmPreference
    | ConfirmDevice
    | ChooseDevice
    | ConfirmSubstitute
    | ConfirmWithdrawal
    | ProveIdentity
    | SayMissing
)

_EXPECTING: dict[type, Expecting | None] = {
    ConfirmOrder: "confirmation",
    ConfirmAmendment: "confirmation",
    ConfirmProposal: "confirmation",
    ConfirmMandate: "confirmation",
    ConfirmDelivery: "delivery",
    ConfirmPreference: "confirmation",
    ConfirmDevice: "confirmation",
    ChooseDevice: "choice",
    ConfirmSubstitute: "confirmation",
    ConfirmWithdrawal: "confirmation",
    ChooseOffer: "choice",
    ApprovePayment: "payment",
    ProveIdentity: "pin",
    SayMissing: None,
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question put to one person (None: to a voice that we did not recognise) at a time (UTC).

    It may be answered until `closes_at`; one that was kept without it is closed (P1).
    """

    subject: Subject
    asked_person: str | None
    asked_at: datetime
    closes_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Open until it closes and no longer (P3); a clock that runs backwards closes it (P1)."""
        return self.closes_at is not None and self.asked_at <= now <= self.closes_at


@dataclass(frozen=True, slots=True)
class Verified:
    """An unrecognised voice that proved by PIN to be a person: for the question that it was said to, and no other."""

    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """`turn` counts what was said to us; `introduced` once we said that we are an automated assistant (A1); `told` is
    the person who got the last reply, None for a voice that we do not know. `interrupted`: since the open question was
    put, somebody spoke who may not hear it, so that it was not what was said last (O1, P7)."""

    id: str
    open: OpenQuestion | None = None
    last_reply: Reply | None = None
    verified: Verified | None = None
    introduced: bool = False
    turn: int = 0
    told: str | None = None
    interrupted: bool = False

    def expecting(self, now: datetime) -> Expecting | None:
        """What kind of question the next words may answer."""
        if self.open is None or not self.open.is_open(now):
            return None
        return _EXPECTING[type(self.open.subject)]

    def asking(self, subject: Subject, person: str | None, now: datetime, lives: timedelta) -> Conversation:
        """With this question open and no other."""
        return replace(self, open=OpenQuestion(subject, person, now, now + lives))

    def without_question(self) -> Conversation:
        return replace(self, open=None)
