"""A spoken PIN: "een twee drie vier", "4 8 1 5", "double four one two", "twelve thirty-four" after the word PIN."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.interpretation import DigitsValue
from nlu.spoken.numbers import NumberGrammar
from nlu.spoken.tables import Table
from nlu.spoken.tokens import COMMA, Phrases, phrase_norm
from nlu.spoken.utterance import Utterance

FEWEST, MOST = 4, 12
_CONTEXT_TOKENS = 8


@dataclass(frozen=True, slots=True)
class SpokenDigits:
    """Digits in a row; `value` is None when they are too few or too many for a PIN, and are stepped over."""

    value: DigitsValue | None
    end: int


class DigitsReader:
    """Reads digits said one by one. Built from `digits` in vocabulary.yml; `nouns` after them mean that they count."""

    def __init__(self, table: Table, numbers: NumberGrammar, nouns: tuple[Phrases[None], ...]) -> None:
        table.known("also", "twice", "thrice", "between", "context", "sounds_like")
        self._numbers, self._nouns = numbers, nouns
        self._also = _by_word(table, "also")
        self._sounds_like = _by_word(table, "sounds_like")
        self._repeats = Phrases([(p, 2) for p in table.phrases("twice")] + [(p, 3) for p in table.phrases("thrice")])
        self._between = Phrases([(phrase, None) for phrase in table.phrases("between")])
        self._context = Phrases([(phrase, None) for phrase in table.phrases("context")])
        self.first_words = self._also.keys() | self._repeats.first_words

    def read(self, u: Utterance, index: int, *, asked: bool = False) -> SpokenDigits | None:
        """The run of digits that begins at token `index`; `asked`: a PIN was asked for, so "twelve thirty" is one."""
        digits, end = self._run(u, index, pairs=False)
        in_context = asked or self._in_context(u, index)
        if in_context or (index == 0 and end < len(u.tokens)):
            with_pairs, after = self._run(u, index, pairs=True)
            if in_context or (len(with_pairs) == FEWEST and after == len(u.tokens) and not self._is_clock(u)):
                digits, end = with_pairs, after
        # "een twee drie" counts down, it counts nothing: three digits are stepped over
        if not digits or (len(digits) < FEWEST - (end - index == FEWEST - 1) and not in_context):
            return None
        if self._counts(u, end) and not in_context:
            return None
        fits = FEWEST <= len(digits) <= MOST
        return SpokenDigits(DigitsValue(digits) if fits else None, end)

    def _run(self, u: Utterance, index: int, *, pairs: bool) -> tuple[str, int]:
        """The digits from `index` on; with `pairs` also two of them said as one number."""
        digits, end, at = "", index, index
        while at < len(u.tokens) and (at == index or self._continues(u, at)):
            found = self._digit(u, at) or (self._in_a_pin(u, at, bool(digits)) if pairs else None)
            if found is None:
                between = self._between.at(u.tokens, at) if digits and at == end else None
                if between is None:
                    break
                at = between[1]
                continue
            digits, end = digits + found[0], found[1]
            at = end
        return digits, end

    @staticmethod
    def _continues(u: Utterance, at: int) -> bool:
        last = u.tokens[at - 1]
        return last.gap <= COMMA or u.text[last.end : u.tokens[at].start].strip() in (".", "..")

    @staticmethod
    def _is_clock(u: Utterance) -> bool:
        """ "twelve thirty" alone may be a time as well as a PIN: it is left to a listener who knows what was asked."""
        values = [value for value in u.values if value is not None]
        return len(values) == 2 and values[0] <= 24 and values[1] % 5 == 0 and values[1] < 60

    def _digit(self, u: Utterance, index: int) -> tuple[str, int] | None:
        token = u.tokens[index]
        if token.is_numeral:
            return (token.norm, index + 1) if token.norm.isdecimal() else None
        repeat = self._repeats.at(u.tokens, index)
        if repeat is not None and repeat[1] < len(u.tokens) and u.close(repeat[1] - 1):
            digit = self._one(u, repeat[1])
            if digit is not None:
                return digit * repeat[0], repeat[1] + 1
        one = self._one(u, index)
        return (one, index + 1) if one is not None else None

    def _one(self, u: Utterance, index: int) -> str | None:
        norm, value = u.norm(index), u.values[index]
        if value is None:
            value = self._also.get(norm, self._numbers.words.heard(norm))
        return str(value) if value is not None and value < 10 else None

    def _in_a_pin(self, u: Utterance, index: int, begun: bool) -> tuple[str, int] | None:
        """Two digits as one number, or, in a PIN that has begun, a word that only sounds like a digit."""
        pair = self._numbers.below_hundred(u, index)
        if pair is not None and pair[0] > 9:
            return str(pair[0]), pair[1]
        alike = self._sounds_like.get(u.norm(index)) if begun else None
        return (str(alike), index + 1) if alike is not None else None

    def _in_context(self, u: Utterance, index: int) -> bool:
        return any(self._context.at(u.tokens, i) for i in range(max(0, index - _CONTEXT_TOKENS), index))

    def _counts(self, u: Utterance, end: int) -> bool:
        return bool(u.follows(end)) and any(phrases.at(u.tokens, end) is not None for phrases in self._nouns)


def _by_word(table: Table, key: str) -> dict[str, int]:
    return {phrase_norm(word)[0]: number for number, words in table.numbered(key).items() for word in words}
