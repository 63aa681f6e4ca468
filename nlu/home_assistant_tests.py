"""Reads the tests of Home Assistant's intents as utterances with expectations: sentences, each with an intent.

The format is that of home-assistant/intents, tests/<language>/*.yaml: `language`, then `tests`, each with `sentences`
and an `intent` of `name` and `slots`. In newer files the folder is called like the intent and the slots stand by the
sentences. data/transcripts/home_assistant.yml says what their intents are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlu.contract import Contract
from nlu.evaluation.utterances import ASKED_WITH, Spoken, Utterance
from nlu.findings import DataFilesError, Finding
from nlu.model_file import LANGUAGES
from nlu.yaml_files import key_line_of, line_of, read_yaml

MAPPING = "transcripts/home_assistant.yml"
"""Where the mapping stands in the data."""

_TESTS = re.compile(r"^tests:", re.MULTILINE)
_LANGUAGE = re.compile(r"^language:", re.MULTILINE)
_INTENT_NAME = re.compile(r"Hass[A-Za-z]+")
_HINT = "write language: nl, then tests: with sentences: and intent: {name: ..., slots: ...}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one of their intents is here: each of `intents` is right, none is not judged; `slots` -> our entities."""

    intents: tuple[str, ...]
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IntentMapping:
    otherwise: Meaning
    meanings: Mapping[str, Meaning]

    def of(self, intent: str) -> Meaning:
        return self.meanings.get(intent, self.otherwise)


@dataclass(frozen=True, slots=True)
class SentenceTest:
    """One sentence of a test; `values` are what slots hold, by our entities, where the sentence has those words."""

    text: str
    language: str
    intents: tuple[str, ...]
    values: Mapping[str, str]
    file: str
    line: int


def read_intent_mapping(path: Path, contract: Contract) -> IntentMapping:
    """Reads data/transcripts/home_assistant.yml; raises DataFilesError with everything that is wrong in it.

    Without the file all of their intents are out of scope.
    """
    if not path.exists():
        return IntentMapping(Meaning(("out_of_scope",), {}), {})
    content = read_yaml(path)
    name, findings = str(path), list[Finding]()
    if not isinstance(content, dict) or content.get("version") != 1:
        raise DataFilesError([Finding(name, 1, "shape", "must begin with version: 1")])
    for key in content.keys() - {"version", "otherwise", "intents"}:
        findings.append(Finding(name, key_line_of(content, key), "unknown-key", f"{key!r} is not known here"))
    section = content.get("intents")
    meanings = {}
    for intent, entry in section.items() if isinstance(section, dict) else ():
        if not isinstance(entry, dict) or entry.keys() - {"intents", "slots"} or "intents" not in entry:
            hint = "write {intents: [...], slots: {...}}"
            findings.append(Finding(name, key_line_of(section, intent), "shape", f"{intent}: not a meaning", hint))
            continue
        meanings[str(intent)] = Meaning(_words(entry["intents"]), dict(entry.get("slots") or {}))
    otherwise = Meaning(_words(content.get("otherwise")), {})
    for intent, meaning in {"otherwise": otherwise, **meanings}.items():
        place = key_line_of(section, intent) if intent in meanings else key_line_of(content, intent)
        unknown = [each for each in meaning.intents if each not in contract.intents]
        unknown += [each for each in meaning.slots.values() if each not in contract.entities]
        findings += [Finding(name, place, "unknown-name", f"{each!r} is not in data/intents.yml") for each in unknown]
    if findings:
        raise DataFilesError(findings)
    return IntentMapping(otherwise, meanings)


def holds_tests(path: Path) -> bool:
    """Whether a file is one of Home Assistant's tests, by its first lines; a file that cannot be read is none."""
    if path.suffix not in (".yaml", ".yml"):
        return False
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    return _TESTS.search(text) is not None and _LANGUAGE.search(text) is not None


def read_tests(path: Path, mapping: IntentMapping) -> list[SentenceTest]:
    """The sentences of a file; raises DataFilesError with every fault in it."""
    content = read_yaml(path)
    name, findings = str(path), list[Finding]()
    language = content.get("language") if isinstance(content, dict) else None
    tests = content.get("tests") if isinstance(content, dict) else None
    if language not in LANGUAGES:
        message = f"the language {language!r} is not understood here"
        raise DataFilesError([Finding(name, line_of(content, "language"), "language", message, ", ".join(LANGUAGES))])
    if not isinstance(tests, list):
        raise DataFilesError([Finding(name, line_of(content, "tests"), "shape", "tests: must be a list", _HINT)])
    found: list[SentenceTest] = []
    for index, test in enumerate(tests):
        try:
            found += _sentences(test, line_of(tests, index), str(language), path, mapping)
        except ValueError as error:
            findings.append(Finding(name, line_of(tests, index), "test", str(error), _HINT))
    if findings:
        raise DataFilesError(findings)
    return found


def read_test_folder(folder: Path, mapping: IntentMapping) -> list[Utterance]:
    """The tests below a folder as something to measure on; other files are passed over.

    Where a test says no value, none is judged. Raises DataFilesError with every fault of every file.
    """
    found: list[Utterance] = []
    findings: list[Finding] = []
    for path in sorted(folder.rglob("*.y*ml")):
        if not holds_tests(path):
            continue
        try:
            found += [_utterance(test, "home_assistant") for test in read_tests(path, mapping)]
        except DataFilesError as error:
            findings += error.findings
    if findings:
        raise DataFilesError(findings)
    return found


def _utterance(test: SentenceTest, source: str) -> Utterance:
    spoken = []
    for entity, words in test.values.items():
        start = test.text.lower().find(words.lower())
        spoken.append(Spoken(entity, start, start + len(words)))
    expecting = ASKED_WITH.get(test.intents[0]) if test.intents else None
    entities = tuple(spoken) or None
    return Utterance(test.text, test.language, test.intents, None, expecting, entities, source, test.line)


def _sentences(test: Any, line: int, language: str, path: Path, mapping: IntentMapping) -> Iterator[SentenceTest]:
    if not isinstance(test, dict):
        raise ValueError("a test is a mapping")
    sentences = test.get("sentences")
    if not isinstance(sentences, list) or not sentences:
        raise ValueError("a test has a list of sentences")
    intent = test.get("intent")
    name = intent.get("name") if isinstance(intent, dict) else intent
    if name is None and _INTENT_NAME.fullmatch(path.parent.name):
        name = path.parent.name
    if not isinstance(name, str):
        raise ValueError("a test names its intent")
    slots = intent.get("slots") if isinstance(intent, dict) else test.get("slots")
    if slots is not None and not isinstance(slots, dict):
        raise ValueError("slots are a mapping")
    meaning = mapping.of(name)
    for place, sentence in enumerate(sentences):
        if not isinstance(sentence, str | int) or not str(sentence).strip():
            raise ValueError("a sentence is text, not empty")
        text = str(sentence).strip()
        values = {
            entity: said
            for slot, entity in meaning.slots.items()
            if (said := _said((slots or {}).get(slot))) and said.lower() in text.lower()
        }
        yield SentenceTest(text, language, meaning.intents, values, str(path), line_of(sentences, place) or line)


def _said(slot: Any) -> str:
    """The words of a slot: plain, or a value with the text that it was said in."""
    if isinstance(slot, dict):
        slot = slot.get("text", slot.get("value"))
    return str(slot).strip() if isinstance(slot, str | int | float) else ""


def _words(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
