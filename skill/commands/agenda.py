"""The command that tells whether agendas can be read, and what they say."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

import click

from skill.commands.progress import show_progress
from skill.composition import App, compose, read_world
from skill.domain.agenda import Busy
from skill.domain.errors import DataError
from skill.domain.home import Home
from skill.home.agendas import HomeAgendas
from skill.home.caldav_discovery import NotOneCalendar
from skill.recognition import nobody_listens
from skill.settings import Settings
from skill.usecases.outside_ports import OutsideFailed


@dataclass(frozen=True, slots=True)
class Looked:
    """One person's agenda: `kept` in a file, on a server (caldav) or nowhere (none); why it cannot be read."""

    home: Home
    person: str
    kept: str
    away: tuple[Busy, ...] = ()
    problem: str | None = None
    calendars: tuple[str, ...] = ()
    """Addresses on the server, one of which is to be named."""

    def as_json(self) -> dict[str, object]:
        away = [{"from": self._local(span.start), "until": self._local(span.end)} for span in self.away]
        return {
            "home": self.home.id, "person": self.person, "kept": self.kept,
            "readable": self.problem is None, "problem": self.problem, "calendars": list(self.calendars), "away": away,
        }  # fmt: skip

    def as_lines(self) -> list[str]:
        if self.problem is not None:
            lines = [f"[ERROR] {self.home.id}/{self.person} ({self.kept}): {self.problem}"]
            return lines + [f"  {address}" for address in self.calendars]
        if self.kept == "none":
            return [f"{self.home.id}/{self.person}: keeps no agenda"]
        lines = [f"{self.home.id}/{self.person} ({self.kept}): away {len(self.away)} times"]
        return lines + [f"  {self._local(span.start)}  until  {self._local(span.end)}" for span in self.away]

    def _local(self, at: datetime) -> str:
        return at.astimezone(self.home.timezone).isoformat(timespec="minutes")


@click.group()
def agenda() -> None:
    """When people are home: iCalendar files, and calendars on a CalDAV server.

    A person's file stands in data/homes. A calendar on a server is an address in the environment, which takes the place
    of the file; deliveries are then written to it, moved and removed:

    \b
      BOODSCHAP_CALDAV_THIJS_THIJS=https://user:password@host/
                       <HOME>_<PERSON>

    The one calendar of that login is found; of several, `agenda check` lists the addresses, and the address says which:
    https://user:password@host/path/to/calendar/.
    """


@agenda.command("check")
@click.option("--home", "home_id", help="Only this home.")
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 60), help="How far to look ahead.")
@click.option("--json", "as_json", is_flag=True, help="As JSON. What appointments are about is never shown.")
def check_agendas(home_id: str | None, days: int, as_json: bool) -> None:
    """Look in every agenda now: exit status 1 if one cannot be read.

    \b
    Example: boodschap agenda check --home thijs --days 3
    """
    settings = Settings.from_environment()
    app = compose(settings, world=read_world(settings, show_progress, nobody_listens))
    homes = [app.parts.home(name) for name in ([home_id] if home_id else sorted(app.parts.homes))]
    now = app.parts.clock()
    looked = [_look(app, home, person.id, now, days) for home in homes for person in home.persons]
    if as_json:
        click.echo(json.dumps([each.as_json() for each in looked], indent=2))
    else:
        click.echo("\n".join(line for each in looked for line in each.as_lines()))
    sys.exit(any(each.problem is not None for each in looked))


def _look(app: App, home: Home, person: str, now: datetime, days: int) -> Looked:
    agendas = app.parts.agendas
    assert isinstance(agendas, HomeAgendas)  # noqa: S101 - compose made it
    kept = agendas.kept_in(home.id, person)
    try:
        return Looked(home, person, kept, agendas.look(home.id, person, now, now + timedelta(days=days)))
    except NotOneCalendar as failed:
        return Looked(home, person, kept, problem=str(failed), calendars=failed.addresses)
    except OutsideFailed as failed:
        return Looked(home, person, kept, problem=str(failed))
    except DataError as broken:
        return Looked(home, person, kept, problem="; ".join(finding.message for finding in broken.findings))
