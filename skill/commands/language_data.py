"""Commands for who writes the sentences: check them, measure them, learn from what people said."""

from __future__ import annotations

import sys
from pathlib import Path

import click

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
