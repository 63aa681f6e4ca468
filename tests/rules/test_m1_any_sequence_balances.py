"""M1, P12: whatever is ordered, cancelled, delivered, returned, corrected, settled, paid, refused or paid back, in any
order, the books agree with sums that are kept beside them in plain arithmetic, and nothing is paid twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from skill.dialogue.act import Act
from skill.domain.claim import ClaimStatus
from skill.domain.correction import WEIGHED_AT_MOST_PERCENT, Correction, CorrectionKind
from skill.domain.money import Money
from skill.domain.order import Order, OrderStatus
from skill.domain.payment import PaymentStatus
from skill.records.sqlite import MEMORY, SqliteRecords
from skill.usecases import check_books, deliver, run_errands, settle, take_corrections
from skill.usecases.parts import Parts
from tests.building import CATALOGUE, YES, mandate, order
from tests.household import Household

PLACES = st.integers(0, 20)
PRODUCTS = st.sampled_from(["beans", "milk_1l", "decaf", "evening_dress"])
BUYERS = st.sampled_from(["anna", "bram", "saar"])
CHANGES = st.sampled_from([CorrectionKind.WEIGHED, CorrectionKind.MISSING, CorrectionKind.DAMAGED])


def granted(order: Order) -> int:
    """Cents that came back because Saar said that not everything was right; of what went back whole, or never came,
    all did."""
    accepted = [claim.amount.cents for claim in order.claims if claim.status is ClaimStatus.ACCEPTED]
    return 0 if order.status in (OrderStatus.RETURNED, OrderStatus.CANCELLED) else sum(accepted)


class Books(RuleBasedStateMachine):
    """`cost` is what each order costs, `deposits` what bottles brought back: all that the model knows."""

    def __init__(self) -> None:
        super().__init__()
        self.cost: dict[str, int] = {}
        self.ordered: dict[str, int] = {}
        self.bottles = 0
        self.reports = 0

    @initialize(limit=st.sampled_from([500, 1500, 100_000]), refunds=st.sampled_from(["payout", "next_bundle"]))
    def move_in(self, limit: int, refunds: str) -> None:
        self.records = SqliteRecords(MEMORY)
        self.house = Household(records=self.records).move_in(mandate(limit_per_order=Money(limit)))
        sellers = {name: replace(seller, refunds=refunds) for name, seller in CATALOGUE.retailers.items()}
        self.parts: Parts = replace(self.house.parts, catalogue=replace(CATALOGUE, retailers=sellers))

    @property
    def home(self) -> str:
        return self.house.home.id

    def orders(self, *statuses: OrderStatus) -> list[Order]:
        return [each for each in self.house.orders() if each.status in statuses]

    @rule(product=PRODUCTS, speaker=BUYERS)
    def place(self, product: str, speaker: str) -> None:
        if self.house.hear(order(product), speaker=speaker).reply.decided != "placed":
            self.house.hear(YES, speaker=speaker)
        for each in self.house.orders():
            if each.id not in self.ordered:
                self.ordered[each.id] = each.total.cents

    @rule(speaker=st.sampled_from(["anna", "bram"]))
    def cancel(self, speaker: str) -> None:
        self.house.cancel(speaker)

    @rule(days=st.integers(0, 9))
    def deliver(self, days: int) -> None:
        self.house.clock.turn(timedelta(days=days))
        before = {each.id for each in self.orders(OrderStatus.PLACED)}
        deliver.run(self.home, self.house.clock.now, self.parts)
        for each in self.orders(OrderStatus.DELIVERED):
            if each.id in before:
                self.cost[each.id] = self.ordered[each.id]

    @rule(product=PRODUCTS, speaker=BUYERS)
    def receive(self, product: str, speaker: str) -> None:
        self.place(product, speaker)
        self.deliver(3)

    @precondition(lambda self: self.cost)
    @rule(place=PLACES, kind=CHANGES, cents=st.integers(-1500, 300), twice=st.booleans())
    def correct(self, place: int, kind: CorrectionKind, cents: int, twice: bool) -> None:
        self._report(place, kind, cents, twice)

    @precondition(lambda self: self.cost)
    @rule(place=PLACES, twice=st.booleans())
    def send_back(self, place: int, twice: bool) -> None:
        self._report(place, CorrectionKind.RETURNED, 0, twice)

    @precondition(lambda self: self.ordered)
    @rule(place=PLACES, cents=st.integers(-400, 10), twice=st.booleans())
    def bring_bottles(self, place: int, cents: int, twice: bool) -> None:
        self._report(place, CorrectionKind.BOTTLES, cents, twice)

    def _report(self, place: int, kind: CorrectionKind, cents: int, twice: bool) -> None:
        orders = self.orders(*OrderStatus)
        about = orders[place % len(orders)]
        self.reports += 1
        report = Correction(f"r{self.reports}", kind, about.retailer, Money(cents), about.id, "anna")
        if kind is CorrectionKind.BOTTLES:
            report = replace(report, order="")
        for _ in range(1 + twice):
            self.house.retailers._corrections._db.execute("DELETE FROM reports")
            self.house.retailers.report(self.home, report)
            take_corrections.run(self.home, self.parts, self.house.clock.now)
        self._believe(about, kind, cents)

    def _believe(self, about: Order, kind: CorrectionKind, cents: int) -> None:
        """What a correction does, in plain words."""
        if kind is CorrectionKind.BOTTLES:
            self.bottles += -cents if cents < 0 else 0
            return
        if about.status not in (OrderStatus.DELIVERED, OrderStatus.ACCEPTED):
            return
        now, at_first = self.cost[about.id] - granted(about), self.ordered[about.id]
        if kind is CorrectionKind.RETURNED:
            self.cost[about.id] = 0
            return
        goods = sum(line.total.cents for line in about.lines)
        within = now + cents <= at_first + goods * WEIGHED_AT_MOST_PERCENT // 100
        if cents and now + cents >= 0 and (cents < 0 or (kind is CorrectionKind.WEIGHED and within)):
            self.cost[about.id] += cents

    @rule()
    def settle(self) -> None:
        settle.run(self.home, self.house.clock.now, self.parts)

    @rule(faults=st.lists(st.sampled_from(["refuse", "late", "time_out", "twice"]), max_size=2))
    def pay(self, faults: list[str]) -> None:
        self.house.rail.peer._script.clear()
        self.house.rail.fail_next(*faults)
        run_errands.run(self.home, self.parts, self.house.clock.now)

    @rule(speaker=BUYERS, answer=st.sampled_from([YES, Act("deny")]))
    def answer(self, speaker: str, answer: Act) -> None:
        self.house.hear(Act("read_notifications"), speaker=speaker)
        self.house.hear(answer, speaker=speaker)

    @rule()
    def accept(self) -> None:
        self.house.hear(Act("accept_delivery"), speaker="saar")
        self.house.hear(YES, speaker="saar")

    @invariant()
    def every_entry_is_zero(self) -> None:
        if hasattr(self, "house"):
            for entry in self.house.entries():
                assert sum(posting.amount.cents for posting in entry.postings) == 0

    @invariant()
    def the_books_are_what_the_model_says(self) -> None:
        if not hasattr(self, "house"):
            return
        held = Counter[str]()
        for posting in (posting for entry in self.house.entries() for posting in entry.postings):
            held[posting.account.split(":")[0]] += posting.amount.cents
        paid = sum(each.amount.cents for each in self.house.payments() if each.status is PaymentStatus.PAID)
        assert held["bank"] == -paid
        costs = sum(self.cost.values()) - sum(granted(each) for each in self.orders(*OrderStatus))
        assert held["owed"] == paid + self.bottles - costs
        assert held["expenses"] + held["deposits"] == costs - self.bottles
        assert held["reserved"] == -sum(self.ordered[each.id] for each in self.orders(OrderStatus.PLACED))

    @invariant()
    def nothing_is_paid_twice(self) -> None:
        if not hasattr(self, "house"):
            return
        keys = [key for _, key, _ in self.house.rail.paid()]
        assert len(keys) == len(set(keys))
        asked = [each for each in self.house.payments() if each.status is not PaymentStatus.REFUSED]
        moved = {each.id for each in asked if each.approved_by is not None}
        assert {key.removeprefix("pay:") for key in keys} <= moved, "money moved that nobody allowed"

    @invariant()
    def the_check_finds_nothing(self) -> None:
        if hasattr(self, "house"):
            assert check_books.run(self.records).found == ()


Books.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestAnySequence = Books.TestCase
