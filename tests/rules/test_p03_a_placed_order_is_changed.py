"""P2, P3, P6: a placed order becomes another only by a yes to that very change, from who ordered, or inside a mandate
that covers all that it becomes; what is added is reserved, and free again when the retailer refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nlu.interpretation import MomentValue
from skill.dialogue.act import Act
from skill.dialogue.effects import AmendOrder
from skill.domain.authorization import Allowed
from skill.domain.home import Control, Providers
from skill.domain.ledger import amended_entry
from skill.domain.mandate import Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.order import OrderStatus
from skill.usecases import check_books, verify_mandates
from tests.building import DAY, HOUR, MINUTE, NO, NOW, SECOND, YES, home, mandate, order, pin, wish
from tests.household import Household, new_home, parts_said


def add(product: str = "milk_1l", number: int = 2) -> Act:
    return Act("add_to_basket", wanted=(wish(product, number),))


def ordered(*granted: object, who: str = "anna", number: int = 1) -> Household:
    """So many packs of beans of ten euros are on their way, confirmed by who wanted them."""
    house = Household().move_in(*granted)  # type: ignore[arg-type]
    if house.hear(order("beans", number), who).reply.decided == "asked_confirmation":
        assert house.hear(YES, who).reply.decided == "placed"
    return house


def lines(house: Household) -> list[tuple[str, int]]:
    (only,) = house.orders()
    return [(line.product, line.quantity) for line in only.lines]


def used(house: Household) -> Money:
    with house.records.reading(house.home.id) as tx:
        return tx.usage_since("anna-groceries", NOW - DAY)


def is_right(house: Household) -> None:
    """Books, bundles and signed uses agree with the order."""
    own = [each for each in check_books.run(house.records).found if each.home == house.home.id]
    assert own == []
    assert verify_mandates.run(house.home.id, house.parts).faults == ()


JUST_BEANS = [("beans", 1)]
WITH_MILK = [("beans", 1), ("milk_1l", 2)]


def test_p3_a_yes_changes_the_order_to_what_was_asked() -> None:
    house = ordered()
    asked = house.hear(add()).reply
    assert asked.decided == "asked_confirmation"
    put = next(dict(part.values) for part in asked.parts if part.key == "shall_i_amend")
    assert (put["total"], put["more"]) == (Money(1250), Money(250)), "two litres and their deposit"
    assert lines(house) == JUST_BEANS, "nothing changes by a question"
    assert house.hear(YES).reply.decided == "changed"
    assert lines(house) == WITH_MILK
    assert [call.body["line2"] for call in house.retailers.peer.calls("amend")] == ["2 x milk_1l"]
    house.hear(YES)
    assert lines(house) == WITH_MILK, "a yes counts once"
    house.wait(8 * DAY)
    assert [each.amount for each in house.payments()] == [Money(1250)]
    is_right(house)


@pytest.mark.parametrize(
    ("act", "who"), [(YES, "bram"), (YES, "child"), (YES, "unknown"), (NO, "anna"), (Act("hesitate"), "anna")]
)
def test_p3_no_other_answer_and_nobody_else_changes_it(act: Act, who: str) -> None:
    house = ordered()
    house.hear(add())
    house.hear(act, who)
    assert lines(house) == JUST_BEANS


@pytest.mark.parametrize("who", ["bram", "child", "unknown", "saar"])
def test_p7_nobody_adds_to_what_another_pays(who: str) -> None:
    house = ordered()
    assert house.hear(add(), who).reply.decided == "changed", "it goes into the basket"
    house.hear(YES, who)
    house.hear(Act("change_quantity", wanted=(wish("beans", 3),)), who)
    house.hear(Act("remove_from_basket", wanted=(wish("beans"),)), who)
    assert lines(house) == JUST_BEANS
    assert len(house.orders()) == 1


def test_p3_after_two_minutes_the_yes_is_too_late() -> None:
    house = ordered()
    house.hear(add())
    house.clock.turn(121 * SECOND)
    house.hear(YES)
    assert lines(house) == JUST_BEANS


def test_p3_another_price_is_asked_again() -> None:
    house = ordered()
    house.hear(add())
    house.retailers.change_price("milk", Money(200))
    assert house.hear(YES).reply.decided == "asked_confirmation"
    assert lines(house) == JUST_BEANS
    house.hear(YES)
    assert house.orders()[0].total == Money(1450)


def test_p3_what_was_ordered_before_keeps_the_price_that_was_confirmed() -> None:
    house = ordered()
    house.retailers.change_price("coffee_beans", Money(5000))
    house.hear(add())
    house.hear(YES)
    assert house.orders()[0].total == Money(1250)


def test_p3_an_order_that_changed_meanwhile_is_left_alone() -> None:
    house = ordered()
    house.hear(add())
    assert house.cancel(on="bedroom").reply.decided == "cancelled"
    assert "order_changed_meanwhile" in parts_said(house.hear(YES))
    assert [each.status for each in house.orders()] == [OrderStatus.CANCELLED]


def test_p3_past_the_hour_of_the_retailer_a_new_order_is_asked_even_inside_a_mandate() -> None:
    house = ordered(mandate())
    house.clock.now = house.orders()[0].slot.start - 30 * MINUTE  # type: ignore[union-attr]
    late = house.hear(add())
    assert "too_late_to_change" in parts_said(late)
    assert late.reply.decided == "asked_confirmation"
    assert len(house.orders()) == 1
    assert house.hear(YES).reply.decided == "placed"
    assert [len(each.lines) for each in house.orders()] == [1, 1]


def test_p3_past_that_hour_a_yes_to_the_change_does_nothing() -> None:
    house = ordered()
    house.clock.now = house.orders()[0].slot.start - timedelta(hours=1, seconds=30)  # type: ignore[union-attr]
    house.hear(Act("order_status"))
    house.hear(add())
    house.clock.turn(60 * SECOND)
    assert "too_late_to_change" in parts_said(house.hear(YES))
    assert lines(house) == JUST_BEANS


def test_p5_the_limit_of_an_order_sees_all_that_the_order_becomes() -> None:
    """Under forty euros: thirty alone are, and another ten alone are; forty are not."""
    house = ordered(mandate(), number=3)
    assert house.hear(add("decaf", 1)).reply.decided == "changed"
    assert house.hear(add("milk_1l", 2)).reply.decided == "asked_confirmation"
    assert house.orders()[0].total == Money(3800)
    is_right(house)


def test_p6_the_budget_holds_the_difference_and_no_more() -> None:
    house = ordered(mandate(limit_per_order=None, limit_per_period=PeriodLimit(Money(4000), Period.WEEK)), number=2)
    assert used(house) == Money(2000)
    assert house.hear(add("beans", 1)).reply.decided == "changed"
    assert used(house) == Money(3000)
    assert house.hear(add("beans", 1)).reply.decided == "asked_confirmation"
    house.hear(YES)
    assert used(house) == Money(3000), "a yes of one's own takes nothing of the mandate"
    assert house.orders()[0].total == Money(4000)
    is_right(house)
    house.wait(2 * DAY)
    assert used(house) == Money(3000)
    is_right(house)


def test_p6_what_a_yes_added_frees_nothing_of_the_mandate_when_it_goes_back() -> None:
    weekly = mandate(limit_per_order=None, limit_per_period=PeriodLimit(Money(2500), Period.WEEK))
    house = ordered(weekly, number=2)
    assert house.hear(add("decaf", 2)).reply.decided == "asked_confirmation"
    house.hear(YES)
    house.wait(DAY)
    house.hear(Act("return_product", wanted=(wish("decaf", 2),)))
    assert house.hear(YES).reply.decided == "changed"
    house.wait(HOUR)
    assert used(house) == Money(2000), "the beans are still there"
    house.hear(Act("return_product", wanted=(wish("beans", 1),)))
    house.hear(YES)
    house.wait(HOUR)
    assert used(house) == Money(1000)
    is_right(house)


def test_p6_two_changes_that_fit_alone_but_not_together() -> None:
    house = ordered(mandate(limit_per_order=Money(2500)), number=1)
    said = [house.hear(add("milk_1l", 4)).reply.decided, house.hear(add("beans", 1)).reply.decided]
    assert said == ["changed", "asked_confirmation"]


def test_p6_what_the_retailer_refuses_is_free_again_and_told() -> None:
    house = ordered(mandate())
    house.retailers.fail_next("refuse", kind="amend")
    assert house.hear(add()).reply.decided == "changed"
    assert lines(house) == JUST_BEANS
    assert used(house) == Money(1000)
    assert [note.kind for note in house.notifications()] == ["not_amended"]
    is_right(house)
    assert house.hear(add()).reply.decided == "changed"
    assert (lines(house), used(house)) == (WITH_MILK, Money(1250))
    is_right(house)


def test_p6_what_is_taken_off_stays_reserved_until_the_retailer_agrees() -> None:
    house = ordered(mandate(), number=3)
    house.retailers.fail_next("time_out", kind="amend")
    assert house.hear(Act("change_quantity", wanted=(wish("beans", 1),))).reply.decided == "changed"
    assert (lines(house), used(house)) == (JUST_BEANS, Money(3000))
    assert "change_is_under_way" in parts_said(house.hear(Act("change_quantity", wanted=(wish("beans", 2),))))
    house.wait(HOUR)
    assert used(house) == Money(1000)
    is_right(house)
    house.wait(8 * DAY)
    assert [each.amount for each in house.payments()] == [Money(1000)]
    is_right(house)


def test_p6_nothing_is_delivered_that_the_retailer_may_not_have() -> None:
    house = ordered()
    house.hear(add())
    house.retailers.fail_next(*["time_out"] * 60, kind="amend")
    house.hear(YES)
    house.wait(DAY)
    assert [each.status for each in house.orders()] == [OrderStatus.PLACED]
    is_right(house)


def test_p6_cancelled_with_its_changes_all_of_it_is_free() -> None:
    house = ordered(mandate())
    house.hear(add())
    house.cancel()
    assert used(house) == Money(0)
    is_right(house)


def test_a3_a_voice_is_not_enough_for_what_it_becomes() -> None:
    house = ordered(number=9)
    house.hear(add("beans", 1))
    assert house.hear(YES).reply.decided == "asked_step_up"
    assert lines(house) == [("beans", 9)]
    assert house.hear(pin("2222")).reply.decided == "asked_step_up", "another's PIN"
    assert lines(house) == [("beans", 9)]
    assert house.hear(pin("1111")).reply.decided == "changed"
    assert lines(house) == [("beans", 10)]


def test_p9_a_safety_profile_is_always_asked() -> None:
    granted = mandate(id="saar", grantor="saar")
    house = ordered(granted, who="saar")
    assert house.hear(add(), "saar").reply.decided == "asked_confirmation"
    assert lines(house) == JUST_BEANS


def test_p3_less_is_done_at_once_and_costs_no_more() -> None:
    house = ordered(number=2)
    house.hear(add())
    house.hear(YES)
    assert house.hear(Act("remove_from_basket", wanted=(wish("milk_1l"),))).reply.decided == "changed"
    assert house.hear(Act("change_quantity", wanted=(wish("beans", 1),))).reply.decided == "changed"
    assert (lines(house), house.orders()[0].total) == (JUST_BEANS, Money(1000))
    is_right(house)


def test_p3_less_that_would_cost_more_is_asked() -> None:
    house = ordered(number=2)
    house.retailers.change_price("coffee_beans", Money(2500))
    assert house.hear(Act("change_quantity", wanted=(wish("beans", 1),))).reply.decided == "asked_confirmation"
    assert lines(house) == [("beans", 2)]


def test_p3_calling_off_one_of_two_things_leaves_the_other() -> None:
    house = ordered()
    house.hear(add())
    house.hear(YES)
    assert house.hear(Act("cancel_order", wanted=(wish("milk_1l"),))).reply.decided == "changed"
    assert lines(house) == JUST_BEANS
    assert house.cancel(wanted=(wish("beans"),)).reply.decided == "cancelled"


def test_p3_a_dearer_slot_is_asked_of_who_ordered() -> None:
    """Corner brings for two euros fifty; when Anna ordered, it brought for nothing."""
    house = Household(home=new_home(home(Control.ALGORITHM, Providers.MANY))).move_in()
    house.hear(Act("order_product", wanted=(wish("milk_1l", 2),), retailer="corner"))
    house.hear(YES)
    with house.records.transaction(house.home.id) as tx:
        (placed,) = tx.orders()
        assert placed.slot is not None
        free = replace(placed, quote=replace(placed.quote, slot=replace(placed.slot, fee=Money(0))))
        tx.keep_order(free)
        tx.post(amended_entry(placed, free, "free", house.clock.now))
    moment = MomentValue(placed.slot.start + DAY, placed.slot.start + DAY)
    later = Act("change_delivery", moment=moment)
    assert house.hear(later, "bram").reply.decided == "refused"
    assert house.hear(later).reply.decided == "asked_confirmation"
    assert house.orders()[0].slot == free.slot
    assert house.hear(YES).reply.decided == "changed"
    assert house.orders()[0].total == free.total + Money(250)
    assert len(house.retailers.peer.calls("move")) == 1
    is_right(house)


def test_p2_a_change_needs_a_verdict() -> None:
    house = ordered()
    quote = house.orders()[0].quote
    with pytest.raises(TypeError, match="verdict"):
        AmendOrder("order", quote, None)  # type: ignore[arg-type]
    assert AmendOrder("order", quote, Allowed("voice", ())).order == "order"


def test_p3_a_separate_order_is_asked_by_itself_and_leaves_the_other_as_it_was() -> None:
    house = ordered()
    assert house.hear(add()).reply.decided == "asked_confirmation"
    asked = house.hear(Act("order_product"))
    assert "shall_i_order" in parts_said(asked)
    assert len(house.orders()) == 1
    house.hear(YES)
    assert sorted([line.product for line in each.lines] for each in house.orders()) == [["beans"], ["milk_1l"]]


def test_p3_a_separate_order_is_asked_inside_a_mandate_too() -> None:
    house = ordered(mandate(limit_per_order=Money(1100)))
    assert house.hear(add()).reply.decided == "asked_confirmation"
    house.hear(Act("order_product"))
    assert len(house.orders()) == 1
