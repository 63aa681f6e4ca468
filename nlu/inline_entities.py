"""The inline notation of entities in Rasa training data: `[text](name)` and `[text]{"entity": ..., "value": ...}`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

# The same notation that Rasa's own reader takes: a bracketed text, then a name (old forms: name:value, with roles
# and groups as JSON), then optionally a second bracket that names a group of examples.
NOTATION = re.compile(
    r"\[(?P<text>[^\]]+?)\](?:\((?P<entity>[^:)]+?)(?::(?P<value>[^)]+))?\)|(?P<json>\{[^}]+?\}))"
    r"(?:\[(?P<groups>[^\]]*?)\])?"
)
_BROKEN = re.compile(r"\[[^\]]*\]\s*\(|\[[^\]]*\]\s*\{|\]\(|\]\{")
_KEYS = ("entity", "value", "role", "group")


@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    """`text[start:end]` of an example carries an entity; `value` is None where the words are the value."""

    name: str
    start: int
    end: int
    value: str | None = None
    role: str | None = None
    group: str | None = None


class NotationError(ValueError):
    """An annotation that cannot be read."""


def parse_inline(annotated: str) -> tuple[str, tuple[AnnotatedEntity, ...]]:
    """The plain sentence and its entities. Raises NotationError with what is wrong."""
    plain: list[str] = []
    entities: list[AnnotatedEntity] = []
    position = length = 0
    for match in NOTATION.finditer(annotated):
        before = annotated[position : match.start()]
        _refuse_broken(before)
        plain.append(before)
        length += len(before)
        text = match["text"]
        name, value, role, group = _attributes(match)
        entities.append(AnnotatedEntity(name, length, length + len(text), value, role, group))
        plain.append(text)
        length += len(text)
        position = match.end()
    rest = annotated[position:]
    _refuse_broken(rest)
    plain.append(rest)
    return "".join(plain), tuple(entities)


def _refuse_broken(text: str) -> None:
    if _BROKEN.search(text):
        raise NotationError(f"broken annotation in {text.strip()!r}")


def _attributes(match: re.Match[str]) -> tuple[str, str | None, str | None, str | None]:
    if match["json"] is None:
        return match["entity"].strip(), match["value"], None, None
    try:
        found = json.loads(match["json"])
    except json.JSONDecodeError as error:
        raise NotationError(f"{match['json']} is not JSON: {error.msg}") from error
    unknown = sorted(set(found) - set(_KEYS))
    if unknown:
        raise NotationError(f"unknown key {unknown[0]!r} in {match['json']}; known: {', '.join(_KEYS)}")
    if not isinstance(found.get("entity"), str) or not found["entity"]:
        raise NotationError(f"{match['json']} names no entity")
    values = [None if found.get(key) is None else str(found[key]) for key in _KEYS[1:]]
    return found["entity"], values[0], values[1], values[2]
