"""`boodschap models`: which trained models are kept, which one hears, and how to take an earlier one back."""

from __future__ import annotations

import json

import click

from nlu.model_file import ModelError, data_fingerprint, load_model
from nlu.model_versions import Version, keep, kept_model, use, versions
from nlu.recognizer import recognizer_of
from skill.recognition import probe
from skill.settings import Settings


def show_models(settings: Settings, *, as_json: bool = False) -> None:
    """Lists the kept models, newest first; the one in use is kept when it is not yet."""
    keep(settings.model_path)
    fingerprint = data_fingerprint(settings.data_dir)
    found = versions(settings.model_path)
    if as_json:
        click.echo(json.dumps([_as_json(version, fingerprint) for version in found], indent=2))
        return
    if not found:
        click.echo("no model is kept; make one with: boodschap train")
        return
    for version in found:
        accuracy = ", ".join(f"{language} {100 * share:.1f} %" for language, share in sorted(version.accuracy.items()))
        data = "present data" if version.fingerprint == fingerprint else "other data"
        state = "  in use, chosen by hand" if version.chosen else "  in use" if version.in_use else ""
        figures = f"{accuracy} right" if accuracy else version.fingerprint
        click.echo(f"{version.name}  {version.made:%Y-%m-%d %H:%M} UTC  {figures}  {data}{state}")
    click.echo("To take one back: boodschap models use VERSION (or: previous)")


def use_model(settings: Settings, name: str) -> None:
    """Puts a kept model in use, once it has been tried; a running server takes it over by its next turns.

    Raises ModelError for a version that is not kept or that this program cannot use; then nothing changes.
    """
    path = kept_model(settings.var_dir, name)
    if path is not None:
        model = load_model(path)
        try:
            probe(recognizer_of(model, settings.data_dir))
        except (LookupError, ValueError, TypeError) as error:  # a model of an earlier layout lacks what we ask of it
            raise ModelError(f"{path.stem} is of an earlier program and cannot be used: {error!r}") from error
    click.echo(f"in use: {use(settings.model_path, name)}")


def _as_json(version: Version, fingerprint: str) -> dict[str, object]:
    return {
        "version": version.name,
        "made": version.made.isoformat(),
        "bytes": version.size_bytes,
        "accuracy": version.accuracy,
        "present_data": version.fingerprint == fingerprint,
        "in_use": version.in_use,
        "chosen": version.chosen,
    }
