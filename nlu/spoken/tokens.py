"""An utterance as tokens that know their place, and phrases that are looked up in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from nlu.words import fold

JOINED, SPACE, HYPHEN, COMMA, STOP = range(5)
"""What stands between a token and the next: nothing, a space, a hyphen, a comma, or anything that ends a phrase."""

_LETTER = "[^\\W\\d_][\u0300-\u036f]*"
_TOKEN = re.compile(rf"\d+(?:[.,:]\d+)*|['’]?(?:{_LETTER})+(?:['’ʼ`´](?:{_LETTER})+)*|[€£%]")
_GAPS = {"": JOINED, " ": SPACE, ", ": COMMA, ",": COMMA, "-": HYPHEN}
_APOSTROPHES = str.maketrans("", "", "'’ʼ`´")
_LONGEST_WORD = 60


@dataclass(slots=True)
class Token:
    """`text[start:end]` of the utterance; `norm` has no capitals, accents or apostrophes; `gap` follows the token."""

    norm: str
    start: int
    end: int
    gap: int
    exact: str

    @property
    def is_numeral(self) -> bool:
        return self.exact[0].isdecimal()


def word_norm(text: str) -> str:
    """What two spellings of a word share."""
    return fold(text).translate(_APOSTROPHES)


def _gap(between: str) -> int:
    known = _GAPS.get(between)
    if known is not None:
        return known
    bare = between.strip()
    if not bare:
        return SPACE
    if bare in ("-", "–", "‑", "‐"):
        return HYPHEN
    return COMMA if bare == "," or bare == "…" or bare == "..." else STOP


def _ascii_digits(numeral: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in numeral)


def tokens_of(text: str) -> list[Token]:
    """The tokens of any text; a word of more than sixty letters is kept as "", which matches nothing."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        exact = match.group()
        if exact[0].isdecimal():
            norm = exact if exact.isascii() else _ascii_digits(exact)
        elif end - start > _LONGEST_WORD:
            norm = "\0"
        elif exact.isascii():
            norm = exact.lower().translate(_APOSTROPHES)
        else:
            norm = word_norm(exact) or "\0"
        if found:
            found[-1].gap = _gap(text[found[-1].end : start])
        found.append(Token(norm, start, end, STOP, exact))
    return found


def phrase_norm(phrase: str) -> tuple[str, ...]:
    """A phrase of a table as the norms of its tokens."""
    return tuple(token.norm for token in tokens_of(phrase))


V = TypeVar("V")


class Phrases(Generic[V]):
    """Phrases with what they mean; the longest that stands at a place is found."""

    def __init__(self, meanings: Iterable[tuple[str, V]] = ()) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        self._known: set[tuple[str, ...]] = set()
        for phrase, meaning in meanings:
            self.add(phrase, meaning)

    def add(self, phrase: str, meaning: V) -> None:
        """A phrase that is there already keeps its first meaning."""
        words = phrase_norm(phrase)
        rows = self._by_first.setdefault(words[0], [])
        if words not in self._known:
            self._known.add(words)
            insort(rows, (words[1:], meaning), key=lambda row: -len(row[0]))

    @property
    def phrases(self) -> list[str]:
        """Every phrase, in norms."""
        return [" ".join((first, *rest)) for first, rows in self._by_first.items() for rest, _ in rows]

    @property
    def first_words(self) -> set[str]:
        return set(self._by_first)

    def single(self, norm: str) -> V | None:
        """The meaning of a phrase that is one word."""
        return next((meaning for rest, meaning in self._by_first.get(norm, ()) if not rest), None)

    def at(self, tokens: list[Token], index: int) -> tuple[V, int] | None:
        """The meaning of the longest phrase that begins at token `index`, and the index after it."""
        if index >= len(tokens):
            return None
        rows = self._by_first.get(tokens[index].norm)
        if rows is None:
            return None
        for rest, meaning in rows:
            end = index + 1
            for norm in rest:
                if end >= len(tokens) or tokens[end].norm != norm or tokens[end - 1].gap > HYPHEN:
                    break
                end += 1
            else:
                return meaning, end
        return None

    def before(self, tokens: list[Token], end: int, earliest: int) -> int | None:
        """Where a phrase that ends just before token `end` begins, no earlier than `earliest`; else None."""
        for begin in range(earliest, end):
            found = self.at(tokens, begin)
            if found is not None and found[1] == end:
                return begin
        return None
