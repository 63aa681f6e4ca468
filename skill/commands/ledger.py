"""Commands about the books: `boodschap ledger check`, `show`, `export`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from skill.commands.ledger_text import beancount_lines, csv_lines
from skill.commands.progress import show_progress
from skill.domain.audit import Audited, Discrepancy
from skill.domain.ledger import Entry
from skill.domain.money import Money
from skill.records.opening import open_records
from skill.settings import Settings
from skill.usecases import check_books
from skill.usecases.ports import Records


@click.group()
def ledger() -> None:
    """The household's books: double entry, append-only.

    \b
    Example: boodschap ledger check
             boodschap ledger show --home thijs
             boodschap ledger export --home thijs --format beancount > thijs.beancount
    """


@ledger.command()
@click.option("--json", "as_json", is_flag=True, help="What was looked at and what is wrong, as JSON.")
def check(as_json: bool) -> None:
    """Check the books of all homes; exit status 1 if anything is wrong.

    Each entry sums to zero in each currency; what is set aside, owed, charged and paid for each order and payment is
    what the books hold; each account adds up. What does not is named with its home and both amounts.

    \b
    Example: boodschap ledger check --json
    """
    said = Said()
    done = check_books.run(_records(), said.progress)
    if as_json:
        found = [_as_json(each) for each in done.found]
        click.echo(json.dumps({"homes": done.homes, "postings": done.postings, "discrepancies": found}))
    else:
        for each in done.found:
            click.echo(str(each))
        told = "all of them right" if not done.found else f"{len(done.found)} discrepancies"
        click.echo(f"{done.homes} homes, {done.postings} postings: {told}")
    sys.exit(1 if done.found else 0)


class Said:
    """Tells of the progress now and then: a check of a few homes says nothing."""

    EVERY = 10_000

    def __init__(self) -> None:
        self._homes = 0

    def progress(self, done: Audited) -> None:
        if done.homes - self._homes >= self.EVERY:
            self._homes = done.homes
            show_progress(f"{done.homes} homes, {done.postings} postings, {len(done.found)} discrepancies")


@ledger.command()
@click.option("--home", required=True, help="A home that came to us.")
@click.option("--entries", "last", default=20, show_default=True, type=click.IntRange(0), help="The latest entries.")
@click.option("--json", "as_json", is_flag=True, help="Balances and entries as JSON.")
def show(home: str, last: int, as_json: bool) -> None:
    """Show the balance of every account of a home, and its latest entries.

    \b
    Example: boodschap ledger show --home thijs --entries 5
    """
    entries = _entries_of(home)
    balances = balances_of(entries)
    latest = entries[len(entries) - last :] if last < len(entries) else entries
    if as_json:
        shown = {account: [{"cents": m.cents, "currency": m.currency} for m in held] for account, held in balances}
        click.echo(json.dumps({"home": home, "balances": shown, "entries": [_entry_as_json(e) for e in latest]}))
        return
    if not entries:
        click.echo(f"{home} has no entries yet")
    for account, held in balances:
        click.echo(f"{account:40} {'  '.join(map(str, held)):>16}")
    for entry in latest:
        click.echo(f"\n{entry.at:%Y-%m-%d %H:%M} {entry.memo}")
        for posting in entry.postings:
            click.echo(f"    {posting.account:36} {posting.amount!s:>16}")


@ledger.command()
@click.option("--home", required=True, help="A home that came to us.")
@click.option("--format", "kind", type=click.Choice(["csv", "beancount"]), default="csv", show_default=True)
def export(home: str, kind: str) -> None:
    """Write the books of a home for other programs: CSV (one line a posting) or beancount. Times are UTC.

    \b
    Example: boodschap ledger export --home thijs --format beancount | bean-check /dev/stdin
    """
    entries = _entries_of(home)
    for line in csv_lines(entries) if kind == "csv" else beancount_lines(home, entries):
        click.echo(line)


def balances_of(entries: tuple[Entry, ...]) -> list[tuple[str, tuple[Money, ...]]]:
    """What every account holds, by name and currency; those that hold nothing as well."""
    sums: dict[tuple[str, str], int] = {}
    for posting in (posting for entry in entries for posting in entry.postings):
        key = posting.account, posting.amount.currency
        sums[key] = sums.get(key, 0) + posting.amount.cents
    accounts = sorted({account for account, _ in sums})
    return [
        (name, tuple(Money(cents, currency) for (account, currency), cents in sorted(sums.items()) if account == name))
        for name in accounts
    ]


def _entries_of(home: str) -> tuple[Entry, ...]:
    records = _records()
    known = records.homes()
    if home not in known:
        raise click.UsageError(f"there is no home {home!r} in these records; there are: {_some(known)}")
    with records.reading(home) as held:
        return held.entries()


def _some(names: tuple[str, ...], most: int = 10) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(sorted(names)[:most])}{more}" if names else "none yet"


def _records() -> Records:
    return open_records(Settings.from_environment().records_address)


def _entry_as_json(entry: Entry) -> dict[str, Any]:
    return {"id": entry.id, "at": entry.at.isoformat(), "memo": entry.memo, "postings": list(_postings(entry))}


def _postings(entry: Entry) -> Iterator[dict[str, Any]]:
    for posting in entry.postings:
        yield {"account": posting.account, "cents": posting.amount.cents, "currency": posting.amount.currency}


def _as_json(found: Discrepancy) -> dict[str, Any]:
    return {
        "home": found.home,
        "about": found.about,
        "fault": found.fault.name.lower(),
        "what": found.fault.value,
        "expected_cents": found.expected.cents,
        "found_cents": found.found.cents,
        "currency": found.found.currency,
    }
