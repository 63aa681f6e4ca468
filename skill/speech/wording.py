"""How one language says numbers, amounts, quantities and ranks; what it says, `nlu.spoken` hears as the same value.

The words stand in data/<language>/quantities.yml and moments.yml, which hearing shares, and in speech.yml.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from fractions import Fraction
from pathlib import Path

from nlu.findings import DataFilesError
from nlu.spoken.clock import ClockWords
from nlu.spoken.moment_words import MomentWords
from nlu.spoken.number_words import LARGEST, NumberWords
from nlu.spoken.numbers import NumberGrammar
from nlu.spoken.quantities import Units
from nlu.spoken.tables import Table
from skill.domain.errors import DataError, Finding
from skill.speech.moment_wording import MomentWording

_HALF = Fraction(1, 2)
_MAX_DECIMALS = 3


class Wording:
    """Values as words in one language. Immutable after loading; every method is pure."""

    def __init__(self, speech: Table, quantities: Table, moments: Table) -> None:
        speech.known("list", "money", "quantity", "moments")
        ordinals, money = quantities.sub("ordinals"), quantities.sub("money")
        numbers = quantities.sub("numbers")
        self._numbers = NumberWords(numbers, ordinals)
        self._point = numbers.phrases("point", least=1)[0]
        self._list = speech.template("list", "most", "last")
        self._euro = money.phrases("currency", least=2)
        self._cent = money.phrases("cents", least=2)
        said = speech.sub("money").known("euros_and_cents", "euros_and_few_cents", "owed")
        self._euros_and_cents = said.template("euros_and_cents", "euros", "cents")
        self._euros_and_few_cents = said.template("euros_and_few_cents", "euros", "cents")
        self._owed = said.template("owed", "minus", "money")
        self._units = Units(quantities.sub("units"), quantities.phrases("het_units")).names
        self._quantity = _QuantityTemplates(speech.sub("quantity"))
        self._ordinal = ordinals.template("said", "ordinal")
        ranks = ordinals.sub("ranks")
        self._ranks = {str(rank): ranks.phrases(rank, least=1)[0] for rank in ranks.keys()}  # noqa: SIM118 - no dict
        clock = ClockWords(moments, NumberGrammar(numbers, self._numbers))
        self._moments = MomentWording(speech.sub("moments"), MomentWords(moments), clock, self.number)

    @classmethod
    def load(cls, data_dir: Path, language: str) -> Wording:
        """Reads data/<language>/{speech,quantities,moments}.yml; a locale such as nl-NL counts as its language.

        Raises DataError with file, line and hint for a table that cannot be used.
        """
        try:
            names = ("speech.yml", "quantities.yml", "moments.yml")
            return cls(*(Table.read(data_dir, language, name) for name in names))
        except DataFilesError as error:
            found = error.findings
            raise DataError([Finding(f.file, f.line, f.code, f.message, f.hint) for f in found]) from error

    def number(self, n: int) -> str:
        """A whole number; digits beyond 999,999,999."""
        return str(n) if abs(n) > LARGEST else self._numbers.cardinal(n)

    def money(self, cents: int) -> str:
        """An amount in euros: "dertien euro negenenveertig", "vijftig cent", "min drie euro"."""
        if cents < 0:
            return self._owed.format(minus=self._numbers.minus[0], money=self.money(-cents))
        euros, rest = divmod(cents, 100)
        if not euros and rest:
            return f"{self.number(rest)} {self._cent[rest != 1]}"
        said = f"{self.number(euros)} {self._euro[euros != 1]}"
        if not rest:
            return said
        if rest < 10:
            return self._euros_and_few_cents.format(euros=said, cents=f"{self.number(rest)} {self._cent[rest != 1]}")
        return self._euros_and_cents.format(euros=said, cents=self.number(rest))

    def quantity(self, value: Fraction | int, unit: str | None = None) -> str:
        """An amount of a unit of quantities.yml ("anderhalve kilo"); an unknown unit is said as it is written."""
        value = Fraction(value)
        names = self._units.get(unit) if unit is not None else None
        one, many = (names.one, names.many) if names is not None else (unit or "", unit or "")
        het = unit is None or (names is not None and names.het)
        return self._quantity.say(value, one, many, het, self._amount(value), self.number(int(value)))

    def _amount(self, value: Fraction) -> str:
        if value.denominator == 1:
            return self.number(int(value))
        if value < 0:
            return f"{self._numbers.minus[0]} {self._amount(-value)}"
        whole, _, decimals = f"{float(value):.{_MAX_DECIMALS}f}".rstrip("0").partition(".")
        if not decimals:
            return self.number(int(whole))
        as_one = len(decimals) == 2 and decimals[0] != "0" and self._numbers.glued
        said = self.number(int(decimals)) if as_one else " ".join(self.number(int(digit)) for digit in decimals)
        return self._quantity.point.format(whole=self.number(int(whole)), point=self._point, decimals=said)

    def ordinal(self, value: int | str) -> str:
        """A rank from 1 to 99, or `last`, `cheapest`, `second_cheapest`, `most_expensive`; ValueError for another."""
        if isinstance(value, int):
            return self._ordinal.format(ordinal=self._numbers.ordinal(value))
        if value not in self._ranks:
            raise ValueError(f"no words for the rank {value!r}")
        return self._ordinal.format(ordinal=self._ranks[value])

    def join(self, words: Sequence[str]) -> str:
        """ "melk, brood en kaas"; "" of nothing."""
        if len(words) < 2:
            return "".join(words)
        return self._list.format(most=", ".join(words[:-1]), last=words[-1])

    def clock(self, at: time) -> str:
        """A time: "kwart over vijf" for 17:15, "kwart over vijf 's nachts" for 5:15. Seconds are not said."""
        return self._moments.clock(at)

    def day(self, day: date, today: date) -> str:
        """A day as seen from today: "morgen", "maandag", "maandag 9 maart"."""
        return self._moments.day(day, today)

    def span(self, start: datetime, end: datetime, now: datetime) -> str:
        """A span or a point in time in the zone of `now`: "morgen tussen vijf uur en kwart over vijf"."""
        return self._moments.span(start, end, now)


class _QuantityTemplates:
    """The sentences of `quantity` in speech.yml."""

    def __init__(self, table: Table) -> None:
        halves = ("half", "one_and_a_half", "and_a_half")
        table.known("counted", "point", "one_and_a_half_is_one", *halves, *(f"{key}_het" for key in halves))
        self._counted = table.template("counted", "number", "unit")
        self._half = [table.template(key, "unit") for key in ("half", "half_het")]
        self._one_and_a_half = [table.template(key, "unit") for key in ("one_and_a_half", "one_and_a_half_het")]
        self._and_a_half = [table.template(key, "number", "unit") for key in ("and_a_half", "and_a_half_het")]
        self._one_and_a_half_is_one = table.flag("one_and_a_half_is_one")
        self.point = table.template("point", "whole", "point", "decimals")

    def say(self, value: Fraction, one: str, many: str, het: bool, amount: str, whole: str) -> str:
        if value == _HALF:
            said = self._half[het].format(unit=one)
        elif value == 1 + _HALF:
            said = self._one_and_a_half[het].format(unit=one if self._one_and_a_half_is_one else many)
        elif value > 1 and value.denominator == 2:
            said = self._and_a_half[het].format(number=whole, unit=many)
        else:
            said = self._counted.format(number=amount, unit=one if value == 1 else many)
        return said.strip()
