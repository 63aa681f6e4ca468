"""The benchmark of a year runs, and what it judges by finds a purchase that nobody allowed."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from skill.dialogue.act import Act
from skill.dialogue.reply import KindNamed, Reply, RetailerName, part
from skill.domain.home import Control
from skill.domain.money import Money
from skill.domain.notification import Notification
from skill.domain.order import Order
from skill.domain.person import Profile
from skill.settings import Settings
from tests.building import ANNA, home, mandate, quote

NOW = datetime(2026, 3, 4, 18, tzinfo=UTC)
ASKED = Reply("asked_confirmation", (part("shall_i_order", total=Money(1000), retailer=RetailerName("grocer")),), True)


@pytest.fixture(autouse=True)
def benchmarks(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(project / "scripts" / "benchmarks"))
    for name in [name for name in sys.modules if name.partition(".")[0] in ("year", "year_parts", "measuring")]:
        monkeypatch.delitem(sys.modules, name)


def order(**facts: object) -> Order:
    placed = Order("o1", "home", "anna", quote(1000), NOW, approved_by="voice")
    return replace(placed, **facts)  # type: ignore[arg-type]


def test_some_days_of_some_homes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import year

    monkeypatch.setenv("BENCH_WORKERS", "1")
    table, figures = year.lived(16, 4, Settings(var_dir=tmp_path))
    assert "safety        one/algorithm" in table
    assert figures["readings"] == 16 * 5 * 2 * 4
    assert figures["turns"] > 0


@pytest.mark.parametrize("said", ["deny", "hesitate", "order_product"])
def test_an_order_without_a_yes_is_seen(said: str) -> None:
    from year_parts.permission import Permission

    judge = Permission(home(), ())
    judge.heard(ASKED, NOW)
    judge.said(order(), Act(said), NOW)
    assert len(judge.broken) == 1


@pytest.mark.parametrize(("cents", "late", "broken"), [(1000, 5, 0), (1001, 5, 1), (1000, 121, 1)])
def test_a_yes_is_to_what_was_asked_and_in_time(cents: int, late: int, broken: int) -> None:
    from year_parts.permission import Permission

    judge = Permission(home(), ())
    judge.heard(ASKED, NOW)
    judge.said(order(quote=quote(cents)), Act("confirm"), NOW + timedelta(seconds=late))
    assert len(judge.broken) == broken


@pytest.mark.parametrize(
    ("control", "profile", "cents", "broken"),
    [
        (Control.ALGORITHM, Profile.CONVENIENCE, 1000, 0),
        (Control.CONSUMER, Profile.CONVENIENCE, 1000, 1),
        (Control.ALGORITHM, Profile.SAFETY, 1000, 1),
        (Control.ALGORITHM, Profile.CONVENIENCE, 4000, 1),
    ],
)
def test_a_mandate_has_its_edges(control: Control, profile: Profile, cents: int, broken: int) -> None:
    from year_parts.permission import Permission

    from skill.domain.mandate import Period, PeriodLimit

    given = mandate(limit_per_period=PeriodLimit(Money(9000), Period.WEEK))
    judge = Permission(replace(home(control), persons=(replace(ANNA, profile=profile),)), (given,))
    judge.sensed(order(quote=quote(cents), approved_by="mandate", mandate=given.id), NOW)
    assert len(judge.broken) == broken


def shortage(*kinds: str) -> tuple[Notification, ...]:
    return tuple(Notification(kind, "anna", "shortage", kind, NOW) for kind in kinds)


def running_out(decided: str, *kinds: str) -> Reply:
    return Reply(decided, tuple(part("nearly_finished", kind=KindNamed(kind)) for kind in kinds), False)


def test_an_empty_day_is_laid_to_what_kept_it_from_being_ordered() -> None:
    from year_parts.person import Said
    from year_parts.without import CAUSES, Without

    why, told = Without(), running_out("proposed", "milk", "coffee_beans")
    why.evening(shortage("milk", "coffee_beans"), (), ("milk", "coffee_beans", "eggs"))
    assert [why.why(kind, away=False, coming=False) for kind in ("milk", "eggs")] == ["not looked", "silent"]
    why.said(Act("read_notifications"), told)
    why.answered(Said(Act("deny")), late=False)
    causes = [why.why(kind, away=False, coming=False) for kind in ("milk", "coffee_beans")]
    assert causes == ["passed by", "no"], "the last one that is told of is asked about"
    why.answered(None, late=False)
    assert why.why("coffee_beans", away=False, coming=False) == "silence"
    assert why.why("milk", away=True, coming=False) == "away"
    assert {*causes, "silence", "away", "silent"} <= set(CAUSES)


def test_what_is_on_its_way_is_laid_to_what_it_waited_for_longest() -> None:
    from year_parts.without import Without

    why = Without()
    for _ in range(3):
        why.evening(shortage("milk"), (), ("milk",))
    why.said(Act("read_notifications"), running_out("asked_payment", "milk"))
    why.evening((), (), ("milk",))
    why.placed(("milk",))
    assert why.why("milk", away=False, coming=True) == "not looked"
    why.filled("milk")
    assert why.why("milk", away=False, coming=True) == "coming"
