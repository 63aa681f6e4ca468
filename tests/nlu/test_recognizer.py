"""The recogniser as the skill sees it, on a small model: contracts that hold whatever the accuracy."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu.findings import DataFilesError
from nlu.interpretation import Context, DigitsValue, ProductValue
from nlu.model_file import ModelError, data_fingerprint, load_model
from nlu.recognizer import MAX_UTTERANCE_CHARS, TrainedRecognizer, UnknownLocaleError, load_recognizer
from nlu.training import ensure_model, is_current, train
from nlu.wire import as_json

NOW = datetime(2026, 3, 2, 17, 40, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.mark.parametrize(
    ("text", "locale", "intent"),
    [
        ("ja graag", "nl-NL", "confirm"),
        ("yes please", "en-GB", "confirm"),
        ("nee", "nl-NL", "deny"),
        ("stop", "nl-NL", "stop"),
    ],
)
def test_short_answers(recognizer: TrainedRecognizer, text: str, locale: str, intent: str) -> None:
    heard = recognizer.recognize(text, locale, "confirmation", now=NOW)
    assert heard.intent == intent
    assert heard.confidence >= 0.9


@pytest.mark.parametrize(
    ("text", "locale"),
    [("ja maar hoeveel kost het", "nl-NL"), ("ja, en doe er ook nog melk bij", "nl-NL"),
     ("ja als het morgen komt", "nl-NL"),
     ("yes but how much is it", "en-GB"), ("yes and add some milk", "en-GB"), ("sure, wait a moment", "en-GB")],
)  # fmt: skip
def test_a_yes_with_more_is_never_a_confirmation(recognizer: TrainedRecognizer, text: str, locale: str) -> None:
    for expecting in (None, "confirmation", "payment"):
        assert recognizer.recognize(text, locale, expecting, now=NOW).intent != "confirm"  # type: ignore[arg-type]


def test_yes_may_name_what_is_on_offer_and_nothing_else(recognizer: TrainedRecognizer) -> None:
    offer = Context(offered=("coffee_beans_brandt_espresso_500",))
    said = "ja bestel de koffiebonen maar"
    assert recognizer.recognize(said, "nl-NL", "confirmation", now=NOW, context=offer).intent == "confirm"
    other = "ja bestel de melk maar"
    assert recognizer.recognize(other, "nl-NL", "confirmation", now=NOW, context=offer).intent != "confirm"


def test_products_carry_kind_and_candidates(recognizer: TrainedRecognizer) -> None:
    heard = recognizer.recognize("bestel twee pakken koffiebonen", "nl-NL", now=NOW)
    assert heard.intent == "order_product"
    product = heard.value("product", ProductValue)
    assert product is not None
    assert product.kind == "coffee_beans"
    assert all(id_.startswith("coffee_beans") for id_ in product.candidates)


def test_unknown_product_is_still_a_product(recognizer: TrainedRecognizer) -> None:
    heard = recognizer.recognize("ik wil drie kandelaars bestellen", "nl-NL", now=NOW)
    product = heard.value("product", ProductValue)
    assert product is not None
    assert (product.kind, product.candidates) == (None, ())


def test_pin_is_heard_when_asked_and_not_shown(recognizer: TrainedRecognizer) -> None:
    heard = recognizer.recognize("een twee drie vier", "nl-NL", "pin", now=NOW)
    assert heard.intent == "give_pin"
    digits = heard.value("digits", DigitsValue)
    assert digits is not None
    assert digits.value == "1234"
    assert "1234" not in repr(digits)


@pytest.mark.parametrize(
    "text", ["", "   ", "\u200b", "???", "!!!", "\x00\x01", "\ud800", "👍", "日本語", "<speak>ja</speak>" * 50]
)
def test_noise_is_no_purchase(recognizer: TrainedRecognizer, text: str) -> None:
    heard = recognizer.recognize(text, "nl-NL", "confirmation", now=NOW)
    assert heard.intent != "confirm"


def test_empty_is_out_of_scope_without_confidence(recognizer: TrainedRecognizer) -> None:
    heard = recognizer.recognize("", "nl-NL", now=NOW)
    assert (heard.intent, heard.confidence) == ("out_of_scope", 0.0)


def test_endless_utterances_are_cut(recognizer: TrainedRecognizer) -> None:
    heard = recognizer.recognize("ja " * 4000, "nl-NL", "confirmation", now=NOW)
    assert len(heard.text) <= MAX_UTTERANCE_CHARS
    assert heard.intent != "confirm"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300), locale=st.sampled_from(["nl-NL", "en-GB"]))
def test_any_text_gives_spans_that_fit(recognizer: TrainedRecognizer, text: str, locale: str) -> None:
    heard = recognizer.recognize(text, locale, now=NOW)
    assert heard.ranking
    for entity in heard.entities:
        assert heard.text[entity.start : entity.end] == entity.text
    json.dumps(as_json(heard, 1.0))


def test_unknown_locale_is_refused(recognizer: TrainedRecognizer) -> None:
    with pytest.raises(UnknownLocaleError, match="nl"):
        recognizer.recognize("oui", "fr-FR", now=NOW)


def test_wire_has_the_promised_fields(recognizer: TrainedRecognizer) -> None:
    shown = as_json(recognizer.recognize("bestel melk en brood", "nl-NL", now=NOW), 1.234)
    assert {"text", "intent", "confidence", "ranking", "entities", "ms"} <= shown.keys()
    products = shown["entities"]["product"]
    assert [product["kind"] for product in products] == ["milk", "bread"]


def test_model_knows_its_data(small_model: Path, small_data: Path, tmp_path: Path) -> None:
    assert is_current(small_model, small_data)
    assert not ensure_model(small_data, small_model)
    before = data_fingerprint(small_data)
    path = small_data / "nl" / "intents" / "stop.yml"
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(text + "\n", encoding="utf-8")
        assert data_fingerprint(small_data) != before
    finally:
        path.write_text(text, encoding="utf-8")
    assert not is_current(tmp_path / "none", small_data)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04broken"])
def test_damaged_models_are_refused(tmp_path: Path, small_data: Path, content: bytes) -> None:
    path = tmp_path / "broken.model"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="boodschap train"):
        load_recognizer(path, small_data)


def test_missing_and_other_versions_are_refused(
    tmp_path: Path, small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError, match="no model"):
        load_model(tmp_path / "none")
    monkeypatch.setattr("nlu.model_file.VERSION", 99)
    with pytest.raises(ModelError, match="version"):
        load_model(small_model)


def test_broken_training_data_writes_no_model(tmp_path: Path, small_data: Path) -> None:
    path = small_data / "en" / "intents" / "stop.yml"
    text = path.read_text(encoding="utf-8")
    model = tmp_path / "out.model"
    try:
        path.write_text("nlu:\n- intent: stop\n  examples: |\n    stop\n", encoding="utf-8")
        with pytest.raises(DataFilesError) as raised:
            train(small_data, model)
    finally:
        path.write_text(text, encoding="utf-8")
    assert raised.value.findings[0].line == 4
    assert not model.exists()


def test_a_span_of_time_is_a_period_where_spending_is_asked_for(recognizer: TrainedRecognizer) -> None:
    heard = recognizer.recognize("hoeveel heb ik deze maand uitgegeven", "nl-NL", now=NOW)
    assert heard.intent == "ask_spending"
    assert [entity.name for entity in heard.entities] == ["period"]


def test_a_pin_of_tens_is_heard_where_a_pin_is_asked(recognizer: TrainedRecognizer) -> None:
    heard = recognizer.recognize("achtendertig zeventien", "nl-NL", "pin", now=NOW)
    assert heard.intent == "give_pin"
    assert [entity.name for entity in heard.entities] == ["digits"]


def test_what_is_wrong_is_heard_as_the_reason(recognizer: TrainedRecognizer) -> None:
    heard = recognizer.recognize("the eggs were broken", "en-GB", now=NOW)
    assert heard.intent == "report_problem"
    assert "broken" in [entity.text for entity in heard.entities if entity.name == "reason"]
