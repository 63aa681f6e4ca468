"""A sentence with {placeholders} that merchants and translators write, taken apart once so that filling it is quick."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

_NAME = re.compile(r"[a-z_]+")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_FIRST_LETTER = re.compile(r"(?:\W*'[a-z]\s+|\W*)(ij|\w)")


class BadTemplate(ValueError):
    """The template cannot be read; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Template:
    """Sentences of pieces; a piece is literal text and the name of the value that follows it, if any."""

    sentences: tuple[tuple[tuple[str, str | None], ...], ...]
    names: frozenset[str]

    def filled(self, words: Mapping[str, str]) -> list[str]:
        """The sentences with each name replaced by its words, each begun with a capital."""
        return [capitalised(_joined(sentence, words)) for sentence in self.sentences]

    def filled_as_is(self, words: Mapping[str, str]) -> str:
        """The text with its values and no change of case: for words inside a sentence and for lines on a screen."""
        return " ".join(_joined(sentence, words) for sentence in self.sentences)


def _joined(sentence: tuple[tuple[str, str | None], ...], words: Mapping[str, str]) -> str:
    return "".join([text + words[name] if name else text for text, name in sentence])


def capitalised(sentence: str) -> str:
    """Begins with a capital: "ijs" becomes "IJs", "'s ochtends" becomes "'s Ochtends", "één" becomes "Eén"."""
    first = _FIRST_LETTER.match(sentence)
    if first is None:
        return sentence
    at, end = first.span(1)
    capital = "E" if sentence.startswith("éé", at) else sentence[at:end].upper()
    return sentence[:at] + capital + sentence[end:]


def sentences_of(text: str) -> Template:
    """A template of whole sentences. Raises BadTemplate when it does not end as one."""
    if text.rstrip()[-1:] not in (".", "?", "!"):
        raise BadTemplate(f"{text!r} is no whole sentence", "end it with . or ? or !")
    return _compiled(text, _SENTENCE_END.split(text.strip()))


def clause_of(text: str) -> Template:
    """A template of some words inside a sentence or on one line. Raises BadTemplate."""
    return _compiled(text, [text])


def _compiled(text: str, sentences: list[str]) -> Template:
    if not text.strip():
        raise BadTemplate("here is nothing to say", "write a sentence")
    if text != " ".join(text.split()):
        raise BadTemplate(f"{text!r} has too much white space", "one space between words, none around them")
    if "<" in text or ">" in text:
        raise BadTemplate(f"{text!r} holds markup", "write plain words; pauses are added by themselves")
    taken_apart = tuple(_pieces(sentence) for sentence in sentences)
    return Template(taken_apart, frozenset(name for pieces in taken_apart for _, name in pieces if name))


def _pieces(sentence: str) -> tuple[tuple[str, str | None], ...]:
    try:
        parsed = list(Formatter().parse(sentence))
    except ValueError:
        raise BadTemplate(f"{sentence!r} has a brace too many or too few", "write a value as {total}") from None
    pieces = []
    for text, name, form, conversion in parsed:
        if name is not None and (form or conversion or not _NAME.fullmatch(name)):
            raise BadTemplate(f"{{{name}}} is no placeholder", "write only a name in braces: {total}")
        pieces.append((text, name))
    return tuple(pieces)
