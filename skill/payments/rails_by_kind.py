"""Several rails as one: each kind of payment goes over its own, and the answers of all are heard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from skill.domain.bank_answer import BankAnswer
from skill.usecases.outside_ports import Arrived, Errand, PaymentRail


class RailsByKind:
    """`rails` by kind; any other kind goes over `otherwise`. A message belongs to the rail that brought it."""

    def __init__(self, rails: Mapping[str, PaymentRail], otherwise: PaymentRail) -> None:
        self._rails, self._otherwise = dict(rails), otherwise
        self._brought: dict[str, PaymentRail] = {}

    def run(self, home: str, errand: Errand) -> tuple[BankAnswer, ...]:
        return self._rails.get(str(errand.body["rail"]), self._otherwise).run(home, errand)

    def answers(self) -> Iterator[Arrived]:
        for rail in (*self._rails.values(), self._otherwise):
            for arrived in rail.answers():
                self._brought[arrived.id] = rail
                yield arrived

    def read(self, message: str, *, usable: bool = True) -> None:
        self._brought.pop(message, self._otherwise).read(message, usable=usable)
