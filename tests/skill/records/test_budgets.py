"""P6: a budget holds under any sequence of reserve, commit, release and refund, in the records as in the domain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from skill.domain.budget import Hold
from skill.domain.money import Money
from skill.records.sqlite import MEMORY, SqliteRecords
from tests.building import NOW

LIMIT = 4000
DAYS = st.integers(0, 13)


class Budgets(RuleBasedStateMachine):
    """Two mandates of EUR 40 per seven days, counted a second time in plain numbers."""

    subjects = Bundle("subjects")

    @initialize()
    def begin(self) -> None:
        self.records = SqliteRecords(MEMORY)
        self.held: dict[tuple[str, str], list[int]] = {}
        self.told: set[tuple[str, str, str]] = set()
        self.made = 0

    @rule(target=subjects, mandate=st.sampled_from("ab"), cents=st.integers(1, 3000), day=DAYS)
    def reserve(self, mandate: str, cents: int, day: int) -> object:
        at = NOW + timedelta(days=day)
        week = NOW if day < 7 else NOW + timedelta(days=7)
        with self.records.transaction("home") as tx:
            if not (tx.usage_since(mandate, week) + Money(cents)).cents < LIMIT:
                return multiple()
            self.made += 1
            subject = f"order{self.made}"
            tx.reserve(mandate, subject, Money(cents), at)
        self.held[mandate, subject] = [day, cents, 0, 0]
        return mandate, subject

    @rule(subject=subjects, less=st.integers(-1, 500))
    def commit(self, subject: tuple[str, str], less: int) -> None:
        row = self.held[subject]
        final = row[1] - less
        state = row[3]
        may = (state == 0 and 0 <= final <= row[1]) or (state == 1 and final == row[1])
        if self._tries(may, lambda tx: tx.commit(subject[1], Money(final))) and state == 0:
            row[1], row[3] = final, 1

    @rule(subject=subjects)
    def release(self, subject: tuple[str, str]) -> None:
        row = self.held[subject]
        if self._tries(row[3] != 1, lambda tx: tx.release(subject[1])):
            row[3] = 2

    @rule(subject=subjects, cents=st.integers(0, 2000), refund=st.sampled_from("xy"))
    def refund(self, subject: tuple[str, str], cents: int, refund: str) -> None:
        row = self.held[subject]
        again = (*subject, refund) in self.told
        may = again or (row[3] == 1 and 0 < cents <= row[1] - row[2])
        if self._tries(may, lambda tx: tx.refund(subject[1], refund, Money(cents), NOW)) and not again:
            self.told.add((*subject, refund))
            row[2] += cents

    def _tries(self, may: bool, step: Callable[..., object]) -> bool:
        """Does the step; one that may not be is refused and changes nothing."""
        if may:
            with self.records.transaction("home") as tx:
                step(tx)
        else:
            with (
                pytest.raises(ValueError, match=r"committed|released|reserved|come back|own"),
                self.records.transaction("home") as tx,
            ):
                step(tx)
        return may

    @invariant()
    def what_counts_is_what_is_held(self) -> None:
        if not hasattr(self, "records"):
            return
        with self.records.reading("home") as tx:
            for mandate in "ab":
                rows = [row for (name, _), row in self.held.items() if name == mandate and row[3] != 2]
                second = sum(row[1] - row[2] for row in rows if row[0] >= 7)
                both = sum(row[1] - row[2] for row in rows)
                assert tx.usage_since(mandate, NOW + timedelta(days=7)) == Money(second)
                assert tx.usage_since(mandate, NOW) == Money(both)
                assert second < LIMIT
                assert both - second < LIMIT

    def teardown(self) -> None:
        if hasattr(self, "records"):
            self.records.close()


Budgets.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestBudgets = Budgets.TestCase


def test_a_refund_credits_the_period_that_was_charged(records: SqliteRecords) -> None:
    """Not the week in which the money came back: that one has a budget of its own."""
    later = NOW + timedelta(days=7)
    with records.transaction("home") as tx:
        tx.reserve("m1", "order", Money(1000), NOW)
        tx.commit("order")
        assert tx.refund("order", "return-1", Money(400), later)
        assert not tx.refund("order", "return-1", Money(400), later), "told twice, credited once (P12)"
        assert tx.usage_since("m1", NOW) == Money(600)
        assert tx.usage_since("m1", later) == Money(0)


def test_what_was_committed_is_not_released_nor_reserved_again(records: SqliteRecords) -> None:
    with records.transaction("home") as tx:
        tx.reserve("m1", "order", Money(1000), NOW)
        tx.commit("order", Money(900))
        assert [(each.hold, each.amount) for each in tx.reservations("order")] == [(Hold.COMMITTED, Money(900))]
        for step in (lambda: tx.release("order"), lambda: tx.reserve("m1", "order", Money(1), NOW)):
            with pytest.raises(ValueError, match="committed"):
                step()
        assert tx.usage_since("m1", NOW) == Money(900)


def test_steps_about_what_no_mandate_allowed_do_nothing(records: SqliteRecords) -> None:
    with records.transaction("home") as tx:
        tx.commit("by a yes")
        tx.release("by a yes")
        assert not tx.refund("by a yes", "return", Money(1), NOW)
        assert tx.reservations("by a yes") == ()
