"""From a heard moment to a span of time with a zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from nlu.interpretation import MomentValue
from nlu.spoken.calendar_days import DayRule
from nlu.spoken.clock import DAY_MINUTES, HALF_DAY, ClockTime

Relation = Literal["at", "about", "after", "from", "before", "until", "between"]
_OPEN_DAYS = 7
"""How far "after Tuesday" reaches."""
_SMALL_HOURS = 5 * 60
"""Until here a time "at night" belongs to the night that has begun the evening before."""


@dataclass(frozen=True, slots=True)
class DayPart:
    """morning, evening ...: from `start` to `end` in minutes of the day; `said` with a time ("'s avonds")."""

    name: str
    start: int
    end: int
    said: str = ""

    def is_within(self, other: DayPart) -> bool:
        """Whether this part narrows the other: "tomorrow morning, early"."""
        return other.start <= self.start and self.end <= other.end

    def fit(self, minute: int) -> int | None:
        """The minute of the day that a time on a twelve-hour clock is in this part; None when the part cannot tell."""
        minute %= HALF_DAY
        if self.end <= HALF_DAY:
            return minute
        if self.start < HALF_DAY:
            return None
        if self.end == DAY_MINUTES and minute < _SMALL_HOURS:
            return minute + DAY_MINUTES
        return minute + HALF_DAY


@dataclass(slots=True)
class HeardMoment:
    """The parts of a moment as spoken; None where nothing was said."""

    day: DayRule | None = None
    day_end: DayRule | None = None
    day_relation: Relation | None = None
    part: DayPart | None = None
    clock: ClockTime | None = None
    clock_part: DayPart | None = None
    clock_end: ClockTime | None = None
    relation: Relation | None = None
    ahead: timedelta | None = None
    within: timedelta | None = None

    def completed_by(self, earlier: HeardMoment) -> HeardMoment:
        """This moment with what only `earlier` said: "Tuesday at five, no, Wednesday" keeps the time."""
        if self.ahead or self.within or earlier.ahead or earlier.within:
            return self
        merged = HeardMoment(**{f.name: getattr(self, f.name) for f in fields(self)})
        if merged.day is None:
            merged.day, merged.day_end, merged.day_relation = earlier.day, earlier.day_end, earlier.day_relation
            merged.part = merged.part or earlier.part
        if merged.clock is None:
            merged.part = merged.part or earlier.part
            merged.clock, merged.clock_part, merged.clock_end = earlier.clock, earlier.clock_part, earlier.clock_end
        merged.relation = merged.relation or earlier.relation
        return merged


@dataclass(frozen=True, slots=True)
class Resolver:
    """Anchors moments at `now`.

    `default_minute` guesses the half of the day; `about_minutes` is the slack of "around", to either side.
    """

    now: datetime
    default_minute: Callable[[int], int]
    about_minutes: int

    def resolve(self, heard: HeardMoment) -> MomentValue | None:
        """The span, or None when the calendar has no such day."""
        try:
            return self._resolve(heard)
        except (OverflowError, ValueError):
            return None

    @property
    def _zone(self) -> tzinfo | None:
        return self.now.tzinfo

    def _resolve(self, heard: HeardMoment) -> MomentValue:
        if heard.ahead is not None:
            moment = (self.now.astimezone(UTC) + heard.ahead).astimezone(self._zone)
            return MomentValue(moment, moment)
        if heard.within is not None:
            return MomentValue(self.now, (self.now.astimezone(UTC) + heard.within).astimezone(self._zone))
        if heard.clock is None:
            return self._part(heard) if heard.part is not None else self._days(heard)
        if heard.clock_end is not None:
            return self._between(heard)
        return self._at_clock(heard)

    def _local(self, day: date, minute: int) -> datetime:
        """A wall-clock time; one that the clock change skips moves on by the hour that was skipped."""
        day += timedelta(days=minute // DAY_MINUTES)
        minute %= DAY_MINUTES
        wall = datetime.combine(day, time(minute // 60, minute % 60), self._zone)
        return wall.astimezone(UTC).astimezone(self._zone)

    def _days(self, heard: HeardMoment) -> MomentValue:
        today = self.now.date()
        if heard.day is None:
            raise ValueError("a moment without a day or a time")
        first, end = heard.day.days(today)
        if heard.day_end is not None:
            last = heard.day_end.days(today)
            end = (last if last[0] >= first else heard.day_end.days(first))[1]
        start_at, end_at = self._local(first, 0), self._local(end, 0)
        open_end = timedelta(days=_OPEN_DAYS)
        match heard.day_relation:
            case "after":
                return MomentValue(end_at, self._local(end + open_end, 0))
            case "from":
                return MomentValue(start_at, self._local(end + open_end, 0))
            case "before":
                return MomentValue(min(self.now, start_at), start_at)
            case "until":
                return MomentValue(min(self.now, end_at), end_at)
        return MomentValue(start_at, end_at)

    def _part(self, heard: HeardMoment) -> MomentValue:
        part = heard.part
        today = self.now.date()
        if part is None:
            raise ValueError("a moment without a part of the day")
        day = today if heard.day is None else heard.day.days(today)[0]
        is_night = part.start == 0
        over = day == today and self._local(day, part.end) <= self.now
        if (heard.day is None and over) or (is_night and heard.day is not None and (day != today or over)):
            day += timedelta(days=1)
        return MomentValue(self._local(day, part.start), self._local(day, part.end))

    def _options(self, clock: ClockTime, part: DayPart | None) -> list[int]:
        """The minutes of the day that a heard time may be, likeliest first."""
        if clock.certain:
            return [clock.minute]
        fitted = part.fit(clock.minute) if part is not None else None
        if fitted is not None:
            return [fitted]
        first = self.default_minute(clock.minute)
        return [first, first + HALF_DAY] if first < HALF_DAY else [first]

    def _at_clock(self, heard: HeardMoment) -> MomentValue:
        clock, relation = heard.clock, heard.relation or "at"
        if clock is None:
            raise ValueError("a moment without a time")
        part = heard.clock_part or heard.part
        options = self._options(clock, part)
        today = self.now.date()
        day = today if heard.day is None else heard.day.days(today)[0]
        minute = options[0]
        if day == today:
            ahead = [option for option in options if self._local(day, option) >= self.now]
            if ahead:
                minute = ahead[0]
            elif (heard.day is None and relation not in ("after", "from")) or (part is not None and part.start == 0):
                day += timedelta(days=1)
        moment = self._local(day, minute)
        if relation == "about":
            slack = timedelta(minutes=self.about_minutes)
            utc = moment.astimezone(UTC)
            return MomentValue((utc - slack).astimezone(self._zone), (utc + slack).astimezone(self._zone))
        if relation in ("after", "from"):
            end = part.end if part is not None and minute < part.end else DAY_MINUTES * (minute // DAY_MINUTES + 1)
            return MomentValue(moment, self._local(day, end))
        if relation in ("before", "until"):
            starts = part.start if part is not None and part.start < minute else 0
            start = self._local(day, starts)
            if heard.day is None or day == today:
                start = max(start, self.now) if day == today else self.now
            return MomentValue(min(start, moment), moment)
        return MomentValue(moment, moment)

    def _between(self, heard: HeardMoment) -> MomentValue:
        first, last = heard.clock, heard.clock_end
        if first is None or last is None:
            raise ValueError("a span without two times")
        today = self.now.date()
        day = today if heard.day is None else heard.day.days(today)[0]
        spans = self._minute_spans(first, last, heard)
        chosen = spans[0]
        if day == today:
            ahead = [span for span in spans if self._local(day, span[1]) > self.now]
            if ahead:
                chosen = ahead[0]
            elif heard.day is None or (heard.part is not None and heard.part.start == 0):
                day += timedelta(days=1)
        told = first.certain or last.certain or heard.part is not None or heard.clock_part is not None
        return MomentValue(self._local(day, chosen[0]), self._local(day, chosen[1]), guessed=not told)

    def _minute_spans(self, first: ClockTime, last: ClockTime, heard: HeardMoment) -> list[tuple[int, int]]:
        ends = self._options(last, heard.part)
        if last.certain or (heard.part is not None and heard.part.fit(last.minute) is not None):
            end = ends[0]
            if first.certain or heard.clock_part is not None:
                start = self._options(first, heard.clock_part)[0]
            else:
                fitted = self._options(first, heard.part)[0]
                halves = [first.minute % HALF_DAY + shift for shift in (0, HALF_DAY)]
                start = fitted if fitted < end else max((half for half in halves if half < end), default=fitted)
                if last.certain and heard.part is None:
                    start = max((half for half in halves if half < end), default=fitted)
            return [(start, end if end > start else end + DAY_MINUTES)]
        starts = self._options(first, heard.clock_part or heard.part)
        return [(start, start + ((last.minute - start) % HALF_DAY or HALF_DAY)) for start in starts]
