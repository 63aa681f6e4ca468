"""Ranks in an utterance: "de tweede", "the last one", "op een na goedkoopste", "nummer drie"."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.spoken.number_words import NumberWords
from nlu.spoken.numbers import NumberGrammar
from nlu.spoken.tables import Table
from nlu.spoken.tokens import HYPHEN, JOINED, Phrases, phrase_norm
from nlu.spoken.utterance import Utterance

_RANKS = ("last", "cheapest", "second_cheapest", "most_expensive")
_KEYS = """
    words ending_from_twenty endings said ranks of_two also_ranked determiners counted_by nouns beside not_before
""".split()  # noqa: SIM905 - a table of words


class OrdinalWords:
    """Rank numbers: "vijfde", "twenty-first", "3e". Built from `ordinals` in quantities.yml."""

    def __init__(self, table: Table, words: NumberWords) -> None:
        self._phrases = Phrases(words.ordinal_phrases())
        self._endings = {phrase_norm(ending)[0] for ending in table.phrases("endings")}
        self.determiners = frozenset(phrase_norm(word)[0] for word in table.phrases("determiners"))
        self.first_words = self._phrases.first_words

    def rank(self, u: Utterance, index: int) -> tuple[int, int] | None:
        """The rank that begins at token `index`, with the index after it."""
        if index >= len(u.tokens):
            return None
        token = u.tokens[index]
        if token.is_numeral:
            written = token.gap == JOINED and u.follows(index + 1) in self._endings and token.norm.isdecimal()
            return (int(token.norm), index + 2) if written and len(token.norm) <= 2 else None
        return self._phrases.at(u.tokens, index)


@dataclass(frozen=True, slots=True)
class SpokenOrdinal:
    value: int | str
    end: int


class OrdinalReader:
    """Reads the rank of something that is pointed at, not of a time or a week."""

    def __init__(self, table: Table, words: OrdinalWords, numbers: NumberGrammar) -> None:
        table.known(*_KEYS)
        self._words, self._numbers = words, numbers
        ranks = table.sub("ranks").known(*_RANKS)
        self._ranks: Phrases[int | str] = Phrases([(p, name) for name in _RANKS for p in ranks.phrases(name, least=1)])
        of_two = table.sub("of_two").known(*_RANKS)
        self._of_two = Phrases([(p, name) for name in _RANKS for p in of_two.phrases(name)])
        for number, phrases in table.numbered("also_ranked").items():
            for phrase in phrases:
                self._ranks.add(phrase, number)
        self._alone = {"cheapest", "second_cheapest", "most_expensive"}
        self._determiners = words.determiners
        self._counted_by = {phrase_norm(word)[0] for word in table.phrases("counted_by")}
        self._nouns = Phrases([(word, None) for word in table.phrases("nouns")])
        self._beside = Phrases([(word, None) for word in table.phrases("beside")])
        self._not_before = Phrases([(word, None) for word in table.phrases("not_before")])
        self.first_words = self._determiners | self._counted_by | self._ranks.first_words | words.first_words

    def bar_before(self, phrases: list[str]) -> None:
        """Ranks before these are none: "de vijfde mei" is a date."""
        for phrase in phrases:
            self._not_before.add(phrase, None)

    def read(self, u: Utterance, index: int) -> SpokenOrdinal | None:
        """The rank that begins at token `index`, its "de" and its "one" included."""
        norm = u.norm(index)
        counted = self._counted(u, index + 1) if norm in self._counted_by and u.close(index) else None
        if counted is not None:
            return counted
        determined = norm in self._determiners and u.close(index)
        if determined and u.norm(index + 1) in self._counted_by and u.close(index + 1):
            counted = self._counted(u, index + 2)
            if counted is not None:
                return counted
        start = index + 1 if determined else index
        found = self._ranks.at(u.tokens, start) or self._words.rank(u, start)
        if found is None and determined:
            found = self._of_two.at(u.tokens, start)  # "the cheaper one", but not "something cheaper"
        if found is None:
            return None
        value, end = found
        if u.follows(end) and self._not_before.at(u.tokens, end) is not None:
            return None
        noun = self._nouns.at(u.tokens, end) if u.follows(end) else None
        if noun is not None:
            return SpokenOrdinal(value, noun[1])
        if determined or value in self._alone or self._stands_alone(u, start, end):
            return SpokenOrdinal(value, end)
        return None

    def _counted(self, u: Utterance, index: int) -> SpokenOrdinal | None:
        number = self._numbers.below_hundred(u, index) or self._words.rank(u, index)
        return SpokenOrdinal(number[0], number[1]) if number is not None and number[0] else None

    def _stands_alone(self, u: Utterance, start: int, end: int) -> bool:
        before = start == 0 or u.tokens[start - 1].gap > HYPHEN
        before = before or self._beside.before(u.tokens, start, max(0, start - 2)) is not None
        after = end >= len(u.tokens) or u.tokens[end - 1].gap > HYPHEN or self._beside.at(u.tokens, end) is not None
        return before and after
