"""P12, M1: what a retailer reports missing and what a person claims are the same goods: their money comes back once,
and no more of a line than it cost."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.domain.claim import ClaimStatus
from skill.domain.correction import Correction, CorrectionKind
from skill.domain.money import Money
from skill.usecases import check_books
from tests.building import DAY, HOUR, YES, wish
from tests.household import Household, parts_said

PACK = 1000
"""Cents of one pack of beans; two of them came, and three packs of cells of five euros."""


def delivered() -> Household:
    house = Household().move_in()
    house.hear(Act("order_product", wanted=(wish("beans", 2), wish("aa_cells", 3))))
    house.hear(YES)
    house.wait(DAY)
    return house


def reports(house: Household, packs: int, name: str = "r1", kind: CorrectionKind = CorrectionKind.MISSING) -> None:
    (only,) = house.orders()
    report = Correction(name, kind, only.retailer, Money(-PACK * packs), only.id, product="beans")
    house.retailers.report(house.home.id, report)
    house.wait(HOUR)


def claims(house: Household, packs: int | None = None) -> set[str]:
    """What is said when a person tells that so many are wrong; the retailer answers within the hour."""
    said = parts_said(house.hear(Act("report_problem", wanted=(wish("beans", packs),))))
    house.wait(HOUR)
    return said


def came_back(house: Household) -> int:
    """Cents, once all is settled; the books agree."""
    house.wait(9 * DAY)
    own = [each for each in check_books.run(house.records).found if each.home == house.home.id]
    assert own == []
    (only,) = house.orders()
    back = sum(claim.amount.cents for claim in only.claims if claim.status is ClaimStatus.ACCEPTED)
    assert only.total.cents - back == sum(each.amount.cents for each in house.payments())
    assert not any(claim.is_open for claim in only.claims)
    return back


def test_p12_what_was_reported_missing_is_not_claimed_again() -> None:
    house = delivered()
    reports(house, 2)
    assert "claimed_already" in claims(house, 2)
    assert came_back(house) == 2 * PACK


def test_p12_of_what_was_missing_in_part_the_rest_may_be_claimed() -> None:
    house = delivered()
    reports(house, 1)
    assert "problem_noted" in claims(house, 2)
    assert "claimed_already" in claims(house, 1)
    assert came_back(house) == 2 * PACK


@pytest.mark.parametrize("packs", [1, 2])
def test_p12_a_report_after_the_claim_brings_nothing_more_than_the_line_cost(packs: int) -> None:
    house = delivered()
    claims(house, 2)
    reports(house, packs)
    assert came_back(house) == 2 * PACK


@pytest.mark.parametrize("packs", [1, 2])
def test_p12_a_report_while_the_claim_waits_closes_it_and_its_own_answer_counts_no_more(packs: int) -> None:
    house = delivered()
    house.retailers.fail_next("time_out", kind="complain")
    house.hear(Act("report_problem", wanted=(wish("beans", packs),)))
    (only,) = house.orders()
    report = Correction("r1", CorrectionKind.MISSING, only.retailer, Money(-PACK * packs), only.id, product="beans")
    house.retailers.report(house.home.id, report)
    house.wait(HOUR)
    house.wait(DAY)
    assert house.retailers.peer.calls("complain")
    assert came_back(house) == packs * PACK


def test_p12_two_reports_of_the_same_goods_bring_back_what_they_cost_once() -> None:
    house = delivered()
    reports(house, 2)
    reports(house, 2, "r2")
    reports(house, 1, "r3", CorrectionKind.DAMAGED)
    assert came_back(house) == 2 * PACK


def test_p12_what_was_missing_does_not_go_back_either() -> None:
    house = delivered()
    reports(house, 2)
    said = parts_said(house.hear(Act("return_product", wanted=(wish("beans"),))))
    assert "going_back_already" in said
    house.hear(YES)
    assert came_back(house) == 2 * PACK
