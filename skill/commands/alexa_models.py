"""Commands for Alexa's interaction model: write ours, read somebody else's."""

from __future__ import annotations

import json
from pathlib import Path

import click

from skill.domain.errors import DataError, Finding
from skill.settings import Settings

LOCALES = ("nl-NL", "en-GB", "en-US", "en-AU", "en-CA", "en-IN")


@click.group(name="export")
def export_() -> None:
    """Write our data in the format of somebody else's tool."""


@click.group(name="import")
def import_() -> None:
    """Read somebody else's data as training data."""


@export_.command("alexa")
@click.option("--locale", type=click.Choice(LOCALES), required=True, help="A locale of Alexa's.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write. Default: the terminal."
)
def export_alexa(locale: str, out: Path | None) -> None:
    """Write Alexa's interaction model, from the intents, the catalogue and data/<language>/alexa.yml.

    The file is what `ask deploy` takes as skill-package/interactionModels/custom/<locale>.json. It is checked against
    Amazon's rules first; a model that breaks one is not written.

    \b
    Example: boodschap export alexa --locale en-GB --out en-GB.json
    """
    from skill.channels.alexa.interaction_model import interaction_model
    from skill.channels.alexa.model_schema import check_model

    exported = interaction_model(Settings.from_environment().data_dir, locale)
    faults = check_model(exported.model)
    if faults:
        shown = str(out or f"{locale}.json")
        raise DataError(
            [Finding(shown, None, fault.code, f"{fault.path}: {fault.message}", fault.hint) for fault in faults]
        )
    text = json.dumps(exported.model, ensure_ascii=False, indent=2) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    model = exported.model["interactionModel"]["languageModel"]
    samples = sum(len(intent["samples"]) for intent in model["intents"])
    values = sum(len(kind["values"]) for kind in model["types"])
    intents = len(model["intents"])
    _tell(f"{locale}: {intents} intents, {samples} samples, {values} values, {len(text.encode())} bytes")
    for reason, number in sorted(exported.left_out.items(), key=lambda each: -each[1]):
        _tell(f"{number} sentences are no samples: {reason}")


@import_.command("alexa")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--locale", type=click.Choice(LOCALES), required=True, help="The locale that the model is for.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="The folder to write to.")
@click.option(
    "--without",
    multiple=True,
    type=click.Choice(("dialog", "prompts", "modelConfiguration")),
    help="Leave this part out; training data has no place for it.",
)
def import_alexa(file: Path, locale: str, out: Path, without: tuple[str, ...]) -> None:
    """Write an interaction model (the ASK command line's models/<locale>.json) as training data in Rasa's form.

    Slots become entities and types become lookups and synonyms, in OUT/nlu.yml; the invocation name and the types with
    their ids go to OUT/alexa.yml. Nothing is lost in silence: what has no place stops the import with its JSON path.

    \b
    Example: boodschap import alexa models/en-US.json --locale en-US --out imported/en --without dialog
    """
    from nlu.findings import DataFilesError
    from nlu.training_data import read_training_files
    from skill.channels.alexa.model_import import ImportRefused, import_model, read_model
    from skill.channels.alexa.model_words import LOCALES as LANGUAGES
    from skill.channels.alexa.model_words import read_model_words
    from skill.channels.alexa.model_yaml import alexa_yaml, training_yaml

    words = read_model_words(Settings.from_environment().data_dir, LANGUAGES[locale])
    try:
        model = read_model(file.read_text(encoding="utf-8-sig"))
        imported = import_model(model, words.stand_ins, without)
    except UnicodeDecodeError as error:
        raise DataError([Finding(str(file), None, "unreadable", str(error), "save the file as UTF-8")]) from None
    except ImportRefused as refused:
        findings = [
            Finding(str(file), None, each.code, f"{each.path}: {each.message}", each.hint) for each in refused.faults
        ]
        raise DataError(findings) from None
    target = out / "nlu.yml"
    for path in (target, out / "alexa.yml"):
        if path.exists():
            raise DataError([Finding(str(path), None, "exists", "the file is there already", "name another folder")])
    out.mkdir(parents=True, exist_ok=True)
    target.write_text(training_yaml(imported), encoding="utf-8")
    (out / "alexa.yml").write_text(alexa_yaml(imported), encoding="utf-8")
    read_back = read_training_files([target])
    if read_back.findings:
        raise DataFilesError(read_back.findings)
    intents = {example.intent for example in read_back.examples}
    _tell(f"{target}: {len(intents)} intents, {len(read_back.examples)} examples")
    if imported.ambiguous:
        shown = ", ".join(repr(word) for word in imported.ambiguous[:5])
        _tell(f"{len(imported.ambiguous)} words mean two things and are no synonyms: {shown}")


def _tell(message: str) -> None:
    click.echo(f"  {message}", err=True)
