"""Plays the tests of Home Assistant's intents as stories: each sentence is a conversation of one turn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from nlu.findings import DataFilesError
from nlu.home_assistant_tests import IntentMapping, SentenceTest, read_tests
from skill.checked_yaml import Faults
from skill.stories.ask_dialog import BEGINS, HOME
from skill.stories.story import AnyOf, Expectations, Named, Story, UserTurn

LOCALES: Mapping[str, str] = {"nl": "nl-NL", "en": "en-GB"}


def read_home_assistant(path: Path, mapping: IntentMapping, faults: Faults) -> list[Story]:
    """The sentences of a file as stories; none after a fault. Only what is heard is judged, not what comes of it."""
    try:
        tests = read_tests(path, mapping)
    except DataFilesError as error:
        for finding in error.findings:
            faults.add(finding.file, finding.line, finding.code, finding.message, finding.hint)
        return []
    return [_story(test, path) for test in tests]


def _story(test: SentenceTest, path: Path) -> Story:
    turn = UserTurn(test.line, test.text, HOME, expected=Expectations(heard=_heard(test)))
    return Story(f"{path.stem}: {test.text}", str(path), HOME, LOCALES[test.language], BEGINS, (turn,))


def _heard(test: SentenceTest) -> Named | None:
    if not test.intents:
        return None
    expected = {"intent": AnyOf(test.intents)}
    for entity, words in test.values.items():
        expected[entity] = AnyOf(({"text": AnyOf((words,))},))
    return expected
