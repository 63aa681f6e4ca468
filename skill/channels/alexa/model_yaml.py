"""Writes an imported model as files: nlu.yml in Rasa's form and alexa.yml with what only Alexa needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from skill.channels.alexa.model_import import Imported, ImportedIntent


class _Block(str):
    """Text that is written as a block of lines, as people write examples."""

    __slots__ = ()


class _Writer(yaml.SafeDumper):
    pass


_Writer.add_representer(
    _Block, lambda writer, text: writer.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")
)


def training_yaml(imported: Imported) -> str:
    """The examples, lookups and synonyms. A lookup carries the name of its slots, as Rasa matches them by entity.

    Slots and their types stand in the metadata of their intent; a value with an id is a synonym of that id.
    """
    items: list[dict[str, Any]] = [_intent(intent) for intent in imported.intents]
    for slot, kind in _slots_of_types(imported).items():
        if words := imported.lookups.get(kind):
            items.append({"lookup": slot, "examples": _lines(words)})
    used = set(_slots_of_types(imported).values())
    items += [
        {"lookup": kind, "examples": _lines(words)}
        for kind, words in imported.lookups.items()
        if kind not in used and words
    ]
    items += [{"synonym": value, "examples": _lines(words)} for value, words in imported.synonyms.items()]
    return _dump({"version": "3.1", "nlu": items})


def alexa_yaml(imported: Imported) -> str:
    """What training data has no place for: how the skill is called, its native intents, its types with their ids."""
    return _dump(
        {
            "invocation_name": imported.invocation_name,
            "native_intents": list(imported.native),
            "types": [dict(kind) for kind in imported.types],
        }
    )


def _intent(intent: ImportedIntent) -> dict[str, Any]:
    item: dict[str, Any] = {"intent": intent.name}
    described: dict[str, Any] = {}
    if intent.alexa_name != intent.name:
        described["name"] = intent.alexa_name
    if intent.slots:
        described["slots"] = [dict(slot) for slot in intent.slots]
    if described:
        item["metadata"] = {"alexa": described}
    if any(slot is not None for _, slot in intent.examples):
        item["examples"] = [
            {"text": text, **({"metadata": {"answers": slot}} if slot is not None else {})}
            for text, slot in intent.examples
        ]
    else:
        item["examples"] = _lines(text for text, _ in intent.examples)
    return item


def _slots_of_types(imported: Imported) -> Mapping[str, str]:
    """The slots by name with their type, in the order of the intents."""
    return {str(slot["name"]): str(slot["type"]) for intent in imported.intents for slot in intent.slots}


def _lines(words: Any) -> _Block:
    return _Block("".join(f"- {word}\n" for word in words))


def _dump(content: Mapping[str, Any]) -> str:
    return str(yaml.dump(content, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=1_000_000))
