"""Sentences that nearly say the same in two intents: whichever of the two is right, the model learns both.

Sentences are compared with their entities replaced by their kind, so that "koop [melk](product)" and
"koop [kaas](product)" are one. Only sentences that share one of their rarest word pairs are compared at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from nlu.training_data import Example
from nlu.words import clean, words_of

NEAR = 92.0
"""Likeness, of 100, from which two sentences count as nearly the same."""
LEAST_WORDS = 3
"""Below this one letter changes a meaning ("ja", "jas"): only the same sentence counts."""
RAREST = 3
MAX_BLOCK = 400
"""A word pair that more sentences share tells them apart too little to compare them all."""
NEGATIONS = frozenset({"niet", "geen", "nooit", "niks", "nee", "not", "no", "never", "dont", "nothing", "cant", "wont"})
"""One of these more or less turns the meaning round: such a pair is a lesson, not a mistake."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A sentence as words, its entities replaced by their kind."""

    example: Example
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two sentences of different intents; `likeness` is 100 when only their values differ."""

    one: Example
    other: Example
    likeness: float


def plain_sentence(example: Example) -> str:
    """What is said, letter case, accents and punctuation apart."""
    return " ".join(word.norm for word in words_of(clean(example.text)) if word.norm != "?")


def skeleton(example: Example) -> Skeleton:
    """The sentence with each annotated entity as one word of its kind."""
    parts: list[str] = []
    at = 0
    for entity in sorted(example.entities, key=lambda entity: entity.start):
        parts += [word.norm for word in words_of(clean(example.text[at : entity.start]))]
        parts.append(f"<{entity.name}>")
        at = entity.end
    parts += [word.norm for word in words_of(clean(example.text[at:]))]
    return Skeleton(example, tuple(word for word in parts if word != "?"))


def near_pairs(examples: Sequence[Example], near: float = NEAR) -> Iterator[NearPair]:
    """The pairs over intents, each sentence with its nearest of another intent only, in the order of the examples."""
    skeletons = [skeleton(example) for example in examples]
    bigrams = [_bigrams(each.words) for each in skeletons]
    frequency: Counter[tuple[str, str]] = Counter()
    for pairs in bigrams:
        frequency.update(pairs)
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, pairs in enumerate(bigrams):
        if sum(not word.startswith("<") for word in skeletons[at].words) < LEAST_WORDS:
            continue
        for pair in sorted(pairs, key=lambda pair: (frequency[pair], pair))[:RAREST]:
            blocks[pair].append(at)
    best: dict[int, NearPair] = {}
    compared: set[tuple[int, int]] = set()
    for members in blocks.values():
        if len(members) > MAX_BLOCK:
            continue
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                if (one, other) not in compared and examples[one].intent != examples[other].intent:
                    compared.add((one, other))
                    _keep(one, skeletons[one], skeletons[other], near, best)
    for at in sorted(best):
        yield best[at]


def _bigrams(words: Sequence[str]) -> set[tuple[str, str]]:
    edged = ["^", *words, "$"]
    return set(pairwise(edged))


def _keep(at: int, one: Skeleton, other: Skeleton, near: float, best: dict[int, NearPair]) -> None:
    likeness = fuzz.ratio(one.text, other.text, score_cutoff=near)
    if not likeness or (at in best and best[at].likeness >= likeness):
        return
    if ({*one.words} ^ {*other.words}) & NEGATIONS:
        return
    best[at] = NearPair(one.example, other.example, round(likeness, 1))
