"""How often one conversation may speak: a person says a few sentences a minute, a runaway client hundreds."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable

UTTERANCES_PER_MINUTE = 30
WINDOW_S = 60.0
KEPT_CLIENTS = 10_000
"""Beyond this many clients the one that spoke longest ago is forgotten, so that memory stays bounded."""


class RateLimit:
    """Counts in this process only: behind several workers a client may get that many times more. Thread-safe."""

    def __init__(
        self, per_minute: int = UTTERANCES_PER_MINUTE, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._per_minute = per_minute
        self._monotonic_s = monotonic_s
        self._times: OrderedDict[Hashable, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, client: Hashable) -> int:
        """0, and this request counted, when the client may go on; else after how many whole seconds it may."""
        now = self._monotonic_s()
        with self._lock:
            times = self._times.setdefault(client, deque())
            self._times.move_to_end(client)
            while len(self._times) > KEPT_CLIENTS:
                self._times.popitem(last=False)
            while times and times[0] <= now - WINDOW_S:
                times.popleft()
            if len(times) >= self._per_minute:
                return max(1, math.ceil(times[0] + WINDOW_S - now))
            times.append(now)
            return 0
