"""Slot types of our own: the catalogue's names and the words of values, each with the id that we know it by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nlu.catalogue_names import read_catalogue_names
from nlu.spoken.tables import Table
from skill.channels.alexa.model_samples import CUSTOM_TYPES, plain
from skill.channels.alexa.model_schema import MAX_VALUE_CHARS
from skill.channels.alexa.spoken_slots import unit_words

Words = tuple[str, tuple[str, ...]]
"""An id and the ways of saying it, the usual one first."""


def slot_types(
    data_dir: Path, language: str, phrases: Mapping[str, tuple[str, ...]], used: Iterable[str]
) -> list[dict[str, Any]]:
    """The types that the slots `used` need. Phrases of the samples fill the types that no file lists."""
    names = read_catalogue_names(data_dir, language)
    vocabulary = Table.read(data_dir, language, "vocabulary.yml")
    listed: dict[str, Iterable[Words]] = {
        "product": [
            *((each.id, each.names) for each in names.kinds),
            *((each.id, each.names) for each in names.products),
        ],
        "brand": [(each.id, each.names) for each in names.brands],
        "retailer": [(each.id, each.names) for each in names.retailers],
        **{name: _vocabulary(vocabulary.sub(name)) for name in ("category", "period", "preference", "label", "device")},
        "unit": unit_words(Table.read(data_dir, language, "quantities.yml")).items(),
    }
    return [
        {"name": name, "values": _values(listed[slot]) if slot in listed else _phrases(phrases.get(slot, ()))}
        for slot, name in CUSTOM_TYPES.items()
        if slot in set(used)
    ]


def _vocabulary(table: Table) -> list[Words]:
    return [(str(value), table.phrases(value)) for value in table.keys()]  # noqa: SIM118 - a Table is no dict


def _values(listed: Iterable[Words]) -> list[dict[str, Any]]:
    """A name that two ids have stays a value of the first, and a synonym of the other: Alexa then names both."""
    found = []
    taken: set[str] = set()
    for id_, said in listed:
        words = list(dict.fromkeys(word for word in map(_value, said) if word))
        name = next((word for word in words if word.lower() not in taken), None)
        if name is None:
            continue
        taken.add(name.lower())
        synonyms = [word for word in words if word != name]
        found.append({"id": id_, "name": {"value": name, "synonyms": synonyms}})
    return found


def _phrases(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Values without ids: what was said is what counts."""
    words = dict.fromkeys(word for word in map(_value, texts) if word)
    return [{"name": {"value": word, "synonyms": []}} for word in words]


def _value(text: str) -> str:
    words = plain(text)
    return words if len(words) <= MAX_VALUE_CHARS and any(map(str.isalnum, words)) else ""
