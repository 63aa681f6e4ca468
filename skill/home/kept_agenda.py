"""What an agenda server said last, kept for a while: nobody at the speaker waits for a slow one.

Fresh: it is believed. Older: it is still said, while it is asked for anew behind the turn. Too old, or never heard: the
turn waits a moment, then the agenda counts as unreadable, and what comes after that is there for the next turn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from skill.domain.agenda import Busy
from skill.usecases.outside_ports import OutsideFailed

FRESH_S = 300.0
"""Appointments are made on other devices: five minutes is what calendar programs themselves take."""

STALE_S = 12 * 3600.0
"""What somebody said of this evening this morning may have changed, and mostly did not; a day later it is a guess."""

TURN_WAITS_S = 1.0
FAILED_S = 60.0
"""After a failure the server is left alone for so long."""

BEFORE, AFTER = timedelta(days=1), timedelta(days=7)
"""So much more is fetched than was asked for, so that the next turns find it here."""

Fetch = Callable[[datetime, datetime], tuple[Busy, ...]]


@dataclass(frozen=True, slots=True)
class _Said:
    at_s: float
    start: datetime
    end: datetime
    spans: tuple[Busy, ...]


class KeptAgenda:
    """`fetch` asks the server and raises OutsideFailed; it runs in a thread, one at a time."""

    def __init__(
        self, fetch: Fetch, *, waits_s: float = TURN_WAITS_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._waits_s, self._clock = fetch, waits_s, clock
        self._lock = threading.Lock()
        self._said: _Said | None = None
        self._failed_s: float | None = None
        self._under_way: threading.Event | None = None

    def busy(self, start: datetime, end: datetime) -> tuple[Busy, ...] | None:
        """What is known of the span; None when it cannot be read now."""
        said = self._said
        age_s = self._clock() - said.at_s if said is not None and self._covers(said, start, end) else None
        if age_s is None or age_s > FRESH_S:
            done = self._ask(start, end)
            if (age_s is None or age_s > STALE_S) and done is not None:
                done.wait(self._waits_s)
        said = self._said
        if said is None or not self._covers(said, start, end) or self._clock() - said.at_s > STALE_S:
            return None
        return tuple(span for span in said.spans if span.end > start and span.start < end)

    @staticmethod
    def _covers(said: _Said, start: datetime, end: datetime) -> bool:
        return said.start <= start and end <= said.end

    def _ask(self, start: datetime, end: datetime) -> threading.Event | None:
        """Begins to ask, unless somebody does, or it failed just now. The event: when the answer is there."""
        with self._lock:
            if self._under_way is not None:
                return self._under_way
            if self._failed_s is not None and self._clock() - self._failed_s < FAILED_S:
                return None
            done = self._under_way = threading.Event()
        threading.Thread(target=self._run, args=(start - BEFORE, end + AFTER, done), name="agenda", daemon=True).start()
        return done

    def _run(self, start: datetime, end: datetime, done: threading.Event) -> None:
        found: tuple[Busy, ...] | None = None
        try:
            found = self._fetch(start, end)
        except OutsideFailed:
            pass
        finally:
            with self._lock:
                if found is not None:
                    self._said, self._failed_s = _Said(self._clock(), start, end, found), None
                else:
                    self._failed_s = self._clock()
                self._under_way = None
            done.set()
