"""An utterance as a bounded, normalised row of words that know where they stand in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_UTTERANCE_CHARS = 500
"""What is said beyond this is not heard: a spoken turn is far shorter, and time stays bounded."""

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’ʼ`´][^\W\d_]+)*(?:['’](?=s\b))?|[€$£%?]")
_APOSTROPHES = re.compile(r"['’ʼ`´]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `norm` is lower-case, without accents and apostrophes; `text[start:end]` of the utterance is it."""

    norm: str
    start: int
    end: int


def clean(text: str) -> str:
    """NFC, control characters as spaces, one space between words, cut at MAX_UTTERANCE_CHARS."""
    text = unicodedata.normalize("NFC", text[: 4 * MAX_UTTERANCE_CHARS])
    text = "".join(" " if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") else char for char in text)
    return _SPACES.sub(" ", text).strip()[:MAX_UTTERANCE_CHARS].strip()


def fold(text: str) -> str:
    """Lower case without accents: "Oké" and "oke" are one word."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a cleaned utterance; a question mark and a currency sign count as words, other marks do not."""
    return tuple(
        Word(_APOSTROPHES.sub("", fold(match.group())), match.start(), match.end()) for match in _WORD.finditer(text)
    )


def norms_of(text: str) -> tuple[str, ...]:
    """The `norm` of each of the words alone, several times as fast: names of goods come in tens of thousands."""
    if not text.isascii():
        return tuple(word.norm for word in words_of(text))
    found = _WORD.findall(text)
    if "'" in text or "`" in text:
        found = [_APOSTROPHES.sub("", word) for word in found]
    return tuple(map(str.lower, found))


def normalised(text: str) -> str:
    """The words alone: what two sentences share that a listener would call the same."""
    return " ".join(word.norm for word in words_of(clean(text)))
