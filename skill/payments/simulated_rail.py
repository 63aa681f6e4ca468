"""A simulated payment rail behind the same port as a real one: it can refuse, time out and answer late."""

from __future__ import annotations

from pathlib import Path

from skill.simulated_peer import SimulatedPeer
from skill.usecases.ports import Errand


class SimulatedRail:
    """Pays each errand key once. How the next payments go is scripted on `peer`; `refuse_all` refuses a rail."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self.peer = SimulatedPeer("the bank", path)
        self._refused: set[str] = set()

    def run(self, home: str, errand: Errand) -> None:
        """Moves the money once. Raises OutsideFailed as scripted."""
        self.peer.call(home, errand, refuses=bool(self._refused & {str(errand.body["rail"]), "rail"}))

    def paid(self) -> list[tuple[str, str, int]]:
        """(home, key, cents) of what was paid, in order."""
        return [(call.home, call.key, int(call.body["cents"])) for call in self.peer.calls("pay")]

    def fail_next(self, *faults: str) -> None:
        """See SimulatedPeer."""
        self.peer.fail_next(*faults)

    def refuse_all(self, rail: str) -> None:
        """From now on this rail refuses; `rail` stands for every one."""
        self._refused.add(rail)

    def close(self) -> None:
        self.peer.close()
