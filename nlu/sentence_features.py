"""Turns a sentence into the features of the lexical stage: word and letter n-grams, with known values as their kind."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

LETTERS = (3, 4)
MAX_WORDS = 60
"""Words beyond this add no features: a spoken turn is shorter, and time stays bounded."""


def sentence_features(tokens: Sequence[str], norms: Sequence[str]) -> Counter[str]:
    """Counts of features; `tokens` are delexicalised, `norms` as spoken."""
    tokens = tokens[:MAX_WORDS]
    edged = ["^", *tokens, "$"]
    found = [f"w:{token}" for token in tokens]
    found += [f"b:{one} {two}" for one, two in itertools.pairwise(edged)]
    found += [f"t:{one} {two} {three}" for one, two, three in zip(edged, edged[1:], edged[2:], strict=False)]
    found += [f"r:{norm}" for norm in norms[:MAX_WORDS] if norm not in tokens]
    for token in tokens:
        if token[0] != "<":
            found += _letters(token)
    if tokens:
        found.append(f"n:{min(len(tokens), 8)}")
    return Counter(found)


@lru_cache(maxsize=4096)
def _letters(token: str) -> tuple[str, ...]:
    """The runs of letters in a word, its edges included; people say the same words again and again."""
    padded = f" {token} "
    return tuple(f"c:{padded[at : at + size]}" for size in LETTERS for at in range(len(padded) - size + 1))
