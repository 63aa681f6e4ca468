"""Commands for the mandates of a home: show them, export the signed documents, verify them, make a key."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from skill.commands.progress import counted, show_progress
from skill.composition import App, compose, read_world
from skill.domain.authorization import Usage
from skill.domain.mandate import Mandate
from skill.domain.mandate_change import in_force
from skill.domain.money import Money
from skill.permission.signing_key import as_text, new_key
from skill.recognition import nobody_listens
from skill.settings import Settings
from skill.usecases import sign_mandates, verify_mandates
from skill.usecases.picture import usage

home_option = click.option("--home", help="Only this home; default: every home.")
json_option = click.option("--json", "as_json", is_flag=True, help="A line of JSON for each.")


@click.group()
def mandate() -> None:
    """What may be bought or paid without asking: show it, export it signed, verify it.

    \b
    Example: boodschap mandate show --home thijs
             boodschap mandate verify
    """


@mandate.command()
@home_option
@json_option
@click.option("--all", "ended", is_flag=True, help="The revoked and expired ones too.")
def show(home: str | None, as_json: bool, ended: bool) -> None:
    """Show the mandates with their limits and what is left of them.

    \b
    Example: boodschap mandate show --home dunya
    """
    app = _app()
    for name in _homes(app, home):
        at_home, now = app.parts.home(name), app.parts.clock()
        with app.parts.records.reading(name) as records:
            mandates = records.mandates()
            used = usage(records, mandates, at_home, now)
        today = now.astimezone(at_home.timezone).date()
        for each in mandates:
            if ended or in_force(each, today):
                facts = _facts(name, each, used, counts=in_force(each, today))
                click.echo(json.dumps(facts, ensure_ascii=False) if as_json else _as_text(facts))


@mandate.command()
@home_option
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="A file; default: the terminal.")
def export(home: str | None, target: Path | None) -> None:
    """Write the signed documents as lines of JSON, with the public key that checks them first.

    \b
    Example: boodschap mandate export --home thijs --to mandates.jsonl
    """
    app = _app()
    lines = [json.dumps({"kind": "public_key", "jwk": dict(app.parts.signer.public_key)})]
    for name in _homes(app, home):
        sign_mandates.work_off(name, app.parts, app.parts.clock())
        with app.parts.records.reading(name) as records:
            documents = records.mandate_documents()
        lines += [
            json.dumps({"home": name, "id": each.id, "kind": each.kind.value, "mandate": each.mandate,
                        "subject": each.subject, "signed_at": each.at.isoformat(), "jws": each.jws})
            for each in documents
        ]  # fmt: skip
    if target is None:
        click.echo("\n".join(lines))
        return
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    show_progress(f"{len(lines) - 1} documents in {target}")


@mandate.command()
@home_option
@json_option
def verify(home: str | None, as_json: bool) -> None:
    """Verify every signed document: whole, signed with our key, none missing, each use inside what was allowed.

    Exit status 1 when something is wrong. Whether a condition (the cheapest, only renewable) was met is taken from the
    document of the use: the offers of that day are gone.

    \b
    Example: boodschap mandate verify --home thijs
    """
    app, wrong = _app(), 0
    for name in _homes(app, home):
        found = verify_mandates.run(name, app.parts)
        wrong += len(found.faults)
        if as_json:
            click.echo(json.dumps(_verified(name, found), ensure_ascii=False))
            continue
        for fault in found.faults:
            click.echo(
                f"[ERROR] {name}: document {fault.document[:12]}: {fault.code}: {fault.message}{_amounts(fault)}"
            )
        documents, faults = counted(found.documents, "document"), counted(len(found.faults), "fault")
        click.echo(f"{name}: {documents}, {found.uses} of them uses, {faults}")
    sys.exit(int(wrong > 0))


@mandate.command()
def key() -> None:
    """Print a new private key that signs mandates, for BOODSCHAP_SIGNING_KEY or a file that only you can read.

    \b
    Example: (umask 077; boodschap mandate key > signing-key.json)
    """
    click.echo(as_text(new_key()))


def _app() -> App:
    settings = Settings.from_environment()
    return compose(settings, world=read_world(settings, show_progress, nobody_listens), progress=show_progress)


def _homes(app: App, home: str | None) -> Iterable[str]:
    return sorted(app.parts.homes) if home is None else [app.parts.home(home).id]


def _facts(home: str, mandate: Mandate, used: Usage, *, counts: bool) -> dict[str, Any]:
    spent, limit = used.of(mandate), mandate.limit_per_period
    left = max(limit.amount - spent, Money(0)) if limit is not None and spent is not None else None
    state = "revoked" if mandate.revoked else "over" if not counts else "paused" if mandate.paused else "in force"
    return {
        "home": home,
        "mandate": mandate.id,
        "state": state,
        "grantor": mandate.grantor,
        "category": mandate.category,
        "allows": sorted(mandate.allows),
        "retailers": sorted(mandate.retailers),
        "below_per_order_cents": mandate.limit_per_order.cents if mandate.limit_per_order else None,
        "below_per_period_cents": limit.amount.cents if limit else None,
        "period": limit.period.value if limit else None,
        "used_cents": spent.cents if spent is not None else None,
        "left_cents": left.cents if left is not None else None,
        "except_kinds": sorted(mandate.except_kinds),
        "ask_above_cents": {kind: above.cents for kind, above in sorted(mandate.ask_above.items())},
        "conditions": sorted(mandate.conditions),
        "granted": mandate.granted.isoformat(),
        "expires": mandate.expires.isoformat() if mandate.expires else None,
    }


def _as_text(facts: dict[str, Any]) -> str:
    lines = [f"{facts['home']}: {facts['mandate']} ({facts['state']})"]
    where = ", ".join(facts["retailers"]) or "every linked retailer"
    lines.append(f"  {facts['grantor']} lets {' and '.join(facts['allows'])} {facts['category']} at {where}")
    if facts["below_per_order_cents"] is not None:
        lines.append(f"  under {Money(facts['below_per_order_cents'])} an order")
    if facts["period"] is not None:
        left = Money(facts["left_cents"] or 0)
        lines.append(f"  under {Money(facts['below_per_period_cents'])} a {facts['period']}; {left} left")
    for name, values in (("never", facts["except_kinds"]), ("only if", facts["conditions"])):
        if values:
            lines.append(f"  {name} {', '.join(values)}")
    for kind, cents in facts["ask_above_cents"].items():
        lines.append(f"  asks about {kind} from {Money(cents)} on")
    lines.append(f"  from {facts['granted']} until {facts['expires'] or 'revoked'}")
    return "\n".join(lines)


def _verified(home: str, found: verify_mandates.Verified) -> dict[str, Any]:
    return {
        "home": home,
        "documents": found.documents,
        "uses": found.uses,
        "faults": [
            {
                "document": fault.document,
                "code": fault.code,
                "message": fault.message,
                "amount_cents": fault.amount.cents if fault.amount else None,
                "limit_cents": fault.limit.cents if fault.limit else None,
            }
            for fault in found.faults
        ],
    }


def _amounts(fault: verify_mandates.Fault) -> str:
    said = [f"{name} {amount}" for name, amount in (("amount", fault.amount), ("limit", fault.limit)) if amount]
    return f" ({', '.join(said)})" if said else ""
