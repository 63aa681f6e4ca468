"""Claims: which report answers which, and that one statement's end is no other's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from skill.dialogue.effects import MakeClaims
from skill.domain.claim import Claim, ClaimKind, ClaimStatus
from skill.domain.correction import Correction, CorrectionKind
from skill.domain.money import Money
from skill.domain.order import Order
from skill.usecases import claim
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords
from tests.building import DAY, NOW, mandate, order
from tests.household import Household


def delivered() -> Household:
    house = Household().move_in(mandate())
    house.hear(order())
    house.wait(DAY)
    return house


def said(kind: ClaimKind, statement: str = "one", cents: int = 500) -> Claim:
    return Claim(statement, kind, "beans", 1, Money(cents), "anna", NOW)


def after(house: Household, *claims: Claim, then: Callable[[HomeRecords, Order], None]) -> list[ClaimStatus]:
    with house.records.transaction(house.home.id) as tx:
        kept = tx.orders()[0].with_claims(*claims)
        tx.keep_order(kept)
        then(tx, kept)
        return [each.status for each in tx.orders()[0].claims]


@pytest.mark.parametrize(
    ("report", "claimed", "closes"),
    [
        (CorrectionKind.MISSING, ClaimKind.PROBLEM, True),
        (CorrectionKind.DAMAGED, ClaimKind.PROBLEM, True),
        (CorrectionKind.TAKEN_BACK, ClaimKind.WITHDRAWAL, True),
        (CorrectionKind.TAKEN_BACK, ClaimKind.PROBLEM, False),
        (CorrectionKind.MISSING, ClaimKind.WITHDRAWAL, False),
        (CorrectionKind.WEIGHED, ClaimKind.PROBLEM, False),
    ],
)
def test_a_report_answers_claims_of_its_own_kind(report: CorrectionKind, claimed: ClaimKind, closes: bool) -> None:
    def reported(tx: HomeRecords, kept: Order) -> None:
        found = Correction("r1", report, kept.retailer, Money(-300), kept.id, "", "beans")
        claim.answered(kept, found, tx, NOW)

    ours = after(delivered(), said(claimed), then=reported)[0]
    assert ours is (ClaimStatus.ACCEPTED if closes else ClaimStatus.OPEN)


def test_a_refusal_ends_the_statement_that_it_answers_and_no_other() -> None:
    def refused(tx: HomeRecords, kept: Order) -> None:
        claim.refused(Errand("complain:one", "complain", {"order": kept.id}), tx, NOW)

    claims = said(ClaimKind.PROBLEM), said(ClaimKind.PROBLEM, "two")
    assert after(delivered(), *claims, then=refused) == [ClaimStatus.REFUSED, ClaimStatus.OPEN]


@pytest.mark.parametrize(("cents", "status"), [(0, ClaimStatus.ACCEPTED), (500, ClaimStatus.OPEN)])
def test_what_cost_nothing_waits_for_no_answer(cents: int, status: ClaimStatus) -> None:
    def made(tx: HomeRecords, kept: Order) -> None:
        claim.make(MakeClaims(kept.id, (said(ClaimKind.PROBLEM, cents=cents),)), kept, tx, NOW)

    assert after(delivered(), then=made) == [status]


def test_a_withdrawal_that_was_answered_before_keeps_its_answer() -> None:
    """Called off or not: only what is open gets the answer of now."""
    old = replace(said(ClaimKind.WITHDRAWAL, "old"), status=ClaimStatus.REFUSED)
    (placed,) = delivered().orders()
    both = placed.with_claims(old, said(ClaimKind.WITHDRAWAL, "new"))
    off = [each.status for each in claim.called_off(both, NOW).claims]
    comes = [each.status for each in claim.comes_all_the_same(both, NOW).claims]
    assert (off, comes) == ([ClaimStatus.REFUSED, ClaimStatus.ACCEPTED], [ClaimStatus.REFUSED, ClaimStatus.REFUSED])
