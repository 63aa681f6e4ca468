"""Whether each order was allowed: by what was put to the person, and by arithmetic of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from skill.dialogue.act import Act
from skill.dialogue.reply import Reply, RetailerName
from skill.domain.home import Control, Home
from skill.domain.mandate import Allows, Mandate
from skill.domain.money import Money
from skill.domain.order import Order
from skill.domain.person import Profile

TWO_MINUTES = timedelta(seconds=120)


@dataclass(slots=True)
class Permission:
    """Of one home. `mandates` are those of its file: nobody changes one in this year."""

    home: Home
    mandates: tuple[Mandate, ...]
    broken: list[str] = field(default_factory=list)
    _asked: tuple[Money, str, datetime] | None = None
    _bought: list[tuple[Mandate, Money, datetime]] = field(default_factory=list)

    def heard(self, reply: Reply, now: datetime) -> None:
        """Remembers the order's question as the person heard it; anything else that is said ends it."""
        self._asked = None
        for part in reply.parts if reply.decided in ("asked_confirmation", "held") else ():
            if part.key == "shall_i_order":
                total, retailer = part.values["total"], part.values["retailer"]
                if isinstance(total, Money) and isinstance(retailer, RetailerName):
                    self._asked = (total, retailer.retailer, now)

    def said(self, order: Order, act: Act, now: datetime) -> None:
        """An order that came of a turn in which the person did `act`."""
        if order.approved_by == "mandate":
            self._by_mandate(order, now)
            return
        if act.intent != "confirm" or self._asked is None:
            self._fault(order, "no question was open, or no yes was said")
        elif self._asked[:2] != (order.total, order.retailer) or now - self._asked[2] > TWO_MINUTES:
            self._fault(order, f"asked was {self._asked}")
        self._asked = None

    def sensed(self, order: Order, now: datetime) -> None:
        """An order that a sensor led to."""
        if order.approved_by != "mandate":
            self._fault(order, "nobody spoke")
        self._by_mandate(order, now)

    def _by_mandate(self, order: Order, now: datetime) -> None:
        mandate = next((each for each in self.mandates if each.id == order.mandate), None)
        person = self.home.person(order.person)
        if mandate is None or person is None or mandate.grantor != person.id:
            self._fault(order, "no mandate of the person who ordered")
            return
        local = now.astimezone(self.home.timezone)
        monday = (local - timedelta(days=local.weekday())).date()
        week = [
            total for each, total, at in self._bought
            if each is mandate and at.astimezone(self.home.timezone).date() >= monday
        ]  # fmt: skip
        cents = order.total.cents
        limit, weekly = mandate.limit_per_order, mandate.limit_per_period
        why = [
            (person.profile is Profile.SAFETY, "a safety profile buys nothing by itself"),
            (self.home.control is Control.CONSUMER, "the consumer decides here"),
            (Allows.BUY not in mandate.allows, "it does not allow to buy"),
            (order.retailer not in mandate.retailers, "another retailer"),
            (order.quote.category != mandate.category, "another category"),
            (limit is None or cents >= limit.cents, "over the limit of an order"),
            (weekly is None or sum(each.cents for each in week) + cents >= weekly.amount.cents, "over the week"),
        ]
        for broken, what in why:
            if broken:
                self._fault(order, what)
        self._bought.append((mandate, order.total, now))

    def _fault(self, order: Order, what: str) -> None:
        self.broken.append(f"{self.home.id}: {order.id} for {order.total} at {order.retailer}: {what}")
