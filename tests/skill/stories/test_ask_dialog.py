"""Files of `ask dialog --replay` are stories that expect nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skill.domain.errors import DataError
from skill.stories.story import UserTurn
from skill.stories.story_file import Known, read_stories

DIALOG = {
    "skillId": "amzn1.ask.skill.x",
    "locale": "en-US",
    "type": "text",
    "userInput": ["order milk", "yes", ".quit"],
}


def write(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content, indent=2))
    return path


def test_a_dialog_is_read(tmp_path: Path, known: Known) -> None:
    (story,) = read_stories([write(tmp_path / "milk.json", DIALOG)], known)
    assert (story.title, story.home, story.locale) == ("milk", "thijs", "en-US")
    assert [turn.text for turn in story.turns if isinstance(turn, UserTurn)] == ["order milk", "yes"]
    assert [turn.line for turn in story.turns] == [6, 7]


def test_what_only_opens_the_skill_is_no_turn(tmp_path: Path, known: Known) -> None:
    """`ask dialog` records it, as in its own example; an order that begins alike is a turn all the same."""
    said = ["open green grocer", "open a tab for me please, and order milk", "launch green grocer"]
    (story,) = read_stories([write(tmp_path / "milk.json", {**DIALOG, "userInput": said})], known)
    assert [(turn.text, turn.line) for turn in story.turns if isinstance(turn, UserTurn)] == [
        (said[1], 7),
        (said[2], 8),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"locale": "ja-JP"}, "unknown-locale"),
        ({"type": "voice"}, "unknown-type"),
        ({"userInput": []}, "not-a-list"),
        ({"userInput": [1]}, "not-a-list"),
        ({"mood": "good"}, "unknown-key"),
    ],
)
def test_what_is_wrong_in_a_dialog_is_found(change: dict[str, object], code: str, tmp_path: Path, known: Known) -> None:
    path = write(tmp_path / "milk.json", {**DIALOG, **change})
    with pytest.raises(DataError) as raised:
        read_stories([path], known)
    assert [finding.code for finding in raised.value.findings] == [code]


def test_broken_json_has_its_line(tmp_path: Path, known: Known) -> None:
    (tmp_path / "milk.json").write_text('{\n  "locale": \n}')
    with pytest.raises(DataError) as raised:
        read_stories([tmp_path], known)
    assert (raised.value.findings[0].line, raised.value.findings[0].code) == (3, "json")
