"""Finds the names nearest to a misheard one among tens of thousands: bigram postings, then exact scores of a few."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from nlu.phonetics import phonetic_key

SHORTLIST = 24
"""How many names are scored exactly; the postings have put the near ones among them."""
LEAST_SHARED = 0.25
"""Below this share of bigrams in common (Dice) no name is near."""
LOST_BY_AN_EDIT = 3.2
"""A letter more or less touches three bigrams at most (and a repeated one counts once): what has a likeness of .88 to a
name shares more than .6 of its bigrams (Dice), and the rest need not be scored."""
PHONETIC_DISCOUNT = 0.04
"""Sounding alike is a little weaker than being spelled alike: different words share a key."""

Postings = dict[str, NDArray[np.int32]]


class FuzzyIndex:
    """Compact keys, findable by spelling and by sound."""

    def __init__(self, keys: Sequence[str], language: str) -> None:
        self._language = language
        self._keys = tuple(keys)
        self._sounds = tuple(phonetic_key(key, language) for key in keys)
        self._by_spelling = _postings(self._keys)
        self._by_sound = _postings(self._sounds)
        self._spelling_sizes = np.array([len(key) + 1 for key in self._keys], dtype=np.float32)
        self._sound_sizes = np.array([len(key) + 1 for key in self._sounds], dtype=np.float32)

    def nearest(self, key: str, least: float) -> list[tuple[int, float]]:
        """(position of a key, likeness 0..1) with at least `least`, best first."""
        if not self._keys:
            return []
        sound = phonetic_key(key, self._language)
        shared = max(LEAST_SHARED, 1 - LOST_BY_AN_EDIT * (1 - least))
        shortlist = set(_shortlist(key, self._by_spelling, self._spelling_sizes, shared))
        shortlist.update(_shortlist(sound, self._by_sound, self._sound_sizes, shared))
        found = []
        for position in shortlist:
            likeness = self._likeness(key, sound, position)
            if likeness >= least:
                found.append((position, likeness))
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return found

    def _likeness(self, key: str, sound: str, position: int) -> float:
        spelled = float(fuzz.ratio(key, self._keys[position])) / 100
        heard = float(fuzz.ratio(sound, self._sounds[position])) / 100 - PHONETIC_DISCOUNT
        # What sounds alike but is spelled quite differently is another word.
        return max(spelled, min(heard, spelled + 0.3))


def _bigrams(key: str) -> set[str]:
    padded = f"^{key}$"
    return {padded[at : at + 2] for at in range(len(padded) - 1)}


def _postings(keys: Sequence[str]) -> Postings:
    """The positions of the keys that have each bigram, in order: sorted as numbers, for there are millions."""
    if not keys:
        return {}
    letters = np.frombuffer("".join(f"^{key}$" for key in keys).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    lengths = np.array([len(key) + 2 for key in keys], dtype=np.int64)
    bigrams = (letters[:-1] << np.uint64(21)) | letters[1:]
    inside = np.ones(len(bigrams), dtype=bool)
    inside[np.cumsum(lengths)[:-1] - 1] = False  # from the end of one key to the beginning of the next
    of_key = np.repeat(np.arange(len(keys), dtype=np.int32), lengths)[:-1][inside]
    bigrams = bigrams[inside]
    order = np.argsort(bigrams, kind="stable")
    bigrams, of_key = bigrams[order], of_key[order]
    new = np.ones(len(bigrams), dtype=bool)  # one that a key has twice counts once
    new[1:] = (bigrams[1:] != bigrams[:-1]) | (of_key[1:] != of_key[:-1])
    bigrams, of_key = bigrams[new], of_key[new]
    first = np.flatnonzero(np.concatenate(([True], bigrams[1:] != bigrams[:-1])))
    names = [chr(code >> 21) + chr(code & (1 << 21) - 1) for code in bigrams[first].tolist()]
    return dict(zip(names, np.split(of_key, first[1:]), strict=True))


def _shortlist(key: str, postings: Postings, sizes: NDArray[np.float32], least: float) -> list[int]:
    bigrams = _bigrams(key)
    rows = [postings[bigram] for bigram in bigrams if bigram in postings]
    if not rows:
        return []
    shared = np.bincount(np.concatenate(rows), minlength=len(sizes)).astype(np.float32)
    dice = 2 * shared / (sizes + len(bigrams))
    near = np.flatnonzero(dice > least)
    if len(near) > SHORTLIST:
        near = near[np.argpartition(-dice[near], SHORTLIST - 1)[:SHORTLIST]]
    found: list[int] = near.tolist()
    return found
