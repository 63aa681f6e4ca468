"""How long an errand is tried: a wait after each failure that doubles, and a number of tries after which it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Patience:
    """`first` and `longest` wait between tries; after `tries` failures the person is told, and unless it is `tried_on`
    the errand is given up and what it was for is undone here."""

    first: timedelta
    longest: timedelta
    tries: int
    tried_on: bool = False

    def wait(self, failures: int, jitter_percent: int) -> timedelta:
        """After that many failures in a row: half of the doubling wait for certain, of the other half `jitter_percent`
        (0 to 99), so that what failed together does not come back together."""
        doublings = min(max(failures - 1, 0), 30)
        half = min(self.first * (1 << doublings), self.longest) // 2
        return half + half * jitter_percent // 100


_SECONDS, _MINUTES, _HOURS = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

PATIENCE: Mapping[str, Patience] = {
    # Somebody counts on it for today: after some ten minutes they hear that it failed and can order elsewhere.
    "place": Patience(5 * _SECONDS, 5 * _MINUTES, tries=8),
    # Only the retailer knows whether it still comes, so only its answer ends this; the person hears of the doubt.
    "cancel": Patience(5 * _SECONDS, 15 * _MINUTES, tries=8, tried_on=True),
    "amend": Patience(5 * _SECONDS, 15 * _MINUTES, tries=8, tried_on=True),
    "move": Patience(5 * _SECONDS, 15 * _MINUTES, tries=8, tried_on=True),
    # Nobody waits for it at the speaker; about three days, as long as a desk may be closed over a weekend.
    "complain": Patience(1 * _MINUTES, 6 * _HOURS, tries=20),
    # A right of the person, with a time to it: tried as long.
    "take_back": Patience(1 * _MINUTES, 6 * _HOURS, tries=20),
    # The bank may have paid without our hearing of it, so only the bank can say that it did not.
    "pay": Patience(5 * _SECONDS, 6 * _HOURS, tries=8, tried_on=True),
    # An agenda in somebody's home is off for a night; a reminder later than the delivery helps nobody.
    "remind": Patience(5 * _SECONDS, 1 * _HOURS, tries=24),
    "forget": Patience(5 * _SECONDS, 1 * _HOURS, tries=24),
    # What could not be announced is told when somebody asks: a day late it is no announcement any more.
    "announce": Patience(5 * _SECONDS, 1 * _HOURS, tries=24),
    "dim": Patience(5 * _SECONDS, 1 * _HOURS, tries=24),
}
"""By kind of errand. A kind that is not here is run by nobody: its errands become dead letters at once."""
