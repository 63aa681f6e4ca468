"""Commands for the sensors of a home: which are known, which were only heard, and what each is for."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import click

from skill.commands.progress import show_progress
from skill.composition import App, compose, read_world
from skill.domain.consumption import lasts_until
from skill.domain.device_map import UnmappedDevice
from skill.domain.errors import DataError, Finding
from skill.domain.home import Contact, Device
from skill.domain.pantry import Judgement, PantryState, Reading
from skill.recognition import nobody_listens
from skill.retailers.kinds_by_name import kinds_by_name, nearest
from skill.settings import Settings
from skill.usecases import contacts, map_device, note_strange

home_option = click.option("--home", help="A home of data/homes. Default: BOODSCHAP_MQTT_HOME.")
UNITS = {"weight_g": "g", "volume_ml": "ml", "count": "", "percent": "%"}


@click.command()
@home_option
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each.")
def devices(home: str | None, as_json: bool) -> None:
    """List the sensors of a home: those that stand for a stock, contacts of what covers one, and those that were heard
    and stand for nothing.

    \b
    Example: boodschap sense devices --home thijs
    """
    app, name = _app_and_home(home)
    file = app.parts.home(name)
    with app.parts.records.reading(name) as records:
        mapped = {device.id for device in records.mapped_devices()}
        at_home = map_device.household(file, records)
        facts = [_facts(device, device.id in mapped, records.pantry(device.id)) for device in at_home.devices]
        facts += [_contact_facts(each, contacts.last_told(each, records, app.parts.clock())) for each in file.contacts]
        facts += [_unmapped_facts(each) for each in map_device.unmapped(at_home, records)]
        more = note_strange.forgotten(records)
    for each in facts:
        shown = {key: _text(value) if isinstance(value, datetime) else value for key, value in each.items()}
        click.echo(json.dumps(shown, ensure_ascii=False) if as_json else _line(each))
    if more:
        click.echo(f"more was heard than is kept: {more} messages of other sensors", err=True)


@click.command("map")
@click.argument("device")
@click.argument("kind")
@home_option
@click.option("--full", type=click.IntRange(2), help="What fits, in its own unit. Default: learned from what it tells.")
@click.option("--low", type=click.IntRange(1), help="Below this it is short. Default: 15 % of it, 25 % of pieces.")
def map_(device: str, kind: str, home: str | None, full: int | None, low: int | None) -> None:
    """Say what a sensor is for: DEVICE, as `sense devices` names it, stands for KIND from now on.

    \b
    Example: boodschap sense map kitchen_tin coffee_beans --home thijs
    """
    app, name = _app_and_home(home)
    kinds = kinds_by_name(app.parts.catalogue)
    if kind.lower() not in kinds:
        message, hint = f"there is no kind {kind!r}", nearest(kind, kinds)
        raise DataError([Finding("data/catalogue/kinds", None, "unknown-kind", message, hint)])
    kind = kinds[kind.lower()]
    file, now = app.parts.home(name), app.parts.clock()
    with app.parts.records.transaction(name) as records:
        try:
            known = map_device.run(device, kind, file, records, now, full=full, low_below=low)
        except LookupError as error:
            hint = f"boodschap sense devices --home {name} lists what was heard"
            raise DataError([Finding("device", None, "unknown-device", str(error), hint)]) from None
        except ValueError as error:
            raise DataError([Finding("--low", None, "bad-number", str(error), "--low is less than --full")]) from None
    click.echo(_line(_facts(known, True, PantryState(known.id))))


@click.command()
@click.argument("device")
@home_option
def unmap(device: str, home: str | None) -> None:
    """Take back what was said of a sensor: it is what the home's file says again, or stands for nothing.

    \b
    Example: boodschap sense unmap kitchen_tin --home thijs
    """
    app, name = _app_and_home(home)
    file = app.parts.home(name)
    with app.parts.records.transaction(name) as records:
        undone = map_device.undo(device, file, records, app.parts.clock())
    if not undone:
        declared = file.device(device) is not None
        hint = (
            f"it stands in data/homes/{name}.yml" if declared else f"boodschap sense devices --home {name} lists them"
        )
        raise DataError([Finding("device", None, "not-mapped", f"{device!r} was not mapped", hint)])
    click.echo(f"{device} is unmapped")


def _app_and_home(home: str | None) -> tuple[App, str]:
    settings = Settings.from_environment()
    app = compose(settings, world=read_world(settings, hearing=nobody_listens), progress=show_progress)
    name = home or settings.mqtt_home
    if name is None:
        raise DataError([Finding("--home", None, "missing", "of which home?", f"known: {', '.join(app.parts.homes)}")])
    app.parts.home(name)
    return app, name


def _facts(device: Device, mapped: bool, state: PantryState) -> dict[str, Any]:
    return {
        "device": device.id,
        "kind": device.kind,
        "measures": device.measures,
        "low_below": device.low_below,
        "full": device.full,
        "said_by": "household" if mapped else "home file",
        "amount": state.last.amount if state.last else None,
        "at": state.last.at if state.last else None,
        "lasts_until": lasts_until(state.use) if state.use else None,
        "short_since": state.short_since,
    }


def _contact_facts(contact: Contact, told: tuple[Reading, Judgement] | None) -> dict[str, Any]:
    reading, judgement = told or (None, None)
    return {
        "device": contact.id,
        "covers": contact.covers,
        "told": judgement,
        "at": reading.at if reading is not None else None,
    }


def _unmapped_facts(device: UnmappedDevice) -> dict[str, Any]:
    return {
        "device": device.name, "kind": None, "measures": device.measures, "most": device.most, "at": device.last_at
    }  # fmt: skip


def _line(facts: dict[str, Any]) -> str:
    if "covers" in facts:
        told = f"; {facts['told']} at {_text(facts['at'])}" if facts["told"] is not None else ""
        return f"{facts['device']:20} covers {', '.join(facts['covers'])}{told}"
    unit = UNITS[facts["measures"]]
    if facts["kind"] is None:
        return (
            f"{facts['device']:20} stands for nothing; told {facts['most']} {unit} at most, last {_text(facts['at'])}"
        )
    line = f"{facts['device']:20} {facts['kind']:16} low below {facts['low_below']} of {facts['full']} {unit}"
    if facts["said_by"] == "household":
        line += ", said by the household"
    if facts["amount"] is not None:
        line += f"; {facts['amount']} {unit} at {_text(facts['at'])}"
    if facts["lasts_until"] is not None:
        line += f", lasts until {_text(facts['lasts_until'])[:10]}"
    return f"{line}, short" if facts["short_since"] is not None else line


def _text(at: datetime) -> str:
    return at.isoformat(timespec="minutes")
