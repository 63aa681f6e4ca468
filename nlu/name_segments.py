"""Divides the words that may name products into names, misheard ones too, so that the whole explains them best.

Of "penut butter" the butter is a name by itself, yet both words together are nearly "peanut butter": one name that
explains both words outweighs one that leaves a strange word over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nlu.mention import Mention

LONGEST_NAME = 4
NAME_COST = 1.5
"""Letters that each further name must explain to be worth it: two names side by side are rarer than one."""

Near = Callable[[int, int, float], Mention | None]
"""The name that words [first, last) are a mishearing of, with at least that likeness."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a name words must be, by what else speaks for it."""

    named_here: float = 0.76
    """The sentence says that a product is named in these words."""
    strange: float = 0.88
    """One of the words is in no sentence that we know."""
    beside_name: float = 0.84
    """A strange word beside a name by itself, or beside a word of names."""
    names_alone: float = 0.9
    """Each of the words is a name by itself."""


LIKENESS = Likeness()


@dataclass(frozen=True)
class Evidence:
    """What is known of each word of a sentence: whether it is in the words named as a product, in no sentence that we
    know, part of one of the `names` by itself, a word of names; `open_` words may begin or end a name, a comma stands
    before those of `breaks`, and `links` stand between two products."""

    norms: Sequence[str]
    tagged: frozenset[int]
    strange: frozenset[int]
    names: Sequence[Mention]
    of_names: frozenset[int]
    open_: frozenset[int]
    breaks: frozenset[int] = frozenset()
    links: frozenset[int] = frozenset()

    @cached_property
    def exact(self) -> frozenset[int]:
        return frozenset(at for name in self.names for at in range(name.first, name.last))

    def is_a_row(self, first: int, last: int) -> bool:
        """Whether more than one thing is said in these words: two names of a list of three, or what stands apart."""
        said = sum(name.first < last and first < name.last for name in self.names)
        parted = not self.breaks.isdisjoint(range(first + 1, last))
        return parted or not self.links.isdisjoint(range(first, last)) or (1 < said < len(self.names))

    def least(self, first: int, last: int) -> float | None:
        """The likeness that words [first, last) must have to be taken for a misheard name; None when never."""
        words = range(first, last)
        if first not in self.open_ or last - 1 not in self.open_ or self.is_a_row(first, last):
            return None
        if any(name.first == first and name.last == last for name in self.names):
            return None
        strange = any(at in self.strange for at in words)
        named = any(at in self.exact or at in self.of_names for at in words)
        if last - first == 1:
            if first in self.exact:
                return None
            if first in self.tagged:
                return LIKENESS.named_here if strange else LIKENESS.strange
            return LIKENESS.strange if strange and len(self.norms[first]) >= SHORTEST_MISHEARD else None
        if any(at in self.exact for at in words):
            return LIKENESS.beside_name if strange else LIKENESS.names_alone
        if all(at in self.tagged for at in words):
            return LIKENESS.named_here
        if named:
            return LIKENESS.beside_name
        return LIKENESS.strange if strange else None


SHORTEST_MISHEARD = 5
"""A shorter unknown word is near to some name by chance: a person's name is no sweet."""


def regions(evidence: Evidence, blocked: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Rows of words in which names may stand: those for which something speaks, and a word beside a word of names."""
    size = len(evidence.norms)
    speaking = evidence.tagged | evidence.exact | evidence.strange
    partly = evidence.of_names - evidence.exact
    beside = {at + step for at in partly for step in (-1, 1) if at + step in evidence.open_}
    inside = [at not in blocked and (at in speaking or at in partly or at in beside) for at in range(size)]
    at = 0
    while at < size:
        if not inside[at]:
            at += 1
            continue
        end = at
        while end < size and inside[end]:
            end += 1
        yield at, end
        at = end


def names_in(first: int, last: int, exact: Sequence[Mention], evidence: Evidence, near: Near) -> list[Mention]:
    """The names in words [first, last) that together explain most letters; words between them may be left over."""
    found: dict[int, list[Mention]] = {}
    for mention in exact:
        if first <= mention.first and mention.last <= last:
            found.setdefault(mention.first, []).append(mention)
    for begin, end in _windows(first, last, evidence):
        least = evidence.least(begin, end)
        misheard = near(begin, end, least) if least is not None else None
        if misheard is not None:
            found.setdefault(begin, []).append(misheard)
    best: dict[int, tuple[float, tuple[Mention, ...]]] = {last: (0.0, ())}
    for at in range(last - 1, first - 1, -1):
        best[at] = best[at + 1]
        for mention in found.get(at, ()):
            likeness = 1.0 if mention in exact else mention.score
            gain = likeness * _letters(mention, evidence.norms) - NAME_COST + best[mention.last][0]
            if gain > best[at][0]:
                best[at] = gain, (mention, *best[mention.last][1])
    return list(best[first][1])


def _windows(first: int, last: int, evidence: Evidence) -> list[tuple[int, int]]:
    """Windows worth a look, those with the most that speaks for them first, since looks are counted."""
    windows = [
        (begin, end) for begin in range(first, last) for end in range(begin + 1, min(last, begin + LONGEST_NAME) + 1)
    ]

    def rank(window: tuple[int, int]) -> tuple[int, int]:
        words = range(*window)
        speaking = sum(2 * (at in evidence.strange) + (at in evidence.tagged) + (at in evidence.exact) for at in words)
        return -speaking, window[0]

    return sorted(windows, key=rank)


def _letters(mention: Mention, norms: Sequence[str]) -> int:
    return sum(len(norm) for norm in norms[mention.first : mention.last])
