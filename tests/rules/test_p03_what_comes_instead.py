"""P3, P9: a product that the retailer does not have is replaced only by its kind and never dearer, a `safety` person is
asked first, and nobody ever pays more than was confirmed."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.domain.correction import Correction, CorrectionKind
from skill.domain.money import Money
from skill.domain.order import OrderStatus
from skill.domain.substitution import Outcome
from skill.usecases import check_books, take_corrections
from tests.building import DAY, HOUR, NO, NOW, SECOND, YES, mandate, pin, wish
from tests.household import Household, parts_said

Faults = tuple[str, ...]


def ordered(who: str = "anna", *products: str, granted: object = None) -> Household:
    """Beans for ten euros are on their way, and milk where it was ordered with them."""
    house = Household().move_in(*([granted] if granted else []))  # type: ignore[list-item]
    goods = tuple(wish(product, 1) for product in products or ("beans",))
    if house.hear(Act("order_product", wanted=goods), who).reply.decided == "asked_confirmation":
        house.hear(YES, who)
    return house


def report(
    house: Household, cents: int = 800, offered: str | None = "decaf", product: str = "beans", quantity: int = 1
) -> tuple[str, ...]:
    (one,) = house.orders()
    found = Correction(
        f"r{len(one.substitutions)}-{house.new_id()}", CorrectionKind.SUBSTITUTED, one.retailer, Money(cents), one.id,
        product=product, offered=offered, quantity=quantity,
    )  # fmt: skip
    house.retailers.report(house.home.id, found)
    return take_corrections.run(house.home.id, house.parts, house.clock.now)


def goods(house: Household) -> list[str]:
    return [line.product for line in house.orders()[0].lines]


def is_right(house: Household) -> None:
    assert [each for each in check_books.run(house.records).found if each.home == house.home.id] == []


def test_p3_the_same_kind_and_not_dearer_comes_and_is_told() -> None:
    house = ordered(granted=mandate())
    assert report(house) == ()
    assert goods(house) == ["decaf"]
    assert house.orders()[0].total == Money(800)
    with house.records.reading(house.home.id) as tx:
        assert tx.usage_since("anna-groceries", NOW - DAY) == Money(800)
    assert "comes_instead" in parts_said(house.hear(Act("read_notifications")))
    assert [call.body["line1"] for call in house.retailers.peer.calls("amend")] == ["1 x decaf"]
    house.wait(9 * DAY)
    assert [each.amount for each in house.payments()] == [Money(800)]
    is_right(house)


@pytest.mark.parametrize(("cents", "offered"), [(1001, "decaf"), (100, "milk_1l"), (0, None), (500, "no such thing")])
def test_p3_what_is_dearer_or_something_else_stays_away(cents: int, offered: str | None) -> None:
    house = ordered("anna", "beans", "milk_1l")
    report(house, cents, offered)
    assert goods(house) == ["milk_1l"]
    assert house.orders()[0].total == Money(125)
    assert "stays_away" in parts_said(house.hear(Act("read_notifications")))
    is_right(house)


def test_p3_where_nothing_is_left_the_order_is_called_off() -> None:
    house = ordered(granted=mandate())
    report(house, 0, None)
    assert [each.status for each in house.orders()] == [OrderStatus.CANCELLED]
    with house.records.reading(house.home.id) as tx:
        assert tx.usage_since("anna-groceries", NOW - DAY) == Money(0)
    is_right(house)


def test_p12_a_report_that_comes_again_changes_nothing() -> None:
    house = ordered()
    report(house)
    before = house.orders()
    again = Correction(
        before[0].substitutions[0].report,
        CorrectionKind.SUBSTITUTED,
        "grocer",
        Money(1),
        before[0].id,
        product="decaf",
        quantity=1,
    )
    house.retailers.report(house.home.id, again)
    take_corrections.run(house.home.id, house.parts, house.clock.now)
    assert house.orders() == before


@pytest.mark.parametrize("who", ["bram", "child", "unknown"])
def test_p9_a_safety_person_is_asked_and_nobody_else_answers(who: str) -> None:
    house = ordered("saar")
    report(house)
    assert goods(house) == ["beans"]
    assert house.hear(Act("read_notifications"), "saar").reply.decided == "asked_confirmation"
    house.hear(YES, who)
    house.hear(NO, who)
    assert [each.outcome for each in house.orders()[0].substitutions] == [Outcome.ASKED]
    assert goods(house) == ["beans"]


def test_p9_her_yes_in_time_takes_it() -> None:
    house = ordered("saar")
    report(house)
    house.hear(Act("read_notifications"), "saar")
    assert house.hear(YES, "saar").reply.decided == "changed"
    assert (goods(house), house.orders()[0].total) == (["decaf"], Money(800))
    assert [note.kind for note in house.notifications()] == []
    house.hear(YES, "saar")
    is_right(house)


def test_p9_without_her_yes_nothing_comes_instead() -> None:
    house = ordered("saar", "beans", "milk_1l")
    report(house)
    house.hear(Act("read_notifications"), "saar")
    house.clock.turn(121 * SECOND)
    house.hear(YES, "saar")
    house.wait(DAY)
    assert (goods(house), house.orders()[0].total) == (["milk_1l"], Money(125))
    is_right(house)


def test_p9_her_no_leaves_it_out() -> None:
    house = ordered("saar", "beans", "milk_1l")
    report(house)
    house.hear(Act("read_notifications"), "saar")
    assert house.hear(NO, "saar").reply.decided == "declined"
    assert goods(house) == ["milk_1l"]
    is_right(house)


def test_p3_i_do_not_want_that_one() -> None:
    """Before it comes it stays away; afterwards it goes back, whatever its kind."""
    early = ordered("anna", "beans", "milk_1l")
    report(early)
    early.hear(Act("read_notifications"))
    assert early.hear(NO).reply.decided == "declined"
    assert goods(early) == ["milk_1l"]
    late = ordered("anna", "beans", "milk_1l")
    report(late)
    late.wait(DAY)
    late.hear(Act("read_notifications"))
    assert "shall_i_withdraw" in parts_said(late.hear(NO))
    late.hear(YES)
    assert [claim.product for claim in late.orders()[0].claims] == ["decaf"]
    for house in (early, late):
        is_right(house)


def test_p3_what_was_delivered_or_is_not_ours_is_not_believed() -> None:
    house = ordered()
    assert report(house, product="milk_1l") == ("nothing_to_replace",)
    house.wait(DAY)
    assert report(house) == ("nothing_to_replace",)
    assert goods(house) == ["beans"]


def test_p3_a_price_in_another_currency_is_not_believed_and_told() -> None:
    house = ordered()
    (one,) = house.orders()
    dollars = Correction(
        "r1", CorrectionKind.SUBSTITUTED, one.retailer, Money(100, "USD"), one.id,
        product="beans", offered="decaf", quantity=1,
    )  # fmt: skip
    house.retailers.report(house.home.id, dollars)
    assert take_corrections.run(house.home.id, house.parts, house.clock.now) == ("in_other_currency",)
    assert goods(house) == ["beans"]
    assert [note.kind for note in house.notifications()] == ["problem"]
    is_right(house)


@pytest.mark.parametrize(("cents", "quantity", "comes"), [(3000, 1, False), (2600, 2, False), (2000, 2, True)])
def test_p3_less_of_it_for_the_same_money_stays_away(cents: int, quantity: int, comes: bool) -> None:
    """Of three packs for thirty euros: one for as much is three times as dear; two for twenty are what they were."""
    house = ordered("anna", "milk_1l")
    house.hear(Act("add_to_basket", wanted=(wish("beans", 3),)))
    house.hear(YES)
    report(house, cents, quantity=quantity)
    assert ("decaf" in goods(house)) is comes
    is_right(house)


def test_p3_her_yes_is_to_the_order_as_it_was_asked() -> None:
    """What the order comes to changed on another device: the yes is to nothing, and it is put again."""
    house = ordered("saar")
    report(house)
    house.hear(Act("read_notifications"), "saar", on="kitchen")
    house.hear(Act("order_status"), "saar")
    house.hear(Act("add_to_basket", wanted=(wish("milk_1l", 2),)), "saar")
    assert house.hear(YES, "saar").reply.decided == "changed"
    again = house.hear(YES, "saar", on="kitchen").reply
    assert again.decided == "asked_confirmation"
    assert goods(house) == ["beans", "milk_1l"]
    assert house.hear(YES, "saar", on="kitchen").reply.decided == "changed"
    assert goods(house) == ["milk_1l", "decaf"]
    is_right(house)


@pytest.mark.parametrize("first", ["heard", "made less"])
def test_p3_what_was_made_less_meanwhile_is_not_replaced_by_more(first: str) -> None:
    house = ordered("saar")
    house.hear(Act("change_quantity", wanted=(wish("beans", 2),)), "saar")
    assert house.hear(YES, "saar").reply.decided == "changed"
    report(house, 1900, quantity=2)
    less = Act("change_quantity", wanted=(wish("beans", 1),))
    if first == "heard":
        house.hear(Act("read_notifications"), "saar")
        assert house.hear(less, "saar", on="kitchen").reply.decided == "changed"
    else:
        assert house.hear(less, "saar", on="kitchen").reply.decided == "changed"
        house.hear(Act("read_notifications"), "saar")
    house.hear(YES, "saar")
    assert goods(house) == ["beans"]
    assert [each.status for each in house.orders()] == [OrderStatus.CANCELLED], "nothing comes for it"
    is_right(house)


def test_p6_that_the_retailer_heard_of_a_substitute_agrees_to_no_change() -> None:
    """The word of the substitute waits at the retailer; a change after it is refused, and is undone."""
    house = ordered("anna", "beans", "milk_1l")
    house.retailers.fail_next("time_out", "twice", "refuse", kind="amend")
    report(house)
    house.hear(Act("order_status"))
    house.hear(Act("add_to_basket", wanted=(wish("milk_1l", 2),)))
    assert house.hear(YES).reply.decided == "changed"
    assert house.orders()[0].total == Money(1175)
    house.wait(HOUR)
    assert house.orders()[0].total == Money(925)
    assert "not_amended" in [note.kind for note in house.notifications()]
    is_right(house)


@pytest.mark.parametrize("instead", [None, "decaf"])
def test_p6_a_refused_change_of_what_is_gone_leaves_nothing_to_pay(instead: str | None) -> None:
    house = ordered()
    house.retailers.fail_next("time_out", "refuse", kind="amend")
    house.hear(Act("add_to_basket", wanted=(wish("beans", 1), wish("milk_1l", 1))))
    assert house.hear(YES).reply.decided == "changed"
    report(house, 1900, instead, quantity=2)
    house.wait(HOUR)
    assert [each.status for each in house.orders()] == [OrderStatus.CANCELLED]
    house.wait(9 * DAY)
    assert house.payments() == ()
    is_right(house)


def much(house: Household) -> None:
    """Saar's beans for EUR 110 are to be replaced by twelve of decaf for EUR 105."""
    house.hear(Act("order_product", wanted=(wish("beans", 11),)), "saar")
    house.hear(YES, "saar")
    house.hear(pin("3333"), "saar")
    report(house, 10500, quantity=12)
    house.hear(Act("read_notifications"), "saar")


