"""M1: entries balance, corrections reverse, and a split loses no cent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.correction import OTHER_CURRENCY, Correction, CorrectionKind, fault_of
from skill.domain.ledger import (
    Entry,
    Posting,
    balances,
    cancelled_entry,
    correction_entry,
    delivery_entry,
    deposit_entry,
    payment_entry,
    placed_entry,
    returned_entry,
)
from skill.domain.money import Money
from skill.domain.offer import Line, Quote
from skill.domain.order import Order, OrderStatus
from skill.domain.payment import Payment
from tests.building import CORNER_FEE, HOUR, NOW, slot

CENTS = st.integers(-(10**9), 10**9)


@given(cents=CENTS, weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_a_split_loses_no_cent_and_is_fair(cents: int, weights: list[int]) -> None:
    parts = Money(cents).split(weights)
    assert sum(part.cents for part in parts) == cents
    for part, weight in zip(parts, weights, strict=True):
        exact = abs(cents) * weight / sum(weights)
        assert abs(abs(part.cents) - exact) < 1 + 1e-6 * exact
        assert part.cents * cents >= 0
        assert weight or not part.cents, "who has no share gets nothing"


@pytest.mark.parametrize("weights", [[], [0, 0], [3, -1]])
def test_an_amount_is_not_split_by_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="not split"):
        Money(100).split(weights)


LINES = st.builds(
    lambda category, cents, deposit: Line("p" + category, category, category, 1, Money(cents), Money(cents), deposit),
    st.sampled_from(["groceries", "household", "clothing"]),
    st.integers(0, 10_000),
    st.integers(0, 100).map(Money),
)
ORDERS = st.builds(
    lambda lines, fee: Order(
        "o1", "home", "anna", Quote("corner", "groceries", tuple(lines), slot(fee=fee)), NOW, "voice"
    ),
    st.lists(LINES, min_size=1, max_size=5),
    st.sampled_from([Money(0), CORNER_FEE]),
)


def sums(*entries: Entry) -> dict[str, int]:
    found: dict[str, int] = {}
    for posting in (posting for entry in entries for posting in entry.postings):
        found[posting.account] = found.get(posting.account, 0) + posting.amount.cents
    return {account: cents for account, cents in found.items() if cents}


@given(order=ORDERS)
def test_what_is_cancelled_leaves_nothing(order: Order) -> None:
    assert sums(placed_entry(order), cancelled_entry(order, NOW)) == {}


@given(order=ORDERS)
def test_a_delivery_frees_what_was_reserved_and_owes_the_total(order: Order) -> None:
    left = sums(placed_entry(order), delivery_entry(order, NOW))
    assert -left.get("owed:corner", 0) == order.total.cents
    assert not any(account.startswith(("planned:", "reserved:")) for account in left)
    assert left.get("deposits:corner", 0) == sum(line.deposit.cents for line in order.lines)


@given(order=ORDERS, cents=st.lists(st.integers(-3000, 3000), max_size=4))
def test_what_is_returned_leaves_nothing_whatever_was_corrected(order: Order, cents: list[int]) -> None:
    there = order.to(OrderStatus.DELIVERED, NOW)
    posted = [placed_entry(order), delivery_entry(there, NOW)]
    if any(line.total for line in order.lines):
        for number, each in enumerate(cents):
            correction = Correction(f"r{number}", CorrectionKind.WEIGHED, "corner", Money(each), order.id)
            posted.append(correction_entry(correction, there, NOW))
    posted.append(returned_entry(there, posted, NOW + HOUR))
    assert sums(*posted) == {}


def test_an_entry_balances_in_each_currency() -> None:
    with pytest.raises(ValueError, match="does not balance"):
        Entry("e1", NOW, "one cent too much", (Posting("bank", Money(100)), Posting("owed:x", Money(-99))))
    with pytest.raises(ValueError, match="does not balance"):
        Entry("e1", NOW, "no exchange", (Posting("bank", Money(100)), Posting("owed:x", Money(-100, "GBP"))))
    both = (
        Posting("bank", Money(5)), Posting("owed:x", Money(-5)),
        Posting("bank", Money(7, "GBP")), Posting("owed:x", Money(-7, "GBP")),
    )  # fmt: skip
    assert dict(balances(Entry("e2", NOW, "two of them", both).postings)) == {"EUR": 0, "GBP": 0}


def test_deposit_comes_back_and_a_payout_comes_in() -> None:
    bottles = Correction("r1", CorrectionKind.BOTTLES, "corner", Money(-390))
    payout = Payment("p1", "home", "anna", "corner", "payout", "until x", Money(-390), (), NOW)
    back = sums(deposit_entry(bottles, NOW), payment_entry(payout, NOW))
    assert back == {"deposits:corner": -390, "bank:refunded": 390}


class TestWhatIsNotBelieved:
    ORDER = Order(
        "o1", "home", "anna", Quote("corner", "groceries", (
            Line("apples", "fruit", "groceries", 1, Money(300), Money(300)),
            Line("cheese", "cheese", "groceries", 1, Money(1000), Money(1000)),
        )), NOW, "voice",
    ).to(OrderStatus.DELIVERED, NOW)  # fmt: skip

    def fault(self, kind: CorrectionKind, cents: int, charged: int = 1300, **facts: object) -> str | None:
        plain = Correction("r1", kind, "corner", Money(cents), "o1")
        return fault_of(replace(plain, **facts), self.ORDER, Money(charged))  # type: ignore[arg-type]

    def test_weight_makes_dearer_up_to_a_tenth_of_its_line(self) -> None:
        """P3: more than that is a price that nobody said yes to."""
        assert self.fault(CorrectionKind.WEIGHED, 30, product="apples") is None
        assert self.fault(CorrectionKind.WEIGHED, 31, product="apples") == "dearer_than_was_confirmed"
        assert self.fault(CorrectionKind.WEIGHED, 130) is None
        assert self.fault(CorrectionKind.WEIGHED, 131) == "dearer_than_was_confirmed"
        assert self.fault(CorrectionKind.WEIGHED, 100, charged=1331) == "dearer_than_was_confirmed", "in steps"

    def test_only_weight_makes_dearer(self) -> None:
        assert self.fault(CorrectionKind.MISSING, 1) == "only_weight_makes_dearer"
        assert self.fault(CorrectionKind.DAMAGED, 1) == "only_weight_makes_dearer"

    def test_no_more_comes_back_than_it_cost(self) -> None:
        assert self.fault(CorrectionKind.MISSING, -1300) is None
        assert self.fault(CorrectionKind.MISSING, -1301) == "more_back_than_it_cost"
        assert self.fault(CorrectionKind.MISSING, -301, charged=300) == "more_back_than_it_cost"

    def test_another_currency_is_refused_where_an_amount_is_read(self) -> None:
        for kind in (CorrectionKind.WEIGHED, CorrectionKind.MISSING, CorrectionKind.DAMAGED, CorrectionKind.TAKEN_BACK):
            assert self.fault(kind, 0, amount=Money(-100, "GBP")) == OTHER_CURRENCY
        bottles = Correction("r1", CorrectionKind.BOTTLES, "corner", Money(-390, "GBP"))
        assert fault_of(bottles, None, Money(0)) == OTHER_CURRENCY
        assert self.fault(CorrectionKind.RETURNED, 0, amount=Money(-100, "GBP")) is None

    def test_what_names_something_else_is_refused(self) -> None:
        assert self.fault(CorrectionKind.MISSING, -1, retailer="grocer") == "unknown_order"
        assert self.fault(CorrectionKind.MISSING, -1, product="wine") == "unknown_product"
        assert self.fault(CorrectionKind.MISSING, 0) == "no_amount"
        assert self.fault(CorrectionKind.BOTTLES, 1) == "deposit_is_not_money_back"
        assert fault_of(Correction("r1", CorrectionKind.RETURNED, "corner", order="o1"), None, Money(0))
        open_order = replace(self.ORDER, status=OrderStatus.PLACED)
        returned = Correction("r1", CorrectionKind.RETURNED, "corner", order="o1")
        assert fault_of(returned, open_order, Money(0)) == "order_not_delivered"
