"""Judges every step of a household from what was said and heard, never from what the product thinks of it.

It remembers each question as the person heard it (the parts of the reply), who it was put to and when, and holds each
order, payment and mandate against that memory or against its own arithmetic. What is not justified fails the test.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from skill.dialogue.act import Act
from skill.dialogue.reply import Reply
from skill.domain.mandate import Mandate
from skill.domain.order import Order, OrderStatus
from skill.domain.pantry import Reading
from skill.domain.payment import Payment, PaymentStatus
from skill.domain.person import Role
from skill.usecases.converse import Answer, Heard
from skill.usecases.notice_shortage import ShortageOutcome
from tests.building import PINS
from tests.household import Household
from tests.rules.judge_changes import Changes
from tests.rules.judge_claims import Claims
from tests.rules.judge_lasting import Lasting
from tests.rules.judge_mandates import mandates_of_a_turn
from tests.rules.pin_guesses import PinGuesses
from tests.rules.plain_arithmetic import (
    VOICE_LIMIT_CENTS,
    Shelf,
    Spent,
    does_not_buy,
    does_not_pay,
    most_charged,
)
from tests.rules.shortages import Shortages
from tests.rules.what_was_said import SPENDING, TWO_MINUTES, Asked, OrderHeard, Talk

TOLD = ("problem", "substituted")
"""What tells that an order is called off: we, or its retailer."""

GONE = (OrderStatus.CANCELLED, OrderStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Kept:
    orders: dict[str, Order]
    payments: dict[str, Payment]
    mandates: dict[str, Mandate]


@dataclass(slots=True)
class Judge:
    household: Household
    shelf: Shelf = field(default_factory=Shelf)
    talks: dict[str, Talk] = field(default_factory=dict)
    spent: list[Spent] = field(default_factory=list)
    paid_under: list[Spent] = field(default_factory=list)
    pins: PinGuesses = field(default_factory=PinGuesses)
    shortages: Shortages = field(default_factory=Shortages)
    reached: Counter[str] = field(default_factory=Counter)
    changes: Changes = field(init=False)
    claims: Claims = field(init=False)
    lasting: Lasting = field(init=False)
    weighed: bool = False
    before: Kept = field(init=False)

    def __post_init__(self) -> None:
        self.changes = Changes(self.household, self.spent, self.reached)
        self.claims = Claims(self.spent, self.reached)
        self.lasting = Lasting(self.household, self.spent, self.reached)
        self.look()

    def look(self) -> Kept:
        """Remembers how things are now; returns how they were before."""
        home = self.household
        earlier = getattr(self, "before", Kept({}, {}, {}))
        self.before = Kept(
            {each.id: each for each in home.orders()},
            {each.id: each for each in home.payments()},
            {each.id: each for each in home.mandates()},
        )
        return earlier

    def turn(self, heard: Heard, answer: Answer) -> None:
        """One utterance and its answer."""
        act, now = heard.act, answer.at
        assert act is not None
        before = self.look()
        talk = self.talks.setdefault(heard.conversation, Talk())
        person, strong = self._who(heard, talk, now)
        if act.intent == "give_pin":
            child = self._is_child(heard.speaker)
            person, strong = self._by_pin(act, talk, answer, person, strong, child, now)
        fresh = [order for key, order in self.before.orders.items() if key not in before.orders]
        assert len(fresh) <= 1, "P4: one utterance is one order"
        for order in fresh:
            self._order_of_a_turn(order, act, talk, person, strong, before, now)
        self.changes.of_a_turn(act, talk, person, strong, self._orders_twice(before), before.mandates, now)
        self._payments_of_a_turn(act, talk, person, strong, before, now)
        self.claims.of_a_turn(act, talk, person, self._orders_twice(before), now)
        self.lasting.of_a_turn(act, person, strong, self._orders_twice(before), now)
        granted = mandates_of_a_turn(act, talk, person, strong, before.mandates, self.before.mandates, now)
        self.reached["a mandate granted by voice"] += granted
        self._private(answer.reply, person)
        talk.hears(act, answer.reply, person, now)
        self.reached[answer.reply.decided] += 1

    def _orders_twice(self, before: Kept) -> list[tuple[Order, Order]]:
        return [(old, self.before.orders[key]) for key, old in before.orders.items()]

    def repeated(self, answer: Answer, first: Answer) -> None:
        """A request that came twice: the stored answer, and nothing else happened (P4)."""
        assert answer.repeated
        assert answer.reply == first.reply
        assert self.look() == self.before, "P4: a repeated request did something"
        self.reached["a request came twice"] += 1

    def sensed(self, outcome: ShortageOutcome, reading: Reading) -> None:
        """A reading; nobody spoke."""
        before, now = self.look(), reading.at
        self.shortages.judge(outcome, reading, self.household.home, before.orders.values())
        fresh = [order for key, order in self.before.orders.items() if key not in before.orders]
        assert [order.id for order in fresh] == ([outcome.order] if outcome.order else [])
        assert self.before.mandates == before.mandates
        for order in fresh:
            assert self.household.home.control.value == "algorithm", "a consumer decides in this home"
            self._order_of_a_mandate(order, None, before, now)
            self.reached["ordered by a sensor inside a mandate"] += 1
        self._no_payment_approved(before)

    def time_passed(self) -> None:
        """Deliveries and settlement: nothing is ordered, and only a mandate pays."""
        before = self.look()
        assert self.before.orders.keys() == before.orders.keys(), "P2: silence is no yes"
        self.changes.with_nobody_there(self._orders_twice(before))
        self.claims.with_nobody_there(self._orders_twice(before))
        self.lasting.with_nobody_there(self._orders_twice(before))
        assert self.before.mandates == before.mandates
        for payment in self._newly_approved(before):
            if payment.amount.cents < 0:
                assert payment.approved_by == "retailer", "money back is the retailer's to give"
                self.reached["money back paid out"] += 1
                continue
            assert payment.approved_by == "mandate"
            claimed = [
                reason.subject
                for decision in self.household.decisions()
                if decision.subject == payment.id
                for reason in decision.reasons
            ]
            mandate = before.mandates[str(claimed[0])]
            assert mandate.grantor == payment.person
            category = {self.before.orders[order].quote.category for order in payment.orders}.pop()
            cents = payment.amount.cents
            why_not = does_not_pay(
                mandate, category, payment.retailer, cents, self._paid_under(before), payment.asked_at
            )
            assert not why_not, f"P5: {why_not}"
            self.paid_under.append(Spent(mandate.id, payment.id, cents, payment.asked_at))
            self.reached["paid inside a mandate"] += 1

    def books(self) -> None:
        """What holds at every moment."""
        kept = self.before
        entries = self.household.entries()
        for entry in entries:
            assert sum(posting.amount.cents for posting in entry.postings) == 0, "M1"
        plain = [p for p in kept.payments.values() if not any(kept.orders[order].claims for order in p.orders)]
        in_payments = [order for payment in plain for order in payment.orders]
        assert self.weighed or len(in_payments) == len(set(in_payments)), "an order is paid once"
        with self.household.records.reading(self.household.home.id) as tx:
            still = sum(charge.amount.cents for charge in tx.open_charges())
            dearer = [each.id for each in kept.orders.values() if tx.charged(each.id).cents > most_charged(each)]
        assert not dearer, f"P3: more is charged than was confirmed for {dearer}"
        asked = sum(payment.amount.cents for payment in kept.payments.values()) + still
        owed = self.claims.owed(kept.orders.values())
        assert self.weighed or asked == owed, "what is asked is what came, less what came back"
        for payment in plain:
            total = sum(kept.orders[order].total.cents for order in payment.orders)
            carried = self.claims.came_back or self.weighed  # a credit that was carried along
            less = payment.amount.cents < total and carried
            assert payment.amount.cents == total or less or self.weighed
            assert payment.approved_by is not None or payment.status is not PaymentStatus.PAID, "M2: paid unapproved"
            assert payment.status is not PaymentStatus.REFUSED or f"paid:{payment.id}" not in {e.id for e in entries}
        rail = self.household.rail.paid()
        assert len({key for _, key, _ in rail}) == len(rail), "P12"
        assert {key.removeprefix("pay:") for _, key, _ in rail} <= {
            payment.id for payment in kept.payments.values() if payment.approved_by
        }, "money moved that nobody approved"

    def everything_outside_is_as_we_say(self) -> None:
        """Once no errand is left: each order that stands is at its retailer once, and each paid cent left the bank."""
        received = [key.removeprefix("place:") for _, key in self.household.retailers.received("place")]
        cancelled = {call.body["order"] for call in self.household.retailers.peer.calls("cancel")}
        assert len(received) == len(set(received))
        kept = self.before
        for order in kept.orders.values():
            if order.status is not OrderStatus.CANCELLED:
                assert order.id in received, f"{order.status} here, unknown at {order.retailer}"
        assert set(received) <= set(kept.orders)
        self.changes.are_at_the_retailer(kept.orders.values())
        if not self.weighed:
            self.lasting.budgets_hold_what_was_bought(kept.orders.values())
        left = {order for order in received if kept.orders[order].status is OrderStatus.CANCELLED} - cancelled
        assert left <= self._told_of_problems(), "cancelled here, still ordered there, and nobody was told"
        moved = sum(cents for _, _, cents in self.household.rail.paid())
        posted = [p for entry in self.household.entries() for p in entry.postings if p.account.startswith("bank")]
        assert moved == -sum(posting.amount.cents for posting in posted), "the books and the bank differ"

    def _told_of_problems(self) -> set[str]:
        with self.household.records.reading(self.household.home.id) as tx:
            return {note.subject for note in tx.notifications(unread=False) if note.kind in TOLD}

    def _who(self, heard: Heard, talk: Talk, now: datetime) -> tuple[str | None, bool]:
        """(adult, known by more than a voice), or (None, False)."""
        if self._is_child(heard.speaker):
            return None, False
        person = self.household.home.person(heard.speaker)
        how = heard.recognised.value
        if person is not None and (how in ("pin", "platform") or (how == "voice" and person.voice_consent)):
            return person.id, how != "voice"
        answers = heard.act is not None and heard.act.intent in ("confirm", "deny", "hesitate", "repeat")
        if answers and talk.proved is not None and timedelta(0) <= now - talk.proved[1] <= TWO_MINUTES:
            return talk.proved[0], True
        return None, False

    def _is_child(self, speaker: str) -> bool:
        person = self.household.home.person(speaker)
        return speaker == "child" or (person is not None and person.role is Role.CHILD)

    def _by_pin(
        self, act: Act, talk: Talk, answer: Answer, person: str | None, strong: bool, child: bool, now: datetime
    ) -> tuple[str | None, bool]:
        """Who a PIN proves to speak; it must be right, asked for, and not locked."""
        said = {part.key for part in answer.reply.parts}
        if act.digits is None or not talk.pin_open or "no_pin_needed" in said:
            return person, strong
        adults = [each.id for each in self.household.home.persons if each.id in PINS]
        holder = self.pins.guessed(act.digits, adults, now)
        if child or "pin_wrong" in said:
            return person, strong
        assert holder is not None, "A3: a PIN was taken that is wrong or locked"
        assert person in (None, holder), "P3: one voice, another's PIN"
        if person is None:
            talk.proved = (holder, now)
        return holder, True

    def _order_of_a_turn(
        self, order: Order, act: Act, talk: Talk, person: str | None, strong: bool, before: Kept, now: datetime
    ) -> None:
        assert person is not None, "P7: a child or a stranger bought"
        assert order.person == person
        if order.approved_by == "mandate":
            self._order_of_a_mandate(order, person, before, now)
            self.reached["ordered on request inside a mandate"] += 1
            return
        assert order.approved_by == "voice"
        assert not self.shelf.faults(order.quote, now), self.shelf.faults(order.quote, now)
        if act.intent == "confirm":
            asked = talk.asked
            assert talk.order_shown_last, "O1: the order was not put in the turn before the yes"
            assert strong or order.total.cents < VOICE_LIMIT_CENTS, "A3"
        else:
            assert act.intent == "give_pin", f"P2: {act.intent} is no yes"
            assert talk.yes_awaits_pin is not None, "P2: a PIN is no yes"
            asked = Asked("order", talk.yes_awaits_pin[0].what, talk.yes_awaits_pin[0].person, talk.yes_awaits_pin[1])
            self.reached["ordered with a PIN"] += 1
        assert asked is not None, "P3: nothing was asked"
        assert asked.topic == "order", "P3: something else was asked"
        assert asked.person == person, "P3: another person was asked"
        assert asked.still_holds(now), f"P3: asked {now - asked.at} ago"
        assert isinstance(asked.what, OrderHeard)
        assert asked.what.is_what_was_ordered(order.quote), f"P3: heard {asked.what}, ordered {order.quote}"
        self.reached["ordered by a yes"] += 1

    def _order_of_a_mandate(self, order: Order, speaker: str | None, before: Kept, now: datetime) -> None:
        assert order.approved_by == "mandate"
        assert order.mandate is not None
        mandate = before.mandates[order.mandate]
        assert mandate.grantor == order.person, "P5: a mandate is its grantor's"
        assert speaker in (None, mandate.grantor), "P5: somebody else's mandate"
        spent = [each for each in self.spent if before.orders[each.subject].status not in GONE]
        why_not = does_not_buy(mandate, order.quote, spent, now) + self.shelf.faults(order.quote, now)
        assert not why_not, f"P5: {why_not}"
        self.spent.append(Spent(mandate.id, order.id, order.total.cents, now))

    def _newly_approved(self, before: Kept) -> list[Payment]:
        was = {key: payment.approved_by for key, payment in before.payments.items()}
        return [p for key, p in self.before.payments.items() if p.approved_by and not was.get(key)]

    def _no_payment_approved(self, before: Kept) -> None:
        assert not self._newly_approved(before)

    def _paid_under(self, before: Kept) -> list[Spent]:
        refused = {key for key, payment in self.before.payments.items() if payment.status is PaymentStatus.REFUSED}
        return [each for each in self.paid_under if each.subject not in refused]

    def _payments_of_a_turn(
        self, act: Act, talk: Talk, person: str | None, strong: bool, before: Kept, now: datetime
    ) -> None:
        for payment in self._newly_approved(before):
            assert payment.approved_by == "voice"
            assert payment.person == person, "P7"
            asked = talk.asked
            if act.intent == "give_pin":
                assert talk.yes_awaits_pin is not None
                asked = Asked("payment", talk.yes_awaits_pin[0].what, person, talk.yes_awaits_pin[1])
            else:
                assert act.intent == "confirm"
                assert talk.payment_shown_last, "O1: the payment was not put in the turn before the yes"
                assert strong or payment.amount.cents < VOICE_LIMIT_CENTS, "A3"
            assert asked is not None
            assert (asked.topic, asked.person) == ("payment", person)
            assert asked.what == (payment.retailer, payment.amount.cents)
            assert asked.still_holds(now)
            self.reached["paid by a yes"] += 1
        for payment in self.before.payments.values():
            if payment.id in before.payments or person is None:
                continue
            order = self.before.orders[payment.orders[0]]
            assert order.person == payment.person == person == "saar", "P9: only safety asks order by order"
            assert order.status is OrderStatus.ACCEPTED, "P9: before she said that the goods are right"
            self.reached["asked after an accepted delivery"] += 1

    def _private(self, reply: Reply, person: str | None) -> None:
        said = {part.key for part in reply.parts}
        if person is None:
            assert not said & SPENDING, f"P7: told a stranger or a child {said & SPENDING}"
