"""Reads YAML with line numbers; a broken file becomes findings.

libyaml parses (through PyYAML's C loader, some ten times faster than the readers in Python); what a scalar means is
read by YAML 1.2's core rules, so that `no`, `on` and `12:30` stay the words that a translator wrote.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode

from nlu.findings import DataFilesError, Finding

MAX_FILE_BYTES = 20_000_000

_WORDS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class LinedMap(dict[Any, Any]):
    """A mapping that knows on which lines (from 1) it, its keys and its values are written."""

    line: int
    key_lines: dict[str | int, int]
    value_lines: dict[str | int, int]


class LinedList(list[Any]):
    """A list that knows on which lines (from 1) it and its items are written."""

    line: int
    item_lines: list[int]


def read_yaml(path: Path, shown_as: str | None = None) -> Any:
    """The content of `path`: mappings and lists know their lines (see `line_of`).

    Raises DataFilesError with file, line and hint when it is missing, not UTF-8, too large or not YAML.
    """
    name = shown_as or str(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise DataFilesError([Finding(name, 1, "too-large", "the file is too large", "split it")])
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise DataFilesError([Finding(name, 1, "missing-file", "the file does not exist")]) from error
    except (OSError, UnicodeDecodeError) as error:
        hint = "save the file as UTF-8"
        raise DataFilesError([Finding(name, 1, "unreadable", str(error), hint)]) from error
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        return None if node is None else _value(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = str(error.problem or error.context or "not YAML").strip()
        hint = "check indentation, colons and quotes here"
        raise DataFilesError([Finding(name, line, "yaml", message, hint)]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DataFilesError([Finding(name, 1, "yaml", str(error).splitlines()[0])]) from error


def _value(node: Node) -> Any:
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, MappingNode):
        return _mapping(node)
    items = LinedList(_value(item) for item in node.value)
    items.line = node.start_mark.line + 1
    items.item_lines = [item.start_mark.line + 1 for item in node.value]
    return items


def _mapping(node: MappingNode) -> LinedMap:
    content = LinedMap()
    content.line = node.start_mark.line + 1
    content.key_lines = {}
    content.value_lines = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, ScalarNode):
            raise yaml.MarkedYAMLError(problem="a key is one word", problem_mark=key_node.start_mark)
        key = _key(key_node)
        if key in content:
            problem = f"the key {key!r} stands here twice"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=key_node.start_mark)
        content[key] = _value(value_node)
        content.key_lines[key] = key_node.start_mark.line + 1
        content.value_lines[key] = value_node.start_mark.line + 1
    return content


def _key(node: ScalarNode) -> str | int:
    """Keys are words or whole numbers; `no` and `true` as keys are words."""
    value = _scalar(node)
    return value if type(value) is int else str(node.value)


def _scalar(node: ScalarNode) -> Any:
    written = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return written
    if written in _NULLS:
        return None
    if written in _WORDS:
        return _WORDS[written]
    if _INTEGER.fullmatch(written):
        return int(written)
    if _FLOAT.fullmatch(written):
        return float(written)
    return written


def line_of(container: object, key: object = None) -> int:
    """The line (from 1) on which `container[key]` is written, or where the container begins."""
    if isinstance(container, LinedMap):
        return container.value_lines.get(key, container.line) if isinstance(key, str | int) else container.line
    if isinstance(container, LinedList):
        in_it = isinstance(key, int) and 0 <= key < len(container.item_lines)
        return container.item_lines[key] if in_it and isinstance(key, int) else container.line
    return 1


def key_line_of(container: object, key: object) -> int:
    """The line (from 1) on which the key itself is written."""
    if isinstance(container, LinedMap):
        return container.key_lines.get(key, container.line) if isinstance(key, str | int) else container.line
    return line_of(container)
