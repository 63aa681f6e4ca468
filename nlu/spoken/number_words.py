"""The number words of a language, both directions: 22 is said "tweeëntwintig", and that word is heard as 22."""

from __future__ import annotations

from fractions import Fraction

from nlu.spoken.tables import Table
from nlu.spoken.tokens import word_norm

LARGEST = 999_999_999
_KEYS = """
    words hundred thousand million and units_first glued glue_after_e said_and_after_hundred hundreds_said_up_to minus
    point decimal_mark article certain_one half quarter fractions multiples few or to times per of out_of
    between_number_and_unit
""".split()  # noqa: SIM905 - a table of words


class NumberWords:
    """Cardinals and ordinals between 0 and 999,999,999 as words. Built from `numbers` and `ordinals`."""

    def __init__(self, numbers: Table, ordinals: Table) -> None:
        numbers.known(*_KEYS)
        self.words = numbers.numbered("words")
        for needed in (*range(21), *range(30, 100, 10)):
            if not self.words.get(needed):
                numbers.fail("words", f"{needed} has no word", "0 to 20 and the tens to 90 are needed")
        self.hundred = numbers.phrases("hundred", least=1)
        self.thousand = numbers.phrases("thousand", least=1)
        self.million = numbers.phrases("million", least=1)
        self.and_words = numbers.phrases("and", least=1)
        self.units_first = numbers.flag("units_first")
        self.glued = numbers.flag("glued")
        self._glue_after_e = numbers.text("glue_after_e", self.and_words[0])
        self._and_after_hundred = numbers.flag("said_and_after_hundred")
        self._hundreds_up_to = numbers.whole("hundreds_said_up_to")
        self.minus = numbers.phrases("minus", least=1)
        self.half = tuple(word_norm(word) for word in numbers.phrases("half", least=1))
        self._ordinals = ordinals.numbered("words")
        self._ordinal_ending = ordinals.text("ending_from_twenty")
        self._heard = {word_norm(word): number for number, words in self.words.items() for word in words}
        self._below_hundred = dict(self._heard)
        if self.glued:
            for number in range(21, 100):
                if number % 10:
                    self._below_hundred.setdefault(word_norm(self._below_100(number)), number)

    def cardinal(self, number: int) -> str:
        """A whole number in words; ValueError beyond LARGEST."""
        if abs(number) > LARGEST:
            raise ValueError(f"{number} is too large to say")
        if number < 0:
            return f"{self.minus[0]} {self.cardinal(-number)}"
        if number >= 1_000_000:
            return self._with_rest(f"{self._counted(number // 1_000_000)} {self.million[0]}", number % 1_000_000)
        if number >= 1100 and number <= self._hundreds_up_to and number // 100 % 10:
            return self._with_rest(self._counted(number // 100) + self.hundred[0], number % 100)
        if number >= 1000:
            joiner = "" if self.glued else " "
            count = "" if self.glued and number < 2000 else self._counted(number // 1000) + joiner
            return self._with_rest(count + self.thousand[0], number % 1000)
        return self._below_1000(number)

    def _counted(self, count: int) -> str:
        said = self._below_1000(count)
        return said.replace(" ", "") if self.glued and count != 1 else said

    def _with_rest(self, head: str, rest: int) -> str:
        if not rest:
            return head
        linked = f" {self.and_words[0]} " if self._and_after_hundred and rest < 100 else " "
        return head + linked + self.cardinal(rest)

    def _below_1000(self, number: int) -> str:
        if number < 100:
            return self._below_100(number)
        count = number // 100
        if self.glued:
            head = (self._below_100(count) if count > 1 else "") + self.hundred[0]
        else:
            head = f"{self._below_100(count)} {self.hundred[0]}"
        return self._with_rest(head, number % 100)

    def _below_100(self, number: int) -> str:
        if number in self.words:
            return self.words[number][0]
        unit, tens = self.words[number % 10][0], self.words[number - number % 10][0]
        if not self.units_first:
            return f"{tens}-{unit}"
        unit = word_norm(unit)
        glue = self._glue_after_e if unit.endswith("e") else self.and_words[0]
        return f"{unit}{glue}{tens}" if self.glued else f"{unit} {self.and_words[0]} {tens}"

    def ordinal(self, number: int) -> str:
        """A rank in words, from 1 to 99; ValueError beyond."""
        if not 1 <= number <= 99:
            raise ValueError(f"{number} has no ordinal word here")
        if number in self._ordinals:
            return self._ordinals[number][0]
        if self._ordinal_ending:
            return self._below_100(number) + self._ordinal_ending
        return f"{self.words[number - number % 10][0]}-{self._ordinals[number % 10][0]}"

    def ordinal_phrases(self) -> list[tuple[str, int]]:
        """Every way to say each rank from 1 to 99."""
        said = [(self.ordinal(number), number) for number in range(1, 100)]
        return said + [(word, number) for number, words in self._ordinals.items() for word in words]

    def heard(self, norm: str) -> int | None:
        """The number that one word says ("tweehonderdelf"), or None."""
        found = self._below_hundred.get(norm)
        if found is not None or not self.glued:
            return found
        return self._glued_thousands(norm) if self._has_scale(norm) else None

    def heard_half(self, norm: str) -> Fraction | None:
        """The number of a word such as "tweeënhalf"."""
        for half in self.half:
            if self.glued and norm.endswith(self.and_words[0] + half):
                whole = self._below_hundred.get(norm[: -len(half) - len(self.and_words[0])])
                return None if whole is None else whole + Fraction(1, 2)
        return None

    def _has_scale(self, norm: str) -> bool:
        return self.hundred[0] in norm or self.thousand[0] in norm

    def _glued_thousands(self, norm: str) -> int | None:
        head, scale, tail = norm.partition(self.thousand[0])
        if not scale:
            return self._glued_hundreds(norm)
        count = self._glued_hundreds(head) if head else 1
        rest = self._glued_rest(tail)
        return None if count is None or rest is None or not count or rest >= 1000 else count * 1000 + rest

    def _glued_hundreds(self, norm: str) -> int | None:
        head, scale, tail = norm.partition(self.hundred[0])
        if not scale:
            return self._below_hundred.get(norm)
        count = self._below_hundred.get(head) if head else 1
        rest = self._glued_rest(tail) if self.hundred[0] not in tail else None
        return None if not count or rest is None or rest >= 100 else count * 100 + rest

    def _glued_rest(self, tail: str) -> int | None:
        if not tail:
            return 0
        rest = self._glued_hundreds(tail)
        if rest is None and tail.startswith(self.and_words[0]):
            rest = self._below_hundred.get(tail[len(self.and_words[0]) :])
        return rest
