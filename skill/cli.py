"""The `boodschap` command."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import click

from skill.domain.errors import DataError, RecordsUnavailable
from skill.settings import Settings

EXPECTING = ("confirmation", "choice", "pin", "basket", "payment")


class _Command(click.Group):
    """Errors that a user can mend end with what and where, and exit status 2; no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from nlu.model_file import ModelError
        from nlu.recognizer import UnknownLocaleError
        from nlu.yaml_files import DataFilesError

        try:
            return super().invoke(ctx)
        except (DataError, DataFilesError) as error:
            _stop(str(error))
        except (RecordsUnavailable, ModelError, UnknownLocaleError) as error:
            _stop(f"[ERROR] {error}")


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


def _progress(message: str) -> None:
    click.echo(f"  {message}", err=True)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="boodschap")
def main() -> None:
    """Boodschap: the household's shopping by voice.

    \b
    Examples:
      boodschap demo                          the coffee story, from sensor to paid
      boodschap talk --home thijs             talk to it in the terminal
      boodschap understand --json - <<< "doe maar twee pakken koffie"
      boodschap replay tests/stories/nl       replay transcript stories
      boodschap serve                         answer Alexa and HTTP
    """


@main.command()
@click.option("--force", is_flag=True, help="Train even when the model fits the data already.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def train(force: bool, as_json: bool) -> None:
    """Learn to understand from data/<language>/intents.

    \b
    Example: boodschap train --force
    """
    from nlu.model_file import load_model
    from nlu.training import is_current
    from nlu.training import train as learn

    settings = Settings.from_environment()
    if force or not is_current(settings.model_path, settings.data_dir):
        model = learn(settings.data_dir, settings.model_path, _progress)
    else:
        model = load_model(settings.model_path)
        _progress(f"{settings.model_path} fits the data already")
    if as_json:
        click.echo(json.dumps({"model": str(settings.model_path), "fingerprint": model.fingerprint, **model.figures}))


@main.command()
@click.argument("source", type=click.File("rb"), default="-", metavar="[FILE|-]")
@click.option("--locale", default="nl-NL", show_default=True, help="Language of lines that do not say theirs.")
@click.option("--expecting", type=click.Choice(EXPECTING), help="The kind of question that is open.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (also the default when piped).")
def understand(source: Any, locale: str, expecting: str | None, as_json: bool) -> None:
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
    for shown in understood(lines, asked, Settings.from_environment(), _progress):
        if as_json or not sys.stdout.isatty():
            click.echo(json.dumps(shown, ensure_ascii=False))
        else:
            entities = ", ".join(f"{name}: {value}" for name, value in shown.get("entities", {}).items())
            click.echo(f"{shown.get('intent')}  {shown.get('confidence')}  {entities}")


@main.command()
@click.option("--home", default="thijs", show_default=True, help="A home of data/homes.")
@click.option("--as", "speaker", help="Who speaks: a person of the home, child or unknown. Default: its first adult.")
@click.option("--locale", default="nl-NL", show_default=True)
@click.option("--show", is_flag=True, help="Show what was heard and decided under each turn.")
@click.option("--say", "speak", is_flag=True, help="Speak the answers through espeak-ng, where it is installed.")
@click.option("--fresh", is_flag=True, help="Begin with new records that are not kept.")
@click.option("--record", type=click.Path(dir_okay=False), help="Write the conversation as a story to this file.")
def talk(home: str, speaker: str | None, locale: str, show: bool, speak: bool, fresh: bool, record: str | None) -> None:
    """Talk to the assistant in the terminal.

    \b
    Example: boodschap talk --home emily --show
    A line such as `/as unknown` changes who speaks, `/sensor coffee_canister 70` reports a reading, `/quit` ends.
    """
    from skill.talk import talk_in_terminal

    talk_in_terminal(
        Settings.from_environment(), home, speaker, locale,
        show=show, speak=speak, fresh=fresh, record=Path(record) if record else None, progress=_progress,
    )  # fmt: skip


@main.command()
@click.option("--locale", default="nl-NL", show_default=True, help="nl-NL or en-GB.")
@click.option("--json", "as_json", is_flag=True, help="The outcome as JSON.")
@click.option("--picture", type=click.Path(dir_okay=False, path_type=Path), help="Also write what is shown as SVG.")
def demo(locale: str, as_json: bool, picture: Path | None) -> None:
    """Play the coffee story: from an almost empty canister to a paid week.

    \b
    Example: boodschap demo --locale en
    """
    from skill.demo import play

    play(Settings.from_environment(), locale, as_json=as_json, picture=picture, progress=_progress)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Answer Alexa (/alexa) and HTTP (/v1/utterances, /health).

    Secrets come from the environment: BOODSCHAP_SKILL_ID names the Alexa skill, BOODSCHAP_API_TOKEN opens
    /v1/utterances. Requests to /alexa must be signed unless BOODSCHAP_VERIFY_SIGNATURES=0.

    \b
    Example: BOODSCHAP_API_TOKEN=... boodschap serve --port 8080
    """
    from skill.composition import compose
    from skill.web.server import serve as run

    run(compose(Settings.from_environment(), progress=_progress), host, port, workers, threads)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option(
    "--channel", type=click.Choice(["direct", "alexa", "http", "wyoming"]), default="direct", show_default=True
)
@click.option("--accept", is_flag=True, help="Rewrite `said`, and fill in `heard` where it is absent.")
@click.option("--json", "as_json", is_flag=True, help="The result of each story as JSON.")
def replay(paths: tuple[Path, ...], channel: str, accept: bool, as_json: bool) -> None:
    """Replay stories through the real use cases; exit status 1 if any differs.

    \b
    Example: boodschap replay tests/stories/nl/coffee.yml
             boodschap replay tests/stories --channel alexa --json
    """
    from skill.stories.command import replay_paths

    sys.exit(
        replay_paths(Settings.from_environment(), paths, channel, accept=accept, as_json=as_json, progress=_progress)
    )


@main.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--home", default="thijs", show_default=True)
@click.option("--as", "speaker", help="Who speaks. Default: the home's first adult.")
@click.option("--locale", default="nl-NL", show_default=True)
def record(target: Path, home: str, speaker: str | None, locale: str) -> None:
    """Talk, and keep the conversation as a story in TARGET; personal data is replaced.

    \b
    Example: boodschap record my-story.yml --home sander
    """
    from skill.talk import talk_in_terminal

    talk_in_terminal(
        Settings.from_environment(), home, speaker, locale,
        show=True, speak=False, fresh=True, record=target, progress=_progress,
    )  # fmt: skip


if __name__ == "__main__":
    main()