def test_a3_a_substitute_in_a_large_order_takes_a_pin() -> None:
    house = Household().move_in()
    much(house)
    assert house.hear(YES, "saar").reply.decided == "asked_step_up"
    assert goods(house) == ["beans"]
    assert house.hear(pin("3333"), "saar").reply.decided == "changed"
    assert (goods(house), house.orders()[0].total) == (["decaf"], Money(10500))
    is_right(house)


@pytest.mark.parametrize("digits", ["1111", "9999"])
def test_a3_no_other_pin_takes_it(digits: str) -> None:
    house = Household().move_in()
    much(house)
    house.hear(YES, "saar")
    house.hear(pin(digits), "saar")
    house.hear(YES, "saar")
    assert goods(house) == ["beans"]


def test_a3_a_no_in_the_place_of_the_pin_leaves_it_out() -> None:
    house = Household().move_in()
    much(house)
    house.hear(YES, "saar")
    assert house.hear(NO, "saar").reply.decided == "declined"
    assert [each.status for each in house.orders()] == [OrderStatus.CANCELLED]
    is_right(house)


def test_what_the_retailer_refuses_of_a_substitute_is_told() -> None:
    house = ordered("anna", "beans", "milk_1l")
    house.retailers.fail_next("refuse", kind="amend")
    report(house)
    house.wait(HOUR)
    assert "substitute_refused" in [note.kind for note in house.notifications()]
    assert "notice_substitute_refused" in parts_said(house.hear(Act("read_notifications")))
    assert "notice_substitute_refused" not in parts_said(house.hear(Act("read_notifications")))
    is_right(house)


def test_p3_nobody_said_yes_to_the_only_thing_so_nothing_comes_and_nothing_is_owed() -> None:
    house = ordered("saar")
    report(house, 900, "decaf")
    assert [each.status for each in house.orders()] == [OrderStatus.PLACED], "she is asked"
    house.wait(DAY)
    assert [each.status for each in house.orders()] == [OrderStatus.CANCELLED]
    house.wait(9 * DAY)
    assert house.payments() == ()
    is_right(house)
