"""The option that says who hears: our own model, or Rasa servers."""

from __future__ import annotations

from dataclasses import replace

import click

from skill.settings import ENGINES, Settings

engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="Who hears; rasa needs scripts/rasa serve. Default: BOODSCHAP_ENGINE, or our own model.",
)


def settings_with(engine: str | None) -> Settings:
    """The settings of the environment, with the engine that was asked for."""
    settings = Settings.from_environment()
    return settings if engine is None else replace(settings, engine=engine)
