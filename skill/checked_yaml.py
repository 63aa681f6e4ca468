"""Reads YAML that people edit: every value is checked, every fault is collected with its line, nothing is guessed.

An accessor that finds a fault reports it and returns a harmless value, so that one reading finds all faults; the
reader raises them together (`Faults.raise_any`). Scalars are read from their text: an amount never was a float.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from skill.domain.errors import DataError, Finding
from skill.domain.money import Money

MOST_NAMED = 12
MAX_CENTS = 100_000_00
_NAME = re.compile(r"[a-z][a-z0-9_-]*")


class Faults:
    """The findings of one reading, over several files."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def add(self, file: str, line: int, code: str, message: str, hint: str = "") -> None:
        self.findings.append(Finding(file, line, code, message, hint))

    def raise_any(self) -> None:
        """Raises DataError with all findings, by file and line, if there are any."""
        if self.findings:
            raise DataError(sorted(self.findings, key=lambda finding: (finding.file, finding.line or 0)))


class Entry:
    """A mapping in a file. Unknown and doubled keys are faults as soon as it is made; see the accessors for values."""

    def __init__(self, file: str, node: Node, faults: Faults, keys: Collection[str] | None = None) -> None:
        self.file = file
        self.line = node.start_mark.line + 1
        self._faults = faults
        self._values: dict[str, Node] = {}
        self._lines: dict[str, int] = {}
        if not isinstance(node, MappingNode):
            self.fault(None, "not-a-mapping", "here belong keys with values", "write `key: value`")
            return
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in self._values:
                faults.add(
                    file, line, "doubled", f"{key!r} stands here twice", f"the first is on line {self._lines[key]}"
                )
                continue
            if keys is not None and key not in keys:
                faults.add(file, line, "unknown-key", f"nothing reads the key {key!r}", _hint(key, keys, len(keys)))
                continue
            self._values[key] = value_node
            self._lines[key] = line

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def fault(self, key: str | None, code: str, message: str, hint: str = "") -> None:
        """Reports a fault at the key's line, or at the entry's."""
        self._faults.add(self.file, self._lines.get(key or "", self.line), code, message, hint)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without `default` the key must be there."""
        found = self._scalar(key, required=default is None)
        return (default or "") if found is None else found

    def id(self, key: str) -> str:
        """A name in lower case, as ids are written."""
        found = self._scalar(key, required=True)
        if found is not None and not _NAME.fullmatch(found):
            self.fault(key, "bad-id", f"{found!r} is no id", "use a-z, 0-9, _ and -, beginning with a letter")
        return found or ""

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the `allowed` texts."""
        found = self._scalar(key, required=default is None)
        if found is None:
            return default or next(iter(allowed), "")
        self.check_known(key, found, allowed)
        return found if found in allowed else next(iter(allowed), "")

    def check_known(self, key: str, name: str, known: Collection[str]) -> bool:
        """Whether `name`, written under `key`, is one of the known; a fault if not."""
        if name in known:
            return True
        self.fault(
            key, f"unknown-{key}".replace("_", "-"), f"{name!r} is not known here", _hint(name, known, MOST_NAMED)
        )
        return False

    def whole(self, key: str, least: int = 0, most: int = 1_000_000, default: int | None = None) -> int:
        """A whole number from `least` up to and including `most`."""
        found = self._scalar(key, required=default is None)
        if found is None:
            return least if default is None else default
        if not re.fullmatch(r"-?\d{1,9}", found) or not least <= int(found) <= most:
            self.fault(key, "bad-number", f"{found!r} is no whole number from {least} to {most}")
            return least
        return int(found)

    def flag(self, key: str, default: bool | None = None) -> bool:
        found = self._scalar(key, required=default is None)
        if found is None:
            return bool(default)
        if found not in ("true", "false"):
            self.fault(key, "bad-flag", f"{found!r} is neither true nor false")
        return found == "true"

    def money(self, key: str, default: Money | None = None, least_cents: int = 0) -> Money:
        """Euros with at most two decimals."""
        found = self._scalar(key, required=default is None)
        if found is None:
            return default or Money(0)
        hint = "write euros as 12.50"
        try:
            amount = Money.euros(found)
        except ValueError as error:
            self.fault(key, "bad-amount", str(error), hint)
            return Money(0)
        if not least_cents <= amount.cents <= MAX_CENTS:
            self.fault(key, "bad-amount", f"{found} is too small or too large", hint)
            return Money(0)
        return amount

    def iban(self, key: str) -> str:
        """An IBAN with the right length and check digits for its country. A fault names no digits of it (A5)."""
        from schwifty import IBAN
        from schwifty.exceptions import SchwiftyException

        found = self._scalar(key, required=True) or ""
        try:
            return str(IBAN(found)) if found else ""
        except SchwiftyException as error:
            hint = f"look it up again: {type(error).__name__}"
            self.fault(key, "bad-iban", "this is no IBAN that can exist", hint)
            return ""

    def day(self, key: str, default: date | None = None) -> date:
        found = self._scalar(key, required=default is None)
        if found is None:
            return default or date.min
        return self._parsed_day(key, found)

    def day_of_key(self, key: str) -> date:
        """The key itself, read as a date."""
        return self._parsed_day(key, key)

    def words(self, key: str, known: Collection[str] | None = None, required: bool = False) -> tuple[str, ...]:
        """A list of texts, each once; each one of `known` when given; empty when absent and not required."""
        node = self._node(key, required)
        if node is None:
            return ()
        if not isinstance(node, SequenceNode) or not all(isinstance(item, ScalarNode) for item in node.value):
            self.fault(key, "not-a-list", f"{key!r} is a list of words", "write [one, two]")
            return ()
        found = tuple(str(item.value) for item in node.value)
        for word in sorted({word for word in found if found.count(word) > 1}):
            self.fault(key, "doubled", f"{word!r} stands in the list twice")
        if known is not None:
            found = tuple(word for word in found if self.check_known(key, word, known))
        return tuple(dict.fromkeys(found))

    def times(self, key: str) -> tuple[time, ...]:
        """A list of times of day."""
        return tuple(self._parsed_time(key, word) for word in self.words(key))

    def time_of_day(self, key: str) -> time:
        return self._parsed_time(key, self.text(key))

    def entry(self, key: str, keys: Collection[str] | None = None, required: bool = True) -> Entry | None:
        """The mapping under `key`."""
        node = self._node(key, required)
        return None if node is None else Entry(self.file, node, self._faults, keys)

    def entries(self, key: str, keys: Collection[str], required: bool = False) -> Iterator[Entry]:
        """The mappings in the list under `key`."""
        node = self._node(key, required)
        if node is None:
            return
        if not isinstance(node, SequenceNode):
            self.fault(key, "not-a-list", f"{key!r} is a list", "begin each item with `- `")
            return
        for item in node.value:
            yield Entry(self.file, item, self._faults, keys)

    def _node(self, key: str, required: bool) -> Node | None:
        node = self._values.get(key)
        if isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            node = None
        if node is None and required:
            self.fault(key, "missing", f"{key!r} is missing", "add it")
        return node

    def _scalar(self, key: str, required: bool) -> str | None:
        node = self._node(key, required)
        if node is None:
            return None
        if not isinstance(node, ScalarNode) or not str(node.value).strip():
            self.fault(key, "not-a-value", f"{key!r} has one value, not none and not several")
            return None
        return str(node.value)

    def _parsed_day(self, key: str, written: str) -> date:
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", written):
                raise ValueError(written)
            return date.fromisoformat(written)
        except ValueError:
            self.fault(key, "bad-date", f"{written!r} is no date", "write 2026-03-02")
            return date.min

    def _parsed_time(self, key: str, written: str) -> time:
        try:
            if not re.fullmatch(r"\d\d:\d\d", written):
                raise ValueError(written)
            return time.fromisoformat(written)
        except ValueError:
            self.fault(key, "bad-time", f"{written!r} is no time of day", 'write "08:00"')
            return time.min


