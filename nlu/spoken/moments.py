"""Moments in an utterance: days, dates, times of the day, and the spans they bound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from nlu.interpretation import MomentValue
from nlu.spoken.calendar_days import (
    CalendarDate,
    DayRule,
    DaysFromToday,
    MonthSpan,
    NamedMonth,
    Weekday,
    WeekSpan,
    is_past,
    joined,
)
from nlu.spoken.clock import ClockTime, ClockWords
from nlu.spoken.dates import DateGrammar
from nlu.spoken.distances import DistanceGrammar
from nlu.spoken.moment_resolution import HeardMoment, Relation, Resolver
from nlu.spoken.moment_words import MomentWords, Named, SpokenRelation
from nlu.spoken.tokens import COMMA, HYPHEN, Phrases
from nlu.spoken.utterance import Utterance

_CONNECTORS_AT_MOST = 3
_CONTEXT_TOKENS = 10


@dataclass(frozen=True, slots=True)
class SpokenMoment:
    """A moment and its span in tokens."""

    heard: HeardMoment
    end: int


class MomentReader:
    """Reads moments. `nouns`: words that make a number before them count something else than hours."""

    def __init__(
        self, words: MomentWords, clock: ClockWords, dates: DateGrammar, distances: DistanceGrammar,
        nouns: Phrases[None], about_minutes: int,
    ) -> None:  # fmt: skip
        self._words, self._clock, self._dates, self._distances = words, clock, dates, distances
        self._nouns, self._about_minutes = nouns, about_minutes
        self.first_words = words.first_words | clock.first_words

    def value(self, heard: HeardMoment, now: datetime) -> MomentValue | None:
        """The moment anchored at `now`, or None when the calendar has no such day."""
        return Resolver(now, self._clock.default_minute, self._about_minutes).resolve(heard)

    def read(self, u: Utterance, index: int) -> SpokenMoment | None:
        """The longest moment that begins at token `index`; the "at" before a time is not part of it."""
        heard = HeardMoment()
        end = self._component(u, index, heard)
        if end is None:
            return None
        while True:
            after = self._next(u, end, heard)
            if after is None:
                return SpokenMoment(heard, end)
            end = after

    def _next(self, u: Utterance, end: int, heard: HeardMoment) -> int | None:
        """The end of a further component after token `end - 1`, connecting words stepped over."""
        index = end
        for _ in range(_CONNECTORS_AT_MOST):
            if index >= len(u.tokens) or u.tokens[index - 1].gap > COMMA:
                return None
            after = self._component(u, index, heard)
            if after is not None:
                return after
            connector = self._words.connectors.at(u.tokens, index)
            if connector is None:
                return None
            index = connector[1]
        return self._component(u, index, heard) if index < len(u.tokens) else None

    def _component(self, u: Utterance, index: int, heard: HeardMoment) -> int | None:
        """Reads one component into `heard`; None, and `heard` as it was, when none fits here."""
        if heard.ahead is not None or heard.within is not None:
            return None
        return (
            self._related(u, index, heard)
            or self._distance(u, index, heard)
            or self._named(u, index, heard)
            or self._date(u, index, heard)
            or self._timed(u, index, heard)
        )

    def _named(self, u: Utterance, index: int, heard: HeardMoment) -> int | None:
        part = self._words.after_day.at(u.tokens, index) if heard.day is not None else None
        if part is not None and (heard.part is None or part[0].is_within(heard.part)):
            heard.part = part[0]
            return part[1]
        if part is not None and heard.part is not None and heard.part.is_within(part[0]):
            return part[1]
        found = self._words.names.at(u.tokens, index)
        if found is None:
            return None
        named, end = found
        if u.precedes(index) in named.guard or (named.part is not None and heard.part is not None):
            return None
        if named.day is not None and not self._take_day(heard, named):
            return None
        heard.part = named.part or heard.part
        return self._weekday_tail(u, end, heard) if isinstance(named.day, Weekday) else end

    @staticmethod
    def _take_day(heard: HeardMoment, named: Named) -> bool:
        if named.day is None:
            return False
        both = named.day if heard.day is None else joined(heard.day, named.day)
        if both is None or heard.day_end is not None:
            return False
        heard.day = both
        return True

    def _weekday_tail(self, u: Utterance, end: int, heard: HeardMoment) -> int:
        if not isinstance(heard.day, Weekday) or end >= len(u.tokens) or not u.close(end - 1):
            return end
        coming = self._words.coming_after.at(u.tokens, end)
        if coming is not None:
            return coming[1]
        later = self._words.week_later.at(u.tokens, end)
        if later is not None and heard.day.week is None:
            heard.day = Weekday(heard.day.weekday, heard.day.which, weeks_later=1)
            return later[1]
        return end

    def _date(self, u: Utterance, index: int, heard: HeardMoment) -> int | None:
        found = self._words.in_month.at(u.tokens, index) if heard.day is None else None
        if found is not None:
            heard.day = found[0]
            return found[1]
        date = self._dates.read(u, index) or self._dates.day_of_month(u, index)
        if date is None or not self._take_day(heard, Named(date[0])):
            return None
        return date[1]

    def _distance(self, u: Utterance, index: int, heard: HeardMoment) -> int | None:
        """over drie dagen, within an hour, two weeks ago."""
        if heard.day is not None or heard.clock is not None:
            return None
        found = self._distances.read(u, index)
        if found is None or (found.within is not None and heard.part is not None):
            return None
        heard.day, heard.ahead, heard.within = found.day, found.ahead, found.within
        return found.end

    def _related(self, u: Utterance, index: int, heard: HeardMoment) -> int | None:
        """na vijf uur, voor het weekend, tussen vijf en zes, from Monday to Wednesday."""
        intro = self._words.range_intro.at(u.tokens, index)
        if intro is not None and u.close(intro[1] - 1):
            bare = intro[0] or heard.day is not None or not u.precedes(index)
            end = self._clock_range(u, intro[1], heard, bare)
            end = end or self._day_range(u, intro[1], heard)
            if end is not None:
                return end
        found = self._words.relations.at(u.tokens, index)
        if found is None or found[0].relation == "between" or not u.close(found[1] - 1):
            return None
        spoken, start = found
        at = self._words.at.at(u.tokens, start)
        start = at[1] if at is not None and u.close(at[1] - 1) else start
        bare = spoken.bare_hour or at is not None or heard.day is not None
        if heard.clock is None and heard.relation is None:
            clock = self._read_clock(u, start, bare or self._beside_delivery(u, start))
            if clock is not None and not self._is_amount_range(u, spoken.relation, start):
                heard.clock, heard.relation = clock, spoken.relation
                return clock.end
        if heard.day is None and heard.clock is None:
            end = self._named(u, start, heard) or self._date(u, start, heard)
            if end is not None:
                if heard.part is not None or self._is_plain(spoken, heard.day):
                    heard.day = heard.part = None  # the moment begins after the word, or it has no bound to it
                    return None
                heard.day_relation = spoken.relation
                return end
        return None

    @staticmethod
    def _is_plain(spoken: SpokenRelation, day: DayRule | None) -> bool:
        """ "voor morgen" is for tomorrow, "the order from yesterday" is yesterday's."""
        if spoken.relation == "from" and is_past(day):
            return True
        return spoken.also_for and isinstance(day, DaysFromToday | WeekSpan | MonthSpan | NamedMonth)

    def _is_amount_range(self, u: Utterance, relation: Relation, start: int) -> bool:
        """ "from two to three" may change a number: it is no time five minutes before the hour."""
        return relation == "from" and self._words.range_to.at(u.tokens, start + 1) is not None

    def _timed(self, u: Utterance, index: int, heard: HeardMoment) -> int | None:
        if heard.clock is not None:
            return None
        at = self._words.at
        bare = bool(index) and u.close(index - 1) and at.before(u.tokens, index, max(0, index - 2)) is not None
        end = self._clock_range(u, index, heard, bare=False)
        if end is not None:
            return end
        clock = self._read_clock(u, index, bare or self._before_part(u, index))
        if clock is None:
            return None
        heard.clock = clock
        return clock.end

    def _before_part(self, u: Utterance, index: int) -> bool:
        """ "ten in the morning", "acht 's avonds": a number that a part of the day makes an hour."""
        hour = self._clock.bare_hour(u, index) if u.values[index] is not None or u.tokens[index].is_numeral else None
        return hour is not None and bool(u.follows(hour.end)) and self._words.alone.at(u.tokens, hour.end) is not None

    def _beside_delivery(self, u: Utterance, index: int) -> bool:
        """ "deliver it around nine": a number alone, at the end, in a sentence about coming and bringing."""
        hour = self._clock.bare_hour(u, index)
        if hour is None or u.follows(hour.end):
            return False
        nearby = u.tokens[max(0, index - _CONTEXT_TOKENS) : index]
        return any(token.norm in self._words.bare_hour_beside for token in nearby)

    def _read_clock(self, u: Utterance, index: int, bare: bool) -> ClockTime | None:
        clock = self._clock.read(u, index)
        if clock is None or (clock.bare and not bare):
            return None
        return clock if self._counts_hours(u, clock.end) else None

    def _counts_hours(self, u: Utterance, end: int) -> bool:
        if end >= len(u.tokens) or not u.close(end - 1):
            return True
        is_number = u.values[end] is not None or u.tokens[end].is_numeral
        return self._nouns.at(u.tokens, end) is None and not is_number

    def _clock_range(self, u: Utterance, index: int, heard: HeardMoment, bare: bool) -> int | None:
        """vijf tot zes uur, 5-6 pm; with `bare` numbers alone will do."""
        if heard.clock is not None:
            return None
        first = self._clock.read(u, index)
        end = self._range_from(u, first, heard, bare)
        if end is None and bare and first is not None and not first.bare:
            # "from five to six" is an hour long, although "five to six" is also one time
            end = self._range_from(u, self._clock.bare_hour(u, index), heard, bare)
        return end

    def _range_from(self, u: Utterance, first: ClockTime | None, heard: HeardMoment, bare: bool) -> int | None:
        if first is None or first.end >= len(u.tokens):
            return None
        end = first.end
        part = self._words.alone.at(u.tokens, end)
        end = part[1] if part is not None else end
        to = self._words.range_to.at(u.tokens, end)
        if to is not None and u.tokens[end - 1].gap <= HYPHEN:
            end = to[1]
        elif end >= len(u.tokens) or u.tokens[end - 1].gap != HYPHEN:
            return None
        at = self._words.at.at(u.tokens, end)
        last = self._clock.read(u, at[1] if at is not None else end)
        if last is None or (first.bare and last.bare and not bare) or not self._counts_hours(u, last.end):
            return None
        heard.clock, heard.clock_end, heard.relation = first, last, "between"
        heard.clock_part = part[0] if part is not None else None
        return last.end

    def _day_range(self, u: Utterance, index: int, heard: HeardMoment) -> int | None:
        """van maandag tot woensdag."""
        if heard.day is not None or heard.clock is not None:
            return None
        first, last = HeardMoment(), HeardMoment()
        end = self._named(u, index, first) or self._date(u, index, first)
        number = self._dates.until(u, index) if end is None else None
        end = number[1] if number is not None else end
        to = self._words.range_to.at(u.tokens, end) if end is not None else None
        if to is None:
            return None
        end = self._named(u, to[1], last) or self._date(u, to[1], last)
        if number is not None and isinstance(last.day, CalendarDate):
            first.day = CalendarDate(number[0], last.day.month, last.day.year)
        if end is None or first.day is None or last.day is None or first.part or last.part:
            return None
        heard.day, heard.day_end = first.day, last.day
        return end
