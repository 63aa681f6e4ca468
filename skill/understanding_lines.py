"""`boodschap understand`: lines in, meanings out."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, get_args
from zoneinfo import ZoneInfo

from nlu.interpretation import Expecting
from nlu.wire import as_json
from skill.recognition import Progress, recognizer
from skill.settings import Settings

ZONE = ZoneInfo("Europe/Amsterdam")
"""Where moments are anchored when nothing says otherwise."""

MAX_LINE_BYTES = 200_000
EXPECTING: tuple[Expecting, ...] = get_args(Expecting)


@dataclass(frozen=True, slots=True)
class Asked:
    """What holds for lines that do not say otherwise."""

    locale: str
    expecting: str | None


def read_lines(source: BinaryIO) -> Iterator[str]:
    """Lines of text; bytes that are no UTF-8 become the replacement character, so that one bad line stops nothing."""
    for raw in source:
        yield bytes(raw)[:MAX_LINE_BYTES].decode("utf-8", "replace").rstrip("\r\n")


def understood(lines: Iterable[str], asked: Asked, settings: Settings, progress: Progress) -> Iterator[dict[str, Any]]:
    """One object for each line that is not empty; a line that cannot be read has `error` and `line`."""
    engine = recognizer(settings, progress)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            text, locale, expecting, now = _parsed(line, asked)
        except ValueError as error:
            yield {"line": number, "error": str(error)}
            continue
        began = time.perf_counter()
        meaning = engine.recognize(text, locale, expecting, now=now)
        yield as_json(meaning, (time.perf_counter() - began) * 1000)


def _parsed(line: str, asked: Asked) -> tuple[str, str, Expecting | None, datetime]:
    now = datetime.now(UTC).astimezone(ZONE)
    if not line.lstrip().startswith("{"):
        return line, asked.locale, _expecting(asked.expecting), now
    given = json.loads(line)
    text = given.get("text")
    if not isinstance(text, str):
        raise ValueError('a JSON line needs "text", a string')
    locale = given.get("locale") or given.get("lang") or asked.locale
    if not isinstance(locale, str):
        raise ValueError('"locale" is a string such as nl-NL')
    if given.get("now") is not None:
        now = datetime.fromisoformat(str(given["now"]))
        now = now if now.tzinfo else now.replace(tzinfo=ZONE)
    return text, locale, _expecting(given.get("expecting", asked.expecting)), now


def _expecting(written: object) -> Expecting | None:
    if written is None:
        return None
    for known in EXPECTING:
        if written == known:
            return known
    raise ValueError(f'"expecting" is one of {", ".join(EXPECTING)}, not {written!r}')
