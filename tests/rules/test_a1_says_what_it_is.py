"""A1: the first interaction says that it is an automated assistant (AI Act, article 50(1))."""

from __future__ import annotations

import pytest

from skill.dialogue.act import Act
from skill.dialogue.policy import TOPICS
from tests.building import NO, YES, order
from tests.household import Household, parts_said


@pytest.mark.parametrize("who", ["anna", "child", "unknown"])
def test_a1_whatever_is_said_first_is_answered_with_what_we_are(who: str) -> None:
    house = Household().move_in()
    for intent in TOPICS:
        answer = house.hear(Act(intent), who, on=f"first said to: {intent}")
        assert answer.reply.parts[0].key == "automated_assistant", intent


def test_a1_it_is_said_once_in_a_conversation_and_in_each() -> None:
    house = Household().move_in()
    told = ["automated_assistant" in parts_said(house.hear(act)) for act in (order(), YES, NO, Act("repeat"))]
    assert told == [True, False, False, False]
    assert "automated_assistant" in parts_said(house.hear(order(), on="bedroom"))


def test_a1_who_asks_is_told_at_any_time() -> None:
    house = Household().move_in()
    house.hear(order())
    assert "who_i_am" in parts_said(house.hear(Act("ask_identity")))
