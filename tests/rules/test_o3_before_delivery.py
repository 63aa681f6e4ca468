"""O3 before the delivery: the right to withdraw begins with the contract (directive 2011/83/EU article 9), in the same
two steps; the retailer that does not call it off delivers it, and then it goes back as what was delivered does."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.domain.claim import ClaimKind, ClaimStatus
from skill.domain.money import Money
from skill.domain.order import Order, OrderStatus
from skill.records.sqlite import SqliteRecords
from skill.usecases import check_books
from tests.building import DAY, HOUR, MINUTE, NO, SECOND, YES, mandate, order, wish
from tests.household import Household, parts_said

CANCEL, BACK = Act("cancel_order", reason="too much"), Act("return_product", reason="too much")
EITHER = pytest.mark.parametrize("first", [CANCEL, BACK])


def ordered(*wanted: tuple[str, int], who: str = "anna") -> Household:
    """It is to come; by default a pack of beans at ten euros, inside Anna's mandate."""
    house = Household(records=SqliteRecords(":memory:")).move_in(mandate())
    goods = tuple(wish(product, number) for product, number in wanted or (("beans", 1),))
    if house.hear(Act("order_product", wanted=goods), who).reply.decided != "placed":
        house.hear(YES, who)
    assert only(house).is_open
    return house


def only(house: Household) -> Order:
    (one,) = house.orders()
    return one


def used(house: Household) -> Money:
    with house.records.reading(house.home.id) as tx:
        return tx.usage_since("anna-groceries", house.clock.now - 30 * DAY)


def statuses(house: Household) -> list[ClaimStatus]:
    return [claim.status for claim in only(house).claims]


def told(house: Household) -> list[str]:
    return [note.kind for note in house.notifications()]


def books_are_right(house: Household) -> None:
    assert check_books.run(house.records).found == ()  # type: ignore[arg-type]


@EITHER
def test_o3_what_is_to_come_is_read_back_and_a_yes_calls_it_off(first: Act) -> None:
    house = ordered()
    asked = house.hear(first)
    (put,) = [dict(part.values) for part in asked.reply.parts if part.key == "shall_i_cancel"]
    assert (asked.reply.decided, put["total"]) == ("asked_confirmation", Money(1000))
    assert only(house).is_open
    assert house.retailers.peer.calls("cancel") == []
    done = house.hear(YES)
    (said,) = [dict(part.values) for part in done.reply.parts if part.key == "cancellation_acknowledged"]
    assert (done.reply.decided, said["total"], said["at"]) == ("cancelled", Money(1000), house.clock.now)
    (claim,) = only(house).claims
    assert (claim.kind, claim.product, claim.quantity, claim.amount, claim.person, claim.at, claim.what) == (
        ClaimKind.WITHDRAWAL, "beans", 1, Money(1000), "anna", house.clock.now, first.reason
    )  # fmt: skip
    assert (only(house).status, statuses(house)) == (OrderStatus.CANCELLED, [ClaimStatus.ACCEPTED])
    assert (used(house), house.agendas.written) == (Money(0), {})
    with house.records.reading(house.home.id) as tx:
        assert tx.agenda() == ()
    house.wait(14 * DAY)
    assert (house.payments(), told(house)) == ((), [])
    books_are_right(house)


def test_o3_until_the_retailer_says_so_it_may_come_and_all_of_it_stands() -> None:
    house = ordered()
    reminder = dict(house.agendas.written)
    house.retailers.fail_next("time_out", kind="cancel")
    house.cancel()
    assert (only(house).status, statuses(house)) == (OrderStatus.CANCELLED, [ClaimStatus.OPEN])
    assert (used(house), house.agendas.written) == (Money(1000), reminder)
    assert len(reminder) == 1
    books_are_right(house)
    house.wait(HOUR)
    assert (statuses(house), used(house), house.agendas.written) == ([ClaimStatus.ACCEPTED], Money(0), {})
    books_are_right(house)