def _hint(written: str, known: Collection[str], most: int) -> str:
    """What is near to what was written, where something is, and what is known: `most` of it."""
    near = get_close_matches(written, known, n=1)
    shown = ", ".join(sorted(known)[:most]) + (", ..." if len(known) > most else "")
    return f"did you mean {near[0]}? known: {shown}" if near else f"known: {shown}"


def open_yaml(path: Path, shown_as: str, faults: Faults, keys: Collection[str]) -> Entry | None:
    """The mapping that the file `path` holds, or None after a fault. `version: 1` is checked here."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        faults.add(shown_as, 1, "missing-file", "there is no such file")
        return None
    except (OSError, UnicodeDecodeError) as error:
        faults.add(shown_as, 1, "unreadable", str(error), "save the file as UTF-8")
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        faults.add(shown_as, line, "yaml", str(error.problem or "not YAML"), "check indentation, colons and quotes")
        return None
    except (yaml.YAMLError, RecursionError) as error:
        faults.add(shown_as, 1, "yaml", str(error).partition("\n")[0], "check indentation, colons and quotes")
        return None
    if node is None:
        faults.add(shown_as, 1, "empty", "the file is empty")
        return None
    entry = Entry(shown_as, node, faults, {"version", *keys})
    entry.whole("version", least=1, most=1)
    return entry
