"""An entry of a story file: checked values, and expected values of which a list means that each of them is right."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from skill.checked_yaml import Entry, Faults
from skill.stories.story import AnyOf

MAX_STORY_BYTES = 1_000_000

_SPAN = re.compile(r"\+((?:\d{1,5}[wdhms])+)")
_SECONDS = {"h": 3600, "m": 60, "s": 1}


class StoryEntry(Entry):
    """Adds to Entry what only stories hold."""

    def sub(self, key: str, keys: Collection[str] | None = None) -> StoryEntry | None:
        """The mapping under `key`, if it is there."""
        node = self._node(key, required=False)
        return None if node is None else StoryEntry(self.file, node, self._faults, keys)

    def subs(self, key: str, keys: Collection[str]) -> Iterator[StoryEntry]:
        """The mappings in the list under `key`; nothing for an empty list."""
        node = self._node(key, required=False)
        if node is None:
            if key in self:
                self.fault(key, "empty", f"{key!r} is empty", "write [] for none")
            return
        if not isinstance(node, SequenceNode):
            self.fault(key, "not-a-list", f"{key!r} is a list", "begin each item with `- `")
            return
        for item in node.value:
            yield StoryEntry(self.file, item, self._faults, keys)

    def utterance(self, key: str) -> str:
        """What somebody says; may be empty when it is written as ""."""
        node = self._node(key, required=True)
        if isinstance(node, ScalarNode):
            return str(node.value)
        if node is not None:
            self.fault(key, "not-a-value", "an utterance is one text", "put it in quotes")
        return ""

    def any_of(self, key: str, known: Collection[str] | None = None) -> AnyOf | None:
        """An expected value or a list of them; each text one of the `known` when those are given."""
        node = self._node(key, required=False)
        if node is None:
            self.fault(key, "not-a-value", f"{key!r} has no value", "write the value that you expect, or leave it out")
            return None
        items = node.value if isinstance(node, SequenceNode) else [node]
        if not items:
            self.fault(key, "empty", f"{key!r} names no value", "a list names the values that are right")
        values = tuple(self._expected(key, item, known) for item in items)
        return AnyOf(tuple(value for value in values if value is not None))

    def _expected(
        self, key: str, node: Node, known: Collection[str] | None
    ) -> str | tuple[str, ...] | dict[str, AnyOf] | None:
        if isinstance(node, ScalarNode):
            text = str(node.value)
            return text if known is None or self.check_known(key, text, known) else None
        if isinstance(node, SequenceNode) and all(isinstance(item, ScalarNode) for item in node.value):
            texts = tuple(str(item.value) for item in node.value)
            wrong = [text for text in texts if known is not None and not self.check_known(key, text, known)]
            return None if wrong else texts
        if isinstance(node, MappingNode):
            part = StoryEntry(self.file, node, self._faults)
            read = {name: part.any_of(name) for name in part}
            return {name: value for name, value in read.items() if value is not None}
        self.fault(key, "not-a-value", f"{key!r} is nested too deeply", "write a value or a list of values")
        return None

    def moment(self, key: str) -> datetime:
        """A time with its zone."""
        return self._moment(key, self.text(key))

    def moment_or_span(self, key: str) -> tuple[datetime | None, int, timedelta]:
        """A time, or a span such as +3d or +1d12h as days of the calendar and the rest."""
        written = self.text(key)
        span = _SPAN.fullmatch(written)
        if span is None:
            if written.startswith(("+", "-")):
                self.fault(key, "bad-span", f"{written!r} is no span forward in time", "write +3d, +2h, +90s or +1w")
                return datetime.now(UTC), 0, timedelta(0)
            return self._moment(key, written), 0, timedelta(0)
        days, seconds = 0, 0
        for number, unit in re.findall(r"(\d+)([wdhms])", span[1]):
            days += int(number) * {"w": 7, "d": 1}.get(unit, 0)
            seconds += int(number) * _SECONDS.get(unit, 0)
        return None, days, timedelta(seconds=seconds)

    def _moment(self, key: str, written: str) -> datetime:
        hint = "write 2026-03-02T17:40:00+01:00"
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            if written:
                self.fault(key, "bad-timestamp", f"{written!r} is no time", hint)
            return datetime.max.replace(tzinfo=UTC)
        if moment.tzinfo is None:
            self.fault(key, "bad-timestamp", f"{written!r} has no time zone", hint)
            return moment.replace(tzinfo=UTC)
        return moment


def open_story(path: Path, shown_as: str, faults: Faults, keys: Collection[str]) -> StoryEntry | None:
    """The mapping that a story file holds, or None after a fault."""
    hint = "check indentation, colons and quotes"
    try:
        if path.stat().st_size > MAX_STORY_BYTES:
            faults.add(shown_as, 1, "too-large", "the file is too large for a story", "write several stories")
            return None
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.CSafeLoader)
    except FileNotFoundError:
        faults.add(shown_as, 1, "missing-file", "there is no such file", "name a story or a folder of stories")
        return None
    except (OSError, UnicodeDecodeError) as error:
        faults.add(shown_as, 1, "unreadable", str(error), "save the file as UTF-8")
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        faults.add(shown_as, mark.line + 1 if mark else 1, "yaml", str(error.problem or "not YAML"), hint)
        return None
    except (yaml.YAMLError, RecursionError) as error:
        faults.add(shown_as, 1, "yaml", str(error).partition("\n")[0], hint)
        return None
    if node is None:
        faults.add(shown_as, 1, "empty", "the file is empty", "a story has a title, home, locale, now and turns")
        return None
    return StoryEntry(shown_as, node, faults, keys)
