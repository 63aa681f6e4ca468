"""Rows of a YAML list: each a mapping with the names that are columns in CSV. Scalars are their text, never a float."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml
from yaml.events import (
    CollectionStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from skill.checked_yaml import Faults
from skill.retailers.incoming_rows import BETWEEN, IncomingRow, column_name

A_ROW = "write `- id: ...`, then the other columns under it, each on a line of its own"
_NOTHING = frozenset({"~", "null", "Null", "NULL"})
_BEFORE_THE_LIST = 2  # the beginnings of the stream and of the document


class _NoCell(Exception):
    """A value that no cell can hold, with the line where it stands."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def yaml_rows(path: Path, faults: Faults) -> Iterator[IncomingRow]:
    """A list as a value is a cell with several words. One row is in memory at a time."""
    try:
        with path.open("rb") as file:
            events = iter(yaml.parse(file, Loader=yaml.CSafeLoader))
            for _ in range(_BEFORE_THE_LIST):
                next(events, None)
            begin = next(events, None)
            if not isinstance(begin, SequenceStartEvent):
                faults.add(path.name, _line(begin), "no-list", "a table in YAML is a list of rows", A_ROW)
                return
            for event in events:
                if isinstance(event, SequenceEndEvent):
                    return
                if not isinstance(event, MappingStartEvent):
                    faults.add(path.name, _line(event), "no-row", "a row is a mapping of columns to values", A_ROW)
                    _pass_over(event, events)
                    continue
                yield IncomingRow(_line(event), _line(event), _cells(events, path.name, faults))
    except _NoCell as error:
        faults.add(path.name, error.line, "no-cell", str(error), "a cell is a text, a number or a list of them")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        faults.add(path.name, mark.line + 1 if mark else 1, "not-yaml", error.problem or "unreadable", A_ROW)
    except (yaml.YAMLError, UnicodeError) as error:
        faults.add(path.name, 1, "unreadable", f"not YAML: {str(error).splitlines()[0]}", "save it as UTF-8")


def _cells(events: Iterator[Event], file: str, faults: Faults) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key in events:
        if isinstance(key, MappingEndEvent):
            break
        name = column_name(_scalar(key))
        value = _cell(next(events), events)
        if name in cells:
            faults.add(file, _line(key), "doubled", f"{name!r} stands in this row twice", "keep one")
        cells[name] = value
    return cells


def _cell(event: Event, events: Iterator[Event]) -> str:
    if not isinstance(event, SequenceStartEvent):
        return _scalar(event)
    words = []
    for each in events:
        if isinstance(each, SequenceEndEvent):
            break
        words.append(_scalar(each))
    return BETWEEN.join(words)


def _scalar(event: Event) -> str:
    if not isinstance(event, ScalarEvent):
        raise _NoCell(_line(event), "this is neither a text nor a number")
    plain = event.style is None or event.style == ""
    return "" if plain and event.value in _NOTHING else str(event.value).strip()


def _pass_over(event: Event, events: Iterator[Event]) -> None:
    """To the end of what begins with `event`."""
    depth = int(isinstance(event, CollectionStartEvent))
    while depth:
        following = next(events)
        depth += isinstance(following, CollectionStartEvent)
        depth -= isinstance(following, MappingEndEvent | SequenceEndEvent)


def _line(event: Event | None) -> int:
    mark = event.start_mark if event is not None else None
    return mark.line + 1 if mark is not None else 1