def test_o3_a_retailer_that_refuses_delivers_it_and_then_it_goes_back() -> None:
    house = ordered()
    reminder = dict(house.agendas.written)
    house.retailers.fail_next("refuse", kind="cancel")
    house.cancel()
    assert (only(house).status, statuses(house)) == (OrderStatus.PLACED, [ClaimStatus.REFUSED])
    assert (told(house), used(house), house.agendas.written) == (["not_cancelled"], Money(1000), reminder)
    books_are_right(house)
    house.wait(DAY)
    assert only(house).is_there
    assert "shall_i_withdraw" in parts_said(house.hear(BACK))
    assert "withdrawal_acknowledged" in parts_said(house.hear(YES))
    house.wait(HOUR)
    assert statuses(house) == [ClaimStatus.REFUSED, ClaimStatus.ACCEPTED]
    house.wait(14 * DAY)
    assert house.payments() == ()
    books_are_right(house)


def test_o3_a_refusal_that_comes_after_the_hour_of_delivery_is_told_and_it_came() -> None:
    house = ordered()
    slot = only(house).slot
    assert slot is not None
    house.retailers.fail_next("time_out", kind="cancel")
    house.cancel()
    while house.clock.now < slot.end + HOUR:
        house.retailers.fail_next("time_out", kind="cancel")
        house.wait(HOUR)
    assert (only(house).status, told(house)) == (OrderStatus.CANCELLED, ["problem"])
    house.retailers.fail_next("refuse", kind="cancel")
    for _ in range(48):
        house.wait(HOUR)
    assert (only(house).status, statuses(house)) == (OrderStatus.DELIVERED, [ClaimStatus.REFUSED])
    assert "not_cancelled" in told(house)
    assert "shall_i_withdraw" in parts_said(house.hear(BACK))
    books_are_right(house)


def test_o3_after_a_refusal_it_may_be_asked_once_more() -> None:
    house = ordered()
    house.retailers.fail_next("refuse", kind="cancel")
    house.cancel()
    house.cancel()
    assert (only(house).status, statuses(house)) == (
        OrderStatus.CANCELLED, [ClaimStatus.REFUSED, ClaimStatus.ACCEPTED]
    )  # fmt: skip
    books_are_right(house)


@EITHER
@pytest.mark.parametrize("who", ["bram", "child", "unknown"])
def test_o3_only_the_buyer_withdraws_from_what_is_to_come(first: Act, who: str) -> None:
    house = ordered()
    house.hear(first, who)
    house.hear(YES, who)
    house.hear(first)
    assert house.hear(YES, who).reply.decided == "refused"
    assert only(house).is_open
    assert only(house).claims == ()


def test_p7_of_somebody_elses_order_nothing_is_told() -> None:
    house = ordered(("beans", 1), ("milk_1l", 1))
    heard = house.hear(Act("cancel_order", wanted=(wish("milk_1l"),)), "bram")
    assert parts_said(heard) - {"i_am_boodschap"} == {"refused_other_person"}
    assert len(only(house).lines) == 2


@pytest.mark.parametrize("answer", [NO, Act("cancel"), Act("hesitate"), CANCEL])
def test_o3_without_a_yes_it_comes(answer: Act) -> None:
    house = ordered()
    house.hear(CANCEL)
    heard = house.hear(answer)
    assert only(house).is_open
    assert ("it_still_comes" in parts_said(heard)) == (answer.intent in ("deny", "cancel"))
    house.clock.turn(121 * SECOND)
    house.hear(YES)
    assert only(house).is_open
    assert only(house).claims == ()


