"""Calendar dates in an utterance: "3 maart", "the 5th of June", "June fifth 2026", 03-03-2026."""

from __future__ import annotations

import re
from itertools import pairwise

from nlu.spoken.calendar_days import CalendarDate, DayOfMonth
from nlu.spoken.moment_words import MomentWords
from nlu.spoken.numbers import NumberGrammar
from nlu.spoken.ordinals import OrdinalWords
from nlu.spoken.tokens import HYPHEN, STOP
from nlu.spoken.utterance import Utterance

_LONGEST_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class DateGrammar:
    """Reads dates. A day without a month is no date here ("de vijfde" is a rank)."""

    def __init__(self, words: MomentWords, numbers: NumberGrammar, ordinals: OrdinalWords, of: frozenset[str]) -> None:
        self._words, self._numbers, self._ordinals, self._of = words, numbers, ordinals, of

    def read(self, u: Utterance, index: int) -> tuple[CalendarDate, int] | None:
        """The date that begins at token `index`, with the index after it."""
        if index >= len(u.tokens):
            return None
        found = self._numeric(u, index) or self._day_month(u, index)
        if found is None and self._words.month_before_day:
            found = self._month_day(u, index)
        return found

    def day_of_month(self, u: Utterance, index: int) -> tuple[DayOfMonth, int] | None:
        """ "the fifth" after a word that makes it a day: "from the fifth", "op de tiende"."""
        determined = u.norm(index) in self._ordinals.determiners and u.close(index)
        day = self._ordinals.rank(u, index + 1) if determined else None
        if day is None or day[0] > 31 or u.precedes(index) not in self._words.day_of_month_after:
            return None
        return None if self._day_month(u, index + 1) is not None else (DayOfMonth(day[0]), day[1])

    def until(self, u: Utterance, index: int) -> tuple[int, int] | None:
        """A day number whose month follows later: the twelve of "twelve to nineteen February"."""
        day = self._day(u, index)
        return day if day is not None and 1 <= day[0] <= 31 else None

    def _day(self, u: Utterance, index: int) -> tuple[int, int] | None:
        return self._ordinals.rank(u, index) or self._numbers.below_hundred(u, index)

    def _day_month(self, u: Utterance, index: int) -> tuple[CalendarDate, int] | None:
        day = self._day(u, index)
        if day is None or not u.follows(day[1]):
            return None
        start = day[1] + 1 if u.norm(day[1]) in self._of and u.close(day[1]) else day[1]
        month = self._words.month_names.at(u.tokens, start)
        return self._dated(u, day[0], *month) if month is not None else None

    def _month_day(self, u: Utterance, index: int) -> tuple[CalendarDate, int] | None:
        month = self._words.month_names.at(u.tokens, index)
        if month is None or not u.follows(month[1]) or u.precedes(index) in self._words.guard(u.norm(index)):
            return None
        start = month[1] + 1 if u.norm(month[1]) in self._ordinals.determiners and u.close(month[1]) else month[1]
        day = self._day(u, start)
        return self._dated(u, day[0], month[0], day[1]) if day is not None else None

    def _dated(self, u: Utterance, day: int, month: int, end: int) -> tuple[CalendarDate, int] | None:
        year = None
        if end < len(u.tokens) and u.tokens[end - 1].gap < STOP and _YEAR.fullmatch(u.norm(end)):
            year, end = int(u.norm(end)), end + 1
        return _checked(day, month, year, end)

    def _numeric(self, u: Utterance, index: int) -> tuple[CalendarDate, int] | None:
        tokens = u.tokens
        if not tokens[index].is_numeral:
            return None
        dotted = _DOTTED.fullmatch(tokens[index].norm)
        if dotted is not None:
            day, month, year = map(int, dotted.groups())
            return _checked(day, month, year, index + 1)
        three = tokens[index : index + 3]
        if len(three) < 3 or not all(token.norm.isdecimal() and len(token.norm) <= 4 for token in three):
            return None
        for left, right in pairwise(three):
            if left.gap != HYPHEN and u.text[left.end : right.start] != "/":
                return None
        first, middle, last = (int(token.norm) for token in three)
        if len(three[2].norm) == 4:
            return _checked(first, middle, last, index + 3)
        return _checked(last, middle, first, index + 3) if len(three[0].norm) == 4 else None


def _checked(day: int, month: int, year: int | None, end: int) -> tuple[CalendarDate, int] | None:
    fits = 1 <= month <= 12 and 1 <= day <= _LONGEST_MONTH[month - 1]
    return (CalendarDate(day, month, year), end) if fits else None
