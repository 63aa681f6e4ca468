"""Turns a sentence into the features of the lexical stage: word and letter n-grams, with known values as their kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

LETTERS = (2, 3, 4, 5)
MAX_WORDS = 60
"""Words beyond this add no features: a spoken turn is shorter, and time stays bounded."""


def sentence_features(tokens: Sequence[str], norms: Sequence[str]) -> Counter[str]:
    """Counts of features; `tokens` are delexicalised, `norms` as spoken."""
    found: Counter[str] = Counter()
    tokens = tokens[:MAX_WORDS]
    edged = ["^", *tokens, "$"]
    for token in tokens:
        found[f"w:{token}"] += 1
    for at in range(len(edged) - 1):
        found[f"b:{edged[at]} {edged[at + 1]}"] += 1
    for at in range(len(edged) - 2):
        found[f"t:{edged[at]} {edged[at + 1]} {edged[at + 2]}"] += 1
    for norm in norms[:MAX_WORDS]:
        found[f"r:{norm}"] += 1
    for token in tokens:
        if token[0] == "<":
            continue
        padded = f" {token} "
        for size in LETTERS:
            for at in range(len(padded) - size + 1):
                found[f"c:{padded[at : at + size]}"] += 1
    if tokens:
        found[f"n:{min(len(tokens), 8)}"] += 1
    return found
