"""Reads YAML with line numbers; a broken file becomes findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from nlu.findings import DataFilesError, Finding

MAX_FILE_BYTES = 20_000_000


def read_yaml(path: Path, shown_as: str | None = None) -> Any:
    """The content of `path` as ruamel's round-trip values, which know their lines (see `line_of`).

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
        return YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = str(error.problem or error.context or "not YAML").strip()
        hint = "check indentation, colons and quotes here"
        raise DataFilesError([Finding(name, line, "yaml", message, hint)]) from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise DataFilesError([Finding(name, 1, "yaml", str(error).splitlines()[0])]) from error


def line_of(container: object, key: object = None) -> int:
    """The line (from 1) on which `container[key]` is written, or where the container begins."""
    if isinstance(container, CommentedMap | CommentedSeq):
        try:
            if isinstance(container, CommentedMap) and key is not None:
                return int(container.lc.value(key)[0]) + 1
            if isinstance(container, CommentedSeq) and isinstance(key, int):
                return int(container.lc.item(key)[0]) + 1
        except (KeyError, TypeError, AttributeError, IndexError):
            pass
        return int(container.lc.line or 0) + 1
    return 1


def key_line_of(container: object, key: object) -> int:
    """The line (from 1) on which the key itself is written."""
    if isinstance(container, CommentedMap):
        try:
            return int(container.lc.key(key)[0]) + 1
        except (KeyError, TypeError, AttributeError):
            pass
    return line_of(container)
