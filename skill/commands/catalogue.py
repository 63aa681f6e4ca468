"""Commands about what is for sale: `boodschap catalogue check` and `boodschap catalogue import`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import click

from skill.checked_yaml import Faults
from skill.commands.progress import counted
from skill.domain.errors import DataError, Finding
from skill.retailers.catalogue_files import read_catalogue
from skill.retailers.importing import Importing, Outcome
from skill.retailers.incoming_table import PROMOTIONS, open_table
from skill.retailers.kept_file import KeptFile
from skill.retailers.promotion_importing import PromotionImporting, PromotionOutcome
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
    """Take a retailer's table over: all of it or, with any fault, nothing; exit status 1 then.

    TABLE is CSV with a comma, semicolon or tab, UTF-8, a column name on top of each column; or YAML (by its ending), a
    list of rows with the same names. There are two kinds of table. The assortment, a row for each product:

    \b
      id, gtin           one of both; a GTIN's check digit has to be right
      kind               a kind of data/catalogue/kinds, by its id or its name in either language
      name_nl, name_en   one is enough; said_nl, said_en: other ways to say it, with | between
      size               500 g, 1,5 l, 6 x 330 ml, 10 stuks, 8 rol, 40 wash
      price              2,49 or 2.49; price_since: from which day, else --since
      brand, labels, deposit, sponsored (yes)
      promotion          as below, with promotion_until and, at will, promotion_from, promotion_id (rows with the same
                         one make one promotion) and promotion_mixed

    A table with a column promotion, and no size and price, has the promotions of the week, a row for each:

    \b
      promotion          2+1, 25%, 3 for 5.00, second half price, 5.00 off from 25.00 (a minimum spend)
      promotion_until    its last day; promotion_from: its first, else --since
      products, kinds, brands, everything (yes)
                         one of them: what it is on, with | between; products by the retailer's own id or by ours
      promotion_mixed    yes: different products count together; promotion_id: tells it from the next, made when absent

    A price that changed becomes a new entry with its date, so that the lowest price of 30 days stays known; a promotion
    that is no longer named ends before the first one that is. What has run stays what it was. The assortment is kept in
    data/catalogue/imports/<retailer>.csv, a line for each product by id, promotions in promotions/ beside it. A running
    server takes both over by itself.

    \b
    Example: boodschap catalogue import offers.csv --retailer groenmarkt --dry-run
             boodschap catalogue import week-11.yml --retailer groenmarkt --since 2026-03-09
    """
    data_dir = Settings.from_environment().data_dir
    faults = Faults()
    try:
        incoming = open_table(table, faults)
        of_promotions = incoming.kind is PROMOTIONS
        known = read_catalogue(data_dir, imports=of_promotions)
        if retailer not in known.retailers:
            there = ", ".join(sorted(known.retailers))
            raise click.UsageError(f"there is no retailer {retailer!r}; there are: {there}")
        seller, on = known.retailers[retailer], _day(since)
        importing = (PromotionImporting if of_promotions else Importing)(known, seller, on, faults)
        kept = _kept(data_dir, retailer, of_promotions=of_promotions)
        done = importing.run(incoming, kept, data_dir / "catalogue" / "imports", part=part, dry_run=dry_run)
    except DataError as error:
        _show(error.findings, as_json=as_json)
        if not as_json:
            click.echo(f"{counted(len(error.findings), 'error')}: nothing was imported", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({**asdict(done), "file": str(kept.path), "dry_run": dry_run}))
        return
    for line in _told(done, "would be" if dry_run else "are"):
        click.echo(line)
    click.echo(f"{kept.path}: {done.bytes_written:,} bytes" + (", not kept: a dry run" if dry_run else ""))


def _kept(data_dir: Path, retailer: str, *, of_promotions: bool) -> KeptFile:
    folder = Path("catalogue", "imports", *(["promotions"] if of_promotions else []))
    path = data_dir / folder / f"{retailer}.csv"
    shown = f"{data_dir.name}/{folder.as_posix()}/{retailer}.csv"
    if of_promotions:
        return KeptFile(path, shown, lambda file: read_catalogue(data_dir, instead_promotions={retailer: file}))
    return KeptFile(path, shown, lambda file: read_catalogue(data_dir, instead={retailer: file}))


def _told(done: Outcome | PromotionOutcome, what: str) -> Iterator[str]:
    counts = f"{{}} {what} new, {done.changed} changed, {done.same} as they were"
    if isinstance(done, Outcome):
        yield f"{counts.format(counted(done.new, 'product'))}, {done.gone} gone"
        if done.one_language:
            yield f"{done.one_language} have a name in one language only; it is said in both"
        return
    yield f"{counts.format(counted(done.new, 'promotion'))}, {done.ended} ended"
    if done.not_yet_begun:
        yield f"{done.not_yet_begun} have not begun yet; they are told of from their first day"
    if done.over_already:
        yield f"{done.over_already} are over already; they only count for the lowest price of 30 days"


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
