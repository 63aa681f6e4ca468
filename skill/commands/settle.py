"""`boodschap settle`: asks every home for what is due; `boodschap settle payouts` nets it for each retailer."""

from __future__ import annotations

import json
import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import click

from skill.commands.progress import show_progress
from skill.composition import compose, read_world
from skill.domain.money import Money
from skill.domain.payout import Payout
from skill.recognition import nobody_listens
from skill.records.opening import open_records
from skill.settings import Settings
from skill.usecases import pay_out
from skill.usecases.settle import Report, run_all

WHAT = {
    "paid": "paid inside a mandate",
    "asked": "wait for a yes",
    "paid_out": "paid back",
    "carried": "off the next bill",
    "even": "came to nothing",
}


class Moment(click.ParamType[datetime]):
    """A day, which is taken whole, or a moment with its zone."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            if len(value) == len("2026-03-09"):
                day = date.fromisoformat(value) + timedelta(days=1)
                return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(microseconds=1)
            at = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date: write 2026-03-09, or 2026-03-09T08:00+01:00", param, ctx)
        if at.tzinfo is None:
            self.fail(f"{value!r} has no zone: write 2026-03-09T08:00+01:00", param, ctx)
        return at.astimezone(UTC)


@click.group(invoke_without_command=True)
@click.option("--until", type=Moment(), help="Settle what is due up to then: a day, or a moment with its zone.")
@click.option("--dry-run", is_flag=True, help="Say what would be asked and keep nothing; the day may be to come.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
@click.pass_context
def settle(ctx: click.Context, until: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Ask every home for what is due: one payment for each retailer, person and period.

    Inside a mandate it is paid without a word, else a question waits for the person. It can be stopped at any moment
    and run again: nothing is asked twice. What goes outside is done by `boodschap work`, or by a server that runs.

    \b
    Example: boodschap settle --until 2026-03-09
             boodschap settle --until 2026-04-01 --dry-run --json
             boodschap settle payouts --until 2026-03-09
    """
    if ctx.invoked_subcommand is not None:
        if until is not None or dry_run or as_json:
            raise click.UsageError(f"write options after {ctx.invoked_subcommand}")
        return
    if until is None:
        raise click.UsageError("settle until when? for example: boodschap settle --until 2026-03-09")
    now = datetime.now(UTC)
    settings = Settings.from_environment()
    app = compose(settings, world=read_world(settings, show_progress, nobody_listens))
    report = run_all(until if dry_run else min(until, now), app.parts, Told(), dry_run=dry_run)
    if as_json:
        click.echo(json.dumps({"until": until.isoformat(), "dry_run": dry_run, **_as_json(report)}))
        return
    for what, meaning in WHAT.items():
        if what in report.counts:
            amounts = ", ".join(str(Money(cents, currency)) for currency, cents in report.amounts[what].items())
            click.echo(f"{report.counts[what]:>9} {meaning:24} {amounts:>20}")
    would = "would be " if dry_run else ""
    click.echo(f"{report.bundles} bundles of {report.homes} homes {would}settled until {until:%Y-%m-%d %H:%M} UTC")


@settle.command()
@click.option("--until", type=Moment(), help="Write the payouts of what was paid before then, which is not to come.")
@click.option("--lines", is_flag=True, help="Show each payment as well.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each payout.")
def payouts(until: datetime | None, lines: bool, as_json: bool) -> None:
    """Show what each retailer gets, over all homes; with --until write it first. We take no fee.

    A payment is in one payout only, and what is written stays: run again, nothing is added to it.

    \b
    Example: boodschap settle payouts --until 2026-03-09
             boodschap settle payouts --lines --json
    """
    records = open_records(Settings.from_environment().records_address)
    if until is not None:
        if until > datetime.now(UTC):
            raise click.UsageError(f"{until:%Y-%m-%d %H:%M} UTC is to come: what is paid until then is not known")
        written = pay_out.run(records, until)
        show_progress(f"{written} lines written")
    with records.auditing() as books:
        found = books.payouts()
        if not found:
            show_progress("there are no payouts yet: settle payouts --until DAY writes those of what was paid")
        for payout in found:
            held = [(line.home, line.entry, line.amount) for line in books.payout_lines(payout)] if lines else []
            if as_json:
                told = [{"home": home, "entry": entry, "cents": amount.cents} for home, entry, amount in held]
                click.echo(json.dumps(_payout_as_json(payout) | ({"lines": told} if lines else {})))
                continue
            click.echo(f"{payout.retailer:16} {payout.period:34} {payout.lines:>8} payments {payout.amount!s:>16}")
            for home, entry, amount in held:
                click.echo(f"    {home:24} {entry:40} {amount!s:>16}")


class Told:
    """Says how far it is, at most once a second."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, report: Report) -> None:
        if time.monotonic() - self._last >= 1:
            self._last = time.monotonic()
            show_progress(f"{report.homes} homes, {report.bundles} bundles")


def _as_json(report: Report) -> dict[str, Any]:
    outcomes = {what: {"bundles": report.counts[what], "cents": report.amounts[what]} for what in report.counts}
    return {"homes": report.homes, "bundles": report.bundles, "outcomes": outcomes}


def _payout_as_json(payout: Payout) -> dict[str, Any]:
    return {
        "retailer": payout.retailer,
        "period": payout.period,
        "payments": payout.lines,
        "cents": payout.amount.cents,
        "currency": payout.amount.currency,
        "fee_cents": 0,
    }
