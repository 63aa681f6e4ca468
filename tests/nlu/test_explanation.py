"""The explanation tells the same as the recogniser, and every stage has its say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlu.explanation import explain
from nlu.model_file import Model, load_model
from nlu.nearest_examples import NearestExamples
from nlu.reading import Situation
from nlu.recognizer import TrainedRecognizer, UnknownLocaleError
from nlu.training_data import Example

NOW = datetime(2026, 3, 2, 17, 40, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(scope="module")
def model(small_model: Path) -> Model:
    return load_model(small_model)


@pytest.mark.parametrize(
    ("text", "locale", "expecting"),
    [
        ("ja graag", "nl-NL", "confirmation"),
        ("ja maar hoeveel kost het dan", "nl-NL", "confirmation"),
        ("doe maar twee pakken melk van de groenmarkt", "nl-NL", None),
        ("how warm is it on mars right now", "en-GB", None),
        ("", "en-GB", None),
        ("[red]\u0000 <b>", "nl-NL", None),
    ],
)
def test_what_is_explained_is_what_is_heard(
    model: Model, recognizer: TrainedRecognizer, small_data: Path, text: str, locale: str, expecting: None
) -> None:
    found = explain(model, small_data, text, locale, Situation(expecting, NOW))
    heard = recognizer.recognize(text, locale, expecting, now=NOW)
    assert found.interpretation == heard
    assert sum(stage.decided for stage in found.stages) <= 1
    if text:
        assert [stage.stage for stage in found.stages] == ["exact", "lexical", "semantic", "rejection", "proof"]


def test_values_products_and_what_is_left_of_a_yes_are_named(model: Model, small_data: Path) -> None:
    found = explain(model, small_data, "ja en doe twee pakken melk erbij", "nl-NL", Situation("confirmation", NOW))
    assert {"<quantity>", "<product>"} <= set(found.tokens)
    assert {("quantity", "twee pakken"), ("product", "melk")} <= {(span.name, span.text) for span in found.spans}
    proof = found.stages[-1]
    assert proof.ranking == ()
    assert "left over" in proof.remark


def test_the_nearest_sentences_come_with_their_address(model: Model, small_data: Path) -> None:
    found = explain(model, small_data, "ja graag", "nl-NL", Situation("confirmation", NOW))
    assert found.by_words[0].example.text == "ja graag"
    assert found.by_words[0].example.file == "data/nl/intents/confirm.yml"
    assert found.by_words[0].likeness > 0.99


def test_a_language_without_a_model_is_said(model: Model, small_data: Path) -> None:
    with pytest.raises(UnknownLocaleError, match="fr-FR"):
        explain(model, small_data, "oui", "fr-FR", Situation(None, NOW))


def test_likeness_is_of_words_and_letters_and_falls_with_what_is_new() -> None:
    examples = [Example(text, "stop", (), "a.yml", 1) for text in ("hou op met praten", "zet de muziek uit")]
    nearest = NearestExamples(examples)
    assert nearest.by_words("hou op met praten")[0].likeness == 1.0
    misheard = nearest.by_words("hou op met praate")[0]
    assert misheard.example is examples[0]
    assert 0.5 < misheard.likeness < 1
    assert nearest.by_words("quantum zwaartekracht") == []
    assert nearest.by_words("leer de quantum zwaartekracht")[0].likeness < 0.3
    assert nearest.by_words("!!!") == []
    assert NearestExamples([]).by_words("ja") == []
