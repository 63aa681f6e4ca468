"""Commands that run the assistant: demo, talk, serve, replay, record."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from skill.commands.engine import engine_option, settings_with
from skill.commands.progress import show_progress
from skill.settings import Settings
from skill.stories.sent_through import CHANNELS, DIRECT


@click.command()
@click.option("--locale", default="nl-NL", show_default=True, help="nl-NL or en-GB.")
@click.option("--json", "as_json", is_flag=True, help="The outcome as JSON.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Also write what is shown as SVG.")
@click.option("--day", is_flag=True, help="A whole day, from the messages of every sensor over a broker of its own.")
def demo(locale: str, as_json: bool, picture: Path | None, day: bool) -> None:
    """Play the coffee story: from an almost empty canister to a paid week.

    With --day it begins in the morning: every sensor of the home reports over MQTT (mosquitto where it is installed,
    else amqtt, on a port of its own), and in the end the books are checked. Nothing of it is kept.

    \b
    Example: boodschap demo --locale en
             boodschap demo --day
    """
    if day:
        from skill.demo_day import live

        sys.exit(live(Settings.from_environment(), locale, as_json=as_json, progress=show_progress))
    from skill.demo import play

    play(Settings.from_environment(), locale, as_json=as_json, picture=picture, progress=show_progress)


@click.command()
@click.option("--home", default="thijs", show_default=True, help="A home of data/homes.")
@click.option("--as", "speaker", help="Who speaks: a person of the home, child or unknown. Default: its first adult.")
@click.option("--locale", default="nl-NL", show_default=True)
@click.option("--show", is_flag=True, help="Show what was heard and decided under each turn.")
@click.option("--say", "speak", is_flag=True, help="Speak the answers through espeak-ng, where it is installed.")
@click.option("--fresh", is_flag=True, help="Begin with new records that are not kept.")
@click.option("--record", type=click.Path(dir_okay=False), help="Write the conversation as a story to this file.")
@engine_option
def talk(
    home: str,
    speaker: str | None,
    locale: str,
    show: bool,
    speak: bool,
    fresh: bool,
    record: str | None,
    engine: str | None,
) -> None:
    """Talk to the assistant in the terminal.

    \b
    Example: boodschap talk --home emily --show
    A line such as `/as unknown` changes who speaks, `/sensor coffee_canister 70` reports a reading, `/quit` ends.
    """
    from skill.talk import talk_in_terminal

    talk_in_terminal(
        settings_with(engine), home, speaker, locale,
        show=show, speak=speak, fresh=fresh, record=Path(record) if record else None, progress=show_progress,
    )  # fmt: skip


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option("--work/--no-work", "works", default=True, show_default=True, help="Also do what `boodschap work` does.")
@engine_option
def serve(host: str, port: int, workers: int, threads: int, works: bool, engine: str | None) -> None:
    """Answer Alexa (/alexa) and HTTP (/v1/utterances, /health).

    Secrets come from the environment: BOODSCHAP_SKILL_ID names the Alexa skill, BOODSCHAP_API_TOKEN opens
    /v1/utterances. Requests to /alexa must be signed unless BOODSCHAP_VERIFY_SIGNATURES=0.
    A model that `boodschap train` or `boodschap models use` puts in use is taken over while it runs, and so is
    what `boodschap catalogue import` keeps.

    \b
    Example: BOODSCHAP_API_TOKEN=... boodschap serve --port 8080
    """
    from skill.composition import compose, read_world
    from skill.recognition import reloading
    from skill.web.following import imports_in
    from skill.web.server import serve as run

    settings = settings_with(engine)
    imports = imports_in(settings.data_dir)
    world = read_world(settings, show_progress, reloading)
    run(compose(settings, world=world), host, port, workers, threads, works=works, imports=imports)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option("--channel", type=click.Choice(CHANNELS), default=DIRECT, show_default=True)
@click.option("--accept", is_flag=True, help="Rewrite `said`, and fill in `heard` where it is absent.")
@click.option("--json", "as_json", is_flag=True, help="The result of each story as JSON.")
@click.option("--database", metavar="URL", help="Keep records in this PostgreSQL database, for as long as it lasts.")
@engine_option
def replay(
    paths: tuple[Path, ...], channel: str, accept: bool, as_json: bool, database: str | None, engine: str | None
) -> None:
    """Replay stories through the real use cases; exit status 1 if any differs.

    \b
    Example: boodschap replay tests/stories/nl/coffee.yml
             boodschap replay tests/stories --channel alexa --json
             boodschap replay tests/stories/nl --database postgresql://127.0.0.1/test
    """
    from skill.stories.command import replay_paths

    settings = settings_with(engine)
    settings = replace(settings, database=database or settings.database)
    sys.exit(replay_paths(settings, paths, channel, accept=accept, as_json=as_json, progress=show_progress))


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--home", default="thijs", show_default=True)
@click.option("--as", "speaker", help="Who speaks. Default: the home's first adult.")
@click.option("--locale", default="nl-NL", show_default=True)
def record(target: Path, home: str, speaker: str | None, locale: str) -> None:
    """Talk, and keep the conversation as a story in TARGET, a new file; personal data is replaced.

    \b
    Example: boodschap record my-story.yml --home sander
    """
    from skill.talk import talk_in_terminal

    talk_in_terminal(
        Settings.from_environment(), home, speaker, locale,
        show=True, speak=False, fresh=True, record=target, progress=show_progress,
    )  # fmt: skip
