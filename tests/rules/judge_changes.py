"""Judges what becomes of orders that were placed: each change is one that its person heard and said yes to, one that
costs no more, one inside a mandate, or the way back after a refusal of the retailer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from skill.dialogue.act import Act
from skill.domain.mandate import Mandate
from skill.domain.offer import Line, Quote
from skill.domain.order import Order, OrderStatus
from tests.household import Household
from tests.rules.plain_arithmetic import VOICE_LIMIT_CENTS, Spent, does_not_buy
from tests.rules.what_was_said import Asked, OrderHeard, Talk

LESSENS = ("remove_from_basket", "change_quantity", "cancel_order")
Twice = tuple[Order, Order]


@dataclass(slots=True)
class Changes:
    """`was` is all that each order was with good reason: back to that a refusal may bring it."""

    household: Household
    spent: list[Spent]
    reached: Counter[str]
    was: dict[str, list[tuple[Line, ...]]] = field(default_factory=dict)

    def of_a_turn(
        self,
        act: Act,
        talk: Talk,
        person: str | None,
        strong: bool,
        orders: list[Twice],
        mandates: dict[str, Mandate],
        now: datetime,
    ) -> None:
        for old, new in orders:
            if old.lines == new.lines and old.slot != new.slot and act.intent in ("confirm", "give_pin"):
                self._by_a_yes(old.quote, new.quote, act, talk, person, strong, now)
        for old, new in self._changed(orders):
            if self._is_a_substitute(old, new, act, talk, person, now) or self._is_a_way_back(new):
                continue
            self.was.setdefault(new.id, [old.lines]).append(new.lines)
            assert person == old.person, "P7: somebody else's order was changed"
            if act.intent in ("confirm", "give_pin"):
                self._by_a_yes(old.quote, new.quote, act, talk, person, strong, now)
                assert new.approved_by == "voice", "P11: what a person said yes to is no mandate's"
            elif new.total <= old.total and _amounts(new) <= _amounts(old):
                assert act.intent in LESSENS, f"P2: {act.intent} takes nothing off"
                self._gives_way(new)
                self.reached["an order made less"] += 1
            else:
                self._by_a_mandate(old, new, mandates, now)

    def with_nobody_there(self, orders: list[Twice]) -> None:
        for old, new in self._changed(orders):
            assert self._is_a_substitute(old, new) or self._is_a_way_back(new), "P2: an order changed by itself"

    def are_at_the_retailer(self, orders: Iterable[Order]) -> None:
        """What the retailer has last of each order that stands is what we have; what it lacks it said itself."""
        calls = [*self.household.retailers.peer.calls("place"), *self.household.retailers.peer.calls("amend")]
        last = {str(call.body["order"]): call.body for call in calls}
        for order in orders:
            if order.status is not OrderStatus.CANCELLED and not order.agreed and not order.substitutions:
                there = {text for key, text in last[order.id].items() if key.startswith("line")}
                assert there == {f"{line.quantity} x {line.product}" for line in order.lines}

    def _changed(self, orders: list[Twice]) -> list[Twice]:
        return [(old, new) for old, new in orders if old.lines != new.lines]

    def _is_a_substitute(
        self,
        old: Order,
        new: Order,
        act: Act | None = None,
        talk: Talk | None = None,
        person: str | None = None,
        now: datetime | None = None,
    ) -> bool:
        """The retailer had something else, or nothing: never dearer, of the same kind, and asked of Saar."""
        if old.substitutions == new.substitutions:
            return False
        assert new.total <= old.total, "P3: a substitute made it dearer"
        came = [line for line in new.lines if line not in old.lines]
        assert {line.kind for line in came} <= old.quote.kinds, "P3: something else than was ordered"
        if came and new.person == "saar":
            assert act is not None, "P9: nobody asked Saar"
            assert talk is not None
            assert talk.asked is not None
            assert now is not None
            assert (act.intent, person, talk.asked.topic) == ("confirm", "saar", "substitute"), "P9"
            assert talk.asked.still_holds(now)
            assert talk.order_shown_last
        self.was.setdefault(new.id, [old.lines]).append(new.lines)
        self._gives_way(new)
        self.reached["something else came" if came else "something stayed away"] += 1
        return True

    def _is_a_way_back(self, new: Order) -> bool:
        """The retailer refused, which was decided and is known."""
        refused = any(
            reason.code == "change_refused" and reason.subject == new.id
            for decision in self.household.decisions()
            for reason in decision.reasons
        )
        cancelled = new.status is OrderStatus.CANCELLED
        if new.lines not in self.was.get(new.id, []) or new.agreed or not (refused or cancelled):
            return False
        self._gives_way(new)
        self.reached["a change refused by the retailer"] += 1
        return True

    def _gives_way(self, order: Order) -> None:
        """No more counts for the order than it costs; the latest use gives way first."""
        own = [each for each in self.spent if each.subject == order.id]
        over = sum(each.cents for each in own) - order.total.cents
        for each in reversed(own):
            less = min(over, each.cents)
            if less > 0:
                self.spent.remove(each)
                if each.cents > less:
                    self.spent.append(Spent(each.mandate, each.subject, each.cents - less, each.at))
                over -= less

    def _by_a_yes(
        self, old: Quote, new: Quote, act: Act, talk: Talk, person: str | None, strong: bool, now: datetime
    ) -> None:
        asked = talk.asked
        if act.intent == "give_pin":
            assert talk.yes_awaits_pin is not None, "P2: a PIN is no yes"
            asked = Asked("change", talk.yes_awaits_pin[0].what, talk.yes_awaits_pin[0].person, talk.yes_awaits_pin[1])
        else:
            assert talk.order_shown_last, "O1: the change was not put in the turn before the yes"
            assert strong or new.total.cents < VOICE_LIMIT_CENTS, "A3"
        assert asked is not None, "P3: nothing was asked"
        assert (asked.topic, asked.person) == ("change", person), "P3: something else was asked, or of somebody else"
        assert asked.still_holds(now), f"P3: asked {now - asked.at} ago"
        assert isinstance(asked.what, OrderHeard)
        assert asked.what.is_what_it_became(old, new), f"P3: heard {asked.what}, became {new}"
        self.reached["an order changed by a yes"] += 1

    def _by_a_mandate(self, old: Order, new: Order, mandates: dict[str, Mandate], now: datetime) -> None:
        with self.household.records.reading(self.household.home.id) as tx:
            used = tx.reservations(new.uses[-1])
        more = new.total.cents - old.total.cents
        if more <= 0:
            names = [new.mandate] if new.mandate else []
        else:
            names = [each.mandate for each in used]
            assert [each.amount.cents for each in used] == [more], "P6: the difference is reserved"
        mandate = mandates[names[0] or ""]
        assert mandate.grantor == new.person, "P5: somebody else's mandate"
        others = [each for each in self.spent if each.subject != new.id]
        why_not = does_not_buy(mandate, new.quote, others, now)
        assert not why_not, f"P5: {why_not}"
        self.spent.append(Spent(mandate.id, new.id, max(more, 0), now))
        self.reached["an order changed inside a mandate"] += 1


def _amounts(order: Order) -> Counter[str]:
    return Counter({line.product: line.quantity for line in order.lines})
