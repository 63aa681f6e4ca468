"""How much of something: "twee pakken", "anderhalve kilo", "een stuk of zes", "half a dozen", "2x"."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from nlu.interpretation import QuantityValue
from nlu.spoken.numbers import NumberGrammar, SpokenNumber
from nlu.spoken.tables import Table
from nlu.spoken.tokens import COMMA, JOINED, SPACE, Phrases, phrase_norm
from nlu.spoken.utterance import Utterance

LARGEST = 9999
_ADJECTIVES_AT_MOST = 2
_PRONOUN_TOKENS = 3


@dataclass(frozen=True, slots=True)
class UnitWord:
    """A unit word as the catalogue's unit, times a number: a pound is 500 g."""

    unit: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class UnitNames:
    """How the assistant names a unit; `het`: a Dutch word that takes "half" instead of "halve"."""

    one: str
    many: str
    het: bool


class Units:
    """The units people buy by. Built from `units` in quantities.yml."""

    def __init__(self, table: Table, het_units: tuple[str, ...]) -> None:
        self.words: Phrases[UnitWord] = Phrases()
        self.names: dict[str, UnitNames] = {}
        for unit in table.keys():  # noqa: SIM118 - a Table is no dict
            phrases = table.phrases(unit, least=2)
            self.names[str(unit)] = UnitNames(phrases[0], phrases[1], str(unit) in het_units)
            for phrase in phrases:
                word, _, times = phrase.partition("=")
                if times and not times.strip().isdecimal():
                    table.fail(unit, f"{phrase!r} is no unit word", "for example `pond = 500`")
                self.words.add(word, UnitWord(str(unit), int(times or 1)))

    @property
    def scaled_words(self) -> frozenset[str]:
        """Words that multiply, a few of which name money as well ("pounds")."""
        return frozenset(
            word for word in self.words.first_words for found in [self.words.single(word)] if found and found.times > 1
        )


@dataclass(frozen=True, slots=True)
class SpokenQuantity:
    """A quantity; `value` is None for a number that counts nothing bought ("twee dagen"), stepped over as a whole."""

    value: QuantityValue | None
    end: int


