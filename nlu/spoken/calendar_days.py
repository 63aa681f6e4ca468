"""Days as people name them: each rule turns today into a span of days, its end not included. Weeks begin on Monday."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Literal, Protocol

DateSpan = tuple[date, date]
_RECENT_DAYS = 30
"""A date without a year that lies no further back is that past day, not next year's."""


class DayRule(Protocol):
    """Raises OverflowError or ValueError for a day that no calendar has."""

    def days(self, today: date) -> DateSpan: ...


def _week(today: date, offset: int) -> DateSpan:
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
    return monday, monday + timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class DaysFromToday:
    """tomorrow, in three days; `weeks` when it was said in weeks, so that a weekday may narrow it."""

    count: int
    in_weeks: bool = False

    def days(self, today: date) -> DateSpan:
        first = today + timedelta(days=self.count)
        return first, first + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthsFromToday:
    """in two months: the same day of the month, or its last."""

    count: int

    def days(self, today: date) -> DateSpan:
        first, end = MonthSpan(self.count).days(today)
        day = first + timedelta(days=min(today.day, (end - first).days) - 1)
        return day, day + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Weekday:
    """Tuesday: the coming one, today's name being next week's; `next_week`: of the next calendar week; `past`."""

    weekday: int
    which: Literal["coming", "next_week", "past"] = "coming"
    weeks_later: int = 0
    week: WeekSpan | DaysFromToday | None = None

    def days(self, today: date) -> DateSpan:
        if self.week is not None:
            anchor = self.week.days(today)[0]
            first = _week(anchor, 0)[0] + timedelta(days=self.weekday)
        elif self.which == "next_week":
            first = _week(today, 1)[0] + timedelta(days=self.weekday)
        elif self.which == "past":
            first = today - timedelta(days=(today.weekday() - self.weekday - 1) % 7 + 1)
        else:
            first = today + timedelta(days=(self.weekday - today.weekday() - 1) % 7 + 1)
        first += timedelta(weeks=self.weeks_later)
        return first, first + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WeekSpan:
    """this week, next week: Monday to Sunday."""

    offset: int

    def days(self, today: date) -> DateSpan:
        return _week(today, self.offset)


@dataclass(frozen=True, slots=True)
class WeekendSpan:
    """this weekend: Saturday and Sunday of this calendar week."""

    offset: int

    def days(self, today: date) -> DateSpan:
        monday, end = _week(today, self.offset)
        return monday + timedelta(days=5), end


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """this month, next month."""

    offset: int

    def days(self, today: date) -> DateSpan:
        months = today.year * 12 + today.month - 1 + self.offset
        return _month(months // 12, months % 12 + 1)


@dataclass(frozen=True, slots=True)
class NamedMonth:
    """in March: this year's unless it is over."""

    month: int

    def days(self, today: date) -> DateSpan:
        first, end = _month(today.year, self.month)
        return (first, end) if end > today else _month(today.year + 1, self.month)


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """the fifth: of this month or, when that is past, of the first month that has one."""

    day: int

    def days(self, today: date) -> DateSpan:
        for offset in range(12):
            first, end = MonthSpan(offset).days(today)
            day = first + timedelta(days=self.day - 1)
            if today <= day < end:
                return day, day + timedelta(days=1)
        raise ValueError(f"no month has a day {self.day}")


def is_past(rule: DayRule | None) -> bool:
    """Whether the words name a day before today, whatever day it is."""
    if isinstance(rule, DaysFromToday):
        return rule.count < 0
    if isinstance(rule, WeekSpan | WeekendSpan | MonthSpan):
        return rule.offset < 0
    return isinstance(rule, Weekday) and rule.which == "past"


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """3 March; without a year the coming one, or one of the last thirty days."""

    day: int
    month: int
    year: int | None = None

    def days(self, today: date) -> DateSpan:
        if self.year is not None:
            first = date(self.year, self.month, self.day)
            return first, first + timedelta(days=1)
        for year in range(today.year - 1, today.year + 9):
            if not MINYEAR <= year <= MAXYEAR or self.day > calendar.monthrange(year, self.month)[1]:
                continue
            first = date(year, self.month, self.day)
            if (today - first).days <= _RECENT_DAYS:
                return first, first + timedelta(days=1)
        raise ValueError(f"no such date: {self.day}-{self.month}")


def _month(year: int, month: int) -> DateSpan:
    first = date(year, month, 1)
    return first, first + timedelta(days=calendar.monthrange(year, month)[1])


def joined(first: DayRule, second: DayRule) -> DayRule | None:
    """What two day names in a row mean together ("next week" + "Tuesday", "Monday" + "9 March"), or None."""
    for one, other in ((first, second), (second, first)):
        if isinstance(one, Weekday) and one.week is None:
            if isinstance(other, WeekSpan) or (isinstance(other, DaysFromToday) and other.in_weeks):
                return replace(one, week=other)
            if isinstance(other, CalendarDate):
                return other
    return None
