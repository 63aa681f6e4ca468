"""Several ways to tell a home that something waits: each is tried, whatever became of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from skill.domain.notification import Announcement
from skill.usecases.outside_ports import Announcer, OutsideFailed


class Several:
    """A repeat is harmless at each (see Announcer), so all of them are called again until none fails for now."""

    def __init__(self, announcers: Sequence[Announcer]) -> None:
        self._announcers = tuple(announcers)

    def announce(self, home: str, announcement: Announcement) -> None:
        """See Announcer."""
        self._each(lambda one: one.announce(home, announcement))

    def dim(self, home: str, waiting: int) -> None:
        """See Announcer."""
        self._each(lambda one: one.dim(home, waiting))

    def _each(self, tell: Callable[[Announcer], None]) -> None:
        failures: list[OutsideFailed] = []
        for one in self._announcers:
            try:
                tell(one)
            except OutsideFailed as failed:
                failures.append(failed)
        if failures:
            raise min(failures, key=lambda failed: failed.final)
