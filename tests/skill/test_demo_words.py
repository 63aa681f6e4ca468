"""What the demo says around the conversation, it says in the language of who watches."""

from __future__ import annotations

import pytest

from skill.demo import read_words
from skill.domain.pantry import Judgement
from skill.settings import Settings


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_verdict_on_a_reading_has_its_word(language: str) -> None:
    words = read_words(Settings.from_environment(), language)
    assert {f"judged_{judged}" for judged in Judgement} == {name for name in words if name.startswith("judged_")}
    assert words["judged_shortage"] == {"nl": "tekort", "en": "shortage"}[language]
