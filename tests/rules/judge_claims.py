"""Judges money back: a problem is told by an adult, a withdrawal is a yes of the buyer to what was read back, and what
a retailer grants is what comes off, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from skill.dialogue.act import Act
from skill.domain.claim import Claim, ClaimKind, ClaimStatus
from skill.domain.order import Order, OrderStatus
from tests.rules.plain_arithmetic import Spent
from tests.rules.what_was_said import Talk

CAME = (OrderStatus.DELIVERED, OrderStatus.ACCEPTED, OrderStatus.RETURNED)
Twice = tuple[Order, Order]


@dataclass(slots=True)
class Claims:
    """`came_back` is whether any money ever did."""

    spent: list[Spent]
    reached: Counter[str]
    came_back: bool = False
    answered: set[str] = field(default_factory=set)

    def of_a_turn(self, act: Act, talk: Talk, person: str | None, orders: list[Twice], now: datetime) -> None:
        for old, new in orders:
            had = {claim.id for claim in old.claims}
            fresh = [claim for claim in new.claims if claim.id not in had]
            if fresh:
                self._made(act, talk, person, new, fresh, now)
                if old.status is OrderStatus.PLACED:
                    self._called_off(old, talk)
        self.with_nobody_there(orders)

    def with_nobody_there(self, orders: list[Twice]) -> None:
        """What was granted since: it is free again under the mandate that bought it."""
        for old, new in orders:
            assert len(new.claims) >= len(old.claims), "a claim was lost"
            for claim in new.claims:
                if claim.status is ClaimStatus.ACCEPTED and claim.id not in self.answered:
                    self.answered.add(claim.id)
                    self.came_back = self.came_back or new.status is not OrderStatus.CANCELLED
                    self.reached[f"money back for a {claim.kind}"] += 1
                    self._free(new.id, claim.amount.cents)

    def owed(self, orders: Iterable[Order]) -> int:
        """Cents that all delivered orders cost, less what came back of them."""
        cents = 0
        for order in orders:
            if order.status in CAME and order.status is not OrderStatus.RETURNED:
                back = sum(claim.amount.cents for claim in order.claims if claim.status is ClaimStatus.ACCEPTED)
                assert back <= order.total.cents, "more came back than it cost"
                cents += order.total.cents - back
        return cents

    def _made(self, act: Act, talk: Talk, person: str | None, order: Order, fresh: list[Claim], now: datetime) -> None:
        assert person is not None, "P7: a child or a stranger claimed money"
        coming = order.status is OrderStatus.CANCELLED or fresh[0].status is ClaimStatus.REFUSED
        assert order.status in CAME or coming, "nothing was delivered"
        for claim in fresh:
            line = next(line for line in order.lines if line.product == claim.product)
            taken = [c for c in order.claims if c.product == claim.product and c.status is not ClaimStatus.REFUSED]
            assert sum(c.quantity for c in taken) <= line.quantity, "more was claimed than was bought"
            assert claim.at == now
        if fresh[0].kind is ClaimKind.PROBLEM:
            return
        asked = talk.asked
        assert act.intent == "confirm", f"O3: {act.intent} is no statement of withdrawal"
        assert talk.order_shown_last, "O3: it was not read back right before the yes"
        assert asked is not None
        topic = "withdrawal" if order.status in CAME else "cancellation"
        assert (asked.topic, asked.person) == (topic, person), "O3: something else was asked"
        assert asked.still_holds(now)
        assert order.person == person, "O3: only the buyer withdraws"
        if topic == "cancellation":
            return
        assert not {line.kind for line in order.lines if line.product in {c.product for c in fresh}} & {"milk"}, "O3"
        self.reached["a purchase withdrawn from"] += 1

    def _called_off(self, before: Order, talk: Talk) -> None:
        """As it was when the yes was said: in the same turn its retailer may have refused a change of it."""
        assert talk.asked is not None
        assert isinstance(talk.asked.what, tuple)
        assert talk.asked.what[1] == before.total.cents, "P3: another amount was read back"
        self.reached["an order called off"] += 1

    def _free(self, order: str, cents: int) -> None:
        for each in [one for one in reversed(self.spent) if one.subject == order]:
            less = min(cents, each.cents)
            if less > 0:
                self.spent.remove(each)
                if each.cents > less:
                    self.spent.append(Spent(each.mandate, each.subject, each.cents - less, each.at))
                cents -= less
