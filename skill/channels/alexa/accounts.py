"""Whose voice an Alexa request carries: its account as a home, its person as a person of that home.

In the demo world the ids name them: `amzn1.ask.account.thijs`, `amzn1.ask.person.noor`, and `.child` for a child's
voice. Amazon's own ids are opaque; those of real accounts stand in a file that account linking fills.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from skill.domain.errors import DataError, Finding
from skill.domain.home import Home
from skill.domain.person import Recognised

ACCOUNT_PREFIX = "amzn1.ask.account."
PERSON_PREFIX = "amzn1.ask.person."

VOICE_RECOGNISED_LEVEL = 300
"""Alexa's confidence that the voice is the person's: 300 is a recognised voice, 400 one that said its PIN as well."""

CHILD, UNKNOWN = "child", "unknown"


@dataclass(frozen=True, slots=True)
class Accounts:
    """Ids that Amazon gave to linked accounts and persons; ids that are not in here may be the demo world's."""

    homes: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, str] = field(default_factory=dict)

    def home_of(self, user_id: str) -> str:
        return self.homes.get(user_id) or user_id.removeprefix(ACCOUNT_PREFIX)

    def person_of(self, person_id: str) -> str:
        return self.persons.get(person_id) or person_id.removeprefix(PERSON_PREFIX)


@dataclass(frozen=True, slots=True)
class Voice:
    """`speaker` is a person's id, `child` or `unknown`."""

    home: str
    speaker: str
    recognised: Recognised


def speaker_of(envelope: Any, homes: Mapping[str, Home], accounts: Accounts) -> Voice | None:
    """The home and the speaker of a request; None when its account belongs to no home.

    A person who is not of that home, or whom Alexa did not recognise with enough confidence, is unknown: no
    confidence at all is not enough (P1, A3). That Alexa heard a PIN (400) still counts as a voice here: a PIN for a
    purchase is asked for when the purchase is.
    """
    system = envelope.context.system
    user = system.user or (envelope.session.user if envelope.session else None)
    home = homes.get(accounts.home_of(str(user.user_id))) if user is not None and user.user_id else None
    if home is None:
        return None
    person = system.person
    if person is None or not person.person_id or _level(person) < VOICE_RECOGNISED_LEVEL:
        return Voice(home.id, UNKNOWN, Recognised.NOT)
    speaker = accounts.person_of(str(person.person_id))
    if speaker != CHILD and home.person(speaker) is None:
        return Voice(home.id, UNKNOWN, Recognised.NOT)
    return Voice(home.id, speaker, Recognised.VOICE)


def _level(person: Any) -> int:
    """The SDK's Person has no field for it, so it stays an extra attribute: {"level": 300}."""
    confidence = getattr(person, "authenticationConfidenceLevel", None)
    level = confidence.get("level") if isinstance(confidence, Mapping) else None
    return level if isinstance(level, int) and not isinstance(level, bool) else 0


def read_accounts(path: Path) -> Accounts:
    """Reads `{"accounts": {"<user id>": "<home>"}, "persons": {"<person id>": "<person>"}}`; no file, no accounts.

    Raises DataError when the file is there and is not that.
    """
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Accounts()
    except (OSError, ValueError) as error:
        raise _unreadable(path, f"cannot be read as JSON: {error}") from error
    if not isinstance(read, dict) or not set(read) <= {"accounts", "persons"}:
        raise _unreadable(path, "must be an object with accounts and persons")
    accounts, persons = read.get("accounts", {}), read.get("persons", {})
    if not _is_text_to_text(accounts) or not _is_text_to_text(persons):
        raise _unreadable(path, "accounts and persons must map an id of Amazon's to one of ours")
    return Accounts(accounts, persons)


def _is_text_to_text(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) and text for pair in value.items() for text in pair)


def _unreadable(path: Path, message: str) -> DataError:
    hint = '{"accounts": {"amzn1.ask.account.X": "thijs"}, "persons": {"amzn1.ask.person.Y": "thijs"}}'
    return DataError([Finding(str(path), None, "alexa-accounts", message, hint)])
