"""P12: a retried payment, a repeated file or a re-run settlement changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from skill.dialogue.act import Act
from skill.domain.ledger import Entry, payment_entry
from skill.domain.mandate import Mandate
from skill.domain.money import Money
from skill.domain.order import OrderStatus
from skill.domain.payment import PaymentStatus
from skill.domain.settlement import plan
from skill.usecases import deliver, run_errands, settle
from tests.building import DAY, HOUR, MINUTE, SECOND, YES, mandate, order
from tests.household import Household


def sum_of(entries: Iterable[Entry]) -> dict[str, int]:
    """What is left on each account."""
    sums = Counter[str]()
    for entry in entries:
        sums.update({posting.account: posting.amount.cents for posting in entry.postings})
    return {account: cents for account, cents in sums.items() if cents}


def a_week(*mandates: Mandate) -> Household:
    """Two orders, delivered, and the week asked for."""
    house = Household().move_in(*mandates)
    for product in ("beans", "milk_1l"):
        house.hear(order(product))
        if not mandates:
            house.hear(YES)
    house.wait(6 * DAY)
    return house


def test_p12_a_week_is_one_payment_of_all_its_orders() -> None:
    house = a_week(mandate())
    (payment,) = house.payments()
    assert payment.amount == Money(1125)
    assert set(payment.orders) == {each.id for each in house.orders()}
    assert (payment.status, payment.approved_by) == (PaymentStatus.PAID, "mandate")


@pytest.mark.parametrize("again", [settle.run, deliver.run])
def test_p12_a_rerun_asks_delivers_and_pays_nothing_twice(again: object) -> None:
    house = a_week(mandate())
    before = house.orders(), house.payments(), house.entries(), house.rail.paid()
    for _ in range(3):
        assert again(house.home.id, house.clock.now, house.parts) == 0  # type: ignore[operator]
        run_errands.run(house.home.id, house.parts, house.clock.now)
    assert (house.orders(), house.payments(), house.entries(), house.rail.paid()) == before


def test_p12_planning_again_plans_the_same() -> None:
    house = Household().move_in(mandate())
    house.hear(order())
    house.hear(order("milk_1l"))
    deliver.run(house.home.id, house.clock.now + 2 * DAY, house.parts)
    with house.records.reading(house.home.id) as tx:
        charges, due = tx.open_charges(), tx.next_bundle_due()
    assert due is not None
    (bundle,) = plan(charges, due)
    assert plan(reversed(charges), due) == plan(charges, due + DAY) == (bundle,)
    assert (bundle.amount, bundle.due) == (Money(1125), due)
    assert plan(charges, due - SECOND) == ()


@pytest.mark.parametrize("faults", [["time_out"], ["late"], ["late", "time_out", "late"], ["time_out"] * 12])
def test_p12_a_payment_that_has_to_be_retried_is_paid_once(faults: list[str]) -> None:
    house = Household().move_in(mandate())
    house.hear(order())
    house.rail.fail_next(*faults)
    house.wait(6 * DAY)
    for _ in range(13):
        house.wait(DAY)
    assert [cents for _, _, cents in house.rail.paid()] == [1000]
    assert [each.status for each in house.payments()] == [PaymentStatus.PAID]
    assert [entry.id for entry in house.entries()].count(f"paid:{house.payments()[0].id}") == 1


@pytest.mark.parametrize("faults", [["time_out"], ["late"], ["late", "late", "time_out"]])
def test_p12_an_order_that_has_to_be_retried_is_placed_once(faults: list[str]) -> None:
    house = Household().move_in(mandate())
    house.retailers.fail_next(*faults)
    house.hear(order())
    for _ in range(4):
        house.clock.turn(MINUTE)
        run_errands.run(house.home.id, house.parts, house.clock.now)
    assert len(house.retailers.received("place")) == 1
    assert [each.status for each in house.orders()] == [OrderStatus.PLACED]


def test_p12_what_no_retailer_answered_is_neither_delivered_nor_owed() -> None:
    """Eight silent tries: the order is called off here and, for it may have arrived, there."""
    house = Household().move_in(mandate())
    house.retailers.fail_next("late", *["time_out"] * 7)
    house.hear(order())
    house.wait(2 * DAY)
    for _ in range(8):
        house.wait(DAY)
    assert [each.status for each in house.orders()] == [OrderStatus.CANCELLED]
    assert sum_of(house.entries()) == {}, "what was set aside is free again, and nothing is owed"
    assert house.payments() == ()
    assert len(house.retailers.received("cancel")) == 1
    assert house.agendas.written == {}
    assert [note.kind for note in house.notifications()] == ["problem"]


def test_p12_a_refused_order_leaves_no_reminder() -> None:
    house = Household().move_in(mandate())
    house.retailers.fail_next("refuse")
    house.hear(order())
    house.wait(MINUTE)
    assert house.agendas.written == {}
    assert house.retailers.received("cancel") == [], "it never was there"


def test_p12_an_order_that_comes_into_a_settled_period_is_asked_once_by_itself() -> None:
    """A clock that was set back lets an order fall into a week that was asked for already."""
    house = a_week(mandate())
    house.clock.turn(-6 * DAY)
    house.hear(order())
    house.wait(10 * DAY)
    house.wait(10 * DAY)
    assert [each.amount.cents for each in house.payments()] == [1125, 1000]
    assert len({each.period for each in house.payments()}) == 2


def test_p12_a_payment_is_approved_refused_and_paid_once() -> None:
    house = a_week()
    (asked,) = house.payments()
    now = house.clock.now
    approved = asked.approved("voice")
    paid = approved.paid(now)
    with pytest.raises(ValueError, match=asked.id):
        asked.paid(now)
    for payment in (approved, paid):
        with pytest.raises(ValueError, match=asked.id):
            payment.approved("voice")
        with pytest.raises(ValueError, match=asked.id):
            payment.refused()
    with pytest.raises(ValueError, match=asked.id):
        paid.paid(now)


def test_p12_a_yes_on_two_devices_pays_once() -> None:
    house = a_week()
    for device in ("kitchen", "bedroom"):
        assert house.hear(Act("read_notifications"), on=device).reply.decided == "asked_payment"
    house.rail.fail_next("time_out")
    assert house.hear(YES, on="kitchen").reply.decided == "changed"
    assert house.hear(YES, on="bedroom").reply.decided == "informed"
    house.wait(DAY)
    assert len(house.rail.paid()) == 1


def test_p12_a_no_after_a_yes_does_not_lose_the_payment() -> None:
    """Approved in the kitchen and on its way to a slow bank; the no in the bedroom comes too late."""
    house = a_week()
    house.hear(Act("read_notifications"), on="kitchen")
    house.hear(Act("read_notifications"), on="bedroom")
    house.rail.fail_next("time_out")
    house.hear(YES, on="kitchen")
    assert house.hear(Act("deny"), on="bedroom").reply.decided == "informed"
    house.wait(DAY)
    assert [each.status for each in house.payments()] == [PaymentStatus.PAID]
    assert payment_entry(house.payments()[0], house.clock.now).id in {each.id for each in house.entries()}


def test_p12_a_bill_that_was_not_answered_is_put_again_until_it_is() -> None:
    house = a_week()
    for _ in range(3):
        assert house.hear(Act("read_notifications")).reply.decided == "asked_payment"
        house.clock.turn(HOUR)
    house.hear(Act("read_notifications"))
    assert house.hear(YES).reply.decided == "changed"
    assert house.hear(Act("read_notifications")).reply.decided == "informed"
