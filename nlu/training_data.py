"""Reads Rasa training data (YAML, versions 2.0 and 3.x): sentences with intent and entities, each with file and line.

Strict: what it does not know it reports, with file and line, so that nothing is lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlu.findings import DataFilesError, Finding
from nlu.inline_entities import AnnotatedEntity, NotationError, parse_inline
from nlu.yaml_files import key_line_of, line_of, read_yaml

OLDEST, NEWEST = (2, 0), (3, 1)
"""Versions of the format; Rasa takes every number up to its newest, and so do we."""
_VERSION = re.compile(r"(\d{1,3})(?:\.(\d{1,3}))?")
_UNICODE_ESCAPES = re.compile(r"(?<!\\)(?:\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})+")
_NLU_KINDS = ("intent", "synonym", "lookup", "regex")
# Rasa lets one file hold domain and stories as well: those sections are not training data for understanding.
_OTHER_SECTIONS = (
    "rules", "stories", "intents", "entities", "slots", "responses", "actions", "forms", "session_config",
    "e2e_actions",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence that somebody might say. `intent` may hold a retrieval part (`faq/ask_name`).

    `metadata` of the sentence and `intent_metadata` of its intent are as written: text, numbers, lists, mappings.
    """

    text: str
    intent: str
    entities: tuple[AnnotatedEntity, ...]
    file: str
    line: int
    metadata: Any = field(default=None, hash=False)
    intent_metadata: Any = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class WordList:
    """A synonym, lookup table or regex: `name` and its lines."""

    kind: str
    name: str
    entries: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class TrainingData:
    examples: tuple[Example, ...] = ()
    word_lists: tuple[WordList, ...] = ()
    findings: tuple[Finding, ...] = ()

    def synonyms(self) -> dict[str, str]:
        """Lower-cased words -> the value they stand for; annotations with a value count as well."""
        found = {
            entry.lower(): words.name for words in self.word_lists if words.kind == "synonym" for entry in words.entries
        }
        for example in self.examples:
            for entity in example.entities:
                if entity.value is not None:
                    found.setdefault(example.text[entity.start : entity.end].lower(), entity.value)
        return found


@dataclass(slots=True)
class _Reading:
    file: str
    ascii_only: bool = False
    examples: list[Example] = field(default_factory=list)
    word_lists: list[WordList] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, line: int, code: str, message: str, hint: str = "") -> None:
        self.findings.append(Finding(self.file, line, code, message, hint))


def read_training_folder(folder: Path, root: Path | None = None) -> TrainingData:
    """All *.yml and *.yaml of a folder, in the order of their names; files are named relative to `root`."""
    if not folder.is_dir():
        raise DataFilesError([Finding(str(folder), 1, "missing-folder", "there is no such folder of training data")])
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml") and path.is_file())
    return read_training_files(paths, root)


def read_training_files(paths: Iterable[Path], root: Path | None = None) -> TrainingData:
    """Reads files; every fault of every file is in `findings`, and what could be read is there too."""
    examples: list[Example] = []
    word_lists: list[WordList] = []
    findings: list[Finding] = []
    for path in paths:
        name = str(path.relative_to(root)) if root and path.is_relative_to(root) else str(path)
        try:
            content = read_yaml(path, name)
        except DataFilesError as error:
            findings.extend(error.findings)
            continue
        reading = _Reading(name, path.read_bytes().isascii())
        _read_content(content, reading)
        examples += reading.examples
        word_lists += reading.word_lists
        findings += reading.findings
    return TrainingData(tuple(examples), tuple(word_lists), tuple(findings))


def _read_content(content: Any, reading: _Reading) -> None:
    if not isinstance(content, dict):
        reading.fault(1, "shape", "the file must be a mapping", 'begin with version: "3.1" and nlu:')
        return
    for key in content:
        if key not in ("version", "nlu", *_OTHER_SECTIONS):
            reading.fault(key_line_of(content, key), "unknown-key", f"{key!r} is not known here", "use nlu:")
    version = content.get("version")
    if version is not None and not _is_known_version(str(version)):
        hint = f'write version: "{NEWEST[0]}.{NEWEST[1]}"'
        reading.fault(line_of(content, "version"), "version", f"version {version!r} is not supported", hint)
    items = content.get("nlu")
    if items is None:
        return
    if not isinstance(items, list):
        reading.fault(line_of(content, "nlu"), "shape", "nlu: must be a list of intents, synonyms, lookups or regexes")
        return
    for index, item in enumerate(items):
        _read_item(item, line_of(items, index), reading)