def test_o3_said_twice_it_counts_once() -> None:
    house = ordered()
    house.hear(CANCEL, on="kitchen")
    house.hear(CANCEL, on="bedroom")
    house.hear(YES, on="kitchen", request="one")
    house.hear(YES, on="kitchen", request="one")
    house.hear(YES, on="kitchen")
    house.hear(YES, on="bedroom")
    assert house.hear(CANCEL).reply.decided == "informed"
    assert len(only(house).claims) == 1
    assert len(house.retailers.peer.calls("cancel")) == 1
    books_are_right(house)


def test_p3_what_changed_since_it_was_read_back_is_read_back_again() -> None:
    house = ordered(("beans", 2))
    house.hear(CANCEL, on="kitchen")
    house.hear(Act("change_quantity", wanted=(wish("beans", 1),)), on="bedroom")
    again = house.hear(YES, on="kitchen")
    assert (again.reply.decided, only(house).is_open) == ("asked_confirmation", True)
    assert house.hear(YES, on="kitchen").reply.decided == "cancelled"
    assert only(house).claims[0].amount == Money(1000)


def test_p3_what_came_meanwhile_is_asked_anew_as_what_goes_back() -> None:
    house = ordered()
    slot = only(house).slot
    assert slot is not None
    house.clock.now = slot.end - 30 * SECOND
    house.hear(CANCEL)
    house.wait(MINUTE)
    assert only(house).is_there
    assert "shall_i_withdraw" in parts_said(house.hear(YES))
    assert only(house).claims == ()
    assert "withdrawal_acknowledged" in parts_said(house.hear(YES))
    assert house.retailers.peer.calls("cancel") == []


def test_o3_what_came_is_not_called_off() -> None:
    house = ordered()
    house.wait(DAY)
    assert "nothing_to_cancel" in parts_said(house.hear(CANCEL))
    house.hear(YES)
    assert only(house).is_there


def test_o3_what_spoils_is_called_off_while_the_retailer_still_takes_changes() -> None:
    house = ordered(("milk_1l", 2))
    assert house.cancel().reply.decided == "cancelled"
    assert used(house) == Money(0)


@EITHER
@pytest.mark.parametrize(("wanted", "rest"), [((("milk_1l", 2),), False), ((("milk_1l", 2), ("beans", 1)), True)])
def test_o3_past_that_hour_what_spoils_comes_and_that_is_said(
    first: Act, wanted: tuple[tuple[str, int], ...], rest: bool
) -> None:
    house = ordered(*wanted)
    slot = only(house).slot
    assert slot is not None
    house.clock.now = slot.start - 30 * MINUTE
    refused = house.hear(first)
    assert (refused.reply.decided, refused.reasons[0].code) == ("refused", "excluded_from_withdrawal")
    assert {"too_late_to_cancel", "cannot_go_back"} <= parts_said(refused)
    assert ("rest_may_go_back" in parts_said(refused)) == rest
    house.hear(YES)
    assert only(house).is_open


def test_o3_past_that_hour_a_yes_does_not_call_off_what_spoils() -> None:
    house = ordered(("milk_1l", 2))
    slot = only(house).slot
    assert slot is not None
    house.clock.now = slot.start - HOUR - 30 * SECOND
    house.hear(CANCEL)
    house.clock.turn(MINUTE)
    assert house.hear(YES).reply.decided == "refused"
    assert only(house).is_open


def test_o3_past_that_hour_what_keeps_can_still_be_withdrawn_from() -> None:
    house = ordered()
    slot = only(house).slot
    assert slot is not None
    house.clock.now = slot.start - 30 * MINUTE
    assert house.cancel().reply.decided == "cancelled"


def test_o3_what_the_retailer_never_had_is_called_off_without_it() -> None:
    house = Household(records=SqliteRecords(":memory:"), promptly=lambda errands: None).move_in(mandate())
    house.hear(order())
    house.cancel()
    house.retailers.fail_next("refuse", kind="place")
    house.wait(MINUTE)
    assert (statuses(house), used(house), told(house)) == ([ClaimStatus.ACCEPTED], Money(0), [])
    books_are_right(house)
