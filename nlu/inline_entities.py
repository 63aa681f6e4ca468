"""The inline notation of entities in Rasa training data: `[text](name)`, `[text]{"entity": ..., "value": ...}`, or
`[text][{...}, {...}]` where one text carries several."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

# The same notation that Rasa's own reader takes: a bracketed text, then a name (old form: name:value), one JSON
# object, or a bracketed list of them.
NOTATION = re.compile(
    r"\[(?P<text>[^\]]+?)\]"
    r"(?:\((?P<entity>[^:)]+?)(?::(?P<value>[^)]+))?\)|(?P<json>\{[^}]+?\})|\[(?P<several>.*?)\])"
)
_OBJECT = re.compile(r"\{[^}]+?\}")
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
        for name, value, role, group in _attributes(match):
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


_Attributes = tuple[str, str | None, str | None, str | None]


def _attributes(match: re.Match[str]) -> list[_Attributes]:
    if match["entity"] is not None:
        return [(match["entity"], match["value"], None, None)]
    if match["json"] is not None:
        return [_object_attributes(match["json"])]
    objects = _OBJECT.findall(match["several"])
    left = _OBJECT.sub("", match["several"]).replace(",", "").strip()
    if not objects or left:
        # Rasa would drop the second bracket and what is in it.
        raise NotationError(f"{match[0]!r} is no list of entities: {left or 'it is empty'!r}")
    return [_object_attributes(written) for written in objects]


def _object_attributes(written: str) -> _Attributes:
    try:
        found = json.loads(written)
    except json.JSONDecodeError as error:
        raise NotationError(f"{written} is not JSON: {error.msg}") from error
    unknown = sorted(set(found) - set(_KEYS))
    if unknown:
        raise NotationError(f"unknown key {unknown[0]!r} in {written}; known: {', '.join(_KEYS)}")
    if not isinstance(found.get("entity"), str) or not found["entity"]:
        raise NotationError(f"{written} names no entity")
    for key in _KEYS[1:]:
        value = found.get(key, "")
        is_number = key == "value" and isinstance(value, int | float) and not isinstance(value, bool)
        if not isinstance(value, str) and not is_number:
            raise NotationError(f"{key} in {written} must be text" + (" or a number" if key == "value" else ""))
    value, role, group = (None if key not in found else str(found[key]) for key in _KEYS[1:])
    return found["entity"], value, role or None, group or None
