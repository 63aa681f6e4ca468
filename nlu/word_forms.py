"""Brings the forms of a word together: plural, diminutive and spelling variants, for Dutch and English."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

_DUTCH_DIMINUTIVE = re.compile(r"^(?P<stem>[a-z]{2,}?)(?:etje|tje|pje|kje|je)s?$")
MOST_KEPT = 50_000
_SHORT_NOUNS = frozenset({"ei", "ui"})
_NOT_DIMINUTIVES = frozenset({"meisje", "meisjes", "sprookje", "sprookjes", "beetje", "oranje", "franje"})


class BaseForms:
    """Base forms of the words of one language.

    With a `table` (a model's, see `forms_of`) nothing else is loaded; without one the dictionaries of simplemma are,
    which take about a second and 80 MB for both languages.
    """

    def __init__(self, language: str, table: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._table = table
        self._kept: dict[str, str] = {}

    def of(self, word: str) -> str:
        """The base form of one folded word; unknown words are returned as they are, less a plural or diminutive."""
        found = self._kept.get(word)
        if found is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            found = self._kept[word] = self._based(word)
        return found

    def key(self, words: Iterable[str]) -> str:
        """The compact key of the base forms; each part has its own, for the joint of a compound carries a plural."""
        return compact(self.of(word) for word in words)

    def _based(self, word: str) -> str:
        found = _in_dictionary(word, self.language) if self._table is None else self._table.get(word, word)
        return _dutch(word, found) if self.language == "nl" else _english(word, found)


def forms_of(words: Collection[str], language: str) -> dict[str, str]:
    """Every form that the dictionary brings to the base of one of these words: the table for BaseForms."""
    # The one that lemmatize() uses too: a second one would be unpacked again.
    from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

    wanted = frozenset(words) | {_in_dictionary(word, language) for word in words}
    dictionary = DEFAULT_DICTIONARY_FACTORY.get_dictionary(language)
    forms = {form.lower() for form in dictionary if dictionary[form].lower() in wanted}
    based = {form: _in_dictionary(form, language) for form in sorted(forms | wanted)}
    return {form: base for form, base in based.items() if base != form}


def _in_dictionary(word: str, language: str) -> str:
    from simplemma import lemmatize

    found: str = lemmatize(word, language)
    return found.lower()


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
