"""The judge of generated conversations objects to what must last after a yes, when it is broken on purpose (P3, P9)."""

from __future__ import annotations

import pytest

from skill.dialogue import deliveries
from skill.dialogue.act import Act
from skill.domain.correction import CorrectionKind
from skill.usecases import owing
from tests.building import DAY, YES, order
from tests.rules.generated_household import AnyHousehold
from tests.rules.test_generated_conversations import LeavesWhole, Patch, by_a_yes, household


def break_a_report_may_cost_anything(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(owing, "fault_of", lambda *_: None)
    house.weighs = True
    by_a_yes(house)
    house.time_passes(2 * DAY)
    house.goods_are_weighed("beans", CorrectionKind.WEIGHED, 5000)
    house.judge.books()


def break_anybody_calls_her_goods_right(patch: Patch, house: AnyHousehold) -> None:
    patch.setattr(deliveries, "_may_accept", lambda *_: True)
    house.say(order(), "saar")
    house.say(YES, "saar")
    house.time_passes(2 * DAY)
    house.say(Act("accept_delivery"), "bram")
    house.say(YES, "bram")


BROKEN = {name.removeprefix("break_"): script for name, script in dict(globals()).items() if name.startswith("break_")}


@pytest.mark.parametrize("broken", BROKEN)
def test_the_judge_objects_when(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    house = household()
    with pytest.raises(AssertionError):
        BROKEN[broken](monkeypatch, house)


@pytest.mark.parametrize("broken", BROKEN)
def test_the_judge_does_not_object_to_the_same_where_nothing_is_broken(broken: str) -> None:
    house = household()
    BROKEN[broken](LeavesWhole(), house)
    house.teardown()
