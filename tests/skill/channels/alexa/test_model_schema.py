"""Each rule of Amazon's that we know, broken once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from skill.channels.alexa import model_schema
from skill.channels.alexa.model_schema import check_model

GOOD: dict[str, Any] = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "green grocer",
            "intents": [
                {"name": "AMAZON.CancelIntent", "samples": []},
                {"name": "AMAZON.HelpIntent", "samples": []},
                {"name": "AMAZON.StopIntent", "samples": []},
                {
                    "name": "order_fruit",
                    "slots": [{"name": "fruit", "type": "FruitName"}, {"name": "day", "type": "AMAZON.DATE"}],
                    "samples": ["bring me {fruit}", "i'd like {fruit} on {day}"],
                },
                {
                    "name": "anything",
                    "slots": [{"name": "words", "type": "AMAZON.SearchQuery"}],
                    "samples": ["please {words}"],
                },
            ],
            "types": [{"name": "FruitName", "values": [{"id": "pear", "name": {"value": "pear", "synonyms": ["p"]}}]}],
        }
    }
}

VALUES = "languageModel.types[0].values"

Break = Callable[[dict[str, Any]], object]


def order(model: dict[str, Any]) -> dict[str, Any]:
    return model["intents"][3]


def free_text(model: dict[str, Any]) -> dict[str, Any]:
    return model["intents"][4]


def values(model: dict[str, Any]) -> list[dict[str, Any]]:
    return model["types"][0]["values"]


def pear(model: dict[str, Any]) -> dict[str, Any]:
    return values(model)[0]


def test_a_good_model_has_no_faults() -> None:
    assert check_model(GOOD) == []


@pytest.mark.parametrize(
    ("path", "code", "breaks"),
    [
        ("languageModel.invocationName", "invocation-words", lambda m: m.update(invocationName="grocer")),
        ("languageModel.invocationName", "invocation-words", lambda m: m.update(invocationName="the grocer")),
        ("languageModel.invocationName", "invocation-reserved", lambda m: m.update(invocationName="ask grocer")),
        ("languageModel.invocationName", "invocation-reserved", lambda m: m.update(invocationName="my alexa grocer")),
        ("languageModel.invocationName", "invocation-letters", lambda m: m.update(invocationName="Green grocer")),
        ("languageModel.invocationName", "invocation-letters", lambda m: m.update(invocationName="grocer 2")),
        ("languageModel.invocationName", "invocation-length", lambda m: m.update(invocationName="green " * 9 + "shop")),
        ("languageModel.intents", "missing-intent", lambda m: m["intents"].pop(2)),
        ("languageModel.intents[3].name", "name", lambda m: order(m).update(name="order-fruit")),
        ("languageModel.intents[4].name", "doubled", lambda m: m["intents"][4].update(name="Order_Fruit")),
        ("languageModel.types[0].name", "doubled", lambda m: order(m).update(name="fruitname")),
        ("languageModel.intents[3]", "no-samples", lambda m: order(m).update(samples=[])),
        ("languageModel.intents[3].slots[0].type", "unknown-type", lambda m: m.update(types=[])),
        ("languageModel.intents[3].slots[0].name", "name", lambda m: order(m)["slots"][0].update(name="fruit__x")),
        ("languageModel.intents[3].slots", "unused-slot", lambda m: order(m)["samples"].pop()),
        ("languageModel.intents[3].samples[2]", "sign", lambda m: order(m)["samples"].append("bring 2 {fruit}")),
        ("languageModel.intents[3].samples[2]", "sign", lambda m: order(m)["samples"].append("fruit, please")),
        ("languageModel.intents[3].samples[2]", "sign", lambda m: order(m)["samples"].append("bring {fruit")),
        ("languageModel.intents[3].samples[2]", "too-long", lambda m: order(m)["samples"].append("fruit " * 40)),
        ("languageModel.intents[3].samples[2]", "empty", lambda m: order(m)["samples"].append(" ")),
        ("languageModel.intents[3].samples[2]", "unknown-slot", lambda m: order(m)["samples"].append("bring {veg}")),
        ("languageModel.intents[3].samples[2]", "slot-twice", lambda m: order(m)["samples"].append("{day} or {day}")),
        ("languageModel.intents[3].samples", "doubled", lambda m: order(m)["samples"].append("Bring me {fruit}")),
        ("languageModel.intents[4].samples[0]", "shared", lambda m: free_text(m).update(samples=["bring me {fruit}"])),
        ("languageModel.intents[4].samples[0]", "carrier", lambda m: free_text(m).update(samples=[" {words}"])),
        (
            "languageModel.intents[4].samples[0]",
            "phrase-slot",
            lambda m: m["intents"][4].update(
                slots=[*m["intents"][4]["slots"], {"name": "day", "type": "AMAZON.DATE"}], samples=["on {day} {words}"]
            ),
        ),
        ("languageModel.types[0]", "no-values", lambda m: m["types"][0].update(values=[])),
        (f"{VALUES}[1].name.value", "doubled", lambda m: values(m).append({"name": {"value": "Pear"}})),
        (f"{VALUES}[1].id", "doubled", lambda m: values(m).append({"id": "pear", "name": {"value": "x"}})),
        ("languageModel.types[0].values[0]", "value-length", lambda m: pear(m)["name"]["synonyms"].append("p" * 141)),
        ("languageModel.types[0].values[0]", "shape", lambda m: pear(m).update(name="pear")),
        ("languageModel.intents[3].samples[0]", "shape", lambda m: order(m).update(samples=[7])),
        ("languageModel.intents[0]", "shape", lambda m: m["intents"][0].pop("name")),
        ("languageModel.intents", "shape", lambda m: m.pop("intents")),
        ("languageModel.invocationName", "shape", lambda m: m.pop("invocationName")),
        ("languageModel.colour", "unknown-key", lambda m: m.update(colour="green")),
    ],
)  # fmt: skip
def test_a_broken_rule_is_found_with_its_path(path: str, code: str, breaks: Break) -> None:
    model = copy.deepcopy(GOOD)
    breaks(model["interactionModel"]["languageModel"])
    assert (path, code) in [(fault.path, fault.code) for fault in check_model(model)]


@pytest.mark.parametrize("model", [None, [], "model", {}, {"interactionModel": []}, {"interactionModel": {}}])
def test_what_is_no_model_is_one_fault(model: object) -> None:
    assert [fault.code for fault in check_model(model)] == ["shape"]


def test_limits_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_schema, "MAX_BYTES", 100)
    monkeypatch.setattr(model_schema, "MAX_INTENTS", 4)
    monkeypatch.setattr(model_schema, "MAX_INTENTS_AND_TYPES", 5)
    monkeypatch.setattr(model_schema, "MAX_VALUES", 1)
    found = [(fault.path, fault.code) for fault in check_model(GOOD)]
    assert found == [
        ("interactionModel", "too-large"),
        ("languageModel.intents", "too-many"),
        ("languageModel", "too-many"),
        ("languageModel.types", "too-many"),
    ]
