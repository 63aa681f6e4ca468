"""Of two wishes in one sentence the first is heard, and the second is never a half of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu.interpretation import ProductValue, Recognizer
from nlu.recognizer import load_recognizer

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOCALES = {"nl": "nl-NL", "en": "en-GB"}


@pytest.fixture(scope="module")
def recognizer(model_path: Path, data_dir: Path) -> Recognizer:
    return load_recognizer(model_path, data_dir)


TWO = [
    ("nl", "zet brood op de lijst en haal de kaas eraf", "add_to_basket", ["bread"], "haal de kaas eraf"),
    ("nl", "haal de melk van de lijst en zet er brood bij", "remove_from_basket", ["milk"], "zet er brood bij"),
    (
        "nl",
        "bestel koffie en haal de kaas van de lijst",
        "order_product",
        ["coffee_beans"],
        "haal de kaas van de lijst",
    ),
    ("nl", "zet boter op het lijstje maar haal de eieren eraf", "add_to_basket", ["butter"], "haal de eieren eraf"),
    ("nl", "schrap de thee van mijn lijst en bestel melk", "remove_from_basket", ["tea"], "bestel melk"),
    ("en", "put bread on the list and take the cheese off", "add_to_basket", ["bread"], "take the cheese off"),
    ("en", "remove the milk from my list and add bread to it", "remove_from_basket", ["milk"], "add bread to it"),
    (
        "en",
        "order coffee and take the cheese off the list",
        "order_product",
        ["coffee_beans"],
        "take the cheese off the list",
    ),
    ("en", "add butter to the basket but take the eggs out", "add_to_basket", ["butter"], "take the eggs out"),
    ("nl", "zet melk op de lijst en wat kost koffie", "add_to_basket", ["milk"], "wat kost koffie"),
    ("nl", "bestel melk en waar blijft mijn bestelling", "order_product", ["milk"], "waar blijft mijn bestelling"),
    ("nl", "wat kost de koffie en zet melk op de lijst", "ask_price", ["coffee_beans"], "zet melk op de lijst"),
    ("en", "add milk to my list and what does coffee cost", "add_to_basket", ["milk"], "what does coffee cost"),
    ("en", "order some milk and where is my order", "order_product", ["milk"], "where is my order"),
    ("en", "what does the coffee cost and put milk on the list", "ask_price", ["coffee_beans"], "put milk on the list"),
]
ONE = [
    ("nl", "zet brood en kaas op de lijst"),
    ("nl", "bestel melk en koop brood"),
    ("nl", "haal de melk en de kaas van de lijst"),
    ("nl", "zet melk op de lijst en zet brood erbij"),
    ("nl", "bestel geen koffie maar thee"),
    ("nl", "doe maar koffie en thee en melk"),
    ("en", "put bread and cheese on the list"),
    ("en", "order milk and buy bread"),
    ("en", "take the milk and the cheese off the list"),
    ("en", "order no coffee but tea"),
    ("nl", "bestel melk en wat brood"),
    ("nl", "zet melk en wat kaas op de lijst"),
    ("nl", "wat kosten koffie en thee"),
    ("nl", "wat is er in de aanbieding en wat kost koffie"),
    ("en", "order milk and what about some bread"),
    ("en", "how much are coffee and tea"),
    ("en", "what is on offer and what does coffee cost"),
]


@pytest.mark.parametrize(("language", "sentence", "intent", "kinds", "left"), TWO)
def test_the_first_wish_has_its_own_products(
    recognizer: Recognizer, language: str, sentence: str, intent: str, kinds: list[str], left: str
) -> None:
    heard = recognizer.recognize(sentence, LOCALES[language], now=NOW)
    values = [entity.value for entity in heard.of("product")]
    assert heard.intent == intent
    assert [value.kind for value in values if isinstance(value, ProductValue)] == kinds
    assert heard.left == left
    assert len(heard.also) == 1
    assert left not in repr(heard), "what was said is in no log (A5)"


@pytest.mark.parametrize(("language", "sentence"), ONE)
def test_what_is_one_wish_stays_whole(recognizer: Recognizer, language: str, sentence: str) -> None:
    heard = recognizer.recognize(sentence, LOCALES[language], now=NOW)
    assert (heard.left, heard.also) == ("", ())
