"""Commands about payments: `boodschap payments list`, `show`, `approve`, `refuse`, `top-up`, `read-answers`."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from getpass import GetPassWarning
from typing import Any, NoReturn
from warnings import catch_warnings, simplefilter

import click

from skill.commands.progress import show_progress
from skill.composition import App, compose, read_world
from skill.domain.direct_debit import refundable_until
from skill.domain.errors import DataError, Finding
from skill.domain.money import Money
from skill.domain.payment import OWED, Payment
from skill.recognition import nobody_listens
from skill.settings import Settings
from skill.usecases import answer_bill, read_answers, run_errands
from skill.usecases.answer_bill import NotAnswered
from skill.usecases.outside_ports import OutsideFailed
from skill.usecases.read_answers import Unusable

home_option = click.option("--home", required=True, help="The home that is asked to pay.")
json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, amounts in cents.")
person_option = click.option("--person", required=True, help="Who answers; a bill is answered by who it is for.")


def _asked_pin(_context: click.Context, _option: click.Parameter, given: str | None) -> str:
    """The PIN that was given, or else what is typed unseen. Raises DataError where it could be seen: without a
    terminal."""
    if given is not None:
        return given
    with catch_warnings():
        simplefilter("error", GetPassWarning)
        try:
            typed: str = click.prompt("PIN", hide_input=True)
        except GetPassWarning:
            message = "there is no terminal to ask for the PIN at"
            raise DataError([Finding("--pin", None, "no-terminal", message, "give it with --pin")]) from None
    return typed


pin_option = click.option(
    "--pin", callback=_asked_pin, help="That person's PIN; asked for when it is left out, and never shown."
)


@click.group()
def payments() -> None:
    """What households are asked to pay, how far it is, and what their banks said.

    \b
    Example: boodschap payments list --home thijs
             boodschap payments approve 3f2a9c81d4e5b607 --home thijs --person thijs
             boodschap payments read-answers
    """


@payments.command("list")
@click.option("--home", help="Only this home.")
@click.option("--owed", is_flag=True, help="Only what is not paid.")
@json_option
def list_(home: str | None, owed: bool, as_json: bool) -> None:
    """List the payments of a home, or of all, oldest first.

    \b
    Example: boodschap payments list --owed --json
    """
    app = _app()
    shown = []
    for each in (home,) if home is not None else app.parts.records.homes():
        app.parts.home(each)
        with app.parts.records.reading(each) as records:
            shown += [payment for payment in records.payments() if not owed or payment.status in OWED]
    if as_json:
        click.echo(json.dumps([_as_json(payment) for payment in shown]))
        return
    for payment in shown:
        by = payment.approved_by or "nobody"
        click.echo(
            f"{payment.id:26} {payment.home:8} {payment.person:8} {payment.retailer:12} {payment.amount!s:>12} "
            f"{payment.kind:16} {payment.status.value:9} by {by}"
        )
    click.echo(f"{len(shown)} payments, {Money.total(p.amount for p in shown if p.status in OWED)} of them owed")


@payments.command()
@click.argument("payment_id", metavar="PAYMENT")
@home_option
@json_option
def show(payment_id: str, home: str, as_json: bool) -> None:
    """Show a payment: its orders, on what ground it was allowed, and what became of it.

    A direct debit that was collected can be had back from one's own bank: `refundable_until` without a reason, and
    `unauthorised_until` where nobody had allowed it.

    \b
    Example: boodschap payments show 3f2a9c81d4e5b607 --home thijs
    """
    app = _app()
    app.parts.home(home)
    with app.parts.records.reading(home) as records:
        payment = records.payment(payment_id)
        known = [each.id for each in records.payments()]
    if payment is None:
        _unknown(payment_id, home, known)
    facts = _as_json(payment)
    zone = app.parts.home(home).timezone
    for name, authorised in (("refundable_until", True), ("unauthorised_until", False)):
        until = refundable_until(payment, zone, authorised=authorised)
        facts[name] = until.isoformat() if until is not None else None
    if as_json:
        click.echo(json.dumps(facts))
        return
    for name, value in facts.items():
        if value not in (None, []):
            click.echo(f"{name:18} {', '.join(value) if isinstance(value, list) else value}")


@payments.command()
@click.argument("payment_id", metavar="PAYMENT")
@home_option
@person_option
@pin_option
@click.option("--despite-payee-check", is_flag=True, help="Pay although the bank does not know the payee by that name.")
@json_option
def approve(payment_id: str, home: str, person: str, pin: str, despite_payee_check: bool, as_json: bool) -> None:
    """Pay a bill that is asked, or ask and pay once more what was refused, ran out or came back.

    The person proves by PIN who they are, which is the ground on which it is paid (RTS 2018/389 art. 4). Five wrong
    PINs lock it for a quarter of an hour, those that were spoken included.

    \b
    Example: boodschap payments approve 3f2a9c81d4e5b607 --home thijs --person thijs
    """
    _answer(payment_id, home, person, pin, as_json, yes=True, despite_payee_check=despite_payee_check)


@payments.command()
@click.argument("payment_id", metavar="PAYMENT")
@home_option
@person_option
@pin_option
@json_option
def refuse(payment_id: str, home: str, person: str, pin: str, as_json: bool) -> None:
    """Say no to a bill. What is owed stays owed, and visible.

    \b
    Example: boodschap payments refuse 3f2a9c81d4e5b607 --home thijs --person thijs
    """
    _answer(payment_id, home, person, pin, as_json, yes=False)


@payments.command("top-up")
@click.argument("euros")
@home_option
@person_option
@pin_option
@click.option("--key", help="Names this top-up: the same key again adds nothing. Left out: the moment.")
def top_up(euros: str, home: str, person: str, pin: str, key: str | None) -> None:
    """Put money from the household's bank into its wallet.

    \b
    Example: boodschap payments top-up 50.00 --home dunya --person dunya
    """
    app, now = _app(), datetime.now(UTC)
    try:
        amount = Money.euros(euros)
        balance = answer_bill.top_up(home, person, pin, amount, key or now.isoformat(), app.parts, now)
    except (NotAnswered, ValueError) as error:
        _stop(str(error))
    click.echo(f"{balance} in the wallet of {home}")


@payments.command("read-answers")
@json_option
def read_answers_(as_json: bool) -> None:
    """Read what banks answered, and put it into the books of each home. What was read before changes nothing.

    With BOODSCHAP_BANK=files the answers are the files in BOODSCHAP_VAR/inbox; exit status 1 if one is unusable.

    \b
    Example: BOODSCHAP_BANK=files boodschap payments read-answers
    """
    app = _app()
    try:
        report = read_answers.run(app.parts, datetime.now(UTC))
    except OutsideFailed as error:
        _stop(str(error))
    unusable = [each for each in report if isinstance(each, Unusable)]
    for each in report:
        if as_json:
            names = each.__dataclass_fields__
            click.echo(json.dumps({name: value for name in names if (value := getattr(each, name)) is not None}))
        elif isinstance(each, Unusable):
            click.echo(f"[ERROR] {each.message}: {each.problem} (it was put aside)")
        else:
            came = each.because or f"payment of {each.home} is {each.status.value if each.status else 'unknown'}"
            click.echo(f"{each.message}: {each.end_to_end} {each.outcome}: {came}")
    if not as_json:
        click.echo(f"{len(report) - len(unusable)} answers read, {len(unusable)} messages unusable")
    sys.exit(1 if unusable else 0)


def _answer(
    payment_id: str,
    home: str,
    person: str,
    pin: str,
    as_json: bool,
    *,
    yes: bool,
    despite_payee_check: bool = False,
) -> None:
    app, now = _app(), datetime.now(UTC)
    try:
        payment = answer_bill.run(
            home, payment_id, person, pin, app.parts, now, yes=yes, despite_payee_check=despite_payee_check
        )
    except NotAnswered as error:
        _stop(str(error))
    if yes:
        run_errands.run(home, app.parts, now)
        with app.parts.records.reading(home) as records:
            payment = records.payment(payment_id) or payment
    if as_json:
        click.echo(json.dumps(_as_json(payment)))
    else:
        click.echo(f"{payment.id} of {payment.amount} to {payment.retailer} is {payment.status.value}")


def _app() -> App:
    settings = Settings.from_environment()
    return compose(settings, world=read_world(settings, show_progress, nobody_listens))


def _as_json(payment: Payment) -> dict[str, Any]:
    ground = payment.authentication
    facts: dict[str, Any] = {
        "id": payment.id,
        "home": payment.home,
        "person": payment.person,
        "retailer": payment.retailer,
        "kind": payment.kind,
        "period": payment.period,
        "cents": payment.amount.cents,
        "currency": payment.amount.currency,
        "orders": list(payment.orders),
        "status": payment.status.value,
        "because": payment.because,
        "chosen_because": payment.chosen_because,
        "approved_by": payment.approved_by,
        "ground": ground.basis.value if ground else None,
        "ground_because": ground.reason.code if ground else None,
        "payee_check": payment.payee_check.value if payment.payee_check else None,
        "end_to_end": payment.end_to_end,
        "collect_on": payment.collect_on.isoformat() if payment.collect_on else None,
    }
    for name in ("asked_at", "approved_at", "submitted_at", "paid_at", "ended_at", "expires_at"):
        at = getattr(payment, name)
        facts[name] = at.isoformat() if at is not None else None
    return facts


def _unknown(payment_id: str, home: str, known: list[str]) -> NoReturn:
    hint = f"the latest are {', '.join(known[-3:])}" if known else "there is none yet"
    raise DataError([Finding(f"home {home}", None, "unknown-payment", f"there is no payment {payment_id!r}", hint)])


def _stop(message: str) -> NoReturn:
    click.echo(f"[ERROR] {message}", err=True)
    sys.exit(2)
