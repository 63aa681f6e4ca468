"""A home that is told that something waits, played: it keeps what it was told, and can refuse or not answer."""

from __future__ import annotations

from skill.domain.notification import Announcement
from skill.simulated_peer import SimulatedPeer
from skill.usecases.outside_ports import Errand


class SimulatedAnnouncer:
    """How the next calls go is scripted on `peer`."""

    def __init__(self) -> None:
        self.peer = SimulatedPeer("the speaker")
        self.waiting: dict[str, int] = {}
        """How many wait, by home, as it was told last."""

    def announce(self, home: str, announcement: Announcement) -> None:
        """See Announcer."""
        body: dict[str, str | int] = {"kind": announcement.kind, **announcement.says}
        self.peer.call(home, Errand(f"{home}:{announcement.reference}", "announce", body))
        self.waiting[home] = announcement.waiting

    def dim(self, home: str, waiting: int) -> None:
        """See Announcer."""
        self.waiting[home] = waiting

    def announced(self, home: str) -> list[str]:
        """The kinds that the home was told of, in order."""
        return [str(call.body["kind"]) for call in self.peer.calls("announce") if call.home == home]

    def close(self) -> None:
        self.peer.close()
