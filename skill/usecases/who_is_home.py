"""When nobody is there to take a delivery in: any adult of the home will do."""

from __future__ import annotations

from datetime import datetime, timedelta

from skill.domain.agenda import Busy, away_at_once
from skill.domain.home import Home
from skill.domain.person import Role
from skill.usecases.outside_ports import Agendas

AGENDA_AHEAD = timedelta(days=15)
"""How far agendas are read: further than any slot that is offered."""


def nobody_home(home: Home, agendas: Agendas, now: datetime) -> tuple[Busy, ...] | None:
    """When every adult who keeps an agenda is away; None when none of theirs can be read.

    Who keeps none tells nothing, unless nobody here does: then somebody is always taken to be home. An agenda that
    cannot be read is of no help either: somebody is home when another's says so. Asks outside: in no transaction.
    """
    adults = [person.id for person in home.persons if person.role is Role.ADULT and agendas.keeps(home.id, person.id)]
    if not adults:
        return ()
    read = [agendas.busy(home.id, person, now, now + AGENDA_AHEAD) for person in adults]
    known = [spans for spans in read if spans is not None]
    return away_at_once(known) if known else None
