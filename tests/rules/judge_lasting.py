"""Judges what must last after a yes: the slot that was confirmed, Saar's goods that only she calls right, the way to
pay that only a PIN opens, and what an order takes of a mandate (P3, P6, P7, P9, A3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from skill.dialogue.act import Act
from skill.domain.offer import Slot
from skill.domain.order import Order, OrderStatus
from skill.domain.preference import About, Preference
from tests.household import Household
from tests.rules.plain_arithmetic import Spent

Twice = tuple[Order, Order]
MOVES = ("change_delivery", "ask_delivery", "confirm", "give_pin")
COLLECTED = "direct_debit"
"""The way to pay by which a retailer takes the money itself."""


@dataclass(slots=True)
class Lasting:
    """`slots` are all that each order had with good reason: back to one of them a refusal may bring it."""

    household: Household
    spent: list[Spent]
    reached: Counter[str]
    slots: dict[str, list[Slot | None]] = field(default_factory=dict)
    ways_to_pay: tuple[Preference, ...] = ()

    def of_a_turn(self, act: Act, person: str | None, strong: bool, orders: list[Twice], now: datetime) -> None:
        for old, new in orders:
            if old.slot != new.slot and not self._had(old, new):
                self._moved(act, person, old, new)
            if old.status is OrderStatus.DELIVERED and new.status is OrderStatus.ACCEPTED:
                assert act.intent in ("confirm", "accept_delivery"), f"P9: {act.intent} calls nothing right"
                assert person is not None, "P7: a child or a stranger called goods right"
                assert old.person != "saar" or person == "saar", "P9: only she calls hers right"
                self.reached["goods called right"] += 1
        self._ways_to_pay(act, person, strong)

    def with_nobody_there(self, orders: list[Twice]) -> None:
        for old, new in orders:
            assert old.slot == new.slot or self._had(old, new), "P3: a delivery moved by itself"
            assert not (old.status is OrderStatus.DELIVERED and new.status is OrderStatus.ACCEPTED), "P9: silence"

    def budgets_hold_what_was_bought(self, orders: Iterable[Order]) -> None:
        """Once no errand is left, an order takes of its mandates what it costs them, less what came back (P6)."""
        with self.household.records.reading(self.household.home.id) as tx:
            for order in orders:
                if order.status in (OrderStatus.CANCELLED, OrderStatus.RETURNED) or order.substitutions:
                    continue
                held = sum(each.counts.cents for use in order.uses for each in tx.reservations(use))
                ours = sum(each.cents for each in self.spent if each.subject == order.id)
                assert held == ours, f"P6: {held} of its mandates are taken, {ours} were used"

    def _had(self, old: Order, new: Order) -> bool:
        return new.slot in self.slots.get(old.id, [])

    def _moved(self, act: Act, person: str | None, old: Order, new: Order) -> None:
        self.slots.setdefault(old.id, [old.slot]).append(new.slot)
        assert person is not None, "P7: a child or a stranger moved a delivery"
        assert act.intent in ("change_delivery", "ask_delivery", "confirm", "give_pin"), (
            f"P3: {act.intent} moves nothing"
        )
        if new.quote.delivery_fee > old.quote.delivery_fee:
            assert act.intent in ("confirm", "give_pin"), "P3: a dearer slot that nobody confirmed"
            assert person == old.person, "P3: somebody else made it dearer"
        self.reached["a delivery moved"] += 1

    def _ways_to_pay(self, act: Act, person: str | None, strong: bool) -> None:
        """That a retailer collects by itself takes a yes and more than a voice, of whom it is."""
        now = tuple(each for each in self.household.preferences() if each.about is About.PAYMENT)
        for each in now:
            if each not in self.ways_to_pay and each.value == COLLECTED:
                assert act.intent in ("confirm", "give_pin"), "A3: a preference that nobody confirmed"
                assert person == each.person, "A3: somebody else's way to pay"
                assert strong, "A3: a voice alone let a retailer collect"
                self.reached["a way to pay by PIN"] += 1
        self.ways_to_pay = now
