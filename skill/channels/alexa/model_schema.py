"""Amazon's rules for an interaction model, checked before Amazon does; every fault is found with its JSON path.

Sources: "Interaction Model Schema", "Create the Interaction Model for Your Skill" (limits), "Create Intents,
Utterances, and Slots" (names, samples), "Choose the Invocation Name for a Custom Skill", and what the build service
answers.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MAX_BYTES = 1_500_000
MAX_INTENTS = 250
MAX_INTENTS_AND_TYPES = 350
MAX_VALUE_CHARS = 140
MAX_VALUES = 50_000
"""Not in Amazon's table of limits, but where models have been refused: stay below it."""
MAX_SAMPLE_CHARS = 200
MIN_INVOCATION_CHARS, MAX_INVOCATION_CHARS = 2, 50
REQUIRED_INTENTS = ("AMAZON.CancelIntent", "AMAZON.HelpIntent", "AMAZON.StopIntent")
"""Certification asks for these."""
PHRASE_TYPES = ("AMAZON.SearchQuery",)
"""Free text: the only slot of its sample, with a word beside it."""

SLOT = re.compile(r"\{([^{}|]+)\}")
_INTENT_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z])*_?")
_BUILT_IN = re.compile(r"AMAZON\.[A-Za-z_]+(?:<[^<>]+>)?")
_SLOT_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z])*")
_TYPE_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
_INVOCATION = re.compile(r"[^\W\d_]+(?:['.]? ?[^\W\d_]*\.?)*")
_WAKE_WORDS = frozenset({"alexa", "amazon", "echo", "computer", "skill", "app", "ziggy"})
_LAUNCH_WORDS = frozenset({
    "run", "start", "play", "resume", "use", "launch", "ask", "open", "tell", "load", "begin", "enable",
    "vraag", "zeg", "speel", "gebruik", "laad", "hervat",
})  # fmt: skip
_LITTLE_WORDS = frozenset({
    "a", "an", "the", "of", "to", "for", "in", "on", "by", "with", "from", "about", "if", "and", "that",
    "using", "whether",
    "de", "het", "een", "van", "naar", "voor", "op", "met", "over", "en", "om",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelFault:
    """One rule broken at `path`, such as `languageModel.intents[3].samples[0]`; `code` is stable."""

    path: str
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" + (f" ({self.hint})" if self.hint else "")


def allowed_in_sample(words: str) -> bool:
    """Letters, spaces, full stops of abbreviations, apostrophes, hyphens and underscores; digits are spelled out."""
    return all(unicodedata.category(sign)[0] in "LM" or sign in " .'-_" for sign in words)


def check_model(model: object) -> list[ModelFault]:
    """Every rule that the model breaks, in the order of the file; an empty list for one that Amazon would build."""
    wrapped = model.get("interactionModel") if isinstance(model, dict) else None
    language = wrapped.get("languageModel") if isinstance(wrapped, dict) else None
    if not isinstance(language, dict):
        message = "an interaction model is {interactionModel: {languageModel: {...}}}"
        return [ModelFault("interactionModel", "shape", message)]
    found = list(_shape(language))
    if found:
        return found
    types = {str(entry["name"]): entry for entry in language.get("types", ())}
    found += _invocation(language["invocationName"])
    found += _limits(model, language)
    found += _names(language)
    for index, intent in enumerate(language["intents"]):
        found += _intent(f"languageModel.intents[{index}]", intent, types)
    found += _shared_samples(language["intents"])
    for index, entry in enumerate(language.get("types", ())):
        found += _type(f"languageModel.types[{index}]", entry)
    return found


def _shape(language: Mapping[str, Any]) -> Iterator[ModelFault]:
    at = "languageModel"
    for key in language.keys() - {"invocationName", "intents", "types", "modelConfiguration"}:
        yield ModelFault(f"{at}.{key}", "unknown-key", "no such key in a language model")
    if not isinstance(language.get("invocationName"), str):
        yield ModelFault(f"{at}.invocationName", "shape", "must be text")
    for key, inner in (("intents", ("samples", "slots")), ("types", ("values",))):
        entries = language.get(key, [] if key == "types" else None)
        if not isinstance(entries, list):
            yield ModelFault(f"{at}.{key}", "shape", "must be a list")
            continue
        for index, entry in enumerate(entries):
            path = f"{at}.{key}[{index}]"
            if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
                yield ModelFault(path, "shape", "must have a name")
                continue
            for part in inner:
                yield from _items(f"{path}.{part}", part, entry.get(part, []))


def _items(path: str, part: str, items: object) -> Iterator[ModelFault]:
    if not isinstance(items, list):
        yield ModelFault(path, "shape", "must be a list")
        return
    for index, item in enumerate(items):
        match part, item:
            case "samples", str():
                continue
            case "slots", {"name": str(), "type": str()}:
                continue
            case "values", {"name": {"value": str(), **name}} if _texts(name.get("synonyms", [])):
                continue
        yield ModelFault(f"{path}[{index}]", "shape", f"is none of the {part} that Alexa knows")


def _texts(items: object) -> bool:
    return isinstance(items, list) and all(isinstance(item, str) for item in items)


def _invocation(name: str) -> Iterator[ModelFault]:
    path, words = "languageModel.invocationName", name.lower().split()
    if not MIN_INVOCATION_CHARS <= len(name) <= MAX_INVOCATION_CHARS:
        limits = f"{MIN_INVOCATION_CHARS} to {MAX_INVOCATION_CHARS} characters"
        yield ModelFault(path, "invocation-length", f"{name!r} is not {limits} long")
    if name != name.lower() or not _INVOCATION.fullmatch(name):
        hint = "small letters, spaces, possessive apostrophes, and full stops in abbreviations; numbers in words"
        yield ModelFault(path, "invocation-letters", f"{name!r} holds a sign that may not be there", hint)
    if len(words) < 2:
        hint = "two words or more, unless the word is a brand of your own"
        yield ModelFault(path, "invocation-words", f"{name!r} is one word", hint)
    for word in words:
        if word in _WAKE_WORDS | _LAUNCH_WORDS:
            yield ModelFault(path, "invocation-reserved", f"{word!r} calls Alexa or starts a skill", "choose another")
    if len(words) == 2 and (little := [word for word in words if word in _LITTLE_WORDS]):
        yield ModelFault(path, "invocation-words", f"{little[0]!r} may not be one of two words", "add a word")


def _limits(model: object, language: Mapping[str, Any]) -> Iterator[ModelFault]:
    size = len(json.dumps(model, ensure_ascii=False).encode())
    if size > MAX_BYTES:
        hint = "fewer samples or shorter product names; a larger catalogue belongs in Alexa's catalogues"
        yield ModelFault("interactionModel", "too-large", f"{size} bytes, over {MAX_BYTES}", hint)
    intents, types = language["intents"], language.get("types", ())
    if len(intents) > MAX_INTENTS:
        yield ModelFault("languageModel.intents", "too-many", f"{len(intents)} intents, over {MAX_INTENTS}")
    if len(intents) + len(types) > MAX_INTENTS_AND_TYPES:
        message = f"{len(intents) + len(types)} intents and types, over {MAX_INTENTS_AND_TYPES}"
        yield ModelFault("languageModel", "too-many", message)
    values = sum(1 + len(value["name"].get("synonyms", ())) for entry in types for value in entry.get("values", ()))
    if values > MAX_VALUES:
        yield ModelFault("languageModel.types", "too-many", f"{values} values and synonyms, over {MAX_VALUES}")
    present = {intent["name"] for intent in intents}
    for name in REQUIRED_INTENTS:
        if name not in present:
            yield ModelFault("languageModel.intents", "missing-intent", f"{name} is missing", "Amazon asks for it")


def _names(language: Mapping[str, Any]) -> Iterator[ModelFault]:
    """Intents and types have names of their own, whatever their capitals."""
    seen: dict[str, str] = {}
    for key in ("intents", "types"):
        for index, entry in enumerate(language.get(key, ())):
            path, name = f"languageModel.{key}[{index}]", entry["name"]
            first = seen.setdefault(name.lower(), path)
            if first != path:
                yield ModelFault(f"{path}.name", "doubled", f"{name!r} is the name of {first} too")
            pattern, hint = (_INTENT_NAME, "letters and underscores") if key == "intents" else (_TYPE_NAME, "letters")
            if not _BUILT_IN.fullmatch(name) and not pattern.fullmatch(name):
                yield ModelFault(f"{path}.name", "name", f"{name!r} is no name for one of the {key}", hint)


def _intent(path: str, intent: Mapping[str, Any], types: Mapping[str, Any]) -> Iterator[ModelFault]:
    slots: dict[str, str] = {}
    for index, slot in enumerate(intent.get("slots", ())):
        at, name, kind = f"{path}.slots[{index}]", slot["name"], slot["type"]
        if name in slots:
            yield ModelFault(f"{at}.name", "doubled", f"{name!r} is a slot of this intent already")
        if not _SLOT_NAME.fullmatch(name):
            yield ModelFault(f"{at}.name", "name", f"{name!r} is no name for a slot", "letters, one underscore between")
        if kind not in types and not _BUILT_IN.fullmatch(kind):
            yield ModelFault(f"{at}.type", "unknown-type", f"there is no type {kind!r}", "add it to types")
        slots[name] = kind
    samples = intent.get("samples", [])
    if not samples and not intent["name"].startswith("AMAZON."):
        yield ModelFault(path, "no-samples", f"{intent['name']!r} has no samples", "Alexa would never hear it")
    doubled = [sample for sample, count in Counter(map(str.lower, samples)).items() if count > 1]
    for sample in doubled:
        yield ModelFault(f"{path}.samples", "doubled", f"{sample!r} stands there twice")
    for index, sample in enumerate(samples):
        yield from _sample(f"{path}.samples[{index}]", sample, slots)
    used = {name for sample in samples for name in SLOT.findall(sample)}
    for name in slots:
        if samples and name not in used:
            yield ModelFault(f"{path}.slots", "unused-slot", f"no sample uses the slot {name!r}")


def _sample(path: str, sample: str, slots: Mapping[str, str]) -> Iterator[ModelFault]:
    used, words = SLOT.findall(sample), SLOT.sub(" ", sample)
    if not sample.strip():
        yield ModelFault(path, "empty", "a sample without words")
    if len(sample) > MAX_SAMPLE_CHARS:
        yield ModelFault(path, "too-long", f"{len(sample)} characters, over {MAX_SAMPLE_CHARS}")
    if not allowed_in_sample(words):
        wrong = sorted({sign for sign in words if not allowed_in_sample(sign)})
        yield ModelFault(path, "sign", f"{sample!r} holds {' '.join(wrong)}", "letters, ' - _ and . only; no digits")
    for name in used:
        if name not in slots:
            yield ModelFault(path, "unknown-slot", f"{{{name}}} is no slot of this intent")
    if len(set(used)) < len(used):
        yield ModelFault(path, "slot-twice", f"{sample!r} has one slot twice")
    if any(slots.get(name) in PHRASE_TYPES for name in used):
        if len(used) > 1:
            yield ModelFault(path, "phrase-slot", "cannot include both a phrase slot and another intent slot")
        if not words.strip():
            yield ModelFault(path, "carrier", "must include a carrier phrase", "add a word beside the slot")


def _shared_samples(intents: Iterable[Mapping[str, Any]]) -> Iterator[ModelFault]:
    owners: dict[str, str] = {}
    for index, intent in enumerate(intents):
        for number, sample in enumerate(intent.get("samples", ())):
            owner = owners.setdefault(sample.lower(), intent["name"])
            if owner != intent["name"]:
                path = f"languageModel.intents[{index}].samples[{number}]"
                yield ModelFault(path, "shared", f"{sample!r} is a sample of {owner} too")


def _type(path: str, entry: Mapping[str, Any]) -> Iterator[ModelFault]:
    values = entry.get("values", [])
    if not values and "valueSupplier" not in entry and not entry["name"].startswith("AMAZON."):
        yield ModelFault(path, "no-values", f"{entry['name']!r} has no values")
    names: set[str] = set()
    ids: set[str] = set()
    for index, value in enumerate(values):
        at, name = f"{path}.values[{index}]", value["name"]["value"]
        if name.lower() in names:
            yield ModelFault(f"{at}.name.value", "doubled", f"{name!r} is a value of this type already")
        if value.get("id") in ids:
            yield ModelFault(f"{at}.id", "doubled", f"{value['id']!r} is the id of another value")
        names.add(name.lower())
        ids |= {value["id"]} if value.get("id") else set()
        for word in (name, *value["name"].get("synonyms", ())):
            if not word.strip() or len(word) > MAX_VALUE_CHARS:
                yield ModelFault(at, "value-length", f"{word!r} is empty or over {MAX_VALUE_CHARS} characters")
