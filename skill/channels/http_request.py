"""What a POST to /v1/utterances must hold, checked field by field."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from skill.channels.utterance_text import UnusableText, usable_text
from skill.composition import language_of
from skill.domain.errors import DataError
from skill.domain.home import Home
from skill.domain.person import Recognised
from skill.usecases.converse import Heard

MAX_NAME_CHARS = 200
FIELDS = ("home", "speaker", "locale", "text", "request_id", "conversation")
NOBODY, CHILD = "unknown", "child"


class Unprocessable(Exception):
    """What is wrong with the request, and in which field; `status` 400, 404 or 422."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was heard; `cut` when the text was longer than we listen to."""

    heard: Heard
    cut: bool


def read_utterance(body: bytes, homes: Mapping[str, Home], new_id: Callable[[], str]) -> Utterance:
    """The utterance in a JSON body. Raises Unprocessable.

    Whoever may use the API is trusted to know the voice: a satellite recognises it and names the person, whom we
    take to be recognised by voice. Without a speaker it is nobody's voice, who may ask but never approve (P7).
    """
    fields = _object(body)
    home = _home(fields, homes)
    speaker = _name(fields, "speaker", NOBODY)
    if speaker not in (NOBODY, CHILD) and home.person(speaker) is None:
        known = ", ".join([*(person.id for person in home.persons), CHILD, NOBODY])
        raise Unprocessable(422, "unknown-speaker", f"speaker is no person of the home; known: {known}", "speaker")
    locale = _name(fields, "locale")
    try:
        language_of(locale)
    except DataError as error:
        finding = error.findings[0]
        raise Unprocessable(422, "unknown-locale", f"{finding.message}; {finding.hint}", "locale") from None
    try:
        text, cut = usable_text(fields.get("text"))
    except UnusableText as error:
        raise Unprocessable(422, "unusable-text", f"text {error}", "text") from None
    heard = Heard(
        request_id=_name(fields, "request_id", "") or new_id(),
        home=home.id,
        speaker=speaker,
        locale=locale,
        text=text,
        conversation=_name(fields, "conversation", "http"),
        recognised=Recognised.NOT if speaker == NOBODY else Recognised.VOICE,
    )
    return Utterance(heard, cut)


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unprocessable(400, "not-json", "the body is not JSON in UTF-8") from None
    if not isinstance(read, dict):
        raise Unprocessable(400, "not-an-object", "the body is not a JSON object")
    if unknown := sorted(set(read) - set(FIELDS)):
        message = f"unknown field {unknown[0][:MAX_NAME_CHARS]!a}; known: {', '.join(FIELDS)}"
        raise Unprocessable(422, "unknown-field", message)
    return read


def _home(fields: Mapping[str, Any], homes: Mapping[str, Home]) -> Home:
    name = _name(fields, "home")
    if name not in homes:
        known = ", ".join(sorted(homes)) or "none"
        raise Unprocessable(404, "unknown-home", f"there is no such home; known: {known}", "home")
    return homes[name]


def _name(fields: Mapping[str, Any], field: str, absent: str | None = None) -> str:
    """A short printable text; `absent` stands in for a field that is not there or null, if it may be left out."""
    value = fields.get(field)
    if value is None:
        if absent is None:
            raise Unprocessable(422, "missing-field", f"{field} is missing", field)
        return absent
    if not isinstance(value, str) or not value or len(value) > MAX_NAME_CHARS or not value.isprintable():
        message = f"{field} must be printable text of 1 to {MAX_NAME_CHARS} characters"
        raise Unprocessable(422, "unusable-field", message, field)
    return value
