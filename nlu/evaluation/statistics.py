"""Shares with their uncertainty: few sentences prove little, and a figure says so."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with its 95 % interval."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        return wilson_interval(self.part, self.whole)

    def as_json(self) -> dict[str, object]:
        low, high = self.interval
        share = None if self.value is None else round(self.value, 4)
        return {"part": self.part, "whole": self.whole, "share": share, "interval": [low, high]}


def wilson_interval(right: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share; honest for small samples and shares near 0 and 1 (Wilson 1927)."""
    if total == 0:
        return (0.0, 1.0)
    share = right / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return (round(max(0.0, (centre - spread) / scale), 4), round(min(1.0, (centre + spread) / scale), 4))


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` percent lie; None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    at = min(len(ordered) - 1, max(0, math.ceil(share / 100 * len(ordered)) - 1))
    return round(ordered[at], 3)


def sign_test(better: int, worse: int) -> float:
    """How likely chance alone makes two models differ so much (McNemar's exact test, two-sided)."""
    changed = better + worse
    if changed == 0:
        return 1.0
    tail: float = sum(math.comb(changed, at) for at in range(min(better, worse) + 1)) / 2**changed
    return round(min(1.0, 2 * tail), 4)