class QuantityReader:
    """Reads quantities. Built from `numbers`, `units` and `not_counted` in quantities.yml."""

    def __init__(self, table: Table, numbers: NumberGrammar, units: Units) -> None:
        self._numbers, self._units = numbers, units
        number_table = table.sub("numbers")
        self._times = _norms(number_table, "times")
        self._per = _norms(number_table, "per")
        self._between = Phrases([(p, None) for p in number_table.phrases("between_number_and_unit")])
        self._out_of = Phrases([(p, None) for p in number_table.phrases("out_of")])
        self._to = _norms(number_table, "to")
        self._from = _norms(table.sub("corrections").sub("from_to"), "from")
        self._pairs = _norms(table, "pairs")
        barred = table.sub("not_counted").known("before", "after", "phrases", "not_after", "alone_only_after")
        self._not_after_words = _norms(barred, "before")
        self.nouns = Phrases([(phrase, None) for phrase in barred.phrases("after")])
        self.ignored = Phrases([(phrase, None) for phrase in barred.phrases("phrases")])
        self._not_after = _by_word(barred.sub("not_after"))
        self._alone_only_after = _by_word(barred.sub("alone_only_after"))

    def read(self, u: Utterance, index: int) -> SpokenQuantity | None:
        """The quantity that begins at token `index`."""
        if self.is_barred(u, index):
            return None
        number = self._numbers.read(u, index)
        if number is None or number.value > LARGEST:
            return None
        if number.form == "article":
            approximate = self._about(u, number)
            if approximate is not None:
                return approximate
        some = self._some_of(u, number)
        if some is not None:
            return some
        number = self._lower_of_two(u, number, u.precedes(index) not in self._from)
        if u.follows(number.end) in self._times and number.form != "article":
            return self._multiplied(u, index, number)
        unit = self._unit(u, number.end)
        if unit is not None:
            return self._of_unit(u, number, *unit)
        if u.follows(number.end) and self.nouns.at(u.tokens, number.end) is not None:
            return None if number.form == "article" else SpokenQuantity(None, number.end + 1)
        return self._bare(u, index, number) or self._passed_over(number)

    def is_pronoun(self, u: Utterance, index: int) -> bool:
        """Whether the word just before makes it no number: "that one"."""
        return u.precedes(index) in self._not_after.get(u.norm(index), ())

    def is_barred(self, u: Utterance, index: int) -> bool:
        """Whether the word is no number here: "ik acht", "that one", "the organic one", "A2"."""
        norm = u.norm(index)
        if index and u.tokens[index - 1].gap == JOINED and u.tokens[index - 1].norm[-1].isalpha():
            return True
        barred = self._not_after.get(norm)
        if barred is None or u.values[index] is None:
            return False
        before = u.precedes(index)
        if self.is_pronoun(u, index):
            return True
        allowed = self._alone_only_after.get(norm)
        if allowed is None or not before or before in allowed:
            return False
        return not u.follows(index + 1) or any(
            u.tokens[at].norm in barred for at in range(max(0, index - _PRONOUN_TOKENS), index)
        )

    def _about(self, u: Utterance, article: SpokenNumber) -> SpokenQuantity | None:
        """een stuk of zes; een pak of twee; een fles of vier."""
        unit = self._unit(u, article.end)
        if unit is None or u.follows(unit[1]) not in self._numbers.or_words:
            return None
        number = self._numbers.read(u, unit[1] + 1)
        if number is None or number.form in ("article", "part") or number.value > LARGEST:
            return None
        number = self._lower_of_two(u, number, True, in_row=True)
        own = self._unit(u, number.end)
        if own is not None:
            return self._of_unit(u, number, *own)
        if u.follows(number.end) and self.nouns.at(u.tokens, number.end) is not None:
            return SpokenQuantity(None, number.end)
        word = unit[0]
        value = number.value * word.times
        return SpokenQuantity(QuantityValue(value, None if word.unit == "piece" else word.unit), number.end)

    def _some_of(self, u: Utterance, number: SpokenNumber) -> SpokenQuantity | None:
        """een van de twee pizza's; two of those five packs."""
        of = self._out_of.at(u.tokens, number.end) if u.follows(number.end) else None
        if of is None or number.form in ("part", "idiom") or not u.follows(of[1]):
            return None
        several = self._numbers.read(u, of[1])
        if several is None or several.form in ("article", "part", "idiom") or several.value <= number.value:
            return None
        unit = self._unit(u, several.end)
        if unit is not None:
            return SpokenQuantity(QuantityValue(number.value * unit[0].times, unit[0].unit), unit[1])
        if u.follows(several.end) and self.nouns.at(u.tokens, several.end) is not None:
            return SpokenQuantity(None, several.end + 1)
        return SpokenQuantity(QuantityValue(number.value), several.end)

    def _lower_of_two(
        self, u: Utterance, number: SpokenNumber, to_links: bool, *, in_row: bool = False
    ) -> SpokenNumber:
        """ "twee of drie pakken", "two to three", "vijf, zes flessen": the lower one, because it is bought."""
        end = number.end
        if number.whole is None or number.form not in ("word", "numeral") or end >= len(u.tokens):
            return number
        linked = u.follows(end) in self._numbers.or_words or (to_links and u.follows(end) in self._to)
        other = self._numbers.read(u, end + linked) if u.tokens[end - 1].gap in (SPACE, COMMA) else None
        if other is None or other.whole is None or not 1 <= other.whole - number.whole <= 2:
            return number
        if other.form != number.form:
            return number
        if not linked and (other.whole - number.whole > 1 or not (in_row or self._unit(u, other.end))):
            return number
        return SpokenNumber(number.value, other.end, number.form)

    def _unit(self, u: Utterance, index: int) -> tuple[UnitWord, int] | None:
        for _ in range(_ADJECTIVES_AT_MOST + 1):
            if not u.follows(index):
                return None
            unit = self._units.words.at(u.tokens, index)
            if unit is not None:
                return unit
            between = self._between.at(u.tokens, index)
            if between is None:
                return None
            index = between[1]
        return None

    @staticmethod
    def _passed_over(number: SpokenNumber) -> SpokenQuantity | None:
        """A number that counts nothing is stepped over as a whole: of "size thirty two" no "two" is left."""
        return None if number.form in ("article", "part") else SpokenQuantity(None, number.end)

    def _of_unit(self, u: Utterance, number: SpokenNumber, unit: UnitWord, end: int) -> SpokenQuantity:
        value, after = self._numbers.and_a_half(u, number.value, end)
        if self._unit(u, after) is not None:  # a kilo and half a pound are two quantities
            value, after = number.value, end
        end = self._contents(u, after)
        return SpokenQuantity(QuantityValue(value * unit.times, unit.unit), end)

    def _contents(self, u: Utterance, end: int) -> int:
        """Steps over what one of the unit holds: "een doos van twaalf", "two bottles of 1.5 litres"."""
        if u.follows(end) not in self._numbers.of or not u.follows(end + 1):
            return end
        held = self._numbers.read(u, end + 1)
        if held is None or held.form in ("article", "part", "idiom"):
            return end
        unit = self._unit(u, held.end)
        return unit[1] if unit is not None else held.end

    def _multiplied(self, u: Utterance, index: int, number: SpokenNumber) -> SpokenQuantity | None:
        """2x, drie keer, twee keer een liter; not "twee keer per week"."""
        end = number.end + 1
        following = self._numbers.read(u, end) if u.follows(end) else None
        unit = self._unit(u, following.end) if following is not None and following.form != "idiom" else None
        if following is not None and unit is not None:
            inner = self._of_unit(u, following, *unit)
            if inner.value is not None:
                return SpokenQuantity(QuantityValue(inner.value.value * number.value, inner.value.unit), inner.end)
        if u.follows(end) and u.norm(end) in self._per:
            return SpokenQuantity(None, end)
        direct = self._unit(u, end)
        if direct is not None:
            return self._of_unit(u, number, *direct)
        return self._bare(u, index, SpokenNumber(number.value, end, number.form, number.decimals))

    def _bare(self, u: Utterance, index: int, number: SpokenNumber) -> SpokenQuantity | None:
        if number.form == "part" and u.norm(index) in self._numbers.articles and number.end >= len(u.tokens):
            return SpokenQuantity(QuantityValue(number.value), number.end)
        if number.form in ("article", "part") or number.decimals:
            return None
        before = u.precedes(index)
        last = u.tokens[number.end - 1]
        if last.is_numeral and last.gap == JOINED and number.end < len(u.tokens):
            return None  # 5e, 4k, 3/4
        if before in self._not_after_words:
            return None
        if number.form == "idiom" and u.follows(number.end) in self._pairs:
            return SpokenQuantity(QuantityValue(Fraction(1), "pair"), number.end)
        return SpokenQuantity(QuantityValue(number.value), number.end)


def _norms(table: Table, key: str) -> frozenset[str]:
    return frozenset(phrase_norm(word)[0] for word in table.phrases(key))


def _by_word(table: Table) -> dict[str, frozenset[str]]:
    return {phrase_norm(str(key))[0]: _norms(table, key) for key in table.keys()}  # noqa: SIM118 - a Table is no dict