def _is_known_version(written: str) -> bool:
    match = _VERSION.fullmatch(written.strip("\"'"))
    return match is not None and OLDEST <= (int(match[1]), int(match[2] or 0)) <= NEWEST


def _unescaped(text: str, reading: _Reading) -> str:
    """In a file of ASCII alone, Rasa takes \\u00e9 for the letter also where YAML does not: so do we."""
    if not reading.ascii_only or "\\" not in text:
        return text
    return _UNICODE_ESCAPES.sub(_letters, text)


def _letters(escaped: re.Match[str]) -> str:
    try:
        return escaped[0].encode().decode("raw_unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:  # half of a pair, or beyond Unicode: no letter, so it stays as it is written
        return escaped[0]


def _read_item(item: Any, line: int, reading: _Reading) -> None:
    kinds = [kind for kind in _NLU_KINDS if isinstance(item, dict) and kind in item]
    if len(kinds) != 1:
        reading.fault(line, "shape", "an item must be one of intent, synonym, lookup, regex", "- intent: name")
        return
    kind = kinds[0]
    for key in item:
        if key not in (kind, "examples", "metadata") or (key == "metadata" and kind != "intent"):
            reading.fault(key_line_of(item, key), "unknown-key", f"{key!r} is not known in an item", "use examples:")
    name = item[kind]
    if not isinstance(name, str) or not name.strip():
        reading.fault(line, "name", f"the {kind} has no name")
        return
    examples = item.get("examples")
    if examples is None:
        reading.fault(line, "no-examples", f"{kind} {name!r} has no examples", "examples: |")
        return
    lines = _example_lines(item, examples, reading)
    if kind == "intent":
        for text, metadata, at in lines:
            _read_example((name.strip(), item.get("metadata")), text, metadata, at, reading)
    else:
        entries = tuple(text for text, _, _ in lines)
        reading.word_lists.append(WordList(kind, name.strip(), entries, reading.file, line))


_Lines = list[tuple[str, Any, int]]


def _example_lines(item: Any, examples: Any, reading: _Reading) -> _Lines:
    if isinstance(examples, str):
        return _block_lines(item, examples, reading)
    if isinstance(examples, list):
        return _listed_lines(examples, reading)
    reading.fault(line_of(item, "examples"), "shape", "examples: must be a block of lines or a list", "examples: |")
    return []


def _block_lines(item: Any, block: str, reading: _Reading) -> _Lines:
    # A block scalar begins on the line after its key; a plain one on its own line.
    key_line = key_line_of(item, "examples")
    first = key_line + (1 if "\n" in block or line_of(item, "examples") == key_line else 0)
    found: _Lines = []
    for offset, raw in enumerate(block.split("\n")):
        text = raw.strip()
        if not text:
            continue
        if not text.startswith("-"):
            reading.fault(first + offset, "dash", f"{text!r} does not begin with a dash", "write '- sentence'")
            continue
        sentence = text[1:].strip()
        if not sentence:
            reading.fault(first + offset, "empty", "an example without words", "remove the line")
            continue
        found.append((_unescaped(sentence, reading), None, first + offset))
    return found


def _listed_lines(examples: Sequence[Any], reading: _Reading) -> _Lines:
    found: _Lines = []
    for index, entry in enumerate(examples):
        line = line_of(examples, index)
        text = entry.get("text") if isinstance(entry, dict) else entry
        if not isinstance(text, str) or not text.strip():
            reading.fault(line, "shape", "an example must be text, or have text:", "- text: sentence")
            continue
        if isinstance(entry, dict):
            for key in entry:
                if key not in ("text", "metadata"):
                    reading.fault(key_line_of(entry, key), "unknown-key", f"{key!r} is not known in an example")
        metadata = entry.get("metadata") if isinstance(entry, dict) else None
        found.append((_unescaped(text.strip(), reading), metadata, line))
    return found


def _read_example(intent: tuple[str, Any], annotated: str, metadata: Any, line: int, reading: _Reading) -> None:
    try:
        text, entities = parse_inline(annotated)
    except NotationError as error:
        hint = '[words](entity) or [words]{"entity": "name", "value": "value"}'
        reading.fault(line, "annotation", str(error), hint)
        return
    reading.examples.append(Example(text, intent[0], entities, reading.file, line, metadata, intent[1]))
