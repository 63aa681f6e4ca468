"""Commands for who writes the sentences: check them, measure them, learn from what people said."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from skill.commands.progress import show_progress
from skill.settings import Settings


@click.command()
@click.argument("path", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--held-out", type=click.Path(file_okay=False, path_type=Path), help="Held-out sentences beside the data."
)
@click.option("--stories", type=click.Path(path_type=Path), help="Stories beside the data.")
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON.")
def check(path: Path | None, held_out: Path | None, stories: Path | None, as_json: bool) -> None:
    """Find everything that is wrong in what people edit; exit status 1 if there is an error.

    PATH is another data folder, or a file or folder to see the findings of alone.

    \b
    Example: boodschap check
             boodschap check data/nl/intents/order_product.yml
    """
    from skill.checking import check_and_show

    sys.exit(check_and_show(Settings.from_environment(), path, held_out, stories, as_json=as_json))


@click.command()
@click.option("--held-out", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Held-out sentences.")
@click.option("--utterances", type=click.Path(exists=True, file_okay=False, path_type=Path), help="JSON lines.")
@click.option("--cross-validate", is_flag=True, help="Train without a third of the sentences, three times: minutes.")
@click.option("--against", metavar="MODEL|REV", help="Compare with a model file, a kept model or a git revision.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write one page with all of it.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def evaluate(
    held_out: Path | None,
    utterances: Path | None,
    cross_validate: bool,
    against: str | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """Measure how well is understood: intents, wrong yeses, refusals, values, calibration, cost and time.

    Without folders: tests/understanding beside the data, and ../shared/utterances where it is.
    A line of JSON has text, lang and intent (or must_not: what it may never be heard as).

    \b
    Example: boodschap evaluate --html report.html
             boodschap evaluate --against HEAD~1
    """
    from skill.evaluation.command import Asked, evaluate_and_show

    asked = Asked(held_out, utterances, cross_validate, against, html, as_json)
    evaluate_and_show(Settings.from_environment(), asked, show_progress)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option("--list", "only_list", is_flag=True, help="Show what is worth a label and ask nothing.")
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 10_000), help="Groups to show.")
@click.option("--json", "as_json", is_flag=True, help="The same list as JSON.")
def learn(paths: tuple[Path, ...], only_list: bool, most: int, as_json: bool) -> None:
    """Take what people said into the sentences, with one key each; what is personal never enters.

    PATH is a story of `boodschap record`, a file of JSON lines (text, locale, expecting), or a folder of them.

    \b
    Example: boodschap learn var/recorded
             boodschap learn said.jsonl --list
    """
    from skill.learning import learn as ask
    from skill.learning import list_groups

    settings = Settings.from_environment()
    if only_list or as_json:
        list_groups(settings, paths, most, as_json=as_json, progress=show_progress)
    else:
        ask(settings, paths, most, show_progress)
