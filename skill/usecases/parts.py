"""All that a use case is given: the records, the recogniser, the data and the outside, behind their ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nlu.interpretation import Recognizer
from skill.domain.approval import ApprovalRules
from skill.domain.catalogue import Catalogue
from skill.domain.errors import DataError, Finding
from skill.domain.home import Home
from skill.domain.notification import Manners
from skill.domain.payment_methods import PaymentMethods
from skill.domain.proposition import Proposition
from skill.domain.ranking import Ranking
from skill.usecases.outside_ports import Agendas, Announcer, PaymentRail, Retailers
from skill.usecases.ports import Clock, NewId, Records
from skill.usecases.proof_ports import PinHasher, Signer

Promptly = Callable[[Callable[[], object]], None]
"""Does what a turn leaves to be done outside. What is given runs at once; a server lets the turn wait only briefly."""


def at_once(work: Callable[[], object]) -> None:
    work()


def no_jitter() -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Parts:
    records: Records
    recognizer: Recognizer
    catalogue: Catalogue
    propositions: Mapping[str, Proposition]
    approval: ApprovalRules
    homes: Mapping[str, Home]
    retailers: Retailers
    rail: PaymentRail
    agendas: Agendas
    pins: PinHasher
    signer: Signer
    clock: Clock
    new_id: NewId
    jitter_percent: Callable[[], int] = no_jitter
    """A number from 0 to 99 for each wait before another try outside."""
    promptly: Promptly = at_once
    payment_methods: PaymentMethods = field(default_factory=PaymentMethods)
    manners: Manners = field(default_factory=Manners)
    announcer: Announcer | None = None
    """Tells the home that something waits; None: it hears of it when it asks."""
    ranking: Ranking = field(default_factory=Ranking)

    def home(self, home_id: str) -> Home:
        """The home of that id; an unknown one raises DataError that names the known ones."""
        if home_id not in self.homes:
            known = ", ".join(sorted(self.homes)) or "none"
            raise DataError(
                [Finding("data/homes", None, "unknown-home", f"there is no home {home_id!r}", f"known: {known}")]
            )
        return self.homes[home_id]
