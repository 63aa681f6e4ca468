"""Reads the files of `ask dialog --replay` (the Alexa command line) as stories that expect nothing."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from skill.checked_yaml import Faults
from skill.stories.story import LOCALES, Story, UserTurn
from skill.stories.story_entry import MAX_STORY_BYTES

HOME = "thijs"
"""Such a file names no home."""

BEGINS = datetime.fromisoformat("2026-03-02T17:40:00+01:00")
"""Nor a time."""

_OPENING = re.compile(r"(?:alexa,? )?(?:open|launch) [\w']+(?: [\w']+){0,3}", re.IGNORECASE)
_KEYS = {"skillId", "locale", "type", "userInput"}
_HINT = 'a dialog is {"skillId": ..., "locale": "en-GB", "type": "text", "userInput": ["...", "..."]}'


def read_ask_dialog(path: Path, faults: Faults) -> Story | None:
    """The dialog as a story, or None after a fault.

    Left out are lines that begin with a dot, which steer the tool (`.quit`), and an opening such as "open green
    grocer", which calls the skill and says nothing to it.
    """
    file = str(path)
    try:
        if path.stat().st_size > MAX_STORY_BYTES:
            faults.add(file, 1, "too-large", "the file is too large for a dialog", "write several")
            return None
        text = path.read_text(encoding="utf-8-sig")
        content = json.loads(text)
    except FileNotFoundError:
        faults.add(file, 1, "missing-file", "there is no such file", "name a story or a folder of stories")
        return None
    except json.JSONDecodeError as error:
        faults.add(file, error.lineno, "json", error.msg, _HINT)
        return None
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        faults.add(file, 1, "unreadable", str(error), "save the file as UTF-8")
        return None
    if not isinstance(content, dict):
        faults.add(file, 1, "not-a-dialog", "this is no dialog", _HINT)
        return None
    before = len(faults.findings)
    _check(file, text, content, faults)
    if len(faults.findings) > before:
        return None
    spoken = [line for line in content["userInput"] if not line.startswith(".")]
    spoken = spoken[1:] if spoken and _OPENING.fullmatch(spoken[0].strip()) else spoken
    first = _line_of(text, "userInput")
    lines = text.splitlines()
    turns = []
    for number, utterance in enumerate(spoken):
        quoted = json.dumps(utterance, ensure_ascii=False)
        line = next((n for n, shown in enumerate(lines, start=1) if n >= first and quoted in shown), first + number)
        turns.append(UserTurn(line, utterance, HOME))
    return Story(path.stem, file, HOME, str(content["locale"]).replace("_", "-"), BEGINS, tuple(turns))


def _check(file: str, text: str, content: dict[str, Any], faults: Faults) -> None:
    for key in content.keys() - _KEYS:
        faults.add(file, _line_of(text, key), "unknown-key", f"nothing reads the key {key!r}", _HINT)
    for key in ("locale", "userInput"):
        if key not in content:
            faults.add(file, 1, "missing", f"{key!r} is missing", _HINT)
    if "locale" in content and str(content["locale"]).replace("_", "-") not in LOCALES:
        message = f"the locale {content['locale']!r} is not spoken here"
        faults.add(file, _line_of(text, "locale"), "unknown-locale", message, f"known: {', '.join(LOCALES)}")
    if content.get("type", "text") != "text":
        faults.add(
            file, _line_of(text, "type"), "unknown-type", "only dialogs of text are read", 'write "type": "text"'
        )
    said = content.get("userInput", [])
    if not isinstance(said, list) or not said or not all(isinstance(line, str) for line in said):
        line = _line_of(text, "userInput")
        faults.add(file, line, "not-a-list", "userInput is a list of what is said, not empty", _HINT)


def _line_of(text: str, key: str) -> int:
    position = text.find(json.dumps(key))
    return text.count("\n", 0, position) + 1 if position >= 0 else 1
