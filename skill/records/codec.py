"""Values <-> JSON text, for what is kept as a document. Reads only the classes that a document can hold.

A dataclass is written as an object whose `_` is its class name, with every field, so that a changed default changes no
document. A field that is missing takes its default; one that is unknown is an error.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import lru_cache
from typing import Any, Final, TypeVar, get_args, get_type_hints

from skill.dialogue.conversation import Conversation
from skill.dialogue.reply import Reply
from skill.domain.basket import Basket
from skill.domain.decision import Decision
from skill.domain.mandate import Mandate
from skill.domain.order import Order
from skill.domain.pantry import PantryState
from skill.domain.payment import Payment

Document = TypeVar("Document")

DOCUMENTS: Final[tuple[type, ...]] = (Basket, Conversation, Decision, Mandate, Order, PantryState, Payment, Reply)
"""What is kept as a document; the classes of their parts follow from their type hints."""


class UnreadableDocument(ValueError):
    """A stored document that this version of the program does not understand."""


def encode(value: object) -> str:
    """The value as JSON text, the same text for equal values. A class that no document holds raises TypeError."""
    return _ENCODER.encode(_plain(value))


def decode(text: str, kind: type[Document]) -> Document:
    """The value again. Raises UnreadableDocument when it is not JSON of ours or not a `kind`."""
    value = _read(text)
    if not isinstance(value, kind):
        raise UnreadableDocument(f"a {kind.__name__} was expected, not a {type(value).__name__}")
    return value


def time_text(at: datetime) -> str:
    """UTC in ISO 8601 with microseconds: sorts as text. A time without a zone raises ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"a time needs a zone: {at!r}")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def time_of(text: str) -> datetime:
    """A time that `time_text` wrote, in UTC."""
    return datetime.fromisoformat(text)


@lru_cache(maxsize=4096)
def _read(text: str) -> object:
    """Values are immutable, so the same text may give the same one: a home's orders are read again every turn."""
    try:
        return _value(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableDocument(f"not a document: {error}") from error


def _classes(hint: Any, found: dict[str, type]) -> None:
    """Collects the dataclasses and enumerations that a value of this type can hold."""
    for argument in get_args(hint):
        _classes(argument, found)
    if not inspect.isclass(hint) or not (dataclasses.is_dataclass(hint) or issubclass(hint, Enum)):
        return
    if found.setdefault(hint.__name__, hint) is not hint:
        raise TypeError(f"two classes are called {hint.__name__}: a document could not tell them apart")
    if dataclasses.is_dataclass(hint) and hint not in _FIELDS:
        _FIELDS[hint] = tuple(field.name for field in dataclasses.fields(hint))
        for part in get_type_hints(hint).values():
            _classes(part, found)


def _registry(documents: Iterable[type]) -> dict[str, type]:
    found: dict[str, type] = {}
    for document in documents:
        _classes(document, found)
    return found


_FIELDS: Final[dict[type, tuple[str, ...]]] = {}
_REGISTRY: Final = _registry(DOCUMENTS)
_ENCODER: Final = json.JSONEncoder(separators=(",", ":"), check_circular=False)
"""Values are trees, so no circle is looked for; made once, since json.dumps makes one for each call."""
_ATOMS: Final = frozenset({str, int, bool, types.NoneType})


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _ATOMS:
        return value
    if (fields := _FIELDS.get(kind)) is not None:
        document = {"_": kind.__name__}
        for name in fields:
            document[name] = _plain(getattr(value, name))
        return document
    if kind is tuple:
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return {"_": "datetime", "at": time_text(value)}
    if isinstance(value, date):
        return {"_": "date", "on": value.isoformat()}
    if isinstance(value, time):
        return {"_": "time", "at": value.isoformat()}
    if isinstance(value, frozenset):
        return {"_": "frozenset", "of": sorted((_plain(item) for item in value), key=json.dumps)}
    if isinstance(value, Enum) and _REGISTRY.get(kind.__name__) is kind:
        return {"_": kind.__name__, "is": value.value}
    if isinstance(value, Mapping):
        return {"_": "map", "of": dict(_pairs(value))}
    raise TypeError(f"no document holds a {kind.__name__}")


def _pairs(mapping: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    for key in sorted(mapping):
        if type(key) is not str:
            raise TypeError(f"a key in a document is text, not {key!r}")
        yield key, _plain(mapping[key])


def _value(plain: Any) -> Any:
    kind = type(plain)
    if kind in _ATOMS:
        return plain
    if kind is list:
        return tuple([_value(item) for item in plain])
    if kind is not dict:
        raise UnreadableDocument(f"a document holds no {kind.__name__}")
    tag = plain.pop("_", None)
    reader = _READERS.get(tag) if type(tag) is str else None
    if reader is None:
        raise UnreadableDocument(f"unknown kind of value {tag!r}")
    try:
        return reader(plain)
    except UnreadableDocument:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableDocument(f"not a {tag}: {error}") from error


def _member_reader(kind: type) -> Callable[[dict[str, Any]], Any]:
    if issubclass(kind, Enum):
        return lambda plain: kind(plain["is"])
    return lambda plain: kind(**{name: _value(part) for name, part in plain.items()})


_READERS: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    "datetime": lambda plain: time_of(plain["at"]),
    "date": lambda plain: date.fromisoformat(plain["on"]),
    "time": lambda plain: time.fromisoformat(plain["at"]),
    "frozenset": lambda plain: frozenset([_value(item) for item in plain["of"]]),
    "map": lambda plain: {key: _value(part) for key, part in plain["of"].items()},
    **{name: _member_reader(kind) for name, kind in _REGISTRY.items()},
}
