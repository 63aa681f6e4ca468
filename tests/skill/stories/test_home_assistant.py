"""Tests of Home Assistant's intents are stories of one turn that expect what is heard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nlu.home_assistant_tests import MAPPING, read_intent_mapping
from skill.domain.errors import DataError
from skill.stories.story import AnyOf, UserTurn
from skill.stories.story_file import Known, read_stories

TESTS = """\
language: en
tests:
  - sentences: ["jot down oat biscuits", "oat biscuits on the list"]
    intent:
      name: HassShoppingListAddItem
      slots: {item: oat biscuits}
  - sentences: ["good morning house"]
    intent: {name: HassRespond}
"""


@pytest.fixture
def knows_theirs(known: Known, data_dir: Path) -> Known:
    return replace(known, home_assistant=read_intent_mapping(data_dir / MAPPING, known.contract))


def test_each_sentence_is_a_story(tmp_path: Path, knows_theirs: Known) -> None:
    (tmp_path / "list.yaml").write_text(TESTS, encoding="utf-8")
    first, second, hello = read_stories([tmp_path], knows_theirs)
    assert (first.title, first.locale) == ("list: jot down oat biscuits", "en-GB")
    (turn,) = second.turns
    assert isinstance(turn, UserTurn)
    assert (turn.text, turn.line) == ("oat biscuits on the list", 3)
    assert turn.expected.heard is not None
    assert turn.expected.heard["intent"] == AnyOf(("add_to_basket", "order_product"))
    assert turn.expected.heard["product"] == AnyOf(({"text": AnyOf(("oat biscuits",))},))
    (greeting,) = hello.turns
    assert isinstance(greeting, UserTurn)
    assert greeting.expected.heard is None


def test_faults_are_found_with_the_others(tmp_path: Path, knows_theirs: Known) -> None:
    (tmp_path / "list.yaml").write_text(TESTS.replace("language: en", "language: fi"), encoding="utf-8")
    (tmp_path / "story.yml").write_text("version: 1\n", encoding="utf-8")
    with pytest.raises(DataError) as refused:
        read_stories([tmp_path], knows_theirs)
    files = {Path(finding.file).name for finding in refused.value.findings}
    assert files == {"list.yaml", "story.yml"}
