"""What a try at an errand leaves behind, whoever tries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skill.dialogue.act import Act
from skill.usecases import dead_letters, run_errands
from skill.usecases.outside_ports import Errand
from skill.usecases.patience import PATIENCE
from skill.usecases.run_errands import LEASE, Tried
from tests.building import DAY, HOUR, MINUTE, NOW, SECOND, YES, mandate, order
from tests.household import Household


def try_errands(house: Household) -> list[Tried]:
    tried: list[Tried] = []
    run_errands.run(house.home.id, house.parts, house.clock.now, tell=tried.append)
    return tried


def queue(house: Household, errand: Errand) -> None:
    with house.records.transaction(house.home.id) as tx:
        tx.add_errand(errand, house.clock.now)


def test_a_failed_try_is_told_with_when_the_next_one_is_due() -> None:
    house = Household().move_in(mandate())
    house.retailers.fail_next("time_out", "late")
    house.hear(order())
    assert try_errands(house) == [], "it waits"
    house.clock.turn(PATIENCE["place"].wait(1, 0))
    (second,) = try_errands(house)
    assert (second.result, second.errand.tries, second.problem) == ("again", 1, "the answer of the retailer was lost")
    assert second.next_try == house.clock.now + PATIENCE["place"].wait(2, 0)
    house.clock.turn(MINUTE)
    assert [each.result for each in try_errands(house)] == ["done"]
    assert [call.times for call in house.retailers.peer.calls("place")] == [2]


def test_jitter_spreads_what_failed_together() -> None:
    house = Household().move_in(mandate())
    house.retailers.fail_next("time_out")
    waits = []
    for percent in (0, 99):
        queue(house, Errand(f"complain:{percent}", "complain", {"order": f"{percent}"}))
        parts = replace(house.parts, jitter_percent=lambda percent=percent: percent)  # type: ignore[misc]
        house.retailers.fail_next("time_out")
        run_errands.run(house.home.id, parts, NOW, tell=lambda tried: waits.append(tried.next_try - NOW))
    assert waits == [30 * SECOND, 30 * SECOND * 199 // 100]


def test_a_turn_leaves_older_errands_to_the_workers() -> None:
    house = Household().move_in(mandate())
    house.retailers.fail_next("time_out")
    house.hear(order())
    house.clock.turn(HOUR)
    house.hear(order("milk_1l"))
    assert len(house.retailers.received("place")) == 1, "what failed an hour ago holds up no turn"
    assert [each.result for each in try_errands(house)] == ["done"]
    assert len(house.retailers.received("place")) == 2


def test_a_cancellation_waits_for_the_order_that_it_cancels() -> None:
    house = Household().move_in(mandate())
    house.retailers.fail_next("time_out")
    house.hear(order())
    (placed,) = house.orders()
    queue(house, Errand(f"cancel:{placed.id}", "cancel", {"order": placed.id}))
    assert try_errands(house) == []
    house.clock.turn(HOUR)
    tried = [(each.errand.kind, each.result) for each in try_errands(house)]
    assert tried == [("place", "done"), ("cancel", "done"), ("forget", "done")]


def test_what_nobody_runs_is_a_dead_letter_with_its_reason() -> None:
    house = Household().move_in()
    queue(house, Errand("telegraph:1", "telegraph", {}))
    assert [each.result for each in try_errands(house)] == ["dead"]
    ((home, letter),) = dead_letters.find(house.parts, house.home.id)
    assert (home, letter.errand.key, letter.reason) == (
        house.home.id, "telegraph:1", "nobody runs errands of kind 'telegraph'",
    )  # fmt: skip


def test_a_fault_in_an_adapter_is_raised_and_tried_again() -> None:
    house = Household().move_in(mandate())
    broken = replace(house.parts, retailers=_Broken(house.retailers))
    queue(house, Errand("complain:1", "complain", {"order": "o"}))
    with pytest.raises(KeyError):
        run_errands.run(house.home.id, broken, NOW)
    house.clock.turn(HOUR)
    (tried,) = try_errands(house)
    assert (tried.result, tried.errand.tries) == ("done", 1)


class _Broken:
    def __init__(self, inner: object) -> None:
        self._inner = inner

    def run(self, home: str, errand: Errand) -> None:
        raise KeyError("no such field")


def test_a_worker_that_was_too_slow_has_no_say() -> None:
    """Its claim ran out, another finished: what it brings home changes nothing."""
    house = Household().move_in(mandate())
    house.rail.fail_next("time_out")
    house.hear(order())
    house.wait(7 * DAY)
    (payment,) = house.payments()
    slow_answers: list[Tried] = []

    class Slow:
        def run(self, home: str, errand: Errand) -> None:
            house.clock.turn(LEASE)
            assert [each.result for each in try_errands(house)] == ["done"]
            house.rail.run(home, errand)

    slow = replace(house.parts, rail=Slow())
    house.clock.turn(HOUR)
    run_errands.run(house.home.id, slow, house.clock.now, tell=slow_answers.append)
    assert [each.result for each in slow_answers] == ["taken"]
    assert [cents for _, _, cents in house.rail.paid()] == [payment.amount.cents]
    assert [entry.id for entry in house.entries()].count(f"paid:{payment.id}") == 1


class TestDeadLetters:
    def test_an_order_that_was_called_off_is_not_placed_after_all(self) -> None:
        """P2: the yes was to an order that the person was told has failed."""
        house = Household().move_in(mandate())
        house.retailers.fail_next("refuse")
        house.hear(order())
        ((home, letter),) = dead_letters.find(house.parts, house.home.id)
        with pytest.raises(dead_letters.NotQueuedAgain, match="ordered anew"):
            dead_letters.queue_again(home, letter.errand.key, house.parts, house.clock.now)
        house.clock.turn(DAY)
        assert try_errands(house) == []
        assert house.retailers.received("place") == []

    def test_a_refused_payment_needs_a_new_yes(self) -> None:
        house = Household().move_in()
        house.hear(order())
        house.hear(YES)
        house.wait(7 * DAY)
        house.rail.fail_next("refuse")
        house.hear(Act("read_notifications"))
        house.hear(YES)
        ((home, letter),) = dead_letters.find(house.parts, house.home.id)
        with pytest.raises(dead_letters.NotQueuedAgain, match="approved again"):
            dead_letters.queue_again(home, letter.errand.key, house.parts, house.clock.now)

    def test_a_complaint_is_tried_again_and_then_gone_from_the_list(self) -> None:
        house = Household().move_in()
        queue(house, Errand("complain:1", "complain", {"order": "o"}))
        house.retailers.fail_next("refuse")
        assert [each.result for each in try_errands(house)] == ["dead"]
        dead_letters.queue_again(house.home.id, "complain:1", house.parts, house.clock.now)
        assert [each.result for each in try_errands(house)] == ["done"]
        assert dead_letters.find(house.parts, house.home.id) == ()

    def test_what_is_dropped_is_neither_shown_nor_done(self) -> None:
        house = Household().move_in()
        queue(house, Errand("telegraph:1", "telegraph", {}))
        try_errands(house)
        dead_letters.drop(house.home.id, "telegraph:1", house.parts)
        assert dead_letters.find(house.parts, house.home.id) == ()
        house.clock.turn(DAY)
        assert try_errands(house) == []
        with pytest.raises(LookupError, match="telegraph:1"):
            dead_letters.drop(house.home.id, "telegraph:1", house.parts)
        with pytest.raises(LookupError, match="telegraph:1"):
            dead_letters.queue_again(house.home.id, "telegraph:1", house.parts, house.clock.now)
