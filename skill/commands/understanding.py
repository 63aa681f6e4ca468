"""Commands about the trained model: train it, ask it what words mean."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, get_args

import click

from nlu.interpretation import Expecting
from skill.commands.engine import engine_option, settings_with
from skill.commands.progress import show_progress
from skill.settings import Settings

EXPECTING: tuple[Expecting, ...] = get_args(Expecting)


@click.command()
@click.option("--force", is_flag=True, help="Train even when the model fits the data already.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def train(force: bool, as_json: bool) -> None:
    """Learn to understand from data/<language>/intents. The model of before is kept: see `boodschap models`.

    \b
    Example: boodschap train --force
    """
    from nlu.model_file import load_model
    from nlu.model_versions import trained
    from nlu.training import is_current
    from skill.recognition import train_and_keep

    settings = Settings.from_environment()
    if force or not is_current(settings.model_path, settings.data_dir):
        model = train_and_keep(settings, show_progress)
    else:
        model = load_model(settings.model_path)
        trained(settings.model_path, None)
        show_progress(f"{settings.model_path} fits the data already")
    if as_json:
        click.echo(json.dumps({"model": str(settings.model_path), "fingerprint": model.fingerprint, **model.figures}))


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="The list as JSON.")
@click.pass_context
def models(ctx: click.Context, as_json: bool) -> None:
    """List the models that are kept; `boodschap models use VERSION` takes one back.

    A running server takes the model in use over within a second, without dropping a turn.

    \b
    Example: boodschap models
             boodschap models use previous
    """
    from skill.kept_models import show_models

    if ctx.invoked_subcommand is None:
        show_models(Settings.from_environment(), as_json=as_json)


@models.command("use")
@click.argument("version")
def models_use(version: str) -> None:
    """Put a kept model in use: its version, the beginning of it, or `previous`.

    \b
    Example: boodschap models use previous
    """
    from skill.kept_models import use_model

    use_model(Settings.from_environment(), version)


@click.command()
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE|-]")
@click.option("--locale", default="nl-NL", show_default=True, help="Language of lines that do not say theirs.")
@click.option("--expecting", type=click.Choice(EXPECTING), help="The kind of question that is open.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (also the default when piped).")
@engine_option
def understand(source: Any, locale: str, expecting: str | None, as_json: bool, engine: str | None) -> None:
    """Say what utterances mean: one a line, or JSON lines with text, locale or lang, expecting.

    \b
    Example: echo "doe maar drie pakken koffie" | boodschap understand
             boodschap understand --locale en-GB --expecting confirmation answers.txt
    """
    from skill.understanding_lines import Asked, read_lines, understood

    asked = Asked(locale, expecting)
    lines: Iterator[str] = read_lines(source)
    if source.isatty():
        click.echo("One utterance a line; end with Ctrl-D.", err=True)
    for shown in understood(lines, asked, settings_with(engine), show_progress):
        if as_json or not sys.stdout.isatty():
            click.echo(json.dumps(shown, ensure_ascii=False))
        else:
            entities = ", ".join(f"{name}: {value}" for name, value in shown.get("entities", {}).items())
            click.echo(f"{shown.get('intent')}  {shown.get('confidence')}  {entities}")


@click.command("try")
@click.argument("text")
@click.option("--locale", default="nl-NL", show_default=True)
@click.option("--expecting", type=click.Choice(EXPECTING), help="The kind of question that is open.")
@click.option("--json", "as_json", is_flag=True, help="All of it as JSON.")
def try_(text: str, locale: str, expecting: Expecting | None, as_json: bool) -> None:
    """Say why TEXT is heard as it is: its values, what each stage said, the nearest training sentences.

    \b
    Example: boodschap try "doe maar twee pakken koffie"
             boodschap try "yes but how much is it" --locale en-GB --expecting confirmation
    """
    from skill.explaining import try_and_show

    try_and_show(Settings.from_environment(), text, locale, expecting, as_json=as_json, progress=show_progress)
