"""Commands for what the people of a home would rather have: show it, erase it."""

from __future__ import annotations

import json

import click

from skill.commands.progress import show_progress
from skill.composition import App, compose, read_world
from skill.domain.errors import DataError, Finding
from skill.domain.preference import NO_MORE, WHOLE_HOME, Preference, stated, without
from skill.recognition import nobody_listens
from skill.settings import Settings

home_option = click.option("--home", required=True, help="The home.")


@click.group()
def preferences() -> None:
    """What the people of a home would rather have: show it, erase it.

    \b
    Example: boodschap preferences show --home thijs
             boodschap preferences erase --home thijs brand:coffee_beans
    """


@preferences.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each.")
def show(home: str, as_json: bool) -> None:
    """Show what was told, by whom and since when; no person means the whole home, no date its file.

    \b
    Example: boodschap preferences show --home thijs
    """
    for each in _held(home):
        facts = {
            "home": home,
            "person": each.person or None,
            "preference": each.name,
            "value": each.value,
            "since": each.since.isoformat() if each.since else None,
        }
        since = f", since {each.since:%Y-%m-%d}" if each.since else ", by the home's file"
        line = f"{each.person or 'everybody'}: {each.name} = {each.value}{since}"
        click.echo(json.dumps(facts, ensure_ascii=False) if as_json else line)


@preferences.command()
@home_option
@click.option("--person", default=WHOLE_HOME, help="Whose; default: the whole home's.")
@click.argument("names", nargs=-1)
def erase(home: str, person: str, names: tuple[str, ...]) -> None:
    """Erase preferences by NAME, as `show` prints them; without a name all of that person.

    \b
    Example: boodschap preferences erase --home thijs --person thijs
             boodschap preferences erase --home thijs quiet
    """
    held = {each.name: each for each in _held(home) if each.person == person}
    unknown = [name for name in names if name not in held]
    if unknown:
        known = ", ".join(held) or "none"
        whose = person or "the whole home"
        finding = Finding(
            f"home {home}",
            None,
            "unknown-preference",
            f"{whose} has no {unknown[0]!r}",
            f"those that there are: {known}",
        )
        raise DataError([finding])
    app = _app()
    gone = [held[name] for name in names or held]
    with app.parts.records.transaction(home) as records:
        for each in gone:
            left = without(each)
            if left is None:
                records.erase_preference(each)
            else:
                records.keep_preference(left)
    click.echo(f"{len(gone)} erased")


def _app() -> App:
    settings = Settings.from_environment()
    return compose(settings, world=read_world(settings, show_progress, nobody_listens), progress=show_progress)


def _held(home: str) -> list[Preference]:
    app = _app()
    filed = app.parts.home(home).preferences
    with app.parts.records.reading(home) as records:
        return [each for each in stated(filed, records.preferences()) if each.value != NO_MORE]
