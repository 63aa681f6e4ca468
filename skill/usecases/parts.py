"""All that a use case is given: the records, the recogniser, the data and the outside, behind their ports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nlu.interpretation import Recognizer
from skill.domain.approval import ApprovalRules
from skill.domain.catalogue import Catalogue
from skill.domain.errors import DataError, Finding
from skill.domain.home import Home
from skill.domain.proposition import Proposition
from skill.usecases.ports import Agendas, Clock, NewId, PaymentRail, PinHasher, Records, Retailers


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
    clock: Clock
    new_id: NewId

    def home(self, home_id: str) -> Home:
        """The home of that id; an unknown one raises DataError that names the known ones."""
        if home_id not in self.homes:
            known = ", ".join(sorted(self.homes)) or "none"
            raise DataError(
                [Finding("data/homes", 1, "unknown-home", f"there is no home {home_id!r}", f"known: {known}")]
            )
        return self.homes[home_id]
