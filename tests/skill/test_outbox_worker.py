"""Workers share the load, stop when they are told to, and hold up no turn."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from skill.domain.errors import RecordsUnavailable
from skill.outbox_worker import BehindTheTurn, Worker
from skill.records.sqlite import SqliteRecords
from skill.usecases.outside_ports import Errand, OutsideFailed
from skill.usecases.run_errands import Tried
from tests.building import NOW, mandate, order
from tests.household import Household


def raises(where: str, error: BaseException) -> None:
    raise AssertionError(where) from error


@pytest.fixture
def house(tmp_path: Path) -> Household:
    return Household(records=SqliteRecords(tmp_path / "records.db")).move_in(mandate())


def queue(house: Household, count: int) -> None:
    with house.records.transaction(house.home.id) as tx:
        for number in range(count):
            tx.add_errand(Errand(f"complain:{number}", "complain", {"order": str(number)}), NOW)


def work_off(*workers: Worker) -> None:
    for worker in workers:
        worker.start(until_idle=True)
    until = time.monotonic() + 60
    while any(worker.is_busy for worker in workers):
        assert time.monotonic() < until, "it does not end"
        time.sleep(0.01)


def test_several_workers_do_each_errand_once(house: Household) -> None:
    queue(house, 40)
    tried: list[Tried] = []
    work_off(*(Worker(house.parts, raises, threads=2, tell=tried.append) for _ in range(3)))
    assert Counter(each.result for each in tried) == {"done": 40}
    assert [call.times for call in house.retailers.peer.calls("complain")] == [1] * 40


def test_a_home_that_is_not_its_own_is_left_alone(house: Household) -> None:
    queue(house, 1)
    work_off(Worker(house.parts, raises, homes=()))
    assert house.retailers.received("complain") == []


def test_a_home_that_fails_holds_up_no_other(house: Household) -> None:
    queue(house, 1)
    with house.records.transaction("another") as tx:
        tx.add_errand(Errand("complain:x", "complain", {"order": "x"}), NOW)
    failures: list[str] = []
    worker = Worker(
        house.parts,
        lambda where, error: failures.append(type(error).__name__),
        threads=1,
        homes=("another", house.home.id),
    )
    work_off(worker)
    assert house.retailers.received("complain") == [("another", "complain:x"), (house.home.id, "complain:0")]
    assert set(failures) == {"DataError"}, "another is no home that we know: what came of its errand cannot be kept"


def test_it_goes_on_when_the_records_come_back(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("skill.outbox_worker.LOOKS_EVERY_S", 0.01)
    failures: list[BaseException] = []
    done = threading.Event()
    real = house.records.homes_with_errands

    def sometimes(now: object, most: int) -> tuple[str, ...]:
        if len(failures) < 2:
            raise RecordsUnavailable("locked")
        return real(now, most)  # type: ignore[arg-type]

    monkeypatch.setattr(house.records, "homes_with_errands", sometimes)
    queue(house, 1)
    worker = Worker(house.parts, lambda where, error: failures.append(error), threads=1, tell=lambda tried: done.set())
    worker.start()
    assert done.wait(30)
    worker.stop()
    assert not worker.is_busy


def test_a_worker_that_is_told_to_stop_finishes_its_call_and_leaves_the_rest(house: Household) -> None:
    queue(house, 5)
    called, answer = threading.Event(), threading.Event()

    class Waits:
        def run(self, home: str, errand: Errand) -> None:
            called.set()
            assert answer.wait(30)

        def corrections(self, home: str) -> tuple[()]:
            return ()

    tried: list[Tried] = []
    worker = Worker(replace(house.parts, retailers=Waits()), raises, threads=1, tell=tried.append)  # type: ignore[arg-type]
    worker.start()
    assert called.wait(30)
    worker.stop(within_s=0.01)
    assert worker.is_busy
    answer.set()
    worker.stop(within_s=30)
    assert not worker.is_busy
    assert [each.result for each in tried] == ["done"]
    with house.records.reading(house.home.id) as tx:
        assert len(tx.errands()) == 4


def test_a_slow_retailer_holds_up_no_turn(house: Household) -> None:
    answer, answered, retailers = threading.Event(), threading.Event(), house.retailers

    class Slow:
        outside = retailers.outside

        def run(self, home: str, errand: Errand) -> None:
            assert answer.wait(30)
            retailers.run(home, errand)
            answered.set()

    house.promptly = BehindTheTurn(raises, waits_s=0.05)
    house.retailers = Slow()  # type: ignore[assignment]
    begun = time.monotonic()
    assert house.hear(order()).reply.decided == "placed"
    assert time.monotonic() - begun < 10
    assert not answered.is_set()
    answer.set()
    assert answered.wait(30)


def test_turns_behind_which_too_much_is_under_way_leave_it_to_the_workers() -> None:
    release, ran = threading.Event(), []
    behind = BehindTheTurn(raises, waits_s=0, threads=2)
    for number in range(3):
        behind(lambda number=number: ran.append(number) if release.wait(30) else None)
    release.set()
    until = time.monotonic() + 30
    while len(ran) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert sorted(ran) == [0, 1]


def test_what_fails_behind_a_turn_is_logged_and_the_turn_is_answered() -> None:
    failures: list[str] = []

    def fails() -> None:
        raise OutsideFailed("no", final=True)

    BehindTheTurn(lambda where, error: failures.append(str(error)), waits_s=30)(fails)
    assert failures == ["no"]
