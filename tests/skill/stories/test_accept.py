"""`--accept` takes over what was said and absent `heard`, and leaves every other letter of the file alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from skill.stories.accept import accept, accepted
from skill.stories.ending import Ending
from skill.stories.replay import StoryResult, TurnResult
from skill.stories.story import Story

HEARD = {"intent": "order_product", "confidence": 0.91, "product": "coffee_beans"}

BEFORE = """\
# A comment at the top, with ä and €.
title: Beans    # beside
home: thijs
locale: nl-NL
now: 2026-03-02T17:40:00+01:00

turns:
  # before a turn
  - sensor: {device: coffee_canister, weight_g: 70}
  - user: doe maar één pak bonen   # spoken
    speaker: thijs
    decided: placed
    said: Old words.
  - {user: ja, decided: placed}
  - user: nee
    said:
      - Fine.
      - Never mind.
    heard:
      intent: deny
  - user: tja
    said: |
      Words on
      several lines.
    decided: held
then:
  orders: [{kind: coffee_beans}]   # by hand
"""


def spoken(line: int, said: str) -> TurnResult:
    return TurnResult(1, line, "...", "thijs", HEARD, "informed", said)


def test_only_said_and_absent_heard_change() -> None:
    after = accepted(
        BEFORE,
        {
            10: spoken(10, "It's: {new}"),
            14: spoken(14, "Besteld, voor € 3."),
            15: spoken(15, "Never mind."),
            21: spoken(21, "Short."),
        },
    )
    expected = BEFORE.replace(
        "    decided: placed\n    said: Old words.\n", '    decided: placed\n    said: "It\'s: {new}"\n'
    )
    heard = "heard: {intent: order_product, product: coffee_beans}"
    expected = expected.replace('said: "It\'s: {new}"\n', f'said: "It\'s: {{new}}"\n    {heard}\n')
    expected = expected.replace("decided: placed}", f"decided: placed, {heard}, said: 'Besteld, voor € 3.'}}")
    expected = expected.replace("said: |\n      Words on\n      several lines.\n", "said: 'Short.'\n")
    expected = expected.replace("    decided: held\n", f"    decided: held\n    {heard}\n")
    assert after == expected


def test_the_changed_file_says_what_happened() -> None:
    said = 'He said: "{x}" # 50% \\ \u00a0'
    text = accepted(BEFORE, {line: spoken(line, said) for line in (10, 14, 15, 21)})
    turns = [turn for turn in yaml.safe_load(text)["turns"] if "user" in turn]
    assert [turn["said"] for turn in turns] == [said] * 4
    assert turns[2]["heard"] == {"intent": "deny"}
    assert turns[1]["heard"] == {"intent": "order_product", "product": "coffee_beans"}


def test_accepting_twice_changes_nothing() -> None:
    results = {line: spoken(line, "Right.") for line in (10, 14, 15, 21)}
    once = accepted(BEFORE, results)
    moved = {line: spoken(line, "Right.") for line in range(1, 40)}
    assert accepted(once, moved) == once


def test_a_story_without_a_last_newline() -> None:
    text = accepted("turns:\n  - user: ja", {2: spoken(2, "Ok.")})
    assert yaml.safe_load(text)["turns"] == [
        {"user": "ja", "heard": {"intent": "order_product", "product": "coffee_beans"}, "said": "Ok."}
    ]


@pytest.mark.parametrize("name", ["story.yml", "dialog.json"])
def test_a_file_is_rewritten_only_when_there_is_something_to_accept(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(BEFORE, encoding="utf-8")
    story = Story("Beans", str(path), "thijs", "nl-NL", datetime(2026, 3, 2, tzinfo=UTC), ())
    result = StoryResult(story, (spoken(10, "New."),), (), Ending())
    assert accept(result) is (name == "story.yml")
    assert ("said: 'New.'" in path.read_text(encoding="utf-8")) is (name == "story.yml")
    assert accept(result) is False
