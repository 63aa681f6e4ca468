"""P10: shortage is not demand: a flapping sensor, one already answered, or stock already on order makes no second
proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from skill.dialogue.act import Act
from skill.domain.home import Control, Providers
from skill.domain.pantry import ANSWERED_FOR, FIRST_REMINDER, Judgement, PantryState, Reading, judge
from skill.domain.person import Profile
from skill.usecases import notice_shortage
from tests.building import ANNA, CANISTER, DAY, HOUR, MINUTE, NO, NOW, SECOND, YES, home, mandate, order
from tests.household import Household, new_home

ZONE = ZoneInfo("Europe/Amsterdam")


def judged(amounts: list[int], *, step: timedelta = MINUTE, asks_less: bool = False) -> list[Judgement]:
    """What a row of readings turns out to be."""
    state, found = PantryState("canister"), []
    for number, amount in enumerate(amounts):
        reading = Reading("canister", amount, NOW + number * step)
        state, judgement = judge(CANISTER, reading, state, ZONE, on_order=False, asks_less=asks_less)
        found.append(judgement)
    return found


@pytest.mark.parametrize(("amount", "short"), [(0, True), (149, True), (150, False), (1000, False)])
def test_p10_below_the_mark_is_a_shortage_and_at_it_is_not(amount: int, short: bool) -> None:
    assert judged([amount]) == [Judgement.SHORTAGE if short else Judgement.ENOUGH]


@pytest.mark.parametrize("amount", [-1, 2001, 10**9])
def test_p10_what_cannot_be_is_not_believed(amount: int) -> None:
    assert judged([amount, 100]) == [Judgement.IMPOSSIBLE, Judgement.SHORTAGE]


def test_p10_a_flapping_sensor_reports_one_shortage() -> None:
    assert judged([149, 151, 149, 500, 148, 0, 150, 1]).count(Judgement.SHORTAGE) == 1


def test_p10_after_a_refill_a_shortage_is_a_new_one() -> None:
    assert judged([100, 501, 100]) == [Judgement.SHORTAGE, Judgement.ENOUGH, Judgement.SHORTAGE]
    assert judged([100, 500, 100]) == [Judgement.SHORTAGE, Judgement.ENOUGH, Judgement.KNOWN], "half full is no refill"


def test_p10_a_small_refill_that_stays_is_one_too() -> None:
    """A litre in a fridge for three is never more than half: its next shortage is a new one all the same."""
    assert judged([100, 400, 400, 100], step=4 * HOUR) == [
        Judgement.SHORTAGE, Judgement.ENOUGH, Judgement.ENOUGH, Judgement.KNOWN
    ], "four hours may be a canister that was put elsewhere"  # fmt: skip
    assert judged([100, 400, 395, 390, 100], step=4 * HOUR)[-1] is Judgement.SHORTAGE
    assert judged([100, 400, 100, 400, 100, 400, 100], step=3 * HOUR).count(Judgement.SHORTAGE) == 1, "it flaps"


def test_p10_a_reading_that_comes_late_says_nothing() -> None:
    state, _ = judge(CANISTER, Reading("canister", 900, NOW), PantryState("canister"), ZONE, on_order=False)
    assert judge(CANISTER, Reading("canister", 50, NOW - SECOND), state, ZONE, on_order=False) == (
        state,
        Judgement.LATE,
    )


def test_p10_what_nobody_answered_is_raised_again_ever_less_often() -> None:
    """The next day, two days after that, then four, then once a week."""
    found = judged([100] * 29, step=DAY)
    assert [day for day, judgement in enumerate(found) if judgement is Judgement.SHORTAGE] == [0, 1, 3, 7, 14, 21, 28]
    assert judged([100, 100], step=FIRST_REMINDER - SECOND)[1] is Judgement.KNOWN


def test_p10_who_wants_to_be_asked_less_is_reminded_once_a_week() -> None:
    found = judged([100] * 15, step=DAY, asks_less=True)
    assert [day for day, judgement in enumerate(found) if judgement is Judgement.SHORTAGE] == [0, 7, 14]


def test_p10_a_notification_is_not_made_twice() -> None:
    house = Household().move_in()
    assert house.sense(50).decided == "notified"
    for _ in range(5):
        house.clock.turn(HOUR)
        assert house.sense(50).decided is None
    assert len(house.notifications()) == 1


def test_p10_an_autonomous_order_is_not_made_twice() -> None:
    house = Household().move_in(mandate())
    assert house.sense(50).decided == "placed"
    for span in (SECOND, HOUR, DAY, 3 * DAY, 7 * DAY, 7 * DAY):
        house.wait(span)
        assert house.sense(50).decided is None
    assert len(house.orders()) == 1


def test_p10_what_came_and_was_not_filled_in_yet_is_not_bought_again() -> None:
    """Ordered by a yes before the canister ran low; it came, and stands beside the empty canister for weeks."""
    house = Household().move_in(mandate())
    house.hear(order())
    assert house.sense(50).judgement is Judgement.ON_ORDER
    for span in (DAY, 7 * DAY, 14 * DAY):
        house.wait(span)
        assert house.sense(50).judgement is Judgement.KNOWN
    assert len(house.orders()) == 1


def test_p10_it_is_bought_again_once_it_was_filled_and_ran_out() -> None:
    house = Household().move_in(mandate())
    house.sense(50)
    house.wait(2 * DAY)
    house.sense(900)
    house.wait(20 * DAY)
    assert house.sense(50).decided == "placed"
    assert len(house.orders()) == 2


def test_p10_a_no_is_an_answer() -> None:
    house = Household().move_in()
    house.sense(50)
    house.hear(Act("read_notifications"))
    assert house.hear(NO).reply.decided == "declined"
    for span in (HOUR, 8 * DAY, 8 * DAY):
        house.wait(span)
        assert house.sense(50).decided is None


@pytest.mark.parametrize("who", ["child", "unknown"])
def test_p10_the_no_of_a_child_or_a_stranger_is_none(who: str) -> None:
    house = Household().move_in()
    house.sense(50)
    house.hear(Act("read_notifications"), who)
    house.hear(NO, who)
    house.wait(8 * DAY)
    assert house.sense(50).decided == "notified"


def test_p10_an_answered_shortage_does_not_fall_silent_for_ever() -> None:
    """Who never fills the canister above the half is told again after four weeks."""
    house = Household().move_in()
    house.sense(50)
    house.hear(Act("read_notifications"))
    house.hear(NO)
    house.clock.turn(ANSWERED_FOR - SECOND)
    assert house.sense(50).decided is None
    house.clock.turn(SECOND)
    assert house.sense(50).decided == "notified"


def test_p10_what_the_retailer_refused_answers_nothing() -> None:
    house = Household().move_in(mandate())
    house.retailers.fail_next("refuse")
    house.sense(50)
    assert [each.status.value for each in house.orders()] == ["cancelled"]
    assert house.sense(50).decided is None, "not at once again"
    house.wait(7 * DAY)
    assert house.sense(50).decided == "placed"


def test_p10_a_second_order_that_is_refused_takes_the_first_ones_answer_from_nothing() -> None:
    house = Household().move_in()
    house.sense(50)
    house.hear(order())
    house.hear(YES)
    house.retailers.fail_next("refuse")
    house.hear(order())
    house.hear(YES)
    assert sorted(each.status.value for each in house.orders()) == ["cancelled", "placed"]
    house.wait(8 * DAY)
    assert house.sense(50).decided is None, "the first came, and waits to be filled in"


def test_p10_what_the_person_cancelled_is_not_bought_again_by_itself() -> None:
    house = Household().move_in(mandate())
    house.sense(50)
    assert house.cancel().reply.decided == "cancelled"
    house.wait(8 * DAY)
    assert house.sense(50).decided is None


def test_p10_stock_on_order_is_not_proposed_by_the_notifications_either() -> None:
    house = Household().move_in()
    house.sense(50)
    house.hear(order())
    house.hear(YES)
    assert house.hear(Act("read_notifications")).reply.decided == "informed"
    assert house.hear(YES).reply.decided == "informed"
    assert len(house.orders()) == 1


def test_p10_a_clock_of_a_device_that_runs_ahead_raises_nothing_twice() -> None:
    house = Household().move_in(mandate())
    assert house.sense(50).decided == "placed"
    ahead = Reading("canister", 50, NOW + 60 * DAY)
    house.cancel()
    assert notice_shortage.consider(house.home.id, ahead, house.parts).decided is None
    house.clock.turn(HOUR)
    assert house.sense(900).judgement is Judgement.ENOUGH, "and does not make later readings late"


def test_p10_an_unknown_device_asks_for_nothing() -> None:
    house = Household().move_in(mandate())
    outcome = house.sense(0, "no such device")
    assert (outcome.judgement, outcome.decided, house.orders()) == (None, None, ())


def test_p10_of_two_that_run_out_each_is_asked_and_a_no_answers_its_own_only() -> None:
    house = Household().move_in()
    house.sense(50)
    house.sense(100, "fridge")
    first = house.hear(Act("read_notifications")).reply
    house.hear(NO)
    assert [note.subject for note in house.notifications() if note.waits] == ["milk"], "told beside it, and not asked"
    second = house.hear(Act("read_notifications")).reply
    assert (first.decided, second.decided) == ("proposed", "proposed")
    house.hear(NO)
    assert house.hear(Act("read_notifications")).reply.decided == "informed", "each is asked once"


def test_p10_a_no_to_what_they_asked_for_themselves_leaves_nothing_to_be_proposed() -> None:
    house = Household().move_in()
    house.sense(50)
    house.hear(order())
    assert house.hear(NO).reply.decided == "declined"
    assert house.hear(Act("read_notifications")).reply.decided == "informed"


def test_p09_whether_the_goods_are_right_is_asked_after_what_runs_out() -> None:
    house = Household(new_home(home(Control.CONSUMER, Providers.ONE, replace(ANNA, profile=Profile.SAFETY)))).move_in()
    house.hear(order())
    house.hear(YES)
    house.wait(3 * DAY)
    house.sense(100, "fridge")
    asked = [house.hear(Act("read_notifications")).reply for _ in range(2)]
    keys = [[part.key for part in reply.parts] for reply in asked]
    assert ["is_everything_right" in told for told in keys] == [False, True]


def use_up(house: Household, levels: Iterable[int]) -> list[str | None]:
    """A reading a day; what was decided on each."""
    found = []
    for level in levels:
        house.wait(DAY)
        found.append(house.sense(level).decided)
    return found


def test_p10_what_was_declined_is_never_bought_by_itself_when_it_is_gone() -> None:
    house = Household().move_in()
    assert "notified" in use_up(house, range(500, 100, -40))
    house.hear(Act("read_notifications"))
    house.hear(NO)
    with house.records.transaction(house.home.id) as tx:
        tx.keep_mandate(mandate())
    found = use_up(house, [80, 40, 0, *[0] * 20])
    assert found.count("notified") == 1, "it is asked once more"
    assert (found.count("placed"), house.orders()) == (0, ())


def test_who_takes_days_to_answer_is_asked_so_much_earlier() -> None:
    """By the answers of another stock, for it is the same people."""
    days = {}
    for waited_h in ((), (48, 48, 48, 48)):
        house = Household().move_in()
        with house.records.transaction(house.home.id) as tx:
            tx.keep_pantry(PantryState("fridge", waited_h=waited_h))
        days[waited_h] = use_up(house, range(1900, 0, -100)).index("notified")
    assert days[()] - days[48, 48, 48, 48] == 2
