"""Adds sentences to a file of training data, in its own layout: what was there stays as it is, byte for byte."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Sequence
from pathlib import Path

from nlu.findings import DataFilesError, Finding
from nlu.interpretation import EnumValue, Interpretation
from nlu.training_data import read_training_files
from nlu.words import clean

_DASH = re.compile(r"(\s*)- ")


def annotated(heard: Interpretation, allowed: Collection[str], text: str) -> str:
    """The sentence with the values that were heard in it as inline entities, as far as the intent may carry them.

    `text` is the sentence to write; where it is not what was heard (a name was replaced) it stays plain.
    """
    plain = clean(text).replace("[", "").replace("]", "")
    if plain != heard.text:
        return plain
    parts: list[str] = []
    at = 0
    for entity in sorted(heard.entities, key=lambda entity: (entity.start, -entity.end)):
        if entity.name not in allowed or entity.name == "digits" or entity.start < at:
            continue
        words = heard.text[entity.start : entity.end]
        if isinstance(entity.value, EnumValue):
            note = json.dumps({"entity": entity.name, "value": entity.value.value}, ensure_ascii=False)
        else:
            note = f"({entity.name})"
        parts += [heard.text[at : entity.start], f"[{words}]{note}"]
        at = entity.end
    return "".join([*parts, heard.text[at:]])


def add_sentences(path: Path, intent: str, sentences: Sequence[str]) -> None:
    """Writes annotated sentences below the last one of `intent`, all or none: the file is read again before it counts.

    Raises DataFilesError when the file has no block of examples of that intent, or could not be read afterwards.
    """
    before = read_training_files([path])
    own = [example for example in before.examples if example.intent == intent]
    if before.findings or not own:
        hint = f"it must be a file of `- intent: {intent}` with `examples: |`"
        raise DataFilesError(
            before.findings or [Finding(str(path), 1, "no-examples", f"no sentence of {intent}", hint)]
        )
    raw = path.read_bytes().decode("utf-8")
    ending = "\r\n" if "\r\n" in raw else "\n"
    lines = raw.splitlines(keepends=True)
    last = max(example.line for example in own)
    match = _DASH.match(lines[last - 1])
    if match is None:
        raise DataFilesError([Finding(str(path), last, "layout", "a sentence is not on a line of its own", "use `- `")])
    if not lines[last - 1].endswith(ending):
        lines[last - 1] += ending
    lines[last:last] = [f"{match[1]}- {' '.join(sentence.split())}{ending}" for sentence in sentences]
    part = path.with_name(f"{path.name}.{os.getpid()}.part.yml")
    part.write_bytes("".join(lines).encode("utf-8"))
    try:
        after = read_training_files([part])
        if after.findings or len(after.examples) != len(before.examples) + len(sentences):
            message = "the sentences cannot be written there"
            raise DataFilesError(after.findings or [Finding(str(path), last, "layout", message, "add them by hand")])
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
