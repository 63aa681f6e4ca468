"""The matrix of the groceries journeys: derived from the stories, and without a gap."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from skill.stories.command import console_of
from skill.stories.matrix import CELLS, Cell, cell_of, gaps, is_whole, matrix
from skill.stories.replay import Replayer, StoryResult
from skill.stories.report import as_json, show
from skill.stories.story import Story
from skill.stories.story_file import Known, read_story

JOURNEYS = sorted((Path(__file__).resolve().parents[2] / "stories").glob("*/journeys/*.yml"))
HEAD = "title: T\nhome: emily\nlocale: nl-NL\nnow: 2026-03-02T17:40:00+01:00\n"
Read = Callable[[str], Story]


@pytest.fixture(scope="module")
def played(replayer: Replayer) -> list[StoryResult]:
    return [replayer.play(read_story(path, replayer.known)) for path in JOURNEYS]


def test_every_profile_has_its_journey_in_every_home_from_a_sensor_and_by_voice(
    played: list[StoryResult], known: Known
) -> None:
    found = matrix(played, known.homes, known.catalogue)
    assert len(CELLS) == 32
    assert gaps(found, "nl") == ()
    assert gaps(found, "en") == ()


def test_no_two_journeys_of_a_cell_or_of_a_language_tell_the_same(known: Known) -> None:
    stories = [read_story(path, known) for path in JOURNEYS]
    told = [(story.locale, tuple(getattr(turn, "text", None) for turn in story.turns)) for story in stories]
    assert len(set(told)) == len(told)


def test_the_cell_is_what_the_story_is(story_of: Read, known: Known) -> None:
    emily = known.homes["emily"]
    spoken = story_of(HEAD + "turns:\n  - clock: +1h\n  - user: hallo\n  - sensor: {device: egg_tray, count: 2}\n")
    assert cell_of(spoken, emily) == Cell("safety", "one/consumer", "voice")
    sensed = story_of(HEAD + "kind: many/algorithm\nturns:\n  - sensor: {device: egg_tray, count: 2}\n")
    assert cell_of(sensed, emily) == Cell("safety", "many/algorithm", "sensor")
    assert cell_of(story_of(HEAD + "turns:\n  - clock: +1h\n"), emily) is None


def test_a_journey_that_is_not_paid_is_not_whole(story_of: Read, replayer: Replayer) -> None:
    turns = "turns:\n  - user: bestel thee\n  - user: ja graag\n  - clock: +3d\n"
    result = replayer.play(story_of(HEAD + "kind: one/algorithm\n" + turns))
    assert [order.facts["status"] for order in result.ending.orders] == [("delivered",)]
    assert not is_whole(result, replayer.known.catalogue)


def test_a_gap_is_shown_as_one(story_of: Read, replayer: Replayer) -> None:
    """One story told often enough to be shown fills no cell: nothing of it was delivered or paid."""
    known = replayer.known
    result = replayer.play(story_of(HEAD + "turns:\n  - user: hallo\n    decided: greeted\n"))
    found = matrix([result] * len(CELLS), known.homes, known.catalogue)
    assert len(gaps(found, "nl")) == len(CELLS)
    out = StringIO()
    show([result] * len(CELLS), Console(file=out, width=300, no_color=True), found)
    assert "nl gap/32" in out.getvalue()
    assert "cells of 32 with a journey to delivered and paid: 0 in nl" in out.getvalue()
    cell = cell_of(result.story, known.homes["emily"])
    assert as_json(result, cell)["cell"] == {
        "profile": "safety", "kind": "one/consumer", "start": "voice", "whole": False
    }  # fmt: skip


def test_what_differs_is_no_journey(story_of: Read, replayer: Replayer) -> None:
    known = replayer.known
    result = replayer.play(story_of(HEAD + "turns:\n  - user: hallo\n    decided: placed\n"))
    count = matrix([result], known.homes, known.catalogue)[Cell("safety", "one/consumer", "voice"), "nl"]
    assert (count.stories, count.whole, count.differing) == (1, 0, 1)


def test_lines_are_whole_where_no_terminal_shows_them() -> None:
    assert console_of(terminal=False).width > 500
