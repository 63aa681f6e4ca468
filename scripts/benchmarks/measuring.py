"""What benchmarks measure with: percentiles, memory, a stopwatch around a recogniser."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nlu.interpretation import Interpretation, Recognizer

PROJECT = Path(__file__).resolve().parent.parent.parent


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def resident_mb() -> float:
    """Resident memory of this process now, in MB of 10^6 bytes; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    import resource

    return pages * resource.getpagesize() / 1e6


def resident_mb_of(pids: Sequence[int]) -> float:
    """Resident memory of other processes together, in MB of 10^6 bytes; 0 where the system does not tell."""
    import resource

    try:
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 1e6


def cpu_seconds() -> float:
    """What this process and those that it started and that ended have used of processors: no other load counts."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def seconds_of(code: str, runs: int = 3) -> float:
    """The median wall seconds of a new process that runs `code`, after one that is not counted."""
    taken = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT, capture_output=True)  # noqa: S603
        taken.append(time.perf_counter() - began)
    return sorted(taken[1:])[runs // 2]


class TimedRecognizer:
    """A recogniser with a stopwatch: `taken_ms` holds what each utterance took."""

    def __init__(self, inner: Recognizer) -> None:
        self._inner = inner
        self.taken_ms: list[float] = []

    def recognize(self, text: str, *where: Any, **more: Any) -> Interpretation:
        began = time.perf_counter()
        try:
            return self._inner.recognize(text, *where, **more)
        finally:
            self.taken_ms.append((time.perf_counter() - began) * 1000)
