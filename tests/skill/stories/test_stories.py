"""The stories that come with the project, each through the real recogniser, policy, use cases and records."""

from __future__ import annotations

from pathlib import Path

import pytest

from skill.stories.replay import Replayer, StoryResult
from skill.stories.sent_through import CHANNELS, DIRECT, channel_called
from skill.stories.story_file import read_story

STORIES = Path(__file__).resolve().parents[2] / "stories"
FILES = sorted(STORIES.rglob("*.yml"))


def told(result: StoryResult) -> str:
    lines = [f"turn {d.turn or 'end'} {d.layer}: expected {d.expected}, got {d.got}" for d in result.differences]
    return "\n".join([result.story.file, *lines])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_story_goes_as_written(path: Path, replayer: Replayer) -> None:
    result = replayer.play(read_story(path, replayer.known))
    assert result.passed, told(result)


@pytest.mark.parametrize("channel", set(CHANNELS) - {DIRECT})
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["coffee", "coffee-unknown-voice", "coffee-child", "coffee-emily", "repeated-request"])
def test_story_goes_the_same_through_a_channel(name: str, language: str, channel: str, replayer: Replayer) -> None:
    story = read_story(STORIES / language / f"{name}.yml", replayer.known)
    through = replayer.play(story, channel_called(channel))
    assert through.passed, told(through)
    straight = replayer.play(story)
    assert [turn.decided for turn in through.turns] == [turn.decided for turn in straight.turns]
    assert [turn.said for turn in through.turns] == [turn.said for turn in straight.turns]


def test_a_story_is_the_same_every_time(replayer: Replayer) -> None:
    story = read_story(STORIES / "nl" / "coffee.yml", replayer.known)
    first, second = replayer.play(story), replayer.play(story)
    assert [turn.said for turn in first.turns] == [turn.said for turn in second.turns]
    assert first.ending == second.ending


def test_both_languages_tell_the_same_stories() -> None:
    dutch, english = ({path.name for path in (STORIES / language).glob("*.yml")} for language in ("nl", "en"))
    assert dutch == english
