"""P12, M1, M6: what banks say comes late, twice and out of turn, and ends in the same payment and the same books."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.domain.bank_answer import Applied, BankAnswer, NotApplied, Outcome, apply
from skill.domain.ledger import Entry
from skill.domain.money import Money
from skill.domain.payment import Payment, PaymentStatus
from skill.domain.strong_authentication import Basis

NOW = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
ASKED = Payment("p1", "home", "anna", "grocer", "direct_debit", "until 2026-03-09", Money(1350), ("o1",), NOW)
ALLOWED = ASKED.approved("mandate", NOW)


def hears(payment: Payment, *outcomes: Outcome) -> tuple[Payment, dict[str, Entry]]:
    """The payment and the books after these answers; the books take an entry of one id once, as records do."""
    books: dict[str, Entry] = {}
    for outcome in outcomes:
        applied = apply(payment, BankAnswer(payment.end_to_end, outcome, LATER), LATER)
        if isinstance(applied, Applied):
            payment = applied.payment
            for entry in applied.entries:
                books.setdefault(entry.id, entry)
    return payment, books


def owed(books: dict[str, Entry]) -> int:
    """Cents that were paid off the debt."""
    return sum(p.amount.cents for entry in books.values() for p in entry.postings if p.account == "owed:grocer")


def test_a_debit_that_is_accepted_and_collected_is_paid_once() -> None:
    payment, books = hears(ALLOWED, Outcome.ACCEPTED, Outcome.PAID, Outcome.PAID)
    assert (payment.status, payment.paid_at) == (PaymentStatus.PAID, LATER)
    assert list(books) == ["paid:p1"]


def test_m5_what_comes_back_opens_the_debt_again_by_a_reversing_entry() -> None:
    payment, books = hears(ALLOWED, Outcome.ACCEPTED, Outcome.PAID, Outcome.REFUNDED)
    assert payment.status is PaymentStatus.REFUNDED
    assert list(books) == ["paid:p1", "returned:p1"]
    assert owed(books) == 0


def test_money_that_moved_outranks_a_refusal_that_was_sent_before() -> None:
    for order in permutations((Outcome.REFUSED, Outcome.PAID, Outcome.ACCEPTED)):
        payment, books = hears(ALLOWED, *order)
        assert payment.status is PaymentStatus.PAID
        assert owed(books) == 1350


@given(st.lists(st.sampled_from(Outcome), max_size=8), st.randoms(use_true_random=False))
def test_any_order_of_the_same_answers_ends_the_same(outcomes: list[Outcome], chance: object) -> None:
    shuffled = outcomes * 2
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    payment, books = hears(ALLOWED, *outcomes)
    again, same_books = hears(ALLOWED, *shuffled)
    assert (payment.status, set(books), owed(books)) == (again.status, set(same_books), owed(same_books))
    assert owed(books) == (1350 if payment.status is PaymentStatus.PAID else 0)


@given(st.lists(st.sampled_from(Outcome), max_size=6), st.sampled_from(["direct_debit", "wallet", "instant_transfer"]))
def test_p2_no_answer_of_a_bank_pays_what_nobody_approved(outcomes: list[Outcome], kind: str) -> None:
    payment, books = hears(replace(ASKED, kind=kind), *outcomes)
    assert payment == replace(ASKED, kind=kind)
    assert not books


def test_m2_a_request_that_was_accepted_at_the_bank_says_so() -> None:
    payment, _ = hears(replace(ASKED, kind="payment_request"), Outcome.PAID)
    assert (payment.status, payment.approved_by) == (PaymentStatus.PAID, "app")
    assert payment.authentication is not None
    assert (payment.authentication.basis, payment.authentication.reason.code) == (Basis.STRONG, "accepted_at_the_bank")


def test_m6_a_request_that_was_refused_at_the_bank_is_owed() -> None:
    payment, books = hears(replace(ASKED, kind="payment_request"), Outcome.REFUSED)
    assert payment.status is PaymentStatus.REFUSED
    assert not books


@pytest.mark.parametrize("cents", [1349, 1351, 0, -1350])
def test_another_amount_is_another_payment(cents: int) -> None:
    answer = BankAnswer("p1", Outcome.PAID, LATER, amount=Money(cents))
    assert apply(ALLOWED, answer, LATER) == NotApplied("another_amount")


def test_each_attempt_is_named_apart() -> None:
    refused, _ = hears(ALLOWED, Outcome.REFUSED)
    again = refused.asked_again(LATER)
    assert (refused.end_to_end, again.end_to_end) == ("p1", "p1.2")
    assert again.is_asked
    assert apply(again, BankAnswer("p1", Outcome.REFUSED, LATER), LATER) == NotApplied()


def test_an_earlier_attempt_that_was_paid_after_all_pays_the_debt() -> None:
    refused, _ = hears(ALLOWED, Outcome.REFUSED)
    applied = apply(refused.asked_again(LATER), BankAnswer("p1", Outcome.PAID, LATER), LATER)
    assert isinstance(applied, Applied)
    assert (applied.payment.status, applied.payment.end_to_end) == (PaymentStatus.PAID, "p1")
    assert [entry.id for entry in applied.entries] == ["paid:p1"]


def test_money_that_moved_twice_is_in_the_books_twice_and_told() -> None:
    refused, _ = hears(ALLOWED, Outcome.REFUSED)
    second = refused.asked_again(LATER).approved("voice", LATER)
    applied = apply(second, BankAnswer("p1", Outcome.PAID, LATER), LATER)
    assert isinstance(applied, Applied)
    assert applied.failed
    assert applied.payment == second
    assert [entry.id for entry in applied.entries] == ["paid:p1"]


@pytest.mark.parametrize(
    "status", [PaymentStatus.OPEN, PaymentStatus.APPROVED, PaymentStatus.SUBMITTED, PaymentStatus.PAID]
)
def test_p12_what_may_still_be_paid_is_not_asked_again(status: str) -> None:
    with pytest.raises(ValueError, match="cannot be asked"):
        replace(ALLOWED, status=PaymentStatus(status)).asked_again(LATER)


def test_m6_a_request_ends_at_its_expiry_and_not_before() -> None:
    request = replace(ASKED, expires_at=LATER)
    with pytest.raises(ValueError, match="runs until"):
        request.expired(LATER - timedelta(seconds=1))
    assert request.expired(LATER).status is PaymentStatus.EXPIRED
    with pytest.raises(ValueError, match="approved"):
        request.approved("voice", NOW).expired(LATER)


def test_p2_an_attempt_that_nobody_allowed_or_that_never_was_is_not_believed() -> None:
    again = ASKED.refused().asked_again(LATER).approved("voice", LATER)
    for end_to_end in ("p1", "p1.3", "p1.99"):
        assert apply(again, BankAnswer(end_to_end, Outcome.PAID, LATER), LATER) == NotApplied("unknown_attempt")
