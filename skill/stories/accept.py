"""Takes over what was said, and what was heard where a story does not say. Everything else in the file stays as it is.

`decided` and `then` are what a person answers for: they are never rewritten. The file is changed at the places of the
values only, so comments, order and layout stay to the letter.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from skill.stories.heard_values import HIDDEN_DIGITS, Plain
from skill.stories.replay import StoryResult, TurnResult

_Edit = tuple[int, int, str]
"""Replace the characters from start to end by a text."""


def accept(result: StoryResult) -> bool:
    """Rewrites the story's file from what happened; False when there was nothing to change, or no YAML file."""
    path = Path(result.story.file)
    if path.suffix == ".json":
        return False
    raw = path.read_bytes()
    text = raw.decode("utf-8-sig")
    changed = accepted(text, {turn.line: turn for turn in result.turns if turn.said is not None})
    if changed == text:
        return False
    fresh = path.with_suffix(path.suffix + ".new")
    fresh.write_bytes((b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b"") + changed.encode())
    os.replace(fresh, path)
    return True


def accepted(text: str, spoken: Mapping[int, TurnResult]) -> str:
    """The story's text with `said` as it was, and `heard` where it was absent. `spoken` are user turns by line."""
    edits: list[_Edit] = []
    for node in _turn_nodes(text):
        result = spoken.get(node.start_mark.line + 1)
        if result is not None:
            edits += _edits(text, node, result)
    for start, end, fresh in sorted(edits, key=lambda edit: edit[0], reverse=True):
        text = text[:start] + fresh + text[end:]
    return text


def _turn_nodes(text: str) -> list[MappingNode]:
    root = yaml.compose(text, Loader=yaml.SafeLoader)  # not the C loader: its places are bytes
    turns = _values(root).get("turns") if isinstance(root, MappingNode) else None
    items = turns.value if isinstance(turns, SequenceNode) else []
    return [item for item in items if isinstance(item, MappingNode) and "user" in _values(item)]


def _values(node: MappingNode) -> dict[str, Node]:
    return {str(key.value): value for key, value in node.value}


def _edits(text: str, node: MappingNode, result: TurnResult) -> list[_Edit]:
    values = _values(node)
    edits: list[_Edit] = []
    additions: list[str] = []
    if "heard" not in values and result.heard is not None:
        additions.append(f"heard: {_heard(result.heard)}")
    said = values.get("said")
    fresh = _quoted(result.said or "")
    if said is None:
        additions.append(f"said: {fresh}")
    elif result.said not in _texts(said):
        key = next(key for key, _ in node.value if key.value == "said")
        edits.append((key.end_mark.index, _end(text, said), f": {fresh}"))
    if additions:
        edits.append(_addition(text, node, values, additions))
    return edits


def _texts(node: Node) -> list[str]:
    items = node.value if isinstance(node, SequenceNode) else [node]
    return [str(item.value) for item in items if isinstance(item, ScalarNode)]


def _end(text: str, node: Node) -> int:
    """Where the value itself ends: what spans lines is marked to end where the next thing begins."""
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1])
    start = node.start_mark.index
    return start + len(text[start : node.end_mark.index].rstrip())


def _addition(text: str, node: MappingNode, values: Mapping[str, Node], additions: list[str]) -> _Edit:
    """New keys go right after the last of `user`, `speaker` and the other one-line values that stand first."""
    if node.flow_style:
        place = node.value[-1][1].end_mark.index
        return (place, place, "".join(f", {addition}" for addition in additions))
    last = values["user"]
    for _, value in node.value:
        if value.start_mark.line == value.end_mark.line and value.end_mark.index > last.end_mark.index:
            last = value
    place = text.find("\n", last.end_mark.index)
    lead = "\n" if place < 0 else ""
    place = len(text) if place < 0 else place + 1
    indent = " " * node.start_mark.column
    lines = "".join(f"{indent}{addition}\n" for addition in additions)
    return (place, place, lead + lines)


def _heard(heard: Mapping[str, Plain | list[Plain]]) -> str:
    """As a story names it: without the confidence, which changes with every model, and without a PIN (A5)."""
    named = {key: value for key, value in heard.items() if key != "confidence" and value != HIDDEN_DIGITS}
    return "{" + ", ".join(f"{key}: {_plain(value)}" for key, value in named.items()) + "}"


def _plain(value: Plain | list[Plain]) -> str:
    if isinstance(value, list):
        # A list stands for alternatives; several values that were all heard are a list in that list.
        return "[[" + ", ".join(_plain(each) for each in value) + "]]"
    if isinstance(value, str) and not value.replace("_", "").replace("-", "").isalnum():
        return _quoted(value)
    return str(value)


def _quoted(text: str) -> str:
    """A text that YAML reads back to the letter, on one line."""
    if "'" not in text and text.isprintable() and text == text.strip():
        return f"'{text}'"
    return json.dumps(text, ensure_ascii=False)
