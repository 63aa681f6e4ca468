"""What was named and taken back, or named to say that it is not wanted, is never what is bought."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu.interpretation import ProductValue, QuantityValue, Recognizer
from nlu.recognizer import load_recognizer

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOCALES = {"nl": "nl-NL", "en": "en-GB"}


@pytest.fixture(scope="module")
def recognizer(model_path: Path, data_dir: Path) -> Recognizer:
    return load_recognizer(model_path, data_dir)


WANTED = [
    ("nl", "bestel koffie, nee thee", ["tea"]),
    ("nl", "zet melk op de lijst, o nee wacht, karnemelk", ["buttermilk"]),
    ("nl", "bestel geen koffie maar thee", ["tea"]),
    ("nl", "bestel koffie maar geen thee", ["coffee_beans"]),
    ("nl", "zet melk en kaas op de lijst en geen brood", ["milk", "cheese"]),
    ("nl", "we hebben geen melk meer, zet dat op de lijst", ["milk"]),
    ("nl", "de melk is op, bestel melk", ["milk", "milk"]),
    ("nl", "zet melk en brood op de lijst", ["milk", "bread"]),
    ("en", "order coffee, no tea", ["tea"]),
    ("en", "put milk on the list, oh no wait, buttermilk", ["buttermilk"]),
    ("en", "order no coffee but tea", ["tea"]),
    ("en", "order coffee but no tea", ["coffee_beans"]),
    ("en", "put milk and cheese on the list but no bread", ["milk", "cheese"]),
    ("en", "there's no milk left, put it on the list", ["milk"]),
    ("en", "put milk and bread on the list", ["milk", "bread"]),
]
NOT_WANTED = [
    ("nl", "doe er geen melk bij"),
    ("nl", "zet de melk er niet bij"),
    ("nl", "bestel geen brood"),
    ("en", "don't add milk"),
    ("en", "do not order any bread"),
    ("en", "don't put the cheese on the list"),
]


def _kinds(recognizer: Recognizer, language: str, sentence: str) -> tuple[str, list[str | None]]:
    heard = recognizer.recognize(sentence, LOCALES[language], now=NOW)
    values = [entity.value for entity in heard.of("product")]
    return heard.intent, [value.kind for value in values if isinstance(value, ProductValue)]


@pytest.mark.parametrize(("language", "sentence", "kinds"), WANTED)
def test_only_what_is_wanted_is_heard(recognizer: Recognizer, language: str, sentence: str, kinds: list[str]) -> None:
    intent, found = _kinds(recognizer, language, sentence)
    assert intent in ("order_product", "add_to_basket")
    assert found == kinds


@pytest.mark.parametrize(("language", "sentence"), NOT_WANTED)
def test_what_is_not_wanted_is_neither_ordered_nor_added(recognizer: Recognizer, language: str, sentence: str) -> None:
    assert _kinds(recognizer, language, sentence)[0] not in ("order_product", "add_to_basket", "reorder", "confirm")


def test_a_number_said_before_the_correction_stays(recognizer: Recognizer) -> None:
    heard = recognizer.recognize("bestel twee pakken koffie, nee thee", "nl-NL", now=NOW)
    assert heard.value("quantity", QuantityValue) == QuantityValue(2, "pack")
