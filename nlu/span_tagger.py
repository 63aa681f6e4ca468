"""Finds the words that name a product, need, reason, brand, retailer or person, known to the catalogue or not.

A linear model looks at each word with its neighbours; the best row of begin, inside and outside tags is chosen
as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlu.lexical_model import Floats
from nlu.reading import WordSpan

TAGGED = ("product", "need", "reason", "brand", "retailer", "person")
TAGS = ("O", *(f"{place}-{name}" for name in TAGGED for place in "BI"))
UNKNOWN = "<unknown>"
_FORBIDDEN = -1e9


@dataclass(frozen=True, slots=True)
class SpanTagger:
    """`weights` has a row a feature and a column a tag; `known` are the words of the training sentences."""

    vocabulary: Mapping[str, int]
    weights: Floats
    bias: Floats
    known: frozenset[str]

    def spans(self, norms: Sequence[str], hints: Sequence[str], eagerness: float = 0.0) -> list[WordSpan]:
        """`hints` tells for each word what the tables already know of it: `<money>`, `<kind>`, or an empty string.

        `eagerness` is taken from the score of being outside every span.
        """
        if not norms:
            return []
        shown = [norm if norm in self.known else UNKNOWN for norm in norms]
        scores = np.stack([self._scores(word_features(norms, shown, hints, at)) for at in range(len(norms))])
        scores[:, 0] -= eagerness
        return spans_of_tags(best_tags(scores))

    def _scores(self, features: Sequence[str]) -> Floats:
        rows = [self.vocabulary[feature] for feature in features if feature in self.vocabulary]
        found: Floats = self.bias + self.weights[rows].sum(axis=0)
        return found


def word_features(norms: Sequence[str], shown: Sequence[str], hints: Sequence[str], at: int) -> list[str]:
    """The features of word `at`; `norms` gives its letters, `shown` its identity (hidden for unknown words)."""

    def word(offset: int) -> str:
        place = at + offset
        return shown[place] if 0 <= place < len(shown) else ("^" if place < 0 else "$")

    def hint(offset: int) -> str:
        place = at + offset
        return hints[place] if 0 <= place < len(hints) else ""

    own = norms[at]
    found = [
        "bias", f"w0={word(0)}", f"w-1={word(-1)}", f"w+1={word(1)}", f"w-2={word(-2)}", f"w+2={word(2)}",
        f"w-1,0={word(-1)} {word(0)}", f"w0,1={word(0)} {word(1)}", f"w-2,-1={word(-2)} {word(-1)}",
        f"w+1,+2={word(1)} {word(2)}", f"w-1,+1={word(-1)} {word(1)}",
        f"h0={hint(0)}", f"h-1={hint(-1)}", f"h+1={hint(1)}", f"h-1,0={hint(-1)},{hint(0)}",
        f"h0,+1={hint(0)},{hint(1)}", f"h-1 w-1={hint(-1)} {word(-1)}",
        f"s2={own[-2:]}", f"s3={own[-3:]}", f"s4={own[-4:]}", f"len={min(len(own), 9)}",
        f"first={word(0) if at == 0 else ''}", f"start={shown[0]}", f"at={min(at, 3)}", f"size={min(len(shown), 5)}",
    ]  # fmt: skip
    if own.isdigit():
        found.append("digit")
    return found


def best_tags(scores: Floats) -> list[str]:
    """The best row of tags in which every inside tag follows its own begin or inside tag."""
    best_alone: list[int] = scores.argmax(axis=1).tolist()
    if all(_may_follow(before, after) for before, after in zip([0, *best_alone], best_alone, strict=False)):
        return [TAGS[tag] for tag in best_alone]
    allowed = _transitions()
    best: NDArray[np.float32] = scores[0] + np.where([tag.startswith("I-") for tag in TAGS], _FORBIDDEN, 0.0)
    back: list[NDArray[np.intp]] = []
    for row in scores[1:]:
        paths = best[:, None] + allowed
        choice = paths.argmax(axis=0)
        back.append(choice)
        best = paths[choice, np.arange(len(TAGS))] + row
    at = int(best.argmax())
    found = [at]
    for choice in reversed(back):
        at = int(choice[at])
        found.append(at)
    return [TAGS[tag] for tag in reversed(found)]


def _may_follow(before: int, after: int) -> bool:
    return not TAGS[after].startswith("I-") or TAGS[before][2:] == TAGS[after][2:]


_ALLOWED: list[NDArray[np.float32]] = []


def _transitions() -> NDArray[np.float32]:
    if not _ALLOWED:
        table = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
        for before in range(len(TAGS)):
            for after in range(len(TAGS)):
                if not _may_follow(before, after):
                    table[before, after] = _FORBIDDEN
        _ALLOWED.append(table)
    return _ALLOWED[0]


def spans_of_tags(tags: Sequence[str]) -> list[WordSpan]:
    """Begin and inside tags as spans."""
    spans: list[WordSpan] = []
    for at, tag in enumerate(tags):
        if tag.startswith("B-"):
            spans.append(WordSpan(tag[2:], at, at + 1))
        elif tag.startswith("I-") and spans and spans[-1].last == at:
            spans[-1] = WordSpan(spans[-1].name, spans[-1].first, at + 1)
    return spans


def tags_of_spans(size: int, spans: Sequence[WordSpan]) -> list[str]:
    """Spans as begin and inside tags; spans of other names are outside."""
    tags = ["O"] * size
    for span in spans:
        if span.name in TAGGED:
            tags[span.first] = f"B-{span.name}"
            for at in range(span.first + 1, span.last):
                tags[at] = f"I-{span.name}"
    return tags


def known_words(sentences: Sequence[Sequence[str]], least: int = 2) -> frozenset[str]:
    """Words said in at least `least` sentences: rarer ones are treated as unknown, as new words will be."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        counts.update(set(sentence))
    return frozenset(word for word, count in counts.items() if count >= least)
