"""Numbers in an utterance: words, glued words, numerals, halves, dozens."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from nlu.spoken.number_words import NumberWords
from nlu.spoken.tables import Table
from nlu.spoken.tokens import JOINED, Phrases, Token, tokens_of, word_norm
from nlu.spoken.utterance import Utterance

_GROUPED = {",": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"), ".": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")}
_PLAIN = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?")
_LONGEST_NUMERAL = 18


@dataclass(frozen=True, slots=True)
class SpokenNumber:
    """A number as spoken. `form`: word, numeral, article ("een", "a"), part (below one: needs a unit), idiom."""

    value: Fraction
    end: int
    form: str = "word"
    decimals: int = 0

    @property
    def whole(self) -> int | None:
        return int(self.value) if self.value.denominator == 1 else None


def _norms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word_norm(word) for word in words)


class NumberGrammar:
    """Reads numbers. Built from `numbers` in data/<language>/quantities.yml."""

    def __init__(self, table: Table, words: NumberWords) -> None:
        self.words = words
        self._hundred, self._thousand = _norms(words.hundred), _norms(words.thousand)
        self._million, self.and_words = _norms(words.million), _norms(words.and_words)
        self.articles = _norms(table.phrases("article", least=1))
        self._certain_one = table.text("certain_one").casefold()
        self._half, self._quarter = _norms(words.half), _norms(table.phrases("quarter"))
        self.of, self.or_words = _norms(table.phrases("of")), _norms(table.phrases("or"))
        self._point = _norms(table.phrases("point"))
        self._decimal_mark = table.text("decimal_mark")
        if self._decimal_mark not in _GROUPED:
            table.fail("decimal_mark", "must be a comma or a point", 'write "," or "."')
        self._fractions = self._read_fractions(table)
        multiples = table.numbered("multiples")
        self._multiples = {word_norm(w): number for number, words_ in multiples.items() for w in words_}
        few = table.numbered("few")
        self._few = Phrases([(phrase, number) for number, phrases in few.items() for phrase in phrases])
        self.first_words = {*self.articles, *self._hundred, *self._half, *self._quarter, *self._fractions}
        self.first_words |= {*self._multiples, *self._thousand, *self._few.first_words, *_norms(words.minus)}

    @staticmethod
    def _read_fractions(table: Table) -> dict[str, Fraction]:
        fractions = table.sub("fractions")
        found = {}
        for key in fractions.keys():  # noqa: SIM118 - a Table is no dict
            try:
                value = Fraction(str(key))
            except (ValueError, ZeroDivisionError):
                fractions.fail(key, "is no fraction", "for example `3/2: anderhalf`")
            found.update({word_norm(word): value for word in fractions.phrases(key)})
        return found

    def utterance(self, text: str) -> Utterance:
        """The tokens of `text` with the number each says."""
        tokens = tokens_of(text)
        return Utterance(text, tokens, [self._token_value(token) for token in tokens])

    def _token_value(self, token: Token) -> int | None:
        norm = token.norm
        if norm in self.articles:
            return 1 if self._certain_one and self._is_certain(token) else None
        return self.words.heard(norm)

    def _is_certain(self, token: Token) -> bool:
        return unicodedata.normalize("NFC", token.exact).casefold() == self._certain_one

    def read(self, u: Utterance, index: int) -> SpokenNumber | None:
        """The number that begins at token `index`."""
        if index >= len(u.tokens):
            return None
        few = self._few.at(u.tokens, index) if u.values[index] is None else None  # "één paar" is one pair
        if few is not None:
            return SpokenNumber(Fraction(few[0]), few[1], "idiom")
        return self._fraction(u, index) or self._numeral(u, index) or self._article(u, index) or self._spelled(u, index)

    def _fraction(self, u: Utterance, index: int) -> SpokenNumber | None:
        """half, een halve, half a dozen, een kwart, anderhalf, ½."""
        start = index + 1 if u.norm(index) in self.articles and u.close(index) else index
        norm = u.norm(start)
        known = self._fractions.get(norm) or self.words.heard_half(norm)
        if known is None and norm in self._half:
            known = Fraction(1, 2)
        if known is None and norm in self._quarter:
            known = Fraction(1, 4)
        if known is None and len(norm) == 3 and norm[1] == "\u2044":  # what a sign such as ½ folds to
            known = Fraction(int(norm[0]), int(norm[2]))
        if known is None or (start > index and known > 1):
            return None
        return self._scaled(u, known, start + 1, "part" if known < 1 else "word")

    def _scaled(self, u: Utterance, value: Fraction, end: int, form: str) -> SpokenNumber:
        """Steps over "of a" after a part, and multiplies by a dozen."""
        after = end
        if value < 1:
            if u.follows(after) in self.of and u.follows(after + 1) in self.articles:
                after += 2
            elif u.follows(after) in self.articles and u.close(after):
                after += 1
        dozen = self._multiples.get(u.follows(after))
        if dozen is not None:
            return SpokenNumber(value * dozen, after + 1, "word")
        return SpokenNumber(value, after, form)

    def _numeral(self, u: Utterance, index: int) -> SpokenNumber | None:
        token = u.tokens[index]
        if not token.is_numeral or ":" in token.norm or len(token.norm) > _LONGEST_NUMERAL:
            return None
        norm, decimals = token.norm, 0
        mark = self._decimal_mark
        if _GROUPED[mark].fullmatch(norm):
            norm = norm.replace("." if mark == "," else ",", "")
        elif not _PLAIN.fullmatch(norm):
            return None
        norm = norm.replace(",", ".")
        if "." in norm:
            decimals = len(norm) - norm.index(".") - 1
        value, end = Fraction(norm), index + 1
        if token.gap == JOINED and (part := self._fraction(u, end)) is not None and part.value < 1:
            return SpokenNumber(value + part.value, part.end, "numeral")
        if not decimals:
            value, end = self._tail(u, int(value), end)
        scaled = self._scaled(u, value, end, "numeral") if value >= 1 else SpokenNumber(value, end, "numeral")
        return SpokenNumber(scaled.value, scaled.end, "numeral", decimals)

    def _article(self, u: Utterance, index: int) -> SpokenNumber | None:
        if u.norm(index) not in self.articles or u.values[index] is not None:
            return None
        following = u.follows(index + 1)
        dozen = self._multiples.get(following)
        if dozen is not None:
            return SpokenNumber(Fraction(dozen), index + 2)
        if following in self._hundred or following in self._thousand or following in self._million:
            return self._spelled(u, index + 1)
        if self.words.units_first and following in self.and_words and self._tens(u, index + 2):
            return SpokenNumber(Fraction(1 + self._tens(u, index + 2)), index + 3)
        return SpokenNumber(Fraction(1), index + 1, "article")

    def _tens(self, u: Utterance, index: int) -> int:
        value = u.values[index] if index < len(u.tokens) and u.close(index - 1) else None
        return value if value is not None and 20 <= value < 100 and value % 10 == 0 else 0

    def _spelled(self, u: Utterance, index: int) -> SpokenNumber | None:
        found = self._millions(u, index)
        if found is None:
            return None
        value, end = self._tail(u, *found)
        return self._scaled(u, value, end, "word")

    def _tail(self, u: Utterance, whole: int, end: int) -> tuple[Fraction, int]:
        """ "and a half", "komma vijf", "quarters" after a whole number."""
        following = u.follows(end)
        if following in self._quarter and 1 <= whole <= 3:
            return Fraction(whole, 4), end + 1
        if following in self.and_words:
            after = end + 2 if u.follows(end + 1) in self.articles else end + 1
            if u.follows(after) in self._half:
                return whole + Fraction(1, 2), after + 1
            quarters = u.values[after] if after < len(u.tokens) else None
            if u.follows(after) in self._quarter:
                return whole + Fraction(1, 4), after + 1
            if quarters == 3 and u.follows(after + 1) in self._quarter:
                return whole + Fraction(3, 4), after + 2
        elif following in self._point and u.close(end):
            return self._decimals(u, whole, end + 1)
        return Fraction(whole), end

    def _decimals(self, u: Utterance, whole: int, index: int) -> tuple[Fraction, int]:
        digits, end = "", index
        while len(digits) < 4 and end < len(u.tokens) and u.close(end - 1):
            below = self._below_hundred(u, end)
            if below is None or (digits and below[0] > 9):
                break
            digits, end = digits + str(below[0]), below[1]
            if below[0] > 9:
                break
        return (Fraction(f"{whole}.{digits}"), end) if digits else (Fraction(whole), index - 1)

    def _below_hundred(self, u: Utterance, index: int) -> tuple[int, int] | None:
        value = u.values[index]
        if value is None or value >= 100:
            return None
        if self.words.units_first:
            if 1 <= value <= 9 and u.follows(index + 1) in self.and_words and (tens := self._tens(u, index + 2)):
                return value + tens, index + 3
        elif value >= 20 and value % 10 == 0 and u.close(index):
            unit = u.values[index + 1]
            if unit is not None and 1 <= unit <= 9:
                return value + unit, index + 2
        return value, index + 1

    def below_hundred(self, u: Utterance, index: int) -> tuple[int, int] | None:
        """A whole number from 0 to 99 at `index`, as words or as a numeral, with the index after it."""
        if index >= len(u.tokens):
            return None
        norm = u.norm(index)
        if norm.isdecimal() and len(norm) <= 2:
            return int(norm), index + 1
        if norm in self.articles and self.words.heard(norm) == 1:
            return 1, index + 1
        return self._below_hundred(u, index)

    def _rest(self, u: Utterance, end: int, limit: int) -> tuple[int, int]:
        """What may follow a hundred or a thousand: "elf", "en elf", "and eleven"."""
        start = end + 1 if u.follows(end) in self.and_words else end
        if start >= len(u.tokens) or not u.close(start - 1):
            return 0, end
        found = self._below_hundred(u, start) if limit == 100 or start > end else self._hundreds(u, start)
        return found if found is not None and 0 < found[0] < limit else (0, end)

    def _hundreds(self, u: Utterance, index: int) -> tuple[int, int] | None:
        if u.norm(index) in self._hundred and (self.words.glued or u.precedes(index) in self.articles):
            value, end = 100, index + 1
        elif (below := self._below_hundred(u, index)) is not None:
            value, end = below
            if u.follows(end) not in self._hundred or value == 0:
                return below
            value, end = value * 100, end + 1
        elif (said := u.values[index]) is not None:
            value, end = said, index + 1
        else:
            return None
        if value % 100 == 0:
            rest, end = self._rest(u, end, 100) if value % 1000 else self._rest(u, end, 1000)
            value += rest
        return value, end

    def _thousands(self, u: Utterance, index: int) -> tuple[int, int] | None:
        """A number below a million."""
        if u.norm(index) in self._thousand and (self.words.glued or u.precedes(index) in self.articles):
            found: tuple[int, int] | None = (1, index)
        else:
            found = self._hundreds(u, index)
        if found is None:
            return None
        value, end = found
        if u.norm(end) in self._thousand and (end == index or u.close(end - 1)) and 0 < value < 1000:
            rest, end = self._rest(u, end + 1, 1000)
            value = value * 1000 + rest
        return value, end

    def _millions(self, u: Utterance, index: int) -> tuple[int, int] | None:
        if u.norm(index) in self._million:
            found: tuple[int, int] | None = (1, index) if u.precedes(index) in self.articles else None
        else:
            found = self._thousands(u, index)
        if found is None or not 0 < found[0] < 1000 or u.norm(found[1]) not in self._million:
            return found
        value, end = found[0] * 1_000_000, found[1] + 1
        rest = self._thousands(u, end) if u.follows(end) else None
        return (value + rest[0], rest[1]) if rest is not None else (value, end)

    def and_a_half(self, u: Utterance, value: Fraction, end: int) -> tuple[Fraction, int]:
        """The value with the half that may follow its unit: "a kilo and a half"."""
        halved = u.follows(end) in self.and_words and u.follows(end + 1) in self.articles
        if halved and u.follows(end + 2) in self._half:
            return value + Fraction(1, 2), end + 3
        return value, end
