"""How one language says times, days and spans, so that nobody has to guess which half of the day is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from nlu.spoken.calendar_days import CalendarDate
from nlu.spoken.clock import DAY_MINUTES, HALF_DAY, ClockWords
from nlu.spoken.moment_resolution import DayPart
from nlu.spoken.moment_words import MomentWords
from nlu.spoken.tables import Table

_WEEK = 7
_KEYS = ("date", "date_with_year", "at", "clock_in_part", "day_in_part", "between", "days", "from_to")


class MomentWording:
    """Built from `moments` in speech.yml and from moments.yml."""

    def __init__(self, table: Table, words: MomentWords, clock: ClockWords, number: Callable[[int], str]) -> None:
        table.known(*_KEYS)
        self._words, self._clock_words, self._number = words, clock, number
        self._date = table.template("date", "weekday", "day", "month")
        self._date_with_year = table.template("date_with_year", "weekday", "day", "month", "year")
        self._at = table.template("at", "day", "clock")
        self._clock_in_part = table.template("clock_in_part", "clock", "part")
        self._day_in_part = table.template("day_in_part", "day", "part")
        self._between = table.template("between", "day", "start", "end")
        self._days = table.template("days", "start", "end")
        self._from_to = table.template("from_to", "start", "end")
        self._parts = [part for part in words.parts if part.said]

    def clock(self, at: time) -> str:
        minute = at.hour * 60 + at.minute
        said = self._bare(minute)
        return said if self._reads_itself(minute) else self._in_part(minute)

    def day(self, day: date, today: date) -> str:
        offset = (day - today).days
        if offset in self._words.said_days and offset in self._words.days:
            return self._words.days[offset][0]
        if 0 < offset < _WEEK:
            return self._words.weekday_name(day)
        weekday, month = self._words.weekday_name(day), self._words.month_name(day)
        if CalendarDate(day.day, day.month).days(today)[0] == day:
            return self._date.format(weekday=weekday, day=day.day, month=month)
        return self._date_with_year.format(weekday=weekday, day=day.day, month=month, year=day.year)

    def span(self, start: datetime, end: datetime, now: datetime) -> str:
        start, end = start.astimezone(now.tzinfo), end.astimezone(now.tzinfo)
        today, first = now.date(), start.date()
        begin = start.hour * 60 + start.minute
        if start == end:
            return self._point(first, begin, today)
        finish = end.hour * 60 + end.minute + DAY_MINUTES * (end.date() - first).days
        if begin == 0 and finish % DAY_MINUTES == 0:
            last = end.date() - timedelta(days=1)
            if last == first:
                return self.day(first, today)
            return self._days.format(start=self.day(first, today), end=self.day(last, today))
        if finish <= DAY_MINUTES:
            return self._same_day(first, begin, finish, today)
        ending = self._point(end.date(), finish % DAY_MINUTES, today)
        return self._from_to.format(start=self._point(first, begin, today), end=ending)

    def _point(self, day: date, minute: int, today: date) -> str:
        part = self._named_part(minute, minute)
        if part is not None and not self._reads_itself(minute):
            return self._at.format(day=self._part_of_day(day, today, part), clock=self._bare(minute))
        return self._at.format(day=self.day(day, today), clock=self.clock(time(minute // 60, minute % 60)))

    def _same_day(self, day: date, begin: int, finish: int, today: date) -> str:
        short = finish - begin <= HALF_DAY or self._is_named(finish)
        part = self._named_part(begin, finish)
        if self._reads_itself(begin) and short:
            return self._between.format(day=self.day(day, today), start=self._bare(begin), end=self._bare(finish))
        if part is not None:
            said = self._part_of_day(day, today, part)
            return self._between.format(day=said, start=self._bare(begin), end=self._bare(finish))
        start, end = self._in_part(begin), self._in_part(finish)
        return self._between.format(day=self.day(day, today), start=start, end=end)

    def _bare(self, minute: int) -> str:
        minute %= DAY_MINUTES
        return self._clock_words.say(time(minute // 60, minute % 60), self._number)

    def _is_named(self, minute: int) -> bool:
        return self._clock_words.is_named(minute % DAY_MINUTES)

    def _reads_itself(self, minute: int) -> bool:
        """Whether a listener takes the bare time for this half of the day."""
        return self._is_named(minute) or self._clock_words.default_minute(minute) == minute

    def _in_part(self, minute: int) -> str:
        part = next((part for part in self._parts if part.start <= minute % DAY_MINUTES < part.end), None)
        if part is None or self._is_named(minute):
            return self._bare(minute)
        return self._clock_in_part.format(clock=self._bare(minute), part=part.said)

    def _named_part(self, begin: int, finish: int) -> DayPart | None:
        """The part of the day that both times are in, where a day has a word with it ("morgenavond")."""
        for part in self._parts:
            if part.start >= HALF_DAY and part.start <= begin and finish <= part.end:
                return part
        return None

    def _part_of_day(self, day: date, today: date, part: DayPart) -> str:
        forms = self._words.part_forms[part.name]
        if day == today and forms.today:
            return forms.today
        said = self.day(day, today)
        if forms.glued and said.isalpha():
            return said + forms.glued
        if forms.after_day and said.isalpha():
            return f"{said} {forms.after_day}"
        return self._day_in_part.format(day=said, part=part.said)
