"""A label inside what names a product is heard as well, and what is left still names the same product."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from nlu.interpretation import EnumValue, ProductValue, Recognizer
from nlu.recognizer import load_recognizer

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def recognizer(model_path: Path, data_dir: Path) -> Recognizer:
    return load_recognizer(model_path, data_dir)


TOLD = [
    ("nl-NL", "neem voortaan altijd biologische melk", "organic", "milk", "melk"),
    ("nl-NL", "ik wil in het vervolg alleen lactosevrije yoghurt", "lactose_free", "yoghurt", "yoghurt"),
    ("nl-NL", "neem voortaan cola zonder suiker", "sugar_free", "cola", "cola"),
    ("nl-NL", "wij willen voortaan alleen scharreleieren", "free_range", "eggs", "scharreleieren"),
    ("en-GB", "always get organic milk from now on", "organic", "milk", "milk"),
    ("en-GB", "from now on i only want lactose free yoghurt", "lactose_free", "yoghurt", "yoghurt"),
    ("en-GB", "always get cola without sugar from now on", "sugar_free", "cola", "cola"),
]


@pytest.mark.parametrize(("locale", "sentence", "label", "kind", "named"), TOLD)
def test_a_label_and_its_product(
    recognizer: Recognizer, locale: str, sentence: str, label: str, kind: str, named: str
) -> None:
    heard = recognizer.recognize(sentence, locale, now=NOW)
    assert heard.intent == "set_preference"
    found = [entity.value.value for entity in heard.of("label") if isinstance(entity.value, EnumValue)]
    (product,) = heard.of("product")
    assert isinstance(product.value, ProductValue)
    assert (found, product.value.kind, product.text) == ([label], kind, named)


@pytest.mark.parametrize(
    ("locale", "sentence"), [("nl-NL", "bestel biologische melk"), ("en-GB", "order organic milk please")]
)
def test_an_order_names_the_product_with_all_its_words(recognizer: Recognizer, locale: str, sentence: str) -> None:
    heard = recognizer.recognize(sentence, locale, now=NOW)
    (product,) = heard.of("product")
    assert isinstance(product.value, ProductValue)
    assert (heard.intent, list(heard.of("label"))) == ("order_product", [])
    assert product.value.named >= 1
