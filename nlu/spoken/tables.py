"""Typed reading of the word tables in data/<language>/: what translators edit, checked with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from nlu.findings import DataFilesError, Finding
from nlu.yaml_files import key_line_of, line_of, read_yaml

LANGUAGES = ("nl", "en")
_ABSENT = object()


class Table:
    """One mapping of a table file. Every getter raises DataFilesError with file, line and hint on a wrong value."""

    def __init__(self, content: Any, file: str, place: str = "") -> None:
        self.file = file
        self.place = place
        self._map = content
        if not isinstance(content, dict):
            self._fail(line_of(content), f"{place or 'the file'} must be a mapping", "write `key: value` lines")

    @classmethod
    def read(cls, data_dir: Path, language: str, name: str) -> Table:
        """The table data/<language>/<name>; a locale such as nl-NL counts as its language."""
        file = data_dir / language_of(language) / name
        return cls(read_yaml(file), str(file))

    def _fail(self, line: int, message: str, hint: str) -> NoReturn:
        raise DataFilesError([Finding(self.file, line, "bad-table", message, hint)])

    def fail(self, key: object, message: str, hint: str = "") -> NoReturn:
        """Raises the finding `message` at the line of `key`."""
        self._fail(key_line_of(self._map, key), f"{self._named(key)}: {message}", hint)

    def _named(self, key: object) -> str:
        return f"{self.place}.{key}" if self.place else str(key)

    def known(self, *keys: str) -> Table:
        """Raises when a key is none of `keys`: a mistyped key would silently say nothing."""
        for key in self._map:
            if key not in keys:
                self.fail(key, "unknown key", f"use one of {', '.join(keys)}")
        return self

    def __contains__(self, key: object) -> bool:
        return key in self._map

    def _get(self, key: object, default: Any = _ABSENT) -> Any:
        value = self._map.get(key, _ABSENT)
        if value is not _ABSENT and value is not None:
            return value
        if default is _ABSENT:
            self._fail(line_of(self._map), f"{self._named(key)} is missing", f"add `{key}:` here")
        return default

    def sub(self, key: object) -> Table:
        """The mapping under `key`; an absent or empty one has no entries."""
        value = self._get(key, {})
        if not isinstance(value, dict):
            self.fail(key, "must be a mapping", "write `key: value` lines, indented")
        return Table(value, self.file, self._named(key))

    def subs(self, key: str) -> list[Table]:
        """The mappings of the list under `key`."""
        value = self._get(key)
        if not isinstance(value, list):
            self.fail(key, "must be a list", "begin each line with `- `")
        return [Table(item, self.file, f"{self._named(key)}[{i}]") for i, item in enumerate(value)]

    def raw(self, key: object) -> Any:
        """What stands under `key`, unchecked."""
        return self._get(key)

    def keys(self) -> Iterator[Any]:
        """The keys as written, in the order of the file."""
        return iter(self._map)

    def phrases(self, key: object, *, least: int = 0) -> tuple[str, ...]:
        """Words or phrases, from a text with commas or from a list; at least `least` of them."""
        value = self._get(key, "")
        if isinstance(value, list):
            found = tuple(str(item).strip() for item in value)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            found = tuple(part.strip() for part in str(value).split(",") if part.strip())
        else:
            self.fail(key, "must be words with commas between them", "for example `pak, pakken, pakje`")
        if len(found) < least:
            self.fail(key, f"needs at least {least} word(s)", "for example `pak, pakken, pakje`")
        return found

    def numbered(self, key: str) -> dict[int, tuple[str, ...]]:
        """A mapping of whole numbers to words."""
        table = self.sub(key)
        found = {}
        for number in table.keys():  # noqa: SIM118 - a Table is no dict
            if not isinstance(number, int) or isinstance(number, bool):
                table.fail(number, "must be a whole number", "for example `3: drie`")
            found[number] = table.phrases(number)
        return found

    def text(self, key: str, default: str | None = None) -> str:
        """One text."""
        value = self._get(key, _ABSENT if default is None else default)
        if not isinstance(value, str):
            self.fail(key, "must be text", "put it between quotes")
        return value

    def template(self, key: str, *slots: str) -> str:
        """A text that has exactly the `{slot}`s named."""
        value = self.text(key)
        try:
            value.format(**dict.fromkeys(slots, ""))
        except (KeyError, IndexError, ValueError) as error:
            self.fail(key, f"has a wrong slot: {error}", f"use {', '.join('{' + slot + '}' for slot in slots)}")
        for slot in slots:
            if "{" + slot not in value:
                self.fail(key, f"lacks {{{slot}}}", "every slot must be said")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """One whole number."""
        value = self._get(key, _ABSENT if default is None else default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.fail(key, "must be a whole number", "digits only")
        return value

    def flag(self, key: str) -> bool:
        """true or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            self.fail(key, "must be true or false", "write it without quotes")
        return value

    def minute_of_day(self, key: str, text: str) -> int:
        """Minutes since midnight of "HH:MM"; 24:00 is the end of the day."""
        hour, _, minute = text.partition(":")
        if not (hour.isdecimal() and minute.isdecimal() and int(hour) * 60 + int(minute) <= 1440 and int(minute) < 60):
            self.fail(key, f"{text!r} is no time", 'for example "18:00"')
        return int(hour) * 60 + int(minute)


def language_of(locale: str) -> str:
    """The language of a locale; ValueError for one that the product does not speak."""
    language = locale.replace("_", "-").partition("-")[0].lower()
    if language not in LANGUAGES:
        raise ValueError(f"no tables for {locale!r}: known are {', '.join(LANGUAGES)}")
    return language
