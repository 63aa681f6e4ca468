"""What every adapter of Records promises about charges and bundles: the database plans what the pure `plan` plans."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill.domain.ledger import Entry, Posting
from skill.domain.money import Money
from skill.domain.settlement import Bundle, BundleKey, Charge, Outcome, plan
from tests.skill.records.conftest import AnyRecords
from tests.skill.records.samples import HOUR, NOW

DAYS = [NOW + timedelta(days=day) for day in range(3)]
KEY = BundleKey("thijs", "groenmarkt", "thijs", "until 2026-03-09")


def charge(charge_id: str = "delivered:o1", cents: int = 1798, **facts: object) -> Charge:
    plain = {"bundle": KEY, "category": "groceries", "order": "o1", "at": NOW, "due": DAYS[1]}
    return Charge(id=charge_id, amount=Money(cents), **{**plain, **facts})  # type: ignore[arg-type]


@st.composite
def charges(draw: st.DrawFn) -> list[Charge]:
    """Charges of some homes; all of one bundle are due at one time, as they are when they are made."""
    numbers = count(1)
    found = []
    for home in draw(st.lists(st.sampled_from(["anna", "bram", "c d", "d'Oe"]), unique=True)):
        for retailer, person, due in draw(
            st.lists(
                st.tuples(st.sampled_from("gt"), st.sampled_from("xy"), st.sampled_from([None, *range(3)])),
                unique=True,
                max_size=4,
            )
        ):
            key = BundleKey(home, retailer, person, f"until {due}")
            when = None if due is None else DAYS[due]
            for cents, order, hours in draw(
                st.lists(
                    st.tuples(st.integers(-5000, 5000), st.sampled_from(["", "o1", "o2"]), st.integers(0, 400)),
                    min_size=1,
                    max_size=5,
                )
            ):
                at = NOW - hours * HOUR
                found.append(Charge(f"c{next(numbers)}", key, "groceries", order, Money(cents), at, when))
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=charges(), until=st.sampled_from([*DAYS, NOW - HOUR]), batch=st.integers(1, 5))
def test_the_database_plans_what_the_plan_says(
    records: AnyRecords, made: list[Charge], until: object, batch: int
) -> None:
    """P12: for any household, whatever the size of a batch."""
    prefix = f"{next(_examples):05d} "  # every example has homes of its own: an append-only database is not emptied
    made = [_moved(each, prefix) for each in made]
    for each in made:
        with records.transaction(each.bundle.home) as tx:
            tx.add_charge(each)
    assert until is not None
    found: list[Bundle] = []
    after = prefix
    while homes := [
        home
        for home in records.homes_with_due_bundles(after, until, batch)
        if home.startswith(prefix)  # type: ignore[arg-type]
    ]:
        with records.settling(homes) as settling:
            settling.close_due(until)  # type: ignore[arg-type]
            found += settling.to_judge()
        after = homes[-1]
    assert tuple(found) == plan(made, until)  # type: ignore[arg-type]


_examples = count(1)


def _moved(one: Charge, prefix: str) -> Charge:
    key = one.bundle
    home = BundleKey(prefix + key.home, key.retailer, key.person, key.period)
    return Charge(one.id, home, one.category, one.order, one.amount, one.at, one.due)


def _closes_and_fails(records: AnyRecords) -> None:
    with records.settling(["thijs"]) as settling:
        assert settling.close_due(DAYS[2]) == 1
        assert len(settling.to_judge()) == 1
        raise KeyError("the judge fell over")


class TestDeliveryEntries:
    def test_what_a_delivery_posted_is_found_among_all(self, records: AnyRecords) -> None:
        def entry(entry_id: str) -> Entry:
            return Entry(entry_id, NOW, entry_id, (Posting("bank", Money(-5)), Posting("owed:x", Money(5))))

        about = [entry("delivered:o1"), entry("corrected:o1:b"), entry("corrected:o1:a")]
        others = [
            "placed:o1",
            "delivered:o10",
            "delivered:o",
            "corrected:o10:a",
            "corrected:o:a",
            "paid:o1",
            "returned:o1",
        ]
        with records.transaction("thijs") as tx:
            for each in [*map(entry, others), *about]:
                tx.post(each)
            assert tx.delivery_entries("o1") == tuple(about)
            assert tx.delivery_entries("o2") == ()


class TestBundles:
    def test_what_is_charged_is_found_again(self, records: AnyRecords) -> None:
        first, credit = charge(), charge("corrected:o1:r1", -200)
        with records.transaction("thijs") as tx:
            tx.add_charge(first)
            tx.add_charge(credit)
            tx.add_charge(credit)
            assert tx.open_charges() == (credit, first)
            assert tx.charged("o1") == Money(1598)
            assert tx.charged("o2") == Money(0)
            assert tx.next_bundle_due() == DAYS[1]

    def test_a_bundle_without_a_day_waits(self, records: AnyRecords) -> None:
        """P9."""
        with records.transaction("thijs") as tx:
            tx.add_charge(charge(due=None))
            assert tx.next_bundle_due() is None
        assert records.homes_with_due_bundles("", DAYS[2], 10) == ()

    def test_a_closed_bundle_takes_nothing_more_and_is_closed_once(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.add_charge(charge())
            assert not tx.is_closed(KEY)
            tx.close_bundle(KEY, Outcome.EVEN)
            assert tx.is_closed(KEY)
            with pytest.raises(ValueError, match="closed"):
                tx.add_charge(charge("delivered:o2"))
            with pytest.raises(ValueError, match="no open bundle"):
                tx.close_bundle(KEY, Outcome.ASKED, "p1")
            assert tx.next_bundle_due() is None

    def test_what_is_another_homes_is_refused(self, records: AnyRecords) -> None:
        with records.transaction("emily") as tx, pytest.raises(ValueError, match="thijs"):
            tx.add_charge(charge())

    def test_what_was_closed_in_a_transaction_that_failed_is_open(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.add_charge(charge())
        with pytest.raises(KeyError, match="judge"):
            _closes_and_fails(records)
        assert records.homes_with_due_bundles("", DAYS[2], 10) == ("thijs",)

    def test_closing_again_closes_nothing(self, records: AnyRecords) -> None:
        with records.transaction("thijs") as tx:
            tx.add_charge(charge())
        with records.settling(["thijs"]) as settling:
            assert settling.close_due(DAYS[2]) == 1
        with records.settling(["thijs"]) as settling:
            assert settling.close_due(DAYS[2]) == 0
            assert len(settling.to_judge()) == 1
