"""Alexa's interaction model from the data that understanding learns from: what `boodschap export alexa` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlu.contract import read_contract
from nlu.findings import DataFilesError
from nlu.training_data import read_training_folder
from skill.channels.alexa.model_samples import SLOT_TYPES, Samples, samples_of
from skill.channels.alexa.model_schema import SLOT
from skill.channels.alexa.model_types import slot_types
from skill.channels.alexa.model_words import LOCALES, ModelWords, read_model_words
from skill.channels.alexa.reading import NATIVE_ACTS, UTTERANCE_INTENT, UTTERANCE_SLOT
from skill.channels.alexa.spoken_slots import SlotReader

UNTOUCHED = frozenset({"AMAZON.FallbackIntent", "AMAZON.NavigateHomeIntent"})
"""Native intents that get no samples of ours: what is out of scope is Alexa's own judgement.

The others do, AMAZON.YesIntent too: Alexa takes a native intent only when a sample matches word for word ("Tips for
Using Built-in Intents"). An intent of our own is matched by likeness and only its slots reach us, so "yes but not now"
could arrive as a bare `confirm`: that is why there is no intent of that name in the model (P2)."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The model as JSON values, and how many training sentences could not be samples, by reason."""

    model: dict[str, Any]
    left_out: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LanguageSamples:
    """What one language gives to a model: the samples of our intents and the words around them."""

    words: ModelWords
    samples: Samples
    reader: SlotReader


@lru_cache(maxsize=4)
def language_samples(data_dir: Path, language: str) -> LanguageSamples:
    """The samples of a language. Kept: sentences from Alexa are put together from them again.

    Raises DataFilesError for faults in data/<language>/intents or alexa.yml.
    """
    words = read_model_words(data_dir, language)
    data = read_training_folder(data_dir / language / "intents", data_dir.parent)
    if data.findings:
        raise DataFilesError(data.findings)
    order = {intent: place for place, intent in enumerate(read_contract(data_dir / "intents.yml").intents)}
    wanted = [example for example in data.examples if example.intent in order and example.intent != "out_of_scope"]
    wanted.sort(key=lambda example: order[example.intent])
    reader = SlotReader(data_dir, language, words)
    return LanguageSamples(words, samples_of(wanted, reader), reader)


def interaction_model(data_dir: Path, locale: str) -> Exported:
    """The model of a locale of LOCALES. Raises DataFilesError for faults in the data."""
    language = LOCALES[locale]
    found = language_samples(data_dir, language)
    by_intent = found.samples.by_intent
    native_of = {act: name for name, act in reversed(tuple(NATIVE_ACTS.items())) if name not in UNTOUCHED}
    intents: list[dict[str, Any]] = [
        {"name": name, "samples": _without_slots(by_intent.get(act, ())) if native_of.get(act) == name else []}
        for name, act in NATIVE_ACTS.items()
    ]
    intents += [_intent(name, samples) for name, samples in by_intent.items() if name not in native_of and samples]
    intents.append(
        {
            "name": UTTERANCE_INTENT,
            "slots": [{"name": UTTERANCE_SLOT, "type": "AMAZON.SearchQuery"}],
            "samples": list(found.words.carriers),
        }
    )
    used = {slot["name"] for intent in intents for slot in intent.get("slots", ())}
    language_model: dict[str, Any] = {
        "invocationName": found.words.invocation_name,
        "intents": intents,
        "types": slot_types(data_dir, language, found.samples.phrases, used),
    }
    return Exported({"interactionModel": {"languageModel": language_model}}, found.samples.left_out)


def _intent(name: str, samples: tuple[str, ...]) -> dict[str, Any]:
    slots = dict.fromkeys(slot for sample in samples for slot in SLOT.findall(sample))
    return {
        "name": name,
        "slots": [{"name": slot, "type": SLOT_TYPES[slot]} for slot in slots],
        "samples": list(samples),
    }


def _without_slots(samples: tuple[str, ...]) -> list[str]:
    """A native intent has no slots."""
    return [sample for sample in samples if not SLOT.search(sample)]
