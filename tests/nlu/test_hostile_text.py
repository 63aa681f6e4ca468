"""Whatever is said: no crash, no yes, spans that fit, a bounded time."""

from __future__ import annotations

import json
import time
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu.interpretation import Expecting
from nlu.recognizer import MAX_UTTERANCE_CHARS, TrainedRecognizer
from nlu.wire import as_json
from tests.hostile_text import INJECTIONS, LONGEST, NOISE, hostile_text
from tests.nlu.conftest import NOW

HEARD_WITHIN_CPU_S = 1.0
"""Of the processor: far above what any turn takes, far below what a loop over 10,000 characters squared would."""
QUESTIONS = st.sampled_from([None, *get_args(Expecting)])
LOCALES = st.sampled_from(["nl-NL", "en-GB"])


def check(recognizer: TrainedRecognizer, text: str, locale: str, expecting: Expecting | None) -> None:
    began = time.thread_time()
    heard = recognizer.recognize(text, locale, expecting, now=NOW)
    assert time.thread_time() - began < HEARD_WITHIN_CPU_S
    assert heard.intent != "confirm"
    assert 0 <= heard.confidence <= 1
    assert len(heard.text) <= MAX_UTTERANCE_CHARS
    for entity in heard.entities:
        assert heard.text[entity.start : entity.end] == entity.text
    json.dumps(as_json(heard, 1.0)).encode("utf-8")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=hostile_text(), locale=LOCALES, expecting=QUESTIONS)
def test_hostile_text_is_no_yes(
    recognizer: TrainedRecognizer, text: str, locale: str, expecting: Expecting | None
) -> None:
    check(recognizer, text, locale, expecting)


@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
@pytest.mark.parametrize("piece", [*INJECTIONS, *NOISE])
def test_each_piece_and_ten_thousand_characters_of_it_is_no_yes(
    recognizer: TrainedRecognizer, piece: str, locale: str
) -> None:
    for text in (piece, (piece + " ") * (LONGEST // (len(piece) + 1))):
        for expecting in ("confirmation", "payment"):
            check(recognizer, text, locale, expecting)
