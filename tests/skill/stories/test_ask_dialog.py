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
