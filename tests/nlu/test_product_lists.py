"""A list of products is heard as what was said, or something in it is in doubt: names are never joined over a comma or
an "and", and none is dropped without a word."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from nlu.interpretation import Interpretation, ProductValue, QuantityValue, Recognizer
from nlu.recognizer import load_recognizer
from nlu.yaml_files import read_yaml
from skill.dialogue.act import SURELY_HEARD_FROM

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SEED = 20260302
LISTS = 300
LEAST_RIGHT = {"nl": 0.94, "en": 0.97}
"""Measured on three other seeds: 0.95 to 0.98 in Dutch, 0.99 in English; before commas counted 0.92 and 0.97."""
ORDERED = {
    "nl": ("bestel {}", "ik wil {}", "koop {}", "doe maar {}", "kun je {} bestellen"),
    "en": ("order {}", "i want {}", "buy {}", "get me {}", "can you order {}"),
}
COUNTED = {"nl": ("", "", "twee ", "drie pakken ", "vier "), "en": ("", "", "two ", "three packs of ", "four ")}
AND = {"nl": " en ", "en": " and "}
ARTICLES = ("een ", "a ", "an ")


class Said(NamedTuple):
    text: str
    kinds: list[str]


@pytest.fixture(scope="module")
def recognizer(model_path: Path, data_dir: Path) -> Recognizer:
    return load_recognizer(model_path, data_dir)


def _lists(language: str, seed: int = SEED) -> Iterator[Said]:
    """Products by the names that people use, joined by commas, by "and", by both, or by nothing but the last "and"."""
    content = read_yaml(HERE / f"mentions_{language}.yml")["said"]
    names = [(kind, name) for kind, said in content.items() for name in said if not name.startswith(ARTICLES)]
    chosen = random.Random(seed)  # noqa: S311  (the same lists in every run)
    for number in range(LISTS):
        picked: dict[str, str] = {}
        while len(picked) < 2 + number % 4:
            kind, name = chosen.choice(names)
            picked.setdefault(kind, name)
        counted = chosen.random() < 0.4
        items = [(chosen.choice(COUNTED[language]) if counted else "") + name for name in picked.values()]
        first, last = chosen.choice(
            ((", ", ", "), (AND[language], AND[language]), (", ", AND[language]), (" ", AND[language]))
        )
        row = first.join(items[:-1]) + last + items[-1]
        yield Said(chosen.choice(ORDERED[language]).format(row), sorted(picked))


def _products(heard: Interpretation) -> list[ProductValue]:
    return [entity.value for entity in heard.of("product") if isinstance(entity.value, ProductValue)]


def _kinds(heard: Interpretation) -> list[str]:
    return sorted(str(product.kind) for product in _products(heard))


def _is_asked(heard: Interpretation) -> bool:
    """Whether something in it is told to the person before anything is bought."""
    unsure = any(one.kind is None or one.ambiguous or one.score < SURELY_HEARD_FROM for one in _products(heard))
    return unsure or bool(heard.left) or heard.confidence < 0.3


@pytest.mark.parametrize("language", ORDERED)
def test_a_list_is_heard_or_asked(recognizer: Recognizer, language: str) -> None:
    right, wrong = 0, []
    for said in _lists(language):
        heard = recognizer.recognize(said.text, language, now=NOW)
        if _kinds(heard) == said.kinds:
            right += not _is_asked(heard)
        elif not _is_asked(heard):
            wrong.append((said.text, _kinds(heard)))
    assert wrong == []
    assert right / LISTS >= LEAST_RIGHT[language]


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("nl", "bestel koffie, melk, eieren en tomaten", ["coffee_beans", "milk", "eggs", "tomatoes"]),
        ("nl", "bestel koffie en melk", ["coffee_beans", "milk"]),
        ("nl", "bestel koffie of melk", ["coffee_beans", "milk"]),
        ("nl", "bestel thee melk suiker", ["tea", "milk", "sugar"]),
        ("nl", "bestel koffiemelk eieren en tomaten", ["coffee_creamer", "eggs", "tomatoes"]),
        ("nl", "bestel wc papier", ["toilet_paper"]),
        ("nl", "bestel pinda kaas", ["peanut_butter"]),
        ("nl", "bestel pinda kaas en melk", ["peanut_butter", "milk"]),
        ("nl", "bestel rode kool appel", ["cabbage", "apples"]),
        ("nl", "bestel tomaten soep", ["soup"]),
        ("nl", "bestel tomaten, soep en brood", ["tomatoes", "soup", "bread"]),
        ("nl", "bestel olijven, druiven en uien", ["olives", "grapes", "onions"]),
        ("nl", "bestel uien kleurwasmiddel en melk", ["onions", "detergent", "milk"]),
        ("nl", "bestel pads voor de koffie", ["coffee_pods"]),
        ("en", "order coffee, milk, eggs and tomatoes", ["coffee_beans", "milk", "eggs", "tomatoes"]),
        ("en", "order coffee and milk", ["coffee_beans", "milk"]),
        ("en", "order ice cream", ["ice_cream"]),
        ("en", "order ice cream and milk", ["ice_cream", "milk"]),
        ("en", "order orange juice", ["orange_juice"]),
        ("en", "order orange juice and bread", ["orange_juice", "bread"]),
        ("en", "order peanut butter and bread", ["peanut_butter", "bread"]),
        ("en", "order peaches, nuts and an apple", ["peaches", "nuts", "apples"]),
        ("en", "order kale sugar cubes and milk", ["kale", "sugar", "milk"]),
        ("en", "order milk for the coffee", ["milk"]),
    ],
)
def test_what_is_one_product_and_what_is_two(
    recognizer: Recognizer, language: str, text: str, kinds: list[str]
) -> None:
    heard = recognizer.recognize(text, language, now=NOW)
    assert heard.intent == "order_product"
    assert [product.kind for product in _products(heard)] == kinds
    assert not _is_asked(heard)


@pytest.mark.parametrize(
    ("language", "text", "kinds"),
    [
        ("nl", "bestel koffie melk eieren en tomaten", ["coffee_beans", "milk", "eggs", "tomatoes"]),
        ("nl", "bestel room kaas en brood", ["cream", "cheese", "bread"]),
        ("en", "order coffee milk and sugar", ["coffee_creamer", "sugar"]),
        ("nl", "bestel melk, zwortelpijp en brood", ["milk", None, "bread"]),
        ("en", "order milk, two snorkwaddles and bread", ["milk", None, "bread"]),
        ("nl", "bestel melk zwortelpijp brood", ["milk", None, "bread"]),
    ],
)
def test_what_may_be_either_or_is_unknown_is_asked(
    recognizer: Recognizer, language: str, text: str, kinds: list[str | None]
) -> None:
    heard = recognizer.recognize(text, language, now=NOW)
    assert [product.kind for product in _products(heard)] == kinds
    assert _is_asked(heard)


@pytest.mark.parametrize(
    ("language", "text"),
    [("nl", "een aparte bestelling met yoghurt"), ("en", "a separate order with yoghurt")],
)
def test_words_of_ordering_name_no_product(recognizer: Recognizer, language: str, text: str) -> None:
    heard = recognizer.recognize(text, language, now=NOW)
    assert (heard.intent, _kinds(heard)) == ("order_product", ["yoghurt"])


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("nl", "liever om zes uur", "change_delivery"),
        ("nl", "liever bij buurtsuper", "choose_option"),
        ("nl", "bestel melk, eieren en brood", "order_product"),
        ("nl", "maak er een aparte bestelling van", "order_product"),
        ("nl", "voortaan liever bij buurtsuper", "set_preference"),
        ("en", "rather at six", "change_delivery"),
        ("en", "rather at buurtsuper", "choose_option"),
        ("en", "order milk, eggs and bread", "order_product"),
        ("en", "make it a separate order", "order_product"),
        ("en", "always from buurtsuper from now on", "set_preference"),
    ],
)
def test_a_change_of_what_is_asked_is_heard_as_one(
    recognizer: Recognizer, language: str, text: str, intent: str
) -> None:
    assert recognizer.recognize(text, language, "confirmation", now=NOW).intent == intent


def test_numbers_stay_with_what_they_count(recognizer: Recognizer) -> None:
    heard = recognizer.recognize("bestel twee pakken melk, een ei en drie broden", "nl", now=NOW)
    assert _kinds(heard) == ["bread", "eggs", "milk"]
    assert next(one.value.value for one in heard.of("quantity") if isinstance(one.value, QuantityValue)) == 2
