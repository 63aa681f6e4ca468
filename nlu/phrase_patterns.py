"""Phrase patterns as language data writes them: `words`, `[optional]`, `(this|that)` and `{group}`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlu.words import fold, words_of

_PIECE = re.compile(r"\{\w+\}|<\w+>|[\[\]()|]|[^\s\[\]()|{}<>]+")
MAX_DEPTH = 12


class PatternError(ValueError):
    """A pattern that cannot be read; the message says what and where in it."""


@dataclass(frozen=True)
class Node:
    """A choice of sequences; each sequence is a row of words and nodes. An empty sequence makes it optional."""

    choices: tuple[tuple[str | Node, ...], ...]

    @cached_property
    def starts(self) -> frozenset[str] | None:
        """The words that a match can begin with; None when it may match nothing."""
        found: set[str] = set()
        for sequence in self.choices:
            begin = _starts_of(sequence)
            if begin is None:
                return None
            found |= begin
        return frozenset(found)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        found: set[str] = set()
        for sequence in self.choices:
            for element in sequence:
                found |= {element} if isinstance(element, str) else element.vocabulary
        return frozenset(found)

    def ends(self, words: Sequence[str], at: int) -> set[int]:
        """Where a match that begins at word `at` may end."""
        found: set[int] = set()
        for sequence in self.choices:
            places = {at}
            for element in sequence:
                if isinstance(element, str):
                    places = {place + 1 for place in places if place < len(words) and words[place] == element}
                else:
                    places = {end for place in places for end in element.ends_at(words, place)}
                if not places:
                    break
            found |= places
        return found

    def ends_at(self, words: Sequence[str], at: int) -> set[int]:
        if self.starts is not None and (at >= len(words) or words[at] not in self.starts):
            return set()
        return self.ends(words, at)


def _starts_of(sequence: tuple[str | Node, ...]) -> frozenset[str] | None:
    found: set[str] = set()
    for element in sequence:
        if isinstance(element, str):
            return frozenset(found | {element})
        if element.starts is not None:
            return frozenset(found | element.starts)
        for choice in element.choices:
            begin = _starts_of(choice)
            found |= begin or frozenset()
    return None


def read_pattern(pattern: str, groups: Mapping[str, Node]) -> Node:
    """Raises PatternError for unbalanced brackets and unknown groups."""
    pieces = _PIECE.findall(pattern)
    node, rest = _choices(pieces, 0, groups, "", 0, pattern)
    if rest != len(pieces):
        raise PatternError(f"{pattern!r}: unexpected {pieces[rest]!r}")
    return node


def _choices(
    pieces: Sequence[str], at: int, groups: Mapping[str, Node], closing: str, depth: int, pattern: str
) -> tuple[Node, int]:
    if depth > MAX_DEPTH:
        raise PatternError(f"{pattern!r}: nested too deeply")
    choices: list[tuple[str | Node, ...]] = []
    sequence: list[str | Node] = []
    while at < len(pieces):
        piece = pieces[at]
        if piece in ("]", ")"):
            break
        at += 1
        if piece == "|":
            choices.append(tuple(sequence))
            sequence = []
        elif piece in ("[", "("):
            end = "]" if piece == "[" else ")"
            inner, at = _choices(pieces, at, groups, end, depth + 1, pattern)
            sequence.append(Node((*inner.choices, ())) if piece == "[" else inner)
        elif piece.startswith("{"):
            if piece[1:-1] not in groups:
                raise PatternError(f"{pattern!r}: there is no group {piece}")
            sequence.append(groups[piece[1:-1]])
        elif piece.startswith("<"):
            sequence.append(piece)
        else:
            sequence += [word.norm for word in words_of(piece)] or [fold(piece)]
    choices.append(tuple(sequence))
    if closing:
        if at >= len(pieces) or pieces[at] != closing:
            raise PatternError(f"{pattern!r}: {closing!r} is missing")
        at += 1
    return Node(tuple(choices)), at
