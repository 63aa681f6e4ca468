"""The command that works errands off, and shows those that were given up."""

from __future__ import annotations

import json
import signal
import threading
from collections import Counter
from typing import Any

import click

from skill.channels.failure_log import log_failure
from skill.commands.progress import show_progress
from skill.composition import App, compose, read_world
from skill.outbox_worker import Worker
from skill.recognition import nobody_listens
from skill.settings import Settings
from skill.usecases import dead_letters
from skill.usecases.outside_ports import DeadErrand
from skill.usecases.run_errands import Tried


@click.command()
@click.option("--once", is_flag=True, help="Work off what is due now, then end.")
@click.option("--home", help="Only the errands of this home.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Calls under way at a time.")
@click.option("--dead", is_flag=True, help="Show the errands that were given up, and why.")
@click.option("--retry", metavar="KEY", help="Queue one of those again, where it is still what somebody allowed.")
@click.option("--drop", metavar="KEY", help="Take one of those off the list.")
@click.option("--json", "as_json", is_flag=True, help="A line of JSON for each errand.")
def work(
    once: bool, home: str | None, threads: int, dead: bool, retry: str | None, drop: str | None, as_json: bool
) -> None:
    """Do what was decided and must go outside: orders to retailers, payments, reminders in agendas.

    `boodschap serve` does this too. Any number of these may run beside each other, on one machine or several: each
    errand is claimed by one of them. INT and TERM end it when the calls under way are done.

    \b
    Example: boodschap work --once
             boodschap work --dead
             boodschap work --retry move:a1b2c3d4 --home thijs
    """
    if sum((dead, retry is not None, drop is not None)) > 1:
        raise click.UsageError("--dead, --retry and --drop do not go together")
    settings = Settings.from_environment()
    app = compose(settings, world=read_world(settings, show_progress, nobody_listens))
    if home is not None:
        app.parts.home(home)  # an unknown one is said before anything is done
    if dead:
        _show_dead(app, home, as_json)
    elif retry is not None or drop is not None:
        _mend(app, home, retry, drop)
    else:
        _work(app, home, threads, once=once, as_json=as_json)


def _work(app: App, home: str | None, threads: int, *, once: bool, as_json: bool) -> None:
    counts: Counter[str] = Counter()
    lock = threading.Lock()

    def tell(tried: Tried) -> None:
        with lock:
            counts[tried.result] += 1
            click.echo(json.dumps(_as_json(tried)) if as_json else _as_line(tried))

    worker = Worker(app.parts, log_failure, threads=threads, homes=None if home is None else (home,), tell=tell)
    told_to_stop = threading.Event()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told_to_stop.set())
    if once:
        worker.start(until_idle=True)
    else:
        show_progress("working; INT or TERM ends it")
        worker.start()
    while worker.is_busy and not told_to_stop.wait(0.05):
        pass
    worker.stop()
    summary = {result: counts[result] for result in ("done", "again", "dead", "taken") if counts[result]}
    if as_json:
        click.echo(json.dumps({"tried": summary}))
    else:
        click.echo(", ".join(f"{number} {result}" for result, number in summary.items()) or "nothing was due")


def _as_json(tried: Tried) -> dict[str, Any]:
    known = {
        "home": tried.home,
        "key": tried.errand.key,
        "kind": tried.errand.kind,
        "result": tried.result,
        "tries": tried.errand.tries + (tried.result != "done"),
        "problem": tried.problem,
        "next_try": tried.next_try.isoformat() if tried.next_try else None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _as_line(tried: Tried) -> str:
    line = f"{tried.result:6} {tried.home}  {tried.errand.key}"
    if tried.problem is not None:
        line += f"  {tried.problem}"
    if tried.next_try is not None:
        line += f"; again at {tried.next_try:%H:%M:%S} UTC"
    return line


def _show_dead(app: App, home: str | None, as_json: bool) -> None:
    letters = dead_letters.find(app.parts, home)
    for home_id, letter in letters:
        click.echo(json.dumps(_dead_as_json(home_id, letter)) if as_json else _dead_as_line(home_id, letter))
    if not letters and not as_json:
        click.echo("no errand was given up")


def _dead_as_json(home: str, letter: DeadErrand) -> dict[str, Any]:
    return {
        "home": home,
        "key": letter.errand.key,
        "kind": letter.errand.kind,
        "tries": letter.errand.tries,
        "reason": letter.reason,
        "queued_at": letter.queued_at.isoformat(),
        "given_up_at": letter.given_up_at.isoformat(),
    }


def _dead_as_line(home: str, letter: DeadErrand) -> str:
    tries = "1 try" if letter.errand.tries == 1 else f"{letter.errand.tries} tries"
    return f"{letter.given_up_at:%Y-%m-%d %H:%M}  {home}  {letter.errand.key}  after {tries}: {letter.reason}"


def _mend(app: App, home: str | None, retry: str | None, drop: str | None) -> None:
    key = retry or drop or ""
    found = [home_id for home_id, letter in dead_letters.find(app.parts, home) if letter.errand.key == key]
    if not found:
        raise click.ClickException(f"there is no dead letter {key}; `boodschap work --dead` shows them")
    if len(found) > 1:
        raise click.ClickException(f"{key} is a dead letter of {', '.join(found)}: say which with --home")
    if drop is not None:
        dead_letters.drop(found[0], key, app.parts)
        click.echo(f"dropped {key} of {found[0]}")
        return
    try:
        dead_letters.queue_again(found[0], key, app.parts, app.parts.clock())
    except dead_letters.NotQueuedAgain as changed:
        raise click.ClickException(str(changed)) from changed
    click.echo(f"queued {key} of {found[0]} again")
