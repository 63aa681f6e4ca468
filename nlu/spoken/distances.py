"""Moments told by their distance from now: "over drie dagen", "within an hour", "two weeks ago"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from nlu.spoken.calendar_days import DayRule, DaysFromToday, MonthsFromToday
from nlu.spoken.moment_words import MomentWords, TimeUnit
from nlu.spoken.numbers import NumberGrammar
from nlu.spoken.utterance import Utterance

_MINUTES = {"minute": 1, "quarter": 15, "hour": 60, "day": 1440, "week": 10_080, "month": 43_200}
_FARTHEST = 10_000


@dataclass(frozen=True, slots=True)
class SpokenDistance:
    """A day, a point `ahead` of now, or a span of `within` from now on; `end` in tokens."""

    end: int
    day: DayRule | None = None
    ahead: timedelta | None = None
    within: timedelta | None = None


class DistanceGrammar:
    """Reads distances. Built from `relative` in moments.yml."""

    def __init__(self, words: MomentWords, numbers: NumberGrammar) -> None:
        self._words, self._numbers = words, numbers

    def read(self, u: Utterance, index: int) -> SpokenDistance | None:
        """The distance that begins at token `index`."""
        return self._led(u, index) or self._trailed(u, index)

    def _led(self, u: Utterance, index: int) -> SpokenDistance | None:
        """over drie dagen, in two hours, within a week."""
        ahead = self._words.ahead.at(u.tokens, index)
        within = self._words.within.at(u.tokens, index)
        start = max(ahead[1] if ahead else 0, within[1] if within else 0)
        span = self._time_span(u, start) if start and u.close(start - 1) else None
        if span is None:
            return None
        number, unit, end = span
        if within is not None and within[1] == start:
            return SpokenDistance(end, within=timedelta(minutes=float(number * _MINUTES[unit])))
        return _at_distance(number, unit, end)

    def _trailed(self, u: Utterance, index: int) -> SpokenDistance | None:
        """drie dagen geleden, two weeks ago, an hour from now."""
        span = self._time_span(u, index)
        found = self._words.ago.at(u.tokens, span[2]) if span is not None and u.close(span[2] - 1) else None
        if span is None or found is None:
            return None
        return _at_distance(found[0] * span[0], span[1], found[1])

    def _time_span(self, u: Utterance, index: int) -> tuple[Fraction, TimeUnit, int] | None:
        number = self._numbers.read(u, index)
        if number is None or number.value > _FARTHEST or not u.close(number.end - 1):
            return None
        start = number.end + 1 if u.norm(number.end) in self._numbers.of and u.close(number.end) else number.end
        unit = self._words.time_units.at(u.tokens, start)
        if unit is None:
            return None
        (name, times), end = unit
        tail = self._words.tail.at(u.tokens, end) if u.close(end - 1) else None
        end = tail[1] if tail is not None else end
        value, end = self._numbers.and_a_half(u, number.value, end)
        return value * times, name, end


def _at_distance(number: Fraction, unit: TimeUnit, end: int) -> SpokenDistance:
    if unit == "month" and number.denominator == 1:
        return SpokenDistance(end, MonthsFromToday(int(number)))
    if unit in ("day", "week") and number.denominator == 1:
        days = int(number) * (7 if unit == "week" else 1)
        return SpokenDistance(end, DaysFromToday(days, in_weeks=unit == "week"))
    return SpokenDistance(end, ahead=timedelta(minutes=float(number * _MINUTES[unit])))
