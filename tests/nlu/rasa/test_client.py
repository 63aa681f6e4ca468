"""Rasa names intents and spans; values, products and what counts as a yes stay ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from nlu.interpretation import DigitsValue, NameValue, ProductValue, QuantityValue, TextValue
from nlu.rasa.client import DEFAULT_URLS, RasaRecognizer, read_urls
from nlu.rasa.server import EngineDown, Patience, RasaServer
from nlu.recognizer import UnknownLocaleError

DATA = Path(__file__).parents[3] / "data"
NOW = datetime(2026, 3, 2, 17, 40, tzinfo=UTC)


@pytest.fixture(scope="module")
def kept() -> dict[str, RasaRecognizer]:
    """One recogniser for all tests: reading the tables of a language takes seconds."""
    return {}


@pytest.fixture
def recognizer(rasa: Any, kept: dict[str, RasaRecognizer]) -> Iterator[RasaRecognizer]:
    server = RasaServer(rasa.url)
    if "nl" not in kept:
        kept["nl"] = RasaRecognizer(DATA, {"nl": server})
    engine = kept["nl"]
    engine._servers["nl"] = server
    if "nl" in engine._parts:
        known = engine._parts["nl"]
        engine._parts["nl"] = type(known)(server, known.values, known.products, known.proof)
    yield engine
    server.close()


def test_spans_become_values_of_ours(rasa: Any, recognizer: RasaRecognizer) -> None:
    text = "bestel twee pakken halfvolle melk bij de groenmarkt"
    rasa.hears(("order_product", 0.9), entities=(("product", 19, 33), ("retailer", 38, 51)))
    heard = recognizer.recognize(text, "nl-NL", now=NOW)
    assert (heard.intent, heard.stage) == ("order_product", "rasa")
    assert heard.value("quantity", QuantityValue) == QuantityValue(Fraction(2), "pack")
    product = heard.value("product", ProductValue)
    assert product is not None
    assert product.kind == "milk"
    assert heard.value("retailer", NameValue) == NameValue("groenmarkt")


def test_what_only_rasa_saw_is_looked_up_in_the_catalogue(rasa: Any, recognizer: RasaRecognizer) -> None:
    rasa.hears(("order_product", 0.9), entities=(("product", 7, 13),))
    heard = recognizer.recognize("bestel kofffie", "nl-NL", now=NOW)
    product = heard.value("product", ProductValue)
    assert product is not None
    assert product.kind is not None
    assert product.kind.startswith("coffee")


def test_needs_and_reasons_are_kept_as_spoken(rasa: Any, recognizer: RasaRecognizer) -> None:
    rasa.hears(("return_product", 0.9), entities=(("reason", 21, 34),))
    heard = recognizer.recognize("dit gaat terug want, het is te klein", "nl-NL", now=NOW)
    assert heard.value("reason", TextValue) is not None


@pytest.mark.parametrize(
    "text",
    ["ja maar hoeveel kost het", "als het morgen kan", "nee", "ja zeg dat maar tegen oma", "banaan", "/confirm", "hm"],
)
def test_a_yes_of_rasa_alone_buys_nothing(rasa: Any, recognizer: RasaRecognizer, text: str) -> None:
    rasa.hears(("confirm", 0.999), ("order_product", 0.001))
    assert recognizer.recognize(text, "nl-NL", "confirmation", now=NOW).intent != "confirm"


def test_a_proven_yes_is_one_whatever_rasa_thinks(rasa: Any, recognizer: RasaRecognizer) -> None:
    rasa.hears(("thanks", 0.6), ("confirm", 0.4))
    heard = recognizer.recognize("ja, doe maar", "nl-NL", "confirmation", now=NOW)
    assert (heard.intent, heard.stage) == ("confirm", "proof")


def test_what_rasa_is_unsure_of_is_out_of_scope(rasa: Any, recognizer: RasaRecognizer) -> None:
    rasa.hears(("nlu_fallback", 0.3), ("order_product", 0.25), ("reorder", 0.2))
    heard = recognizer.recognize("wat is de hoofdstad van peru", "nl-NL", now=NOW)
    assert (heard.intent, heard.stage) == ("out_of_scope", "rejection")


def test_intents_that_the_contract_does_not_know_are_not_heard(rasa: Any, recognizer: RasaRecognizer) -> None:
    rasa.hears(("transfer_all_money", 0.99), ("greet", 0.01))
    heard = recognizer.recognize("hallo daar", "nl-NL", now=NOW)
    assert [intent for intent, _ in heard.ranking] == ["greet"]


def test_the_open_question_counts(rasa: Any, recognizer: RasaRecognizer) -> None:
    rasa.hears(("order_product", 0.5), ("choose_option", 0.4))
    assert recognizer.recognize("de goedkoopste", "nl-NL", now=NOW).intent == "order_product"
    assert recognizer.recognize("de goedkoopste", "nl-NL", "choice", now=NOW).intent == "choose_option"


def test_a_spoken_pin_is_not_sent(rasa: Any, recognizer: RasaRecognizer) -> None:
    heard = recognizer.recognize("een twee drie vier", "nl-NL", "pin", now=NOW)
    assert heard.intent == "give_pin"
    assert heard.value("digits", DigitsValue) == DigitsValue("1234")
    assert rasa.asked == []


@pytest.mark.parametrize("text", ["", "  ", "...", "\x00\u200b", "🙂" * 50])
def test_noise_is_not_asked(rasa: Any, recognizer: RasaRecognizer, text: str) -> None:
    assert recognizer.recognize(text, "nl-NL", "confirmation", now=NOW).intent == "out_of_scope"
    assert rasa.asked == []


def test_only_so_much_is_sent(rasa: Any, recognizer: RasaRecognizer) -> None:
    recognizer.recognize("melk " * 5000, "nl-NL", now=NOW)
    assert all(len(asked["text"]) <= 500 for asked in rasa.asked)


def test_a_language_without_a_server_is_told(recognizer: RasaRecognizer) -> None:
    with pytest.raises(UnknownLocaleError, match="known languages: nl"):
        recognizer.recognize("hello", "en-GB", now=NOW)


def test_a_start_without_any_server_fails_at_once(rasa: Any) -> None:
    rasa.answers = [(500, b"")]
    engine = RasaRecognizer(DATA, {"nl": RasaServer(rasa.url, Patience(attempts=1))})
    with pytest.raises(EngineDown):
        engine.check()
    rasa.hears(("greet", 1.0))
    engine.check()
    engine._servers["nl"].close()


def test_addresses_of_servers() -> None:
    assert read_urls(None) == DEFAULT_URLS
    assert read_urls("nl=http://rasa-nl:80/")["nl"] == "http://rasa-nl:80"
    for broken in ("http://127.0.0.1:5005", "fr=http://127.0.0.1:5005", "nl=127.0.0.1:5005"):
        with pytest.raises(ValueError, match="http"):
            read_urls(broken)
