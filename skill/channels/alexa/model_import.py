"""An interaction model that exists already, as training data in Rasa's form: what `boodschap import alexa` writes.

Slots become entities, with words of their type standing in each sample; types become lookups and synonyms. What
training data has no place for stops the import with its JSON path, unless it is left out by name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from skill.channels.alexa.model_schema import ModelFault
from skill.channels.alexa.reading import NATIVE_ACTS

LEAVABLE = ("dialog", "prompts", "modelConfiguration")
"""Parts that steer Alexa's own dialogue and hold nothing to learn; they are left out only when that is asked for."""

_SLOT = re.compile(r"\{(?:(?P<said>[^{}|]+)\|)?(?P<slot>[^{}|]+)\}")
_NOTATION = re.compile(r"[\[\](){}\n]")
_NATIVE_INTENTS = {**NATIVE_ACTS, "AMAZON.FallbackIntent": "out_of_scope"}


@dataclass(frozen=True, slots=True)
class ImportedIntent:
    """`examples` in Rasa's notation, each with the slot that it answers, or None; `slots` as the model has them."""

    name: str
    alexa_name: str
    examples: tuple[tuple[str, str | None], ...]
    slots: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """Everything of a model. `lookups` by slot type; `synonyms` from a value (its id, where it has one) to its words.

    A synonym means one thing in all of the training data: words that two values share are in `ambiguous` instead.
    `types` are as the model has them, with every id and every word.
    """

    invocation_name: str
    intents: tuple[ImportedIntent, ...] = ()
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ambiguous: tuple[str, ...] = ()
    types: tuple[Mapping[str, Any], ...] = ()
    native: tuple[str, ...] = ()


