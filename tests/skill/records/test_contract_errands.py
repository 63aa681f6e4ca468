"""What every adapter of Records promises about errands: queued once, claimed by one at a time, never lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords
from tests.skill.records.conftest import AnyRecords
from tests.skill.records.samples import HOUR, NOW

PLACE = Errand("place:o1", "place", {"order": "o1", "cents": 1798})
CANCEL = Errand("cancel:o1", "cancel", {"order": "o1"})
PAY = Errand("pay:p1", "pay", {"payment": "p1", "cents": 1798, "rail": "wallet"})
LEASE = timedelta(minutes=2)


@contextmanager
def queued(records: AnyRecords, *errands: Errand) -> Iterator[HomeRecords]:
    with records.transaction("thijs") as tx:
        for errand in errands:
            tx.add_errand(errand, NOW)
        yield tx


def test_a_key_is_queued_once_for_ever(records: AnyRecords) -> None:
    """P4, P12."""
    with queued(records, PLACE, replace(PLACE, body={})) as tx:
        assert tx.errands() == (PLACE,)
        assert tx.errand_done("place:o1", NOW + HOUR)
        assert not tx.errand_done("place:o1", NOW + 2 * HOUR)
        assert tx.errands() == ()
        tx.add_errand(PLACE, NOW + HOUR)
        assert tx.errands() == ()


def test_the_oldest_is_claimed_first_and_by_one_only(records: AnyRecords) -> None:
    with queued(records, PLACE, PAY) as tx:
        assert tx.claim_errand(NOW, NOW + LEASE) == PLACE
        assert tx.claim_errand(NOW, NOW + LEASE) == PAY
        assert tx.claim_errand(NOW, NOW + LEASE) is None
        assert len(tx.errands()) == 2, "what is claimed is not done"


def test_a_look_claims_nothing(records: AnyRecords) -> None:
    with queued(records, PLACE) as tx:
        assert tx.claimable_errand(NOW) == tx.claimable_errand(NOW) == PLACE


def test_what_is_of_one_order_is_done_in_its_order(records: AnyRecords) -> None:
    with queued(records, PLACE, CANCEL, PAY) as tx:
        place = tx.claim_errand(NOW, NOW + LEASE)
        assert tx.claim_errand(NOW, NOW + LEASE) == PAY, "the cancellation waits for the order"
        assert place is not None
        assert tx.errand_failed(place, "no answer", NOW + HOUR)
        assert tx.claim_errand(NOW, NOW + LEASE) is None
        assert tx.claim_errand(NOW + HOUR, NOW + HOUR + LEASE) == replace(PLACE, tries=1)
        tx.errand_done(PLACE.key, NOW + HOUR)
        assert tx.claim_errand(NOW + HOUR, NOW + HOUR + LEASE) == CANCEL


def test_a_failed_one_waits_for_its_next_try(records: AnyRecords) -> None:
    with queued(records, PLACE) as tx:
        claimed = tx.claim_errand(NOW, NOW + LEASE)
        assert claimed is not None
        assert tx.errand_failed(claimed, "no answer", NOW + HOUR)
        assert tx.claim_errand(NOW + HOUR - timedelta(microseconds=1), NOW + 2 * HOUR) is None
        assert tx.claim_errand(NOW + HOUR, NOW + 2 * HOUR) == replace(PLACE, tries=1)


def test_a_claim_that_ran_out_is_taken_over_and_its_first_holder_has_no_say(records: AnyRecords) -> None:
    with queued(records, PLACE) as tx:
        slow = tx.claim_errand(NOW, NOW + LEASE)
        assert tx.claim_errand(NOW + LEASE - timedelta(microseconds=1), NOW + 2 * LEASE) is None
        quick = tx.claim_errand(NOW + LEASE, NOW + 2 * LEASE)
        assert slow is not None
        assert quick is not None
        assert not tx.errand_failed(slow, "too late", NOW + HOUR)
        assert not tx.errand_given_up(slow, "too late", NOW + HOUR)
        assert tx.errands() == (PLACE,)
        assert tx.errand_given_up(quick, "refused", NOW + HOUR)
        assert not tx.errand_done(PLACE.key, NOW + HOUR), "given up is given up"


def test_a_success_counts_whoever_brings_it(records: AnyRecords) -> None:
    with queued(records, PLACE) as tx:
        tx.claim_errand(NOW, NOW + LEASE)
        quick = tx.claim_errand(NOW + LEASE, NOW + 2 * LEASE)
        assert tx.errand_done(PLACE.key, NOW + LEASE)
        assert quick is not None
        assert not tx.errand_failed(quick, "no answer", NOW + HOUR)
        assert tx.errands() == ()


def test_a_turn_takes_only_what_it_queued(records: AnyRecords) -> None:
    with queued(records, PLACE) as tx:
        tx.add_errand(PAY, NOW + HOUR)
        assert tx.claim_errand(NOW + HOUR, NOW + 2 * HOUR, queued_since=NOW + HOUR) == PAY
        assert tx.claim_errand(NOW + HOUR, NOW + 2 * HOUR, queued_since=NOW + HOUR) is None


def test_a_dead_letter_is_shown_until_it_is_queued_again_or_dropped(records: AnyRecords) -> None:
    with queued(records, PLACE, PAY) as tx:
        for errand in (PLACE, PAY):
            claimed = tx.claim_errand(NOW, NOW + LEASE)
            assert claimed == errand
            assert tx.errand_given_up(claimed, "refused", NOW + HOUR)
        assert tx.errands() == ()
        first, second = tx.dead_errands()
        assert (first.errand, second.errand) == (replace(PLACE, tries=1), replace(PAY, tries=1))
        assert (first.reason, first.queued_at, first.given_up_at) == ("refused", NOW, NOW + HOUR)
        assert not tx.requeue_errand("place:o2", NOW)
        assert tx.requeue_errand(PLACE.key, NOW + HOUR)
        assert tx.drop_errand(PAY.key)
        assert not tx.drop_errand(PAY.key)
        assert tx.dead_errands() == ()
        assert tx.claim_errand(NOW + HOUR, NOW + 2 * HOUR) == PLACE
        tx.add_errand(PAY, NOW + HOUR)
        assert tx.errands() == (PLACE,), "what was dropped is not queued again"


def test_what_was_done_for_a_subject_is_remembered(records: AnyRecords) -> None:
    with queued(records, PLACE, CANCEL, PAY) as tx:
        assert tx.errands_done_for("o1") == ()
        claimed = tx.claim_errand(NOW, NOW + LEASE)
        assert claimed is not None
        tx.errand_done(PLACE.key, NOW)
        cancel = tx.claim_errand(NOW, NOW + LEASE)
        assert cancel is not None
        tx.errand_given_up(cancel, "refused", NOW)
        tx.drop_errand(CANCEL.key)
        assert tx.errands_done_for("o1") == (PLACE,)
        assert tx.errands_done_for("p1") == ()


def test_workers_find_the_homes_that_have_work(records: AnyRecords) -> None:
    def due(after: timedelta) -> tuple[str, ...]:
        return records.homes_with_errands(NOW + after, most=10)

    for home, at in (("late", NOW + HOUR), ("early", NOW), ("blocked", NOW)):
        with records.transaction(home) as tx:
            tx.add_errand(PLACE, at)
            if home == "blocked":
                claimed = tx.claim_errand(NOW, NOW + LEASE)
                tx.add_errand(CANCEL, NOW)
                assert claimed is not None
                tx.errand_failed(claimed, "no answer", NOW + 2 * HOUR)
    assert due(timedelta(0)) == ("early",)
    assert due(HOUR) == ("early", "late")
    assert set(due(2 * HOUR)) == {"early", "late", "blocked"}
    assert records.homes_with_errands(NOW + 2 * HOUR, most=1) == ("early",)
    with records.transaction("early") as tx:
        tx.claim_errand(NOW, NOW + LEASE)
    assert due(timedelta(0)) == ()
    assert due(LEASE) == ("early",), "a claim that ran out is work again"


def test_homes_with_dead_letters_are_found(records: AnyRecords) -> None:
    assert records.homes_with_dead_errands() == ()
    with queued(records, PLACE) as tx:
        claimed = tx.claim_errand(NOW, NOW + LEASE)
        assert claimed is not None
        tx.errand_given_up(claimed, "refused", NOW)
    assert records.homes_with_dead_errands() == ("thijs",)


@pytest.mark.parametrize(
    ("body", "subject"),
    [
        ({"order": "o1", "cents": 1}, "o1"),
        ({"payment": "p1"}, "p1"),
        ({"entry": "delivery:o1"}, "delivery:o1"),
        ({}, "k"),
    ],
)
def test_what_an_errand_is_about_is_in_its_body(body: dict[str, str | int], subject: str) -> None:
    assert Errand("k", "some", body).subject == subject
