"""Brings the forms of a word together: plural, diminutive and spelling variants, for Dutch and English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_DUTCH_DIMINUTIVE = re.compile(r"^(?P<stem>[a-z]{2,}?)(?:etje|tje|pje|kje|je)s?$")
_SHORT_NOUNS = frozenset({"ei", "ui"})
_NOT_DIMINUTIVES = frozenset({"meisje", "meisjes", "sprookje", "sprookjes", "beetje", "oranje", "franje"})


@lru_cache(maxsize=50_000)
def lemma(word: str, language: str) -> str:
    """The base form of one folded word; unknown words are returned as they are."""
    from simplemma import lemmatize

    found: str = lemmatize(word, language).lower()
    if language == "nl":
        return _dutch(word, found)
    return _english(word, found)


def _dutch(word: str, found: str) -> str:
    match = _DUTCH_DIMINUTIVE.match(found)
    if match and word not in _NOT_DIMINUTIVES and (len(match["stem"]) >= 3 or match["stem"] in _SHORT_NOUNS):
        return match["stem"]
    if found == word and len(word) > 5 and word.endswith("en"):
        return _dutch_singular(word[:-2])
    if found == word and len(word) > 4 and word.endswith("s") and word[-2] not in "aeious":
        return word[:-1]
    return found


def _dutch_singular(stem: str) -> str:
    """bonen -> boon, kroppen -> krop, druiven -> druif."""
    if len(stem) >= 2 and stem[-1] == stem[-2]:
        return stem[:-1]
    if len(stem) >= 3 and stem[-1] not in "aeiou" and stem[-2] in "aeou" and stem[-3] not in "aeiou":
        stem = stem[:-1] + stem[-2] + stem[-1]
    return stem[:-1] + {"v": "f", "z": "s"}.get(stem[-1], stem[-1])


def _english(word: str, found: str) -> str:
    if word.endswith("aves") and found.endswith("e"):
        return word[:-3] + "f"
    if found == word and len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return found


def compact(words: Iterable[str]) -> str:
    """Words written together: "koffie bonen" and "koffiebonen" are one key."""
    return "".join(words)


def base_key(words: Iterable[str], language: str) -> str:
    """The compact key of the base forms."""
    parts = list(words)
    if len(parts) == 1:
        return lemma(parts[0], language)
    # The joint of a compound carries the plural in Dutch ("eieren doos"), so each part is brought to its base.
    return compact(lemma(part, language) for part in parts)
