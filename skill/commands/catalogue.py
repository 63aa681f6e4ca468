"""Commands about what is for sale: `boodschap catalogue check` and `boodschap catalogue import`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import click

from skill.commands.progress import counted
from skill.domain.errors import DataError, Finding
from skill.retailers.catalogue_files import read_catalogue
from skill.retailers.importing import Importing
from skill.retailers.ranking_files import read_ranking
from skill.settings import Settings

FAULTS_SHOWN = 100


@click.group()
def catalogue() -> None:
    """What is for sale: kinds, products, prices and promotions.

    \b
    Example: boodschap catalogue check
             boodschap catalogue import offers.csv --retailer groenmarkt --dry-run
    """


@catalogue.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Name every fault in data/catalogue and data/ranking.yml, or in PATHS of them; exit status 1 if there is one.

    \b
    Example: boodschap catalogue check data/catalogue/prices/groenmarkt.yml --json
    """
    data_dir = Settings.from_environment().data_dir
    found: list[Finding] = []
    for reading in (read_catalogue, read_ranking):
        try:
            reading(data_dir)
        except DataError as error:
            found.extend(error.findings)
    if paths:
        root = data_dir.resolve().parent
        among = [path.resolve() for path in paths]
        found = [each for each in found if any((root / each.file).is_relative_to(path) for path in among)]
    _show(found, as_json=as_json)
    if not as_json:
        click.echo(counted(len(found), "error") if found else "nothing found")
    sys.exit(1 if found else 0)


@catalogue.command("import")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--retailer", required=True, help="Whose table it is: an id in data/catalogue/retailers.yml.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From when prices hold without a price_since: today.")
@click.option("--part", is_flag=True, help="The table is a part of the assortment: what it does not name stays.")
@click.option("--dry-run", is_flag=True, help="Check all of it and keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="The outcome, or the findings, as JSON.")
def import_(table: Path, retailer: str, since: datetime | None, part: bool, dry_run: bool, as_json: bool) -> None:
    """Take a retailer's assortment over: all of it or, with any fault, nothing; exit status 1 then.

    TABLE is CSV with a comma, semicolon or tab, UTF-8, a column name on top of each column:

    \b
      id, gtin           one of both; a GTIN's check digit has to be right
      kind               a kind of data/catalogue/kinds, by its id or its name in either language
      name_nl, name_en   one is enough; said_nl, said_en: other ways to say it, with | between
      size               500 g, 1,5 l, 6 x 330 ml, 10 stuks, 8 rol, 40 wash
      price              2,49 or 2.49; price_since: from which day, else --since
      brand, labels, deposit, sponsored (yes)
      promotion          2+1, 25%, 3 for 5.00, second half price; with promotion_until and, at will,
                         promotion_from, promotion_id (rows with the same one make one promotion) and
                         promotion_mixed (yes: those rows count together)

    A price that changed becomes a new entry with its date, so that the lowest price of 30 days stays known; a promotion
    that is no longer named ends. It is kept in data/catalogue/imports/<retailer>.csv, a line for each product by id.

    \b
    Example: boodschap catalogue import offers.csv --retailer groenmarkt --dry-run
    """
    data_dir = Settings.from_environment().data_dir
    written = read_catalogue(data_dir, imports=False)
    known = written.retailers.get(retailer)
    if known is None:
        raise click.UsageError(f"there is no retailer {retailer!r}; there are: {', '.join(sorted(written.retailers))}")
    kept = data_dir / "catalogue" / "imports" / f"{retailer}.csv"
    importing = Importing(written, known, _day(since), lambda file: read_catalogue(data_dir, instead={retailer: file}))
    try:
        done = importing.run(table, kept, part=part, dry_run=dry_run)
    except DataError as error:
        _show(error.findings, as_json=as_json)
        if not as_json:
            click.echo(f"{counted(len(error.findings), 'error')}: nothing was imported", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({**asdict(done), "file": str(kept), "dry_run": dry_run}))
        return
    what = "would be" if dry_run else "are"
    click.echo(f"{done.new} products {what} new, {done.changed} changed, {done.same} as they were, {done.gone} gone")
    if done.one_language:
        click.echo(f"{done.one_language} have a name in one language only; it is said in both")
    click.echo(f"{kept}: {done.bytes_written:,} bytes" + (", not kept: a dry run" if dry_run else ""))


def _day(since: datetime | None) -> date:
    return since.date() if since else datetime.now(UTC).date()


def _show(found: list[Finding] | tuple[Finding, ...], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
        return
    for finding in found[:FAULTS_SHOWN]:
        click.echo(str(finding))
    if len(found) > FAULTS_SHOWN:
        click.echo(f"... and {len(found) - FAULTS_SHOWN} more; --json shows all of them")
