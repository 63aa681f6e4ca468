"""Writes a sentence as a speech recogniser might mishear it: for training, deterministic for a given generator."""

from __future__ import annotations

import random
from collections.abc import Sequence

# Letters that recognisers and people exchange, per language; both ways.
SOUND_ALIKE = {
    "nl": (
        ("ij", "ei"), ("ou", "au"), ("g", "ch"), ("z", "s"), ("v", "f"), ("d", "t"), ("ee", "e"), ("oo", "o"),
        ("aa", "a"), ("c", "k"), ("ie", "i"),
    ),
    "en": (
        ("ee", "ea"), ("s", "z"), ("c", "k"), ("ou", "ow"), ("ai", "ay"), ("t", "d"), ("f", "ph"), ("i", "e"),
        ("o", "a"), ("b", "p"), ("ie", "y"),
    ),
}  # fmt: skip
LONG_ENOUGH = 4


def misheard(tokens: Sequence[str], language: str, random_: random.Random) -> list[str]:
    """One slip in one of the tokens: a sound exchanged, a letter lost or doubled, words run together or split.

    Marks such as <product> are left alone; a sentence without a long enough word is returned as it is.
    """
    places = [at for at, token in enumerate(tokens) if token[0] != "<" and len(token) >= LONG_ENOUGH]
    if not places:
        return list(tokens)
    at = random_.choice(places)
    token = tokens[at]
    found = list(tokens)
    kind = random_.random()
    if kind < 0.4:
        found[at] = _exchange(token, language, random_)
    elif kind < 0.65:
        place = random_.randrange(1, len(token))
        found[at] = token[:place] + token[place + 1 :]
    elif kind < 0.75:
        place = random_.randrange(1, len(token))
        found[at] = token[:place] + token[place] + token[place:]
    elif kind < 0.9 and at + 1 < len(tokens) and tokens[at + 1][0] != "<":
        found[at : at + 2] = [token + tokens[at + 1]]
    elif len(token) >= 7:
        place = random_.randrange(3, len(token) - 2)
        found[at : at + 1] = [token[:place], token[place:]]
    return found


def _exchange(token: str, language: str, random_: random.Random) -> str:
    pairs = [(one, other) for pair in SOUND_ALIKE[language] for one, other in (pair, pair[::-1]) if one in token]
    if not pairs:
        return token
    one, other = random_.choice(pairs)
    return token.replace(one, other, 1)
