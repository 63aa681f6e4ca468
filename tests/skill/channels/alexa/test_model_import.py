"""A model that exists already becomes training data: all of it, or none with the path of what would be lost."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from nlu.training_data import Example, TrainingData, read_training_files
from skill.channels.alexa.interaction_model import interaction_model
from skill.channels.alexa.model_import import ImportRefused, import_model, read_model
from skill.channels.alexa.model_yaml import alexa_yaml, training_yaml
from skill.cli import main
from skill.settings import PROJECT

STAND_INS = {"AMAZON.NUMBER": ("two", "three"), "AMAZON.SearchQuery": ("something nice",)}

MODEL: dict[str, Any] = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "green grocer",
            "intents": [
                {"name": "AMAZON.StopIntent", "samples": []},
                {"name": "AMAZON.HelpIntent", "samples": ["what have you got"]},
                {
                    "name": "OrderFruit",
                    "slots": [
                        {"name": "fruit", "type": "FRUIT", "samples": ["{fruit} then", "the {fruit}"]},
                        {"name": "amount", "type": "AMAZON.NUMBER", "multipleValues": {"enabled": False}},
                    ],
                    "samples": [
                        "bring me {amount} {fruit}",
                        "i'd like {fruit}",
                        "a bag of {ripe pears|fruit}",
                        "fruit",
                    ],
                },
            ],
            "types": [
                {
                    "name": "FRUIT",
                    "values": [
                        {"id": "pear", "name": {"value": "pear", "synonyms": ["conference", "green one"]}},
                        {"id": "plum", "name": {"value": "plums", "synonyms": ["green one"]}},
                        {"name": {"value": "fig"}},
                    ],
                }
            ],
        }
    }
}

Change = Callable[[dict[str, Any]], object]


def written(model: object, folder: Path) -> TrainingData:
    path = folder / "nlu.yml"
    path.write_text(training_yaml(import_model(model, STAND_INS)), encoding="utf-8")
    data = read_training_files([path])
    assert data.findings == ()
    return data


def template(example: Example) -> str:
    """The sample that an example was made from."""
    text = example.text
    for entity in sorted(example.entities, key=lambda entity: -entity.start):
        text = f"{text[: entity.start]}{{{entity.name}}}{text[entity.end :]}"
    return text


def test_slots_become_entities_with_words_of_their_type(tmp_path: Path) -> None:
    data = written(MODEL, tmp_path)
    order = [example for example in data.examples if example.intent == "OrderFruit"]
    assert [template(example) for example in order] == [
        "bring me {amount} {fruit}", "i'd like {fruit}", "a bag of {fruit}", "fruit", "{fruit} then", "the {fruit}",
    ]  # fmt: skip
    words = {example.text[e.start : e.end] for example in order for e in example.entities if e.name == "fruit"}
    assert words <= {"pear", "conference", "green one", "plums", "fig", "ripe pears"}
    assert "ripe pears" in words
    assert [example.metadata for example in order[-2:]] == [{"answers": "fruit"}] * 2


def test_types_become_lookups_and_ids_the_names_of_synonyms(tmp_path: Path) -> None:
    lists = {(words.kind, words.name): words.entries for words in written(MODEL, tmp_path).word_lists}
    assert lists == {
        ("lookup", "fruit"): ("pear", "conference", "green one", "plums", "fig"),
        ("synonym", "pear"): ("conference",),
        ("synonym", "plum"): ("plums",),
    }


def test_what_training_data_cannot_hold_is_kept_beside_it(tmp_path: Path) -> None:
    imported = import_model(MODEL, STAND_INS)
    beside = yaml.safe_load(alexa_yaml(imported))
    assert beside["invocation_name"] == "green grocer"
    assert beside["native_intents"] == ["AMAZON.StopIntent", "AMAZON.HelpIntent"]
    assert beside["types"] == MODEL["interactionModel"]["languageModel"]["types"]
    assert imported.ambiguous == ("green one",)
    described = yaml.safe_load(training_yaml(imported))["nlu"][1]["metadata"]["alexa"]
    assert described["slots"] == [
        {"name": "fruit", "type": "FRUIT"},
        {"name": "amount", "type": "AMAZON.NUMBER", "multipleValues": {"enabled": False}},
    ]


def test_native_intents_get_our_names(tmp_path: Path) -> None:
    assert [example.intent for example in written(MODEL, tmp_path).examples if example.text.startswith("what")] == [
        "help"
    ]


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("interactionModel.dialog", lambda m: m.update(dialog={})),
        ("interactionModel.prompts", lambda m: m.update(prompts=[])),
        ("languageModel.modelConfiguration", lambda m: m["languageModel"].update(modelConfiguration={})),
        ("languageModel.colour", lambda m: m["languageModel"].update(colour=1)),
        ("languageModel.invocationName", lambda m: m["languageModel"].pop("invocationName")),
        ("languageModel.intents", lambda m: m["languageModel"].pop("intents")),
        ("languageModel.intents[0]", lambda m: m["languageModel"]["intents"].insert(0, "stop")),
        ("languageModel.intents[2].samples[0]", lambda m: order(m)["samples"].insert(0, "bring {veg}")),
        ("languageModel.intents[2].samples[0]", lambda m: order(m)["samples"].insert(0, "bring [pears]")),
        ("languageModel.intents[2].samples[0]", lambda m: order(m)["samples"].insert(0, 7)),
        ("languageModel.intents[2].samples[0]", lambda m: order(m)["slots"][1].update(type="AMAZON.Festival")),
        ("languageModel.intents[2].slots[0].colour", lambda m: order(m)["slots"][0].update(colour=1)),
        ("languageModel.intents[3]", lambda m: m["languageModel"]["intents"].append({"name": "Empty"})),
        ("languageModel.types[0].valueSupplier", lambda m: m["languageModel"]["types"][0].update(valueSupplier={})),
        ("languageModel.types[0].values[0].name", lambda m: values(m)[0].update(name="pear")),
        ("languageModel.types[0].values[0].name.value", lambda m: values(m)[0]["name"].update(value="[pear]")),
        ("languageModel.types[1].name", lambda m: m["languageModel"]["types"].append({"name": "FRUIT", "values": []})),
    ],
)
def test_what_would_be_lost_stops_the_import_with_its_path(path: str, change: Change) -> None:
    model = copy.deepcopy(MODEL)
    change(model["interactionModel"])
    with pytest.raises(ImportRefused) as refused:
        import_model(model, STAND_INS)
    assert path in [fault.path for fault in refused.value.faults]


def order(model: dict[str, Any]) -> dict[str, Any]:
    return model["languageModel"]["intents"][2]


def values(model: dict[str, Any]) -> list[dict[str, Any]]:
    return model["languageModel"]["types"][0]["values"]


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", "[]", '{"interactionModel": 3}'])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ImportRefused):
        import_model(read_model(text), STAND_INS)


@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
def test_our_own_export_comes_back_whole(locale: str, tmp_path: Path) -> None:
    runner = CliRunner()
    model = tmp_path / f"{locale}.json"
    exported = runner.invoke(main, ["export", "alexa", "--locale", locale, "--out", str(model)])
    assert exported.exit_code == 0, exported.output
    again = runner.invoke(main, ["import", "alexa", str(model), "--locale", locale, "--out", str(tmp_path / "in")])
    assert again.exit_code == 0, again.output
    data = read_training_files([tmp_path / "in" / "nlu.yml"])
    language = interaction_model(PROJECT / "data", locale).model["interactionModel"]["languageModel"]
    assert json.loads(model.read_text(encoding="utf-8"))["interactionModel"]["languageModel"] == language
    samples = [sample for intent in language["intents"] for sample in intent["samples"]]
    assert [template(example) for example in data.examples] == samples
    assert yaml.safe_load((tmp_path / "in" / "alexa.yml").read_text(encoding="utf-8"))["types"] == language["types"]


def test_a_refusal_names_file_and_path_and_writes_nothing(tmp_path: Path) -> None:
    model = copy.deepcopy(MODEL)
    model["interactionModel"]["dialog"] = {"intents": []}
    (tmp_path / "en-US.json").write_text(json.dumps(model), encoding="utf-8")
    asked = ["import", "alexa", str(tmp_path / "en-US.json"), "--locale", "en-US", "--out", str(tmp_path / "out")]
    refused = CliRunner().invoke(main, asked)
    assert refused.exit_code == 2
    assert "en-US.json: interactionModel.dialog: " in refused.output
    assert not (tmp_path / "out").exists()
    assert CliRunner().invoke(main, [*asked, "--without", "dialog"]).exit_code == 0
    assert "there already" in CliRunner().invoke(main, [*asked, "--without", "dialog"]).output
