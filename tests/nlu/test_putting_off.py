"""Not now, but again: heard in the words, whatever else the sentence is taken for."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.putting_off import read_putting_off
from nlu.words import words_of

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize(
    ("language", "text", "put_off"),
    [
        ("nl", "later", True),
        ("nl", "herinner me morgen om tien uur", True),
        ("nl", "nu even niet", True),
        ("nl", "nee", False),
        ("nl", "vandaag niet", False),
        ("en", "remind me tomorrow at ten", True),
        ("en", "not now", True),
        ("en", "ask me again tonight", True),
        ("en", "no", False),
        ("en", "not today", False),
    ],
)
def test_later_is_heard(language: str, text: str, put_off: bool) -> None:
    assert read_putting_off(DATA, language).is_in([word.norm for word in words_of(text)]) is put_off
