"""O3: withdrawal within fourteen days in two steps, acknowledged with content and time, kept for good; perishables are
excluded, hygiene goods once unsealed (directive 2011/83/EU articles 9-16 and 11a)."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.domain.claim import ClaimStatus
from skill.domain.mandate import Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.order import Order, OrderStatus
from skill.usecases import check_books
from tests.building import DAY, HOUR, NO, NOW, SECOND, YES, mandate, wish
from tests.household import Household, parts_said

BACK = Act("return_product")


def back(product: str, number: int | None = None) -> Act:
    return Act("return_product", wanted=(wish(product, number),), reason="too bitter")


def delivered(*wanted: tuple[str, int], who: str = "anna", granted: tuple[object, ...] = ()) -> Household:
    """What was ordered came; by default three packs of beans at ten euros."""
    house = Household().move_in(*granted)  # type: ignore[arg-type]
    goods = tuple(wish(product, number) for product, number in wanted or (("beans", 3),))
    if house.hear(Act("order_product", wanted=goods), who).reply.decided == "asked_confirmation":
        assert house.hear(YES, who).reply.decided == "placed"
    house.wait(DAY)
    return house


def only(house: Household) -> Order:
    (one,) = house.orders()
    return one


def books_are_right(house: Household) -> None:
    assert [each for each in check_books.run(house.records).found if each.home == house.home.id] == []


def paid(house: Household) -> list[int]:
    return [each.amount.cents for each in house.payments()]


def test_o3_a_question_first_and_a_yes_makes_the_statement() -> None:
    house = delivered()
    asked = house.hear(back("beans", 1)).reply
    put = next(dict(part.values) for part in asked.parts if part.key == "shall_i_withdraw")
    assert put["total"] == Money(1000)
    assert only(house).claims == ()
    assert "withdrawal_acknowledged" in parts_said(house.hear(YES))
    (claim,) = only(house).claims
    assert (claim.product, claim.quantity, claim.amount, claim.person, claim.at, claim.what) == (
        "beans", 1, Money(1000), "anna", house.clock.now, "too bitter"
    )  # fmt: skip


def test_o3_before_payment_it_lowers_the_bill_and_the_budget_is_free() -> None:
    weekly = mandate(limit_per_order=None, limit_per_period=PeriodLimit(Money(5000), Period.WEEK))
    house = delivered(granted=(weekly,))
    house.hear(back("beans", 2))
    house.hear(YES)
    house.wait(HOUR)
    assert only(house).claims[0].status is ClaimStatus.ACCEPTED
    with house.records.reading(house.home.id) as tx:
        assert tx.usage_since("anna-groceries", NOW - DAY) == Money(1000)
    assert [note.kind for note in house.notifications()] == ["refunded"]
    house.wait(8 * DAY)
    assert paid(house) == [1000]
    books_are_right(house)


def test_o3_after_payment_it_is_paid_out() -> None:
    house = delivered()
    house.wait(8 * DAY)
    assert paid(house) == [3000]
    house.hear(back("beans"))
    house.hear(YES)
    house.wait(HOUR)
    house.wait(15 * DAY)
    assert paid(house) == [3000, -3000]
    assert only(house).status is OrderStatus.RETURNED
    books_are_right(house)


def test_o3_in_parts_never_more_than_the_whole() -> None:
    """Three packs of the third free: two are paid, and each is worth a third of that."""
    house = delivered(("decaf", 3))
    for _ in range(4):
        house.hear(back("decaf", 1))
        house.hear(YES)
        house.wait(HOUR)
    assert [claim.amount.cents for claim in only(house).claims] == [533, 533, 534]
    assert "going_back_already" in parts_said(house.hear(back("decaf")))
    books_are_right(house)


def test_o3_said_twice_it_counts_once() -> None:
    house = delivered()
    house.hear(back("beans"))
    house.hear(YES, request="one")
    house.hear(YES, request="one")
    house.hear(YES)
    assert len(only(house).claims) == 1
    house.hear(back("beans"), on="kitchen")
    house.hear(YES, on="kitchen")
    assert len(only(house).claims) == 1
    assert len(house.retailers.peer.calls("take_back")) == 1


def test_o3_two_devices_ask_and_one_statement_is_made() -> None:
    house = delivered()
    house.hear(back("beans"), on="kitchen")
    house.hear(back("beans"), on="bedroom")
    house.hear(YES, on="kitchen")
    house.hear(YES, on="bedroom")
    assert len(only(house).claims) == 1


@pytest.mark.parametrize("who", ["bram", "child", "unknown"])
def test_o3_only_the_buyer_withdraws(who: str) -> None:
    house = delivered()
    assert house.hear(back("beans"), who).reply.decided == "refused"
    house.hear(back("beans"))
    assert house.hear(YES, who).reply.decided == "refused"
    assert only(house).claims == ()


def test_o3_without_a_yes_nothing_goes_back() -> None:
    house = delivered()
    house.hear(back("beans"))
    assert house.hear(NO).reply.decided == "declined"
    house.hear(back("beans"))
    house.clock.turn(121 * SECOND)
    house.hear(YES)
    assert only(house).claims == ()


def test_o3_the_last_day_counts_and_the_next_does_not() -> None:
    """Delivered on the fourth of March: up to and including the eighteenth, by the calendar of the home."""
    house = delivered()
    house.clock.now = NOW.replace(day=18, hour=22, minute=59)
    assert house.hear(back("beans")).reply.decided == "asked_confirmation"
    house.hear(NO)
    house.clock.turn(60 * SECOND)
    late = house.hear(back("beans"))
    assert late.reply.decided == "refused"
    assert "too_late_to_return" in parts_said(late)
    assert late.reasons[0].rule == "O3"


def test_o3_perishables_are_excluded_and_that_is_said() -> None:
    house = delivered(("milk_1l", 2), ("beans", 1))
    refused = house.hear(back("milk_1l"))
    assert (refused.reply.decided, refused.reasons[0].code) == ("refused", "excluded_from_withdrawal")
    assert "cannot_go_back" in parts_said(refused)
    house.hear(BACK)
    house.hear(YES)
    assert [claim.product for claim in only(house).claims] == ["beans"]


def test_o3_hygiene_goods_go_back_sealed_only() -> None:
    house = delivered(("aa_cells", 1))
    assert {"only_when_sealed", "shall_i_withdraw"} <= parts_said(house.hear(back("aa_cells")))


def test_o3_a_retailer_that_refuses_is_told_and_nothing_is_credited() -> None:
    house = delivered()
    house.retailers.fail_next("refuse", kind="take_back")
    house.hear(back("beans"))
    house.hear(YES)
    assert only(house).claims[0].status is ClaimStatus.REFUSED
    assert [note.kind for note in house.notifications()] == ["claim_refused"]
    house.wait(8 * DAY)
    assert paid(house) == [3000]
    assert house.hear(back("beans")).reply.decided == "asked_confirmation", "it may be said once more"


def test_p9_who_pays_after_delivery_pays_what_was_right() -> None:
    house = delivered(who="saar")
    house.retailers.fail_next("time_out", kind="complain")
    problem = Act("report_problem", wanted=(wish("beans", 1),), reason="torn")
    house.hear(problem, "saar")
    assert "payment_waits_for_answer" in parts_said(house.hear(Act("accept_delivery"), "saar"))
    house.wait(HOUR)
    house.hear(Act("read_notifications"), "saar")
    assert house.hear(YES, "saar").reply.decided == "asked_payment"
    house.hear(YES, "saar")
    assert paid(house) == [2000]
    books_are_right(house)


def test_m1_a_problem_is_asked_about_and_paid_back() -> None:
    house = delivered(("beans", 2), ("milk_1l", 4))
    assert "which_was_wrong" in parts_said(house.hear(Act("report_problem", reason="torn")))
    assert "how_many_wrong" in parts_said(house.hear(Act("order_product", wanted=(wish("milk_1l"),))))
    assert "problem_noted" in parts_said(house.hear(Act("change_quantity", quantity=wish("milk_1l", 3).quantity)))
    (claim,) = only(house).claims
    assert (claim.product, claim.quantity, claim.amount, claim.what) == ("milk_1l", 3, Money(300), "torn")
    house.wait(8 * DAY)
    assert paid(house) == [2200]
    books_are_right(house)


@pytest.mark.parametrize("who", ["child", "unknown"])
def test_p7_a_child_or_a_stranger_reports_nothing(who: str) -> None:
    house = delivered()
    assert house.hear(Act("report_problem", wanted=(wish("beans", 1),)), who).reply.decided == "refused"
    assert only(house).claims == ()
