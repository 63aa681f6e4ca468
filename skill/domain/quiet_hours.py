"""The hours in which a home is left in peace: nothing is announced then that can wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


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

    def _covers(self, clock: time) -> bool:
        if self.start < self.until:
            return self.start <= clock < self.until
        return clock >= self.start or clock < self.until
