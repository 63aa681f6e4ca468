"""All that the policy may know when it decides a turn: a picture of the home at one moment. No I/O behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from skill.domain.agenda import Busy
from skill.domain.approval import ApprovalTerms
from skill.domain.authorization import Usage
from skill.domain.basket import Basket
from skill.domain.catalogue import Catalogue
from skill.domain.consumption import Consumption
from skill.domain.decision import Decision
from skill.domain.device_map import UnmappedDevice
from skill.domain.home import Home
from skill.domain.mandate import Mandate
from skill.domain.market import Market
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.order import Order, OrderStatus
from skill.domain.payment import Payment
from skill.domain.payment_methods import PaymentMethods
from skill.domain.person import Speaker
from skill.domain.preference import Preference
from skill.domain.proposition import Proposition
from skill.domain.ranking import Ranking
from skill.domain.strong_authentication import SinceLast


@dataclass(frozen=True, slots=True)
class Stock:
    """What a sensor tells of the stock of a kind: how fast it goes, in `unit` (as sizes have it), and what fits."""

    use: Consumption
    unit: str
    room: int


@dataclass(frozen=True, slots=True)
class Situation:
    """`orders` newest first; `payments` what is owed, asked or not; `notifications` those of the whole home that wait,
    most urgent first; `busy` when nobody is home in the coming days, None when no agenda can be read; `pin_holders` the
    persons whose PIN was spoken in this very turn; `stocks` by kind, of what is running out; `since_last` what the
    speaker paid since proving who they are; `unmapped` the sensors that were heard and stand for nothing yet, the
    latest first; `mapped` the devices of which the household itself said what they are for; `preferences` all that were
    told by anybody (those in force for the speaker are the home's); `charged` what a delivered order that is not asked
    yet costs, with its corrections; `told` every notification that ever was, where somebody puts one off; `held` what
    an order that is to come takes of each mandate's running period."""

    now: datetime
    home: Home
    speaker: Speaker
    market: Market
    propositions: Mapping[str, Proposition]
    approval: ApprovalTerms
    mandates: tuple[Mandate, ...] = ()
    usage: Usage = Usage({})
    basket: Basket = Basket()
    orders: tuple[Order, ...] = ()
    payments: tuple[Payment, ...] = ()
    notifications: tuple[Notification, ...] = ()
    decisions: tuple[Decision, ...] = ()
    busy: tuple[Busy, ...] | None = ()
    pin_holders: tuple[str, ...] = ()
    approves_as: str = "voice"
    stocks: Mapping[str, Stock] = field(default_factory=dict)
    payment_methods: PaymentMethods = field(default_factory=PaymentMethods)
    since_last: SinceLast | None = None
    ranking: Ranking = field(default_factory=Ranking)
    charged: Mapping[str, Money] = field(default_factory=dict)
    unmapped: tuple[UnmappedDevice, ...] = ()
    held: Mapping[str, Mapping[str, Money]] = field(default_factory=dict)
    preferences: tuple[Preference, ...] = ()
    mapped: frozenset[str] = frozenset()
    told: tuple[Notification, ...] = ()

    @property
    def today(self) -> date:
        return self.now.astimezone(self.home.timezone).date()

    @property
    def catalogue(self) -> Catalogue:
        return self.market.catalogue

    def bought(self) -> dict[str, int]:
        """Products of orders that were not cancelled, the latest first, with the quantity of the latest."""
        found: dict[str, int] = {}
        for order in self.orders:
            if order.status is not OrderStatus.CANCELLED:
                for line in order.lines:
                    found.setdefault(line.product, line.quantity)
        return found

    def on_order(self, kind: str) -> Order | None:
        """An order that will bring this kind."""
        return next((order for order in self.orders if order.is_open and kind in order.quote.kinds), None)
