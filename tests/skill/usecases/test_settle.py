"""Settlement of a household's weeks: corrections, bottles and returns lower what is asked, or bring money back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill.dialogue.act import Act
from skill.domain.correction import Correction, CorrectionKind
from skill.domain.mandate import Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.order import OrderStatus
from skill.usecases import check_books, take_corrections
from tests.building import CATALOGUE, DAY, YES, mandate, order, wish
from tests.household import Household, parts_said

WEIGHED, MISSING, BOTTLES, RETURNED = (
    CorrectionKind.WEIGHED, CorrectionKind.MISSING, CorrectionKind.BOTTLES, CorrectionKind.RETURNED
)  # fmt: skip


def delivered(*products: str, **facts: object) -> Household:
    """Ordered on Wednesday inside the mandate, with the person on Friday; asked on Monday."""
    house = Household().move_in(mandate(**facts))
    for product in products:
        house.hear(order(product))
    house.wait(2 * DAY)
    return house


def report(house: Household, kind: CorrectionKind, cents: int = 0, report_id: str = "r1", place: int = 0) -> None:
    what = house.orders()[place]
    retailer, subject = (what.retailer, "" if kind is BOTTLES else what.id)
    house.retailers.report(house.home.id, Correction(report_id, kind, retailer, Money(cents), subject, "anna"))
    take_corrections.run(house.home.id, house.parts, house.clock.now)


def asked(house: Household) -> list[tuple[int, str, str]]:
    return [(each.amount.cents, each.kind, each.status.value) for each in house.payments()]


def balance(house: Household, account: str) -> int:
    return sum(p.amount.cents for entry in house.entries() for p in entry.postings if p.account.startswith(account))


@pytest.mark.parametrize(("kind", "cents"), [(WEIGHED, 40), (WEIGHED, -75), (MISSING, -1000), (BOTTLES, -25)])
def test_a_correction_changes_the_week_that_is_still_to_be_asked(kind: CorrectionKind, cents: int) -> None:
    house = delivered("beans", "milk_1l")
    report(house, kind, cents)
    house.wait(5 * DAY)
    assert asked(house) == [(1125 + cents, "payment_request", "paid")]
    assert balance(house, "owed:") == 0
    assert balance(house, "bank") == -1125 - cents


def test_a_correction_that_is_told_twice_counts_once() -> None:
    """P12."""
    house = delivered("beans")
    report(house, MISSING, -100)
    report(house, MISSING, -100)
    house.retailers._corrections._db.execute("UPDATE reports SET taken = 0")
    take_corrections.run(house.home.id, house.parts, house.clock.now)
    house.wait(5 * DAY)
    assert asked(house) == [(900, "payment_request", "paid")]


def test_a_price_that_nobody_said_yes_to_is_not_asked_and_told() -> None:
    """P3."""
    house = delivered("beans")
    report(house, WEIGHED, 101)
    assert [note.kind for note in house.notifications()] == ["problem"]
    house.wait(5 * DAY)
    assert asked(house) == [(1000, "payment_request", "paid")]


@pytest.mark.parametrize("kind", [WEIGHED, MISSING, BOTTLES, CorrectionKind.DAMAGED, CorrectionKind.TAKEN_BACK])
def test_a_report_in_another_currency_is_refused_and_kept_and_holds_up_no_other(kind: CorrectionKind) -> None:
    """P11: what was reported and why it was not believed; the books know nothing of it."""
    house = delivered("beans")
    what = house.orders()[0]
    subject = "" if kind is BOTTLES else what.id
    foreign = Correction("r1", kind, what.retailer, Money(-100, "GBP"), subject, "anna")
    for one in (foreign, Correction("r2", MISSING, what.retailer, Money(-200), what.id)):
        house.retailers.report(house.home.id, one)
    faults = take_corrections.run(house.home.id, house.parts, house.clock.now)
    assert faults == ("in_other_currency",)
    refused = next(each for each in house.decisions() if each.outcome == "refused")
    (reason,) = refused.reasons
    assert (reason.code, reason.amount) == ("report_in_other_currency", Money(-100, "GBP"))
    assert (reason.who, reason.subject) == ("anna", what.retailer if kind is BOTTLES else what.id)
    assert [note.kind for note in house.notifications()] == ([] if kind is BOTTLES else ["problem"])
    house.wait(5 * DAY)
    assert asked(house) == [(800, "payment_request", "paid")]
    assert [each for each in check_books.run(house.records).found if each.home == house.home.id] == []


def test_a_refused_report_that_comes_again_is_refused_once() -> None:
    """P12."""
    house = delivered("beans")
    report(house, WEIGHED, 101)
    house.retailers._corrections._db.execute("UPDATE reports SET taken = 0")
    take_corrections.run(house.home.id, house.parts, house.clock.now)
    assert [each.reasons[0].code for each in house.decisions() if each.outcome == "refused"] == [
        "report_dearer_than_was_confirmed"
    ]
    why = house.hear(Act("explain_decision", wanted=(wish("beans", 1),)))
    assert "why_report_dearer_than_was_confirmed" in parts_said(why)


def test_what_goes_back_before_it_was_asked_is_not_asked() -> None:
    house = delivered("beans")
    report(house, RETURNED)
    house.wait(6 * DAY)
    assert asked(house) == []
    assert house.orders()[0].status is OrderStatus.RETURNED
    assert balance(house, "owed:") == balance(house, "expenses:") == balance(house, "bank") == 0


def test_what_goes_back_after_it_was_paid_is_paid_out_on_the_next_day_of_its_retailer() -> None:
    house = delivered("beans")
    house.wait(4 * DAY)
    report(house, RETURNED)
    house.wait(7 * DAY)
    assert asked(house) == [(1000, "payment_request", "paid"), (-1000, "payout", "paid")]
    assert house.payments()[1].approved_by == "retailer"
    assert balance(house, "owed:") == balance(house, "expenses:") == balance(house, "bank") == 0
    assert balance(house, "bank:refunded") == 1000


@pytest.fixture
def carries(monkeypatch: pytest.MonkeyPatch) -> None:
    grocer = replace(CATALOGUE.retailers["grocer"], refunds="next_bundle")
    monkeypatch.setitem(CATALOGUE.retailers, "grocer", grocer)  # type: ignore[arg-type]


@pytest.mark.usefixtures("carries")
def test_money_back_lowers_the_next_bundle() -> None:
    house = delivered("beans")
    house.wait(4 * DAY)
    report(house, MISSING, -300)
    house.hear(order("beans"))
    house.wait(7 * DAY)
    assert asked(house) == [(1000, "payment_request", "paid"), (700, "payment_request", "paid")]
    assert balance(house, "owed:") == 0


@pytest.mark.usefixtures("carries")
def test_money_back_with_no_bundle_to_lower_is_paid_out_within_fourteen_days() -> None:
    house = delivered("beans")
    house.wait(4 * DAY)
    report(house, MISSING, -300)
    house.wait(7 * DAY)
    assert asked(house) == [(1000, "payment_request", "paid")], "it waits for next week"
    assert balance(house, "owed:") == 300
    house.wait(6 * DAY)
    assert asked(house)[1:] == [(-300, "payout", "paid")]
    assert balance(house, "owed:") == 0
    house.wait(30 * DAY)
    assert len(house.payments()) == 2


def test_what_comes_back_frees_the_budget_it_was_bought_by() -> None:
    """P6."""
    house = delivered("beans", limit_per_period=PeriodLimit(Money(1500), Period.MONTH))
    assert house.hear(order("beans")).reply.decided == "asked_confirmation"
    report(house, RETURNED)
    assert house.hear(order("beans")).reply.decided == "placed"


def saar_received(cents: int) -> Household:
    house = Household().move_in()
    house.hear(order("beans"), speaker="saar")
    house.hear(YES, speaker="saar")
    house.wait(2 * DAY)
    if cents:
        report(house, MISSING, cents)
    return house


def test_who_accepts_pays_what_it_costs_with_its_corrections() -> None:
    """P9: the question names the amount that is paid."""
    house = saar_received(-300)
    house.wait(20 * DAY)
    assert house.payments() == ()
    answer = house.hear(Act("accept_delivery"), speaker="saar")
    (question,) = [part for part in answer.reply.parts if part.key == "shall_i_pay"]
    assert question.values["total"] == Money(700)
    house.hear(YES, speaker="saar")
    house.wait(DAY)
    assert asked(house) == [(700, "payment_request", "paid")]
    assert balance(house, "owed:") == 0


def test_what_a_safety_person_sent_back_is_never_asked() -> None:
    """P9."""
    house = saar_received(0)
    report(house, RETURNED)
    house.wait(20 * DAY)
    assert house.payments() == ()
    assert balance(house, "owed:") == 0


def test_a_refused_payment_stays_visible_as_debt() -> None:
    """M6: the answer to "what did I spend" names it."""
    house = Household().move_in()
    house.hear(order("beans"))
    house.hear(YES)
    house.wait(6 * DAY)
    assert house.hear(Act("read_notifications")).reply.decided == "asked_payment"
    house.hear(Act("deny"))
    assert asked(house) == [(1000, "payment_request", "refused")]
    answer = house.hear(Act("ask_spending"))
    assert "still_to_pay" in parts_said(answer)
    assert balance(house, "owed:") == -1000
