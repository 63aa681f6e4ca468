"""A simulated payment rail behind the same port as a real one: it can refuse, time out and answer late."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from skill.domain.bank_answer import BankAnswer, Outcome
from skill.simulated_peer import SimulatedPeer
from skill.usecases.outside_ports import Arrived, Errand


class SimulatedRail:
    """Pays each errand key once, and says so at once. How the next payments go is scripted on `peer`; `refuse_all`
    refuses a rail; `answer_later` keeps answers back, and `say` lets this bank say whatever a test wants."""

    def __init__(self, path: Path | str = ":memory:") -> None:
        self.peer = SimulatedPeer("the bank", path)
        self._refused: set[str] = set()
        self._later = False
        self._said: dict[str, Arrived] = {}
        self._messages = 0

    def run(self, home: str, errand: Errand) -> tuple[BankAnswer, ...]:
        """Moves the money once. Raises OutsideFailed as scripted."""
        self.peer.call(home, errand, refuses=bool(self._refused & {str(errand.body["rail"]), "rail"}))
        end_to_end = str(errand.body["end_to_end"])
        if self._later:
            self.say(BankAnswer(end_to_end, Outcome.PAID))
            return ()
        return (BankAnswer(end_to_end, Outcome.PAID),)

    def answer_later(self) -> None:
        """From now on what is paid is told in a message, not at once."""
        self._later = True

    def say(self, *answers: BankAnswer) -> None:
        """A message of this bank: what it says may be late, said before, out of turn or plainly wrong."""
        self._messages += 1
        message = f"simulated-{self._messages}"
        self._said[message] = Arrived(message, answers)

    def answers(self) -> Iterable[Arrived]:
        """See PaymentRail. Messages are kept in memory only: they end with the process."""
        return tuple(self._said.values())

    def read(self, message: str, *, usable: bool = True) -> None:  # noqa: ARG002 - the port has it
        self._said.pop(message, None)

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
