"""P4: one utterance is one order. A request that the channel repeats gets the stored answer and does nothing."""

from __future__ import annotations

import threading

from skill.dialogue.act import Act
from skill.records.sqlite import SqliteRecords
from skill.usecases.converse import Answer
from tests.building import DAY, NO, YES, mandate, order, wish
from tests.household import Household


def test_p4_a_repeated_yes_gets_the_stored_answer_and_orders_once() -> None:
    house = Household().move_in()
    house.hear(order())
    first = house.hear(YES, request="the same")
    again = house.hear(YES, request="the same")
    assert (first.repeated, again.repeated) == (False, True)
    assert again.reply == first.reply
    assert len(house.orders()) == 1
    assert len(house.retailers.received("place")) == 1


def test_p4_a_repeated_request_does_nothing_whatever_it_says_now_and_however_late() -> None:
    house = Household().move_in(mandate())
    first = house.hear(order(), request="the same")
    house.clock.turn(30 * DAY)
    for act, speaker in ((NO, "anna"), (order("milk_1l"), "bram"), (Act("pause_buying"), "child")):
        again = house.hear(act, speaker, request="the same")
        assert again.repeated
        assert again.reply == first.reply
    assert len(house.orders()) == 1
    assert not any(each.paused for each in house.mandates())


def test_p4_a_repeated_wish_inside_a_mandate_orders_once() -> None:
    house = Household().move_in(mandate())
    for _ in range(3):
        assert house.hear(order(), request="the same").reply.decided == "placed"
    assert len(house.orders()) == 1


def test_p4_a_repeated_addition_fills_the_basket_once() -> None:
    house = Household().move_in()
    for _ in range(2):
        house.hear(Act("add_to_basket", wanted=(wish("milk_1l", 2),)), request="the same")
    assert [each.quantity for each in house.basket().lines] == [2]


def test_p4_two_requests_are_two_orders() -> None:
    house = Household().move_in(mandate())
    house.hear(order(), request="one")
    house.hear(order(), request="two")
    assert len(house.orders()) == 2


def test_p4_homes_do_not_share_requests() -> None:
    first, second = Household().move_in(mandate()), Household().move_in(mandate())
    first.hear(order(), request="the same")
    assert not second.hear(order(), request="the same").repeated


def test_p4_the_same_request_many_times_at_once_orders_once() -> None:
    """A channel that lost patience sends it again while the first is still being answered."""
    house = Household(records=SqliteRecords(":memory:")).move_in()
    house.hear(order())
    answers: list[Answer] = []
    threads = [threading.Thread(target=lambda: answers.append(house.hear(YES, request="the same"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(answers) == 8
    assert sum(not answer.repeated for answer in answers) == 1
    assert {answer.reply.decided for answer in answers} == {"placed"}
    assert len(house.orders()) == len(house.retailers.received("place")) == 1


def test_p4_two_yeses_at_once_order_once() -> None:
    """Two requests of their own: the second finds that nothing is open any more."""
    house = Household(records=SqliteRecords(":memory:")).move_in()
    house.hear(order())
    answers: list[Answer] = []
    requests = [f"yes {number}" for number in range(6)]
    threads = [
        threading.Thread(target=lambda name=name: answers.append(house.hear(YES, request=name))) for name in requests
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answer.reply.decided for answer in answers) == ["informed"] * 5 + ["placed"]
    assert len(house.orders()) == 1
