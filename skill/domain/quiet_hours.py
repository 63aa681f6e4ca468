"""The hours in which a home is left in peace: nothing is announced then that can wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ASLEEP_FROM, ASLEEP = time(23), timedelta(hours=8)
"""When and how long most people sleep. Our figures."""

MOST_OF_IT = timedelta(hours=7)
"""Who wants quiet for so much of it means the night. Our figure."""

STEP = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` up to `until` on the home's own clock, over midnight when `until` is the earlier one."""

    start: time
    until: time

    def __post_init__(self) -> None:
        if self.start == self.until:
            raise ValueError("quiet hours that begin when they end are none, or all: which?")
        if self.start.tzinfo or self.until.tzinfo:
            raise ValueError("quiet hours are times on the home's own clock, without a zone")

    def over(self, moment: datetime, timezone: ZoneInfo) -> datetime:
        """The first moment from `moment` (which has a zone) on that is not quiet: `moment` itself outside them, else in
        the same zone. On a night when the clock changes they end when the clock says so."""
        local = moment.astimezone(timezone)
        if not self._covers(local.time().replace(fold=0)):
            return moment
        ends = local.date()
        if self.start > self.until and local.time() >= self.start:
            ends += timedelta(days=1)
        return datetime.combine(ends, self.until.replace(fold=local.fold), timezone).astimezone(moment.tzinfo)

    def as_meant(self) -> QuietHours:
        """Hours of which nobody said which half of the day they are of. "Between ten and eight" is most of a night, and
        a day without a word in it is hardly ever wanted; "between one and three" is a rest in the afternoon."""
        night = QuietHours(_half_a_day_on(self.start), _half_a_day_on(self.until))
        begin = datetime.combine(date.min, ASLEEP_FROM)
        quiet = sum(night._covers((begin + step * STEP).time()) for step in range(ASLEEP // STEP))
        return night if quiet * STEP >= MOST_OF_IT else self

    def _covers(self, clock: time) -> bool:
        if self.start < self.until:
            return self.start <= clock < self.until
        return clock >= self.start or clock < self.until


def _half_a_day_on(clock: time) -> time:
    return clock.replace(hour=(clock.hour + 12) % 24)
