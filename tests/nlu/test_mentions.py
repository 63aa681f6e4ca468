"""What people say for a product finds its kind, and its sort where they name one, at the rates that we promise."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from nlu.catalogue_match import CatalogueMatcher
from nlu.catalogue_names import read_catalogue_names
from nlu.interpretation import ProductValue
from nlu.language_tables import function_words
from nlu.product_spans import find_products
from nlu.reading import Reading, WordSpan
from nlu.words import words_of
from nlu.yaml_files import read_yaml

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
LANGUAGES = ("nl", "en")
LEAST = {"said": 0.97, "misheard": 0.92, "sorts": 0.95}


class Mention(NamedTuple):
    text: str
    meant: str | tuple[str, ...]
    """The kind; for a sort the words of which each named product's id holds one."""


@cache
def _matcher(language: str) -> CatalogueMatcher:
    return CatalogueMatcher(read_catalogue_names(DATA, language), language, function_words(language))


@cache
def _file(language: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(HERE / f"mentions_{language}.yml")
    return content


def _mentions(language: str, part: str) -> Iterator[Mention]:
    for key, values in _file(language)[part].items():
        if part == "sorts":
            yield Mention(key, tuple(values))
        else:
            yield from (Mention(text, key) for text in values)


def _product(language: str, text: str) -> ProductValue:
    """The product of words that the sentence says are one."""
    matcher = _matcher(language)
    reading = Reading(text, words=words_of(text))
    span = WordSpan("product", 0, len(reading.words))
    found, _ = find_products(reading, matcher.exact(reading.norms), [span], matcher, frozenset())
    return matcher.product_value(found[-1][1], reading.norms) if found else matcher.product_value(None, ())


def _heard(language: str, mention: Mention) -> bool:
    product = _product(language, mention.text)
    if isinstance(mention.meant, str):
        return product.kind == mention.meant and not product.ambiguous
    named = product.candidates[: product.named]
    return bool(named) and all(any(word in product_id for word in mention.meant) for product_id in named)


@pytest.mark.parametrize("part", LEAST)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mention_is_heard(language: str, part: str) -> None:
    mentions = list(_mentions(language, part))
    lost = [mention for mention in mentions if not _heard(language, mention)]
    assert 1 - len(lost) / len(mentions) >= LEAST[part], lost
    unexplained = [mention.text for mention in lost if mention.text not in _file(language)["known_failures"]]
    assert unexplained == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_known_failures_still_fail(language: str) -> None:
    mentions = [mention for part in LEAST for mention in _mentions(language, part)]
    failing = {mention.text for mention in mentions if not _heard(language, mention)}
    assert set(_file(language)["known_failures"]) <= failing
