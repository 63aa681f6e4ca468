"""What every adapter of Records promises about mandates, orders, payments and the books."""

import threading
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.domain.ledger import Entry, Posting, delivery_entry, payment_entry
from skill.domain.money import Money
from skill.domain.order import OrderStatus
from skill.domain.payment import OWED, PaymentStatus
from skill.domain.settlement import BundleKey, Charge, Outcome
from skill.records.sqlite import MEMORY, SqliteRecords
from skill.usecases.ports import LATEST_ORDERS
from tests.skill.records.conftest import AnyRecords
from tests.skill.records.samples import HOUR, MANDATE, NOW, ORDER, PAYMENT, QUOTE


class TestMandates:
    def test_a_changed_mandate_keeps_its_place(self, records: AnyRecords) -> None:
        revoked = replace(MANDATE, revoked=NOW, paused=True)
        second = replace(MANDATE, id="m0")
        with records.transaction("thijs") as tx:
            tx.keep_mandate(MANDATE)
            tx.keep_mandate(second)
            tx.keep_mandate(revoked)
            assert tx.mandates() == (revoked, second)

    def test_usage_counts_from_a_moment_on(self, records: AnyRecords) -> None:
        """P6."""
        with records.transaction("thijs") as tx:
            tx.reserve("m1", "o1", Money(100), NOW - timedelta(microseconds=1))
            tx.reserve("m1", "o2", Money(20), NOW)
            tx.reserve("m1", "o3", Money(3), NOW + HOUR)
            tx.reserve("m2", "o4", Money(4000), NOW)
            assert tx.usage_since("m1", NOW) == Money(23)
            assert tx.usage_since("m1", NOW - HOUR) == Money(123)
            assert tx.usage_since("m3", NOW) == Money(0)

    def test_times_of_other_zones_are_the_same_moment(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.reserve("m1", "o1", Money(100), NOW.astimezone(ZoneInfo("America/New_York")))
            assert tx.usage_since("m1", NOW.astimezone(ZoneInfo("Europe/Amsterdam"))) == Money(100)
            assert tx.usage_since("m1", NOW + timedelta(microseconds=1)) == Money(0)

    def test_a_time_without_a_zone_is_refused(self, records: AnyRecords) -> None:
        """P1: a clock that we do not know is no clock."""
        with records.transaction("thijs") as tx, pytest.raises(ValueError, match="zone"):
            tx.reserve("m1", "o1", Money(100), NOW.replace(tzinfo=None))

    def test_what_is_released_counts_no_more(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.reserve("m1", "o1", Money(100), NOW)
            tx.reserve("m1", "o2", Money(20), NOW)
            tx.release("o1")
            tx.release("o1")
            tx.release("never reserved")
            assert tx.usage_since("m1", NOW) == Money(20)

    def test_a_reservation_made_again_counts_once(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.reserve("m1", "o1", Money(100), NOW)
            tx.reserve("m1", "o1", Money(100), NOW)
            tx.reserve("m1", "o1", Money(150), NOW)
            assert tx.usage_since("m1", NOW) == Money(150)
            tx.release("o1")
            tx.reserve("m1", "o1", Money(90), NOW)
            assert tx.usage_since("m1", NOW) == Money(90)

    def test_currencies_are_never_added_up(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.reserve("m1", "o1", Money(100, "GBP"), NOW)
            assert tx.usage_since("m1", NOW) == Money(100, "GBP")
            tx.reserve("m1", "o2", Money(100), NOW)
            with pytest.raises(ValueError, match="do not add up"):
                tx.usage_since("m1", NOW)


class TestBudget:
    def test_two_orders_that_fit_alone_but_not_together(self, records: AnyRecords) -> None:
        """P6: one is placed, one is to be asked about. The race between processes: test_processes.py."""
        outcomes: list[str] = []
        together = threading.Barrier(2)

        def order(order_id: str) -> None:
            together.wait(5)
            with records.transaction("thijs") as tx:
                fits = tx.usage_since("m1", NOW) + Money(2500) < Money(4000)
                if fits:
                    tx.reserve("m1", order_id, Money(2500), NOW)
                outcomes.append("placed" if fits else "asked")

        threads = [threading.Thread(target=order, args=[order_id]) for order_id in ("o1", "o2")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["asked", "placed"]
        with records.reading("thijs") as tx:
            assert tx.usage_since("m1", NOW) == Money(2500)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from(["m1", "m2"]), st.sampled_from("abc"), st.integers(-9, 99) | st.none())))
    def test_usage_is_what_was_reserved_less_what_was_released(self, steps: list[tuple[str, str, int | None]]) -> None:
        """P6. None stands for a release."""
        records = SqliteRecords(MEMORY)
        expected: dict[tuple[str, str], int] = {}
        with records.transaction("thijs") as tx:
            for mandate, order, cents in steps:
                if cents is None:
                    tx.release(order)
                    expected = {key: value for key, value in expected.items() if key[1] != order}
                else:
                    tx.reserve(mandate, order, Money(cents), NOW)
                    expected[mandate, order] = cents
            for mandate in ("m1", "m2"):
                total = sum(cents for (name, _), cents in expected.items() if name == mandate)
                assert tx.usage_since(mandate, NOW) == Money(total)
        records.close()


class TestOrdersAndPayments:
    def test_orders_come_oldest_first_and_are_replaced_in_place(self, records: AnyRecords) -> None:
        delivered = ORDER.to(OrderStatus.DELIVERED, NOW + 25 * HOUR)
        second = replace(ORDER, id="o0", quote=replace(QUOTE, slot=None), mandate="m1", approved_by="mandate")
        with records.transaction("thijs") as tx:
            assert tx.order("o1") is None
            tx.keep_order(ORDER)
            tx.keep_order(second)
            tx.keep_order(delivered)
            assert tx.orders() == (delivered, second)
            assert tx.order("o1") == delivered

    def test_a_turn_looks_at_what_can_still_matter(self, records: AnyRecords) -> None:
        """What is to come or not asked payment for, however old; the latest few; and those of the window."""
        old = NOW - timedelta(days=500)
        done = replace(ORDER.to(OrderStatus.DELIVERED, old), placed_at=old)
        history = [replace(done, id=f"done{number}") for number in range(30)]
        coming = replace(ORDER, id="coming", placed_at=old)
        owed = replace(ORDER.to(OrderStatus.DELIVERED, old), id="owed", placed_at=old)
        off = replace(ORDER.to(OrderStatus.CANCELLED), id="off", placed_at=old)
        recent = [replace(done, id=f"recent{number}", placed_at=NOW) for number in range(LATEST_ORDERS + 2)]
        with records.transaction("thijs") as tx:
            for order in (off, *history, coming, owed):
                tx.keep_order(order)
            bundle = BundleKey("thijs", owed.retailer, owed.person, "until 2026-03-09")
            tx.add_charge(Charge("delivered:owed", bundle, "groceries", owed.id, owed.total, old, None))
            latest = tx.current_orders(NOW)
            assert latest == (*history[-(LATEST_ORDERS - 2) :], coming, owed)
            for order in recent:
                tx.keep_order(order)
            assert tx.current_orders(NOW) == (coming, owed, *recent)
            assert tx.current_orders(NOW + HOUR) == (coming, owed, *recent[2:])
            assert tx.open_orders() == (coming,)
            tx.close_bundle(bundle, Outcome.ASKED, "p1")
            tx.keep_order(coming.to(OrderStatus.CANCELLED))
            assert tx.open_orders() == ()
            assert tx.current_orders(NOW + HOUR) == tuple(recent[2:])
            assert len(tx.orders()) == 33 + len(recent)

    def test_a_period_of_a_retailer_and_person_is_asked_once(self, records: AnyRecords) -> None:
        """P12."""
        again = replace(PAYMENT, id="p2", amount=Money(1))
        others = (
            replace(PAYMENT, id="p3", period="until 2026-03-16"),
            replace(PAYMENT, id="p4", retailer="buurtsuper"),
            replace(PAYMENT, id="p5", person="noor"),
        )
        with records.transaction("thijs") as tx:
            assert tx.add_payment(PAYMENT)
            assert not tx.add_payment(again)
            assert not tx.add_payment(PAYMENT)
            assert all(tx.add_payment(other) for other in others)
            assert tx.payments() == tx.owed_payments() == (PAYMENT, *others)
            assert tx.payment("p2") is None

    def test_a_payment_changes_by_its_id(self, records: AnyRecords) -> None:
        paid = PAYMENT.approved("mandate").paid(NOW + HOUR)
        with records.transaction("thijs") as tx:
            tx.keep_payment(PAYMENT)
            tx.keep_payment(paid)
            assert tx.payments() == (paid,)
            assert tx.owed_payments() == ()
            assert tx.payment("p1") == paid
            assert paid.status is PaymentStatus.PAID
            assert not tx.add_payment(PAYMENT)
            assert tx.payment("p1") == paid

    @pytest.mark.parametrize("status", PaymentStatus)
    def test_what_is_owed_is_found_without_what_is_paid(self, status: PaymentStatus, records: AnyRecords) -> None:
        """M6: what was refused, ran out or came back is still owed."""
        with records.transaction("thijs") as tx:
            tx.keep_payment(replace(PAYMENT, status=status))
            assert [payment.status for payment in tx.owed_payments()] == ([status] if status in OWED else [])

    def test_no_payment_takes_the_id_or_the_period_of_another(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.add_payment(PAYMENT)
            with pytest.raises(ValueError, match="the id p1"):
                tx.add_payment(replace(PAYMENT, period="until 2026-03-16"))
            with pytest.raises(ValueError, match="another payment than p2"):
                tx.keep_payment(replace(PAYMENT, id="p2"))
            assert tx.payments() == (PAYMENT,)

    def test_a_bank_that_names_a_payment_names_its_home(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.add_payment(PAYMENT)
        with records.transaction("emily") as tx:
            tx.add_payment(replace(PAYMENT, id="p2", home="emily"))
        assert [records.home_of_payment(each) for each in ("p1", "p2", "p3")] == ["thijs", "emily", None]
        with records.transaction("emily") as tx:
            tx.add_payment(replace(PAYMENT, home="emily", period="until 2026-03-16"))
        assert records.home_of_payment("p1") is None


class TestLedger:
    def test_an_entry_is_posted_once(self, records: AnyRecords) -> None:
        """P12, M1."""
        delivered = delivery_entry(ORDER, NOW)
        paid = payment_entry(PAYMENT, NOW + HOUR)
        with records.transaction("thijs") as tx:
            assert tx.post(delivered)
            assert tx.post(paid)
            assert not tx.post(replace(delivered, memo="again"))
            assert tx.post(delivered.reversed("undo", NOW + HOUR))
            assert tx.entries() == (delivered, paid, delivered.reversed("undo", NOW + HOUR))

    def test_the_books_balance(self, records: AnyRecords) -> None:
        twice = Entry("e", NOW, "one account twice", (Posting("bank", Money(5)), Posting("bank", Money(-5))))
        with records.transaction("thijs") as tx:
            tx.post(delivery_entry(ORDER, NOW))
            tx.post(twice)
            tx.post(Entry("empty", NOW, "nothing", ()))
            assert tx.entries()[1:] == (twice, Entry("empty", NOW, "nothing", ()))
            assert tx.ledger_imbalance() == ()
