"""Works errands off in threads: in a server, or by itself as `boodschap work`. Any number of workers share the load."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from functools import partial

from skill.domain.errors import RecordsUnavailable
from skill.usecases import run_errands
from skill.usecases.parts import Parts
from skill.usecases.run_errands import Tried

LOOKS_EVERY_S = 1.0
"""How often an idle worker looks for work: an errand that a turn left is begun within about a second."""

STOP_WITHIN_S = 10.0
"""How long a call that is under way may take when a worker is told to stop; after it the claim runs out by itself."""

HOMES_AT_ONCE = 100
"""How many homes are looked up at a time: enough to be busy for a while, few enough to share."""

TURN_WAITS_S = 0.3
"""How long a turn waits for what it left to be done outside, before it is answered: hardly noticed at a speaker."""

BEHIND_TURNS = 8
"""How many turns may have something under way behind them; what comes on top of that is left to the workers."""

LogFailure = Callable[[str, BaseException], None]


class Worker:
    """Claims errands of every home that has some, and runs them. Each thread has one outside call under way, so that
    one slow party holds up one thread. `tell` is called from these threads."""

    def __init__(
        self,
        parts: Parts,
        log_failure: LogFailure,
        *,
        threads: int = 2,
        homes: Collection[str] | None = None,
        tell: Callable[[Tried], None] = lambda _: None,
    ) -> None:
        self._parts = parts
        self._log_failure = log_failure
        self._homes = frozenset(parts.homes if homes is None else homes)
        self._tell = tell
        self._until_idle = False
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(number,), name=f"errands-{number}", daemon=True)
            for number in range(threads)
        ]

    def take_over(self, parts: Parts) -> None:
        """What is begun from now on is done with these parts."""
        self._parts = parts

    def start(self, *, until_idle: bool = False) -> None:
        """Works until it is told to stop, or until nothing is due."""
        self._until_idle = until_idle
        for thread in self._threads:
            thread.start()

    @property
    def is_busy(self) -> bool:
        """It was started and neither stopped nor, if so it was asked, ended because nothing is due."""
        return any(thread.is_alive() for thread in self._threads)

    def stop(self, within_s: float = STOP_WITHIN_S) -> None:
        """Returns when the calls under way are done, or after `within_s`: the rest is done later, here or elsewhere."""
        self._stopping.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(within_s)

    def _run(self, number: int) -> None:
        while not self._stopping.is_set():
            if self._round(number):
                continue
            if self._until_idle:
                return
            self._stopping.wait(LOOKS_EVERY_S)

    def _round(self, number: int) -> bool:
        """One look over the homes that have work; False when nothing was tried. Threads begin at different homes."""
        tried = []

        def told(one: Tried) -> None:
            tried.append(one)
            self._tell(one)

        try:
            found = self._parts.records.homes_with_errands(self._parts.clock(), HOMES_AT_ONCE)
        except RecordsUnavailable as error:
            self._log_failure("looking for errands", error)
            return False
        homes = [home for home in found if home in self._homes]
        begin = number * len(homes) // max(len(self._threads), 1)
        for home in homes[begin:] + homes[:begin]:
            if self._stopping.is_set():
                break
            try:
                run_errands.run(home, self._parts, self._parts.clock(), tell=told, go_on=self._goes_on)
            except Exception as error:  # whatever it was, the other homes must have their turn
                self._log_failure("running errands", error)
        return bool(tried)

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()


class BehindTheTurn:
    """What a turn leaves to be done outside runs in a thread, and the turn waits for it only briefly."""

    def __init__(self, log_failure: LogFailure, *, waits_s: float = TURN_WAITS_S, threads: int = BEHIND_TURNS) -> None:
        self._log_failure = log_failure
        self._waits_s = waits_s
        self._free = threading.BoundedSemaphore(threads)

    def __call__(self, work: Callable[[], object]) -> None:
        """Begins it, unless as many are under way as may be: then a worker finds it, for nobody has claimed it."""
        if not self._free.acquire(blocking=False):
            return
        done = threading.Event()
        threading.Thread(target=partial(self._run, work, done), name="behind-a-turn", daemon=True).start()
        done.wait(self._waits_s)

    def _run(self, work: Callable[[], object], done: threading.Event) -> None:
        try:
            work()
        except Exception as error:  # the turn is kept and answered; what it left is tried again by a worker
            self._log_failure("running the errands of a turn", error)
        finally:
            self._free.release()
            done.set()
