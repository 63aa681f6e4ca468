"""Time passes for every home, whatever happens in one of them."""

import threading
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from skill.domain.errors import RecordsUnavailable
from skill.usecases import forget, pass_time, read_answers
from skill.usecases.outside_ports import OutsideFailed
from skill.web.timekeeping import FORGET_EVERY, Timekeeper

NOW = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
APP = SimpleNamespace(parts=SimpleNamespace(homes={"a": None, "b": None, "c": None}, clock=lambda: NOW))
APP.present = APP


@pytest.fixture
def passed(monkeypatch) -> list[tuple[str, datetime]]:
    seen: list[tuple[str, datetime]] = []

    def run(home, until, parts, *, errands) -> None:
        assert not errands, "a slow retailer would hold up the other homes"
        seen.append((home, until))
        if home == "b":
            raise RecordsUnavailable("locked")

    monkeypatch.setattr(pass_time, "run", run)
    monkeypatch.setattr(forget, "run", lambda home, now, parts: 0)
    monkeypatch.setattr(read_answers, "run", lambda parts, now: ())
    return seen


def test_a_home_that_fails_holds_up_no_other(passed) -> None:
    failures: list[str] = []
    Timekeeper(APP, lambda where, error: failures.append(type(error).__name__)).tick()
    assert passed == [("a", NOW), ("b", NOW), ("c", NOW)]
    assert failures == ["RecordsUnavailable"]


def test_a_bank_that_cannot_be_heard_holds_up_no_home(passed, monkeypatch) -> None:
    def silent(parts, now) -> None:
        raise OutsideFailed("the inbox cannot be read", final=False)

    monkeypatch.setattr(read_answers, "run", silent)
    failures: list[str] = []
    Timekeeper(APP, lambda where, error: failures.append(where)).tick()
    assert len(passed) == 3
    assert failures[0] == "reading what banks answered"


def test_it_goes_round_until_it_is_stopped(passed) -> None:
    twice = threading.Event()

    def count(where: str, error: BaseException) -> None:
        if len(passed) > 3:
            twice.set()

    keeper = Timekeeper(APP, count, every_s=0.01)
    keeper.start()
    assert twice.wait(10)
    keeper.stop()
    assert not keeper._thread.is_alive()


def test_what_is_stale_is_forgotten_once_an_hour(passed, monkeypatch) -> None:
    forgotten: list[tuple[str, datetime]] = []
    monkeypatch.setattr(forget, "run", lambda home, now, parts: forgotten.append((home, now)))
    times = iter([NOW, NOW + FORGET_EVERY / 2, NOW + FORGET_EVERY])
    moment = [NOW]
    app = SimpleNamespace(parts=SimpleNamespace(homes={"a": None, "c": None}, clock=lambda: moment[0]))
    app.present = app
    keeper = Timekeeper(app, lambda where, error: None)
    for moment[0] in times:
        keeper.tick()
    later = NOW + FORGET_EVERY
    assert forgotten == [("a", NOW), ("c", NOW), ("a", later), ("c", later)]


def test_one_that_was_never_started_can_be_stopped(passed) -> None:
    Timekeeper(APP, lambda where, error: None).stop()
    assert passed == []
