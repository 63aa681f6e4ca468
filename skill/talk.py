"""A conversation in the terminal, as a chosen person in a chosen home."""

from __future__ import annotations

import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import click

from skill.composition import App, compose, language_of
from skill.domain.errors import DataError, Finding
from skill.domain.pantry import Reading
from skill.recognition import Progress
from skill.settings import Settings
from skill.stories.record import Recording
from skill.usecases import converse, notice_shortage, pass_time
from skill.usecases.converse import Answer, Heard

PROMPT = "> "
MAX_TYPED = 2_000

HELP = {
    "nl": "Praat gewoon. /as PERSOON|child|unknown: wie er spreekt; /sensor APPARAAT GETAL: meting; /quit: einde.",
    "en": "Just talk. /as PERSON|child|unknown: who speaks; /sensor DEVICE NUMBER: a reading; /quit: the end.",
}


@dataclass(slots=True)
class Terminal:
    """One conversation: who speaks where, in which language, and what is shown of it."""

    app: App
    home: str
    speaker: str
    locale: str
    show: bool
    speak: bool
    recording: Recording | None
    conversation: str = field(default_factory=lambda: f"terminal-{uuid.uuid4().hex[:8]}")

    def turn(self, line: str) -> bool:
        """Handles one line; False ends the conversation."""
        words = line.split()
        if not words:
            return True
        match words:
            case ["/quit" | "/q" | "/exit"]:
                return False
            case ["/help" | "/?"]:
                click.echo(HELP[language_of(self.locale)])
            case ["/as", name]:
                self._change_speaker(name)
            case ["/sensor", device, number] if number.isdecimal():
                self._sensor(device, int(number))
            case [command, *_] if command.startswith("/"):
                click.echo(HELP[language_of(self.locale)], err=True)
            case _:
                self._utterance(line[:MAX_TYPED])
        return True

    def _change_speaker(self, name: str) -> None:
        check_speaker(self.app, self.home, name)
        self.speaker = name

    def _sensor(self, device: str, amount: int) -> None:
        if self.app.parts.home(self.home).device(device) is None:
            known = ", ".join(d.id for d in self.app.parts.home(self.home).devices)
            click.echo(f"no device {device!r} here; known: {known}", err=True)
            return
        outcome = notice_shortage.consider(self.home, Reading(device, amount, self.app.parts.clock()), self.app.parts)
        click.echo(f"  [{outcome.judgement}] {outcome.decided or '-'} {outcome.kind or ''}")
        if self.recording is not None:
            self.recording.sensor(device, amount)

    def _utterance(self, text: str) -> None:
        heard = Heard(uuid.uuid4().hex, self.home, self.speaker, self.locale, text, conversation=self.conversation)
        answer = converse.respond(heard, self.app.parts)
        speech = self.app.say(answer, self.home, self.locale)
        if self.show:
            click.secho(f"  {described(answer)}", dim=True)
        click.echo(speech.plain)
        if self.speak:
            say_aloud(speech.plain, self.locale)
        if self.recording is not None:
            self.recording.turn(self.speaker, text, answer, speech.plain)


def described(answer: Answer) -> str:
    """What was heard and decided, in one line."""
    meaning = answer.interpretation
    heard = f"{meaning.intent} {meaning.confidence:.2f}" if meaning else "-"
    reasons = ", ".join(f"{reason.rule} {reason.code}" for reason in answer.reasons)
    return f"heard {heard} | decided {answer.reply.decided}" + (f" | {reasons}" if reasons else "")


def say_aloud(text: str, locale: str) -> None:
    """Speaks through espeak-ng when it is there; silent otherwise."""
    program = shutil.which("espeak-ng")
    if program is not None:
        subprocess.run([program, "-v", language_of(locale), "--", text], check=False)  # noqa: S603 - no shell, text after --


def check_speaker(app: App, home: str, name: str) -> None:
    """Raises DataError for a speaker whom the home does not know, with the ones it does."""
    known = [person.id for person in app.parts.home(home).persons] + ["child", "unknown"]
    if name not in known:
        message, hint = f"nobody called {name!r} lives here", f"known: {', '.join(known)}"
        raise DataError([Finding(f"data/homes/{home}.yml", None, "unknown-speaker", message, hint)])


def talk_in_terminal(
    settings: Settings,
    home: str,
    speaker: str | None,
    locale: str,
    *,
    show: bool,
    speak: bool,
    fresh: bool,
    record: Path | None,
    progress: Progress,
) -> None:
    """Reads lines until the end of input or /quit. Raises DataError for a name or a language that is none, and for a
    `record` that would replace a story."""
    language_of(locale)
    if record is not None and record.exists():
        hint = "name another file, or remove it"
        raise DataError([Finding(str(record), None, "is-there", "there is a file already", hint)])
    app = compose(settings, database=":memory:" if fresh else None, progress=progress)
    name = speaker or app.parts.home(home).head.id
    check_speaker(app, home, name)
    if speak and shutil.which("espeak-ng") is None:
        click.echo("espeak-ng is not installed: answers are shown only", err=True)
    recording = Recording(app.parts.home(home), locale, datetime.now(UTC)) if record is not None else None
    terminal = Terminal(app, home, name, locale, show, speak, recording)
    if sys.stdin.isatty():
        click.secho(
            f"{app.parts.home(home).id} ({app.parts.home(home).head.profile}). {HELP[language_of(locale)]}", dim=True
        )
    pass_time.run(home, app.parts.clock(), app.parts)
    try:
        while True:
            if sys.stdin.isatty():
                click.echo(f"{terminal.speaker} {PROMPT}", nl=False)
            line = sys.stdin.readline()
            if not line or not _turned(terminal, line):
                break
    except KeyboardInterrupt:
        click.echo()
    finally:
        if recording is not None and record is not None:
            recording.write(record)
            click.echo(f"wrote {record}", err=True)


def _turned(terminal: Terminal, line: str) -> bool:
    """One turn; a fault of the user's is shown and the conversation goes on."""
    try:
        return terminal.turn(line)
    except DataError as error:
        click.echo(str(error), err=True)
        return True
