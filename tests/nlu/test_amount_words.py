"""Only that, or that many more: told by the words beside a product or a number."""

from __future__ import annotations

import pytest

from nlu.recognizer import TrainedRecognizer
from tests.nlu.conftest import NOW


@pytest.mark.parametrize(
    ("language", "text", "only"),
    [
        ("nl", "alleen de melk", True),
        ("nl", "doe dan maar alleen melk", True),
        ("nl", "enkel het brood graag", True),
        ("nl", "de melk alleen als het brood er is", False),
        ("nl", "ik wil melk, en niet alleen vandaag", False),
        ("nl", "melk", False),
        ("en", "just the milk then", True),
        ("en", "no, only the bread", True),
        ("en", "nothing but milk please", True),
        ("en", "milk, but only if it is cheap", False),
        ("en", "i just ordered milk", False),
        ("en", "milk", False),
    ],
)
def test_only_stands_before_what_is_named(language: str, text: str, only: bool, recognizer: TrainedRecognizer) -> None:
    assert recognizer.recognize(text, language, now=NOW).only is only


@pytest.mark.parametrize(
    ("language", "text", "more"),
    [
        ("nl", "zet er nog een pak bij", True),
        ("nl", "doe er nog twee bij", True),
        ("nl", "twee pakken erbij", True),
        ("nl", "twee extra", True),
        ("nl", "doe er maar drie", False),
        ("nl", "ik wil er nog maar twee", False),
        ("nl", "toch meer, maak er vier van", False),
        ("en", "one more pack", True),
        ("en", "another two", True),
        ("en", "two extra", True),
        ("en", "make it three", False),
        ("en", "more, make it four", False),
    ],
)
def test_more_stands_beside_a_number(language: str, text: str, more: bool, recognizer: TrainedRecognizer) -> None:
    assert recognizer.recognize(text, language, now=NOW).more is more
