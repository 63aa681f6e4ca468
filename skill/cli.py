"""The `boodschap` command."""

from __future__ import annotations

import errno
import sys
from typing import Any, NoReturn

import click

from skill.commands.agenda import agenda
from skill.commands.alexa_models import export_, import_
from skill.commands.catalogue import catalogue
from skill.commands.language_data import check, evaluate, learn
from skill.commands.ledger import ledger
from skill.commands.mandates import mandate
from skill.commands.payments import payments
from skill.commands.preferences import preferences
from skill.commands.running import demo, record, replay, serve, talk
from skill.commands.sensing import sense
from skill.commands.settle import settle
from skill.commands.understanding import models, train, try_, understand
from skill.commands.work import work
from skill.domain.errors import DataError, RecordsUnavailable


class _Command(click.Group):
    """Errors that a user can mend end with what and where, and exit status 2; no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from nlu.findings import DataFilesError
        from nlu.model_file import ModelError
        from nlu.rasa.server import EngineDown
        from nlu.recognizer import UnknownLocaleError

        try:
            return super().invoke(ctx)
        except (DataError, DataFilesError) as error:
            _stop(str(error))
        except (RecordsUnavailable, ModelError, UnknownLocaleError, EngineDown) as error:
            _stop(f"[ERROR] {error}")
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            _stop(f"[ERROR] {error.filename or 'the system'}: {error.strerror or error}")


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="boodschap")
def main() -> None:
    """Boodschap: the household's shopping by voice.

    \b
    Examples:
      boodschap demo                          the coffee story, from sensor to paid
      boodschap talk --home thijs             talk to it in the terminal
      boodschap understand --json - <<< "doe maar twee pakken koffie"
      boodschap try "ja maar hoeveel is het"  why is that heard as it is
      boodschap check                         what is wrong in the sentences, the catalogue, the homes
      boodschap catalogue import offers.csv --retailer groenmarkt    take a retailer's assortment over
      boodschap evaluate --html report.html   how well is understood, and what is not
      boodschap learn said.jsonl              take what people said into the sentences
      boodschap replay tests/stories/nl       replay transcript stories
      boodschap mandate verify                is every use inside what was allowed, and signed
      boodschap preferences show --home thijs what somebody would rather have; erase it as well
      boodschap serve                         answer Alexa and HTTP
      boodschap ledger check                  do the books of all homes add up
      boodschap settle --until 2026-03-09     ask every home for what is due
      boodschap work --dead                   what could not be done outside, and why
      boodschap sense --home thijs            listen to the sensors on an MQTT broker
      boodschap agenda check                  can every agenda be read, and what does it say
    """


for command in (
    agenda,
    catalogue,
    check,
    demo,
    evaluate,
    learn,
    ledger,
    models,
    payments,
    preferences,
    record,
    replay,
    sense,
    serve,
    settle,
    talk,
    train,
    try_,
    understand,
    work,
    export_,
    mandate,
    import_,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