class ImportRefused(Exception):
    """The model holds what training data cannot; `faults` has each with its JSON path."""

    def __init__(self, faults: Collection[ModelFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def import_model(model: object, stand_ins: Mapping[str, tuple[str, ...]], without: Collection[str] = ()) -> Imported:
    """The model as values. `stand_ins` are words for Alexa's own slot types, `without` names parts of LEAVABLE.

    Raises ImportRefused with every part that would be lost or cannot be read.
    """
    return _Import(stand_ins, frozenset(without)).read(model)


class _Import:
    def __init__(self, stand_ins: Mapping[str, tuple[str, ...]], without: frozenset[str]) -> None:
        self._stand_ins = stand_ins
        self._without = without
        self._faults: list[ModelFault] = []
        self._words: dict[str, tuple[str, ...]] = {}
        self._meanings: dict[str, dict[str, str]] = {}
        self._turn = count()

    def read(self, model: object) -> Imported:
        inner = self._mapping(
            "interactionModel", _get(model, "interactionModel"), ("languageModel", "dialog", "prompts")
        )
        self._unknown("", model, ("interactionModel", "version"))
        keys = ("invocationName", "intents", "types", "modelConfiguration")
        language = self._mapping("languageModel", inner.get("languageModel"), keys)
        for index, entry in enumerate(self._list("languageModel.types", language.get("types", []))):
            self._type(f"languageModel.types[{index}]", entry)
        intents = [
            self._intent(f"languageModel.intents[{index}]", entry)
            for index, entry in enumerate(self._list("languageModel.intents", language.get("intents")))
        ]
        name = self._text("languageModel.invocationName", language.get("invocationName"))
        if self._faults:
            raise ImportRefused(self._faults)
        native = tuple(found.alexa_name for found in intents if found and found.alexa_name.startswith("AMAZON."))
        spoken = tuple(found for found in intents if found and found.examples)
        types = tuple(language.get("types", []))
        synonyms, ambiguous = self._synonyms()
        return Imported(name, spoken, self._words, synonyms, ambiguous, types, native)

    def _synonyms(self) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
        """What each value is called, and the words that would mean two things."""
        synonyms: dict[str, list[str]] = {}
        for meanings in self._meanings.values():
            if len(meanings) == 1:
                canonical, word = next(iter(meanings.items()))
                synonyms.setdefault(canonical, []).append(word)
        ambiguous = tuple(word for word, meanings in self._meanings.items() if len(meanings) > 1)
        return {canonical: tuple(words) for canonical, words in synonyms.items()}, ambiguous

    def _fault(self, path: str, code: str, message: str, hint: str = "") -> None:
        self._faults.append(ModelFault(path, code, message, hint))

    def _mapping(self, path: str, value: object, keys: Collection[str]) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self._fault(path, "shape", "must be an object", "is this the file of an interaction model?")
            return {}
        self._unknown(path, value, keys)
        for key in value.keys() & set(LEAVABLE) - self._without:
            hint = f"add --without {key} to leave it out"
            self._fault(f"{path}.{key}", "not-training-data", f"training data has no place for {key!r}", hint)
        return value

    def _unknown(self, path: str, value: object, keys: Collection[str]) -> None:
        for key in (value.keys() if isinstance(value, dict) else set()) - set(keys):
            self._fault(f"{path}.{key}".lstrip("."), "unknown-key", f"the key {key!r} would be lost", "remove it first")

    def _list(self, path: str, value: object) -> list[Any]:
        if not isinstance(value, list):
            self._fault(path, "shape", "must be a list")
            return []
        return value

    def _text(self, path: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            self._fault(path, "shape", "must be text, not empty")
            return ""
        if _NOTATION.search(value) and "samples" not in path:
            self._fault(path, "sign", f"{value!r} holds a sign of the notation of entities", "remove [ ] ( ) { }")
        return value.strip()

    def _type(self, path: str, entry: object) -> None:
        found = self._mapping(path, entry, ("name", "values"))
        words: dict[str, None] = {}
        for index, value in enumerate(self._list(f"{path}.values", found.get("values", []))):
            words.update(dict.fromkeys(self._value(f"{path}.values[{index}]", value)))
        name = self._text(f"{path}.name", found.get("name"))
        if name in self._words:
            self._fault(f"{path}.name", "doubled", f"there is a type {name!r} already")
        self._words[name] = tuple(words)

    def _value(self, path: str, value: object) -> tuple[str, ...]:
        found = self._mapping(path, value, ("id", "name"))
        name = self._mapping(f"{path}.name", found.get("name"), ("value", "synonyms"))
        said = [self._text(f"{path}.name.value", name.get("value"))]
        synonyms = self._list(f"{path}.name.synonyms", name.get("synonyms", []))
        said += [self._text(f"{path}.name.synonyms[{place}]", word) for place, word in enumerate(synonyms)]
        canonical = self._text(f"{path}.id", found["id"]) if found.get("id") else said[0]
        means = said if canonical != said[0] else said[1:]
        for word in means:
            self._meanings.setdefault(word.lower(), {}).setdefault(canonical, word)
        return tuple(said)

    def _intent(self, path: str, entry: object) -> ImportedIntent | None:
        found = self._mapping(path, entry, ("name", "slots", "samples"))
        name = self._text(f"{path}.name", found.get("name"))
        types: dict[str, str] = {}
        slots = self._list(f"{path}.slots", found.get("slots", []))
        answers: list[tuple[str, str, str]] = []
        for index, slot in enumerate(slots):
            at = f"{path}.slots[{index}]"
            known = self._mapping(at, slot, ("name", "type", "samples", "multipleValues"))
            slot_name = self._text(f"{at}.name", known.get("name"))
            types[slot_name] = self._text(f"{at}.type", known.get("type"))
            samples = self._list(f"{at}.samples", known.get("samples", []))
            answers += [(f"{at}.samples[{place}]", sample, slot_name) for place, sample in enumerate(samples)]
        examples: list[tuple[str, str | None]] = [
            (self._example(f"{path}.samples[{index}]", sample, types), None)
            for index, sample in enumerate(self._list(f"{path}.samples", found.get("samples", [])))
        ]
        examples += [(self._example(at, sample, types), slot_name) for at, sample, slot_name in answers]
        if not examples and not name.startswith("AMAZON."):
            self._fault(path, "no-samples", f"the intent {name!r} has no samples to learn from", "remove it first")
        described = tuple({key: part for key, part in slot.items() if key != "samples"} for slot in slots if slot)
        return ImportedIntent(_NATIVE_INTENTS.get(name, name), name, tuple(examples), described)

    def _example(self, path: str, sample: object, types: Mapping[str, str]) -> str:
        """A sample with words in its slots: `{two|number}` has its own, others take those of their type in turn."""
        text = self._text(path, sample)
        bare = _SLOT.sub(" ", text)
        if _NOTATION.search(bare):
            self._fault(path, "sign", f"{text!r} holds a brace or bracket that is no slot")

        def filled(match: re.Match[str]) -> str:
            slot = match["slot"].strip()
            words = match["said"] or self._stand_in(path, slot, types)
            return f"[{words.strip()}]({slot})"

        return _SLOT.sub(filled, text)

    def _stand_in(self, path: str, slot: str, types: Mapping[str, str]) -> str:
        if slot not in types:
            self._fault(path, "unknown-slot", f"{{{slot}}} is no slot of this intent")
            return slot
        words = self._words.get(types[slot]) or self._stand_ins.get(types[slot])
        if not words:
            hint = f"give its words under stand_ins in alexa.yml: {types[slot]}: one, two"
            self._fault(path, "no-words", f"no words are known for the type {types[slot]!r} of {{{slot}}}", hint)
            return slot
        return words[next(self._turn) % len(words)]


def _get(model: object, key: str) -> object:
    return model.get(key) if isinstance(model, dict) else None


def read_model(text: str) -> object:
    """The JSON of a model file. Raises ImportRefused for what is no JSON, with line and column."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ImportRefused([ModelFault("the file", "json", f"is no JSON: {error.msg} ({place})")]) from None
    except RecursionError:
        raise ImportRefused([ModelFault("the file", "json", "is nested too deeply")]) from None
