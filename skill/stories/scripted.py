"""What a story scripts: the clock, the ids and the kind of home."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from skill.domain.agenda import Busy
from skill.domain.catalogue import Catalogue
from skill.domain.home import Control, Home, Providers
from skill.stories.story import ClockTurn
from skill.usecases.outside_ports import Agendas, Errand, OutsideFailed


@dataclass(slots=True)
class ScriptedClock:
    """Stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)

    def advance(self, span: timedelta) -> None:
        self.now = self.now + span


@dataclass(slots=True)
class CountedIds:
    """Ids in their order: the same story makes the same ids."""

    made: int = 0

    def __call__(self) -> str:
        self.made += 1
        return f"story-{self.made:04d}"


@dataclass(slots=True)
class ScriptedAgendas:
    """The home's agendas, that a story can make unreadable or read only; `written` are the reminders in them, with
    their starts."""

    real: Agendas
    readable: bool = True
    writable: bool = True
    written: dict[str, datetime] = field(default_factory=dict)

    def busy(self, home: str, person: str, start: datetime, end: datetime) -> tuple[Busy, ...] | None:
        """See Agendas."""
        return self.real.busy(home, person, start, end) if self.readable else None

    def keeps(self, home: str, person: str) -> bool:
        """See Agendas."""
        return self.real.keeps(home, person)

    def run(self, home: str, errand: Errand) -> None:  # noqa: ARG002 - the port has it
        """See Agendas."""
        if not self.readable:
            raise OutsideFailed("the agenda does not answer", final=False)
        if not self.writable:
            raise OutsideFailed("the agenda lets nobody write", final=True)
        entry = str(errand.body["entry"])
        if errand.kind == "remind":
            self.written[entry] = datetime.fromisoformat(str(errand.body["start"]))
        else:
            self.written.pop(entry, None)


def moment_of(turn: ClockTurn, now: datetime, timezone: ZoneInfo) -> datetime:
    """When a clock turn ends. Days are those of the calendar: three days on it is as late as now, by the clock on the
    wall; hours, minutes and seconds pass as they are."""
    if turn.until is not None:
        return turn.until.astimezone(UTC)
    wall = now.astimezone(timezone) + timedelta(days=turn.days)
    return wall.astimezone(UTC) + turn.rest


def home_of_kind(home: Home, kind: tuple[Providers, Control] | None, catalogue: Catalogue) -> Home:
    """The home with another market and another who decides.

    With one provider, the first linked retailer of each category is the platform and the only one of its category. A
    home that had one provider and gets many is linked to every retailer of the catalogue, its own first.
    """
    if kind is None:
        return home
    market, control = kind
    home = replace(home, control=control)
    if market is home.market:
        return home
    if market is Providers.MANY:
        linked = tuple(dict.fromkeys([*home.retailers, *catalogue.retailers]))
        return replace(home, market=market, platform=None, retailers=linked)
    first: dict[str, str] = {}
    for retailer in home.retailers:
        first.setdefault(catalogue.retailers[retailer].category, retailer)
    platform = first.get("groceries") or next(iter(first.values()), None)
    return replace(home, market=market, platform=platform, retailers=tuple(first.values()))
