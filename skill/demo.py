"""`boodschap demo`: the coffee story, played in the terminal with what was heard, decided and why, and its outcome."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from nlu.contract import read_contract
from skill.composition import LANGUAGES, App, compose, language_of, read_world
from skill.domain.authorization import Reason
from skill.domain.money import Money
from skill.domain.pantry import Reading
from skill.recognition import Progress
from skill.settings import PROJECT, Settings
from skill.stories.scripted import CountedIds, ScriptedClock, moment_of
from skill.stories.story import ClockTurn, SensorTurn, Story, Turn, UserTurn
from skill.stories.story_file import Known, read_story
from skill.usecases import notice_shortage, pass_time
from skill.usecases.converse import Heard, respond

LOCALES = {"nl": "nl-NL", "en": "en-GB"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One moment of the demo: what happened, and what was heard, decided and said of it."""

    at: str
    who: str
    what: str
    heard: str = ""
    decided: str = ""
    why: str = ""
    said: str = ""


def play(settings: Settings, locale: str, *, as_json: bool, progress: Progress) -> None:
    """Plays the story and shows its order, payment, agenda entry and ledger. Raises DataError for faulty data."""
    language = language_of(locale)
    assert language in LANGUAGES  # noqa: S101 - language_of raised otherwise
    world = read_world(settings, progress)
    facts = {name: file.home for name, file in world.homes.items()}
    known = Known(facts, world.catalogue, read_contract(settings.data_dir / "intents.yml"))
    story = read_story(PROJECT / "tests" / "stories" / language / "coffee.yml", known)
    clock = ScriptedClock(story.now)
    app = compose(settings, clock=clock, new_id=CountedIds(), database=":memory:", world=world)
    console = Console(highlight=False)
    moments = []
    if not as_json:
        console.rule(f"[bold]{story.title}")
    for moment in _moments(story, app, clock):
        moments.append(moment)
        if not as_json:
            _show(console, moment)
    if as_json:
        print(json.dumps({"story": story.title, "turns": [vars_of(m) for m in moments], **_outcome(story, app)}))
        return
    for table in _tables(story, app):
        console.print(table)
    console.print("\n[bold]boodschap talk[/] --home emily --show    talk to it yourself, as any person in any home")
    console.print("[bold]boodschap serve[/]                      let Alexa and your own programs talk to it")


def vars_of(moment: Shown) -> dict[str, str]:
    return {name: getattr(moment, name) for name in Shown.__slots__}


def _moments(story: Story, app: App, clock: ScriptedClock) -> Iterator[Shown]:
    zone = app.parts.home(story.home).timezone
    for number, turn in enumerate(story.turns, start=1):
        at = clock().astimezone(zone).strftime("%a %d %b %H:%M")
        shown = _take(turn, number, at, story, app, clock)
        if shown is not None:
            yield shown


def _take(turn: Turn, number: int, at: str, story: Story, app: App, clock: ScriptedClock) -> Shown | None:
    match turn:
        case SensorTurn(device=device, amount=amount):
            outcome = notice_shortage.consider(story.home, Reading(device, amount, clock()), app.parts)
            return Shown(at, device, f"{amount}", decided=outcome.decided or "-", why=_why(outcome.reasons))
        case UserTurn(text=text, speaker=speaker):
            heard = Heard(f"demo-{number}", story.home, speaker, story.locale, text)
            answer = respond(heard, app.parts)
            meaning = answer.interpretation
            said = app.say(answer, story.home, story.locale).plain
            understood = f"{meaning.intent} ({meaning.confidence:.0%})" if meaning else ""
            return Shown(at, speaker, text, understood, answer.reply.decided, _why(answer.reasons), said)
        case ClockTurn():
            clock.now = moment_of(turn, clock(), app.parts.home(story.home).timezone)
            pass_time.run(story.home, clock(), app.parts)
            return Shown(
                at, "clock", clock().astimezone(app.parts.home(story.home).timezone).strftime("%a %d %b %H:%M")
            )
        case _:
            return None


def _why(reasons: tuple[Reason, ...]) -> str:
    return "; ".join(
        f"{reason.rule}: {reason.code.replace('_', ' ')}" + (f" {reason.amount}" if reason.amount else "")
        for reason in reasons
    )


def _show(console: Console, moment: Shown) -> None:
    console.print(f"\n[dim]{moment.at}[/]  [bold cyan]{moment.who}[/]  {moment.what}", soft_wrap=True)
    if moment.heard:
        console.print(f"    [dim]heard  [/] {moment.heard}")
    if moment.decided:
        console.print(f"    [dim]decided[/] {moment.decided}" + (f"  [dim]{moment.why}[/]" if moment.why else ""))
    if moment.said:
        console.print(f"    [dim]said   [/] [green]{moment.said}[/]")


def _tables(story: Story, app: App) -> Iterator[Table]:
    outcome = _outcome(story, app)
    titles = {
        "orders": ("order", "what", "retailer", "total", "approved by", "delivery", "status"),
        "payments": ("payment", "kind", "retailer", "amount", "approved by", "status"),
        "agenda": ("agenda", "what", "from", "until"),
        "ledger": ("ledger", "account", "amount"),
    }
    for name, columns in titles.items():
        table = Table(title=name, title_justify="left", title_style="bold")
        for column in columns:
            table.add_column(column, justify="right" if column in ("total", "amount") else "left")
        for row in outcome[name]:
            table.add_row(*row.values())
        if name == "ledger":
            table.caption = f"sum: {outcome['ledger_sum']}"
        yield table


def _outcome(story: Story, app: App) -> dict[str, Any]:
    """What the records hold in the end, as rows of text."""
    zone = app.parts.home(story.home).timezone
    with app.parts.records.reading(story.home) as records:
        orders = [order for order in records.orders() if order.placed_at >= story.now]
        payments, agenda, entries = records.payments(), records.agenda(), records.entries()
    postings = [(entry, posting) for entry in entries for posting in entry.postings]
    return {
        "orders": [
            {
                "id": order.id,
                "what": ", ".join(f"{line.quantity} x {line.product}" for line in order.lines),
                "retailer": order.retailer,
                "total": str(order.total),
                "approved_by": order.approved_by,
                "delivery": order.slot.start.astimezone(zone).strftime("%a %d %b %H:%M") if order.slot else "",
                "status": order.status.value,
            }
            for order in orders
        ],
        "payments": [
            {
                "id": payment.id,
                "kind": payment.kind,
                "retailer": payment.retailer,
                "amount": str(payment.amount),
                "approved_by": payment.approved_by or "",
                "status": payment.status.value,
            }
            for payment in payments
        ],
        "agenda": [
            {
                "kind": entry.kind,
                "title": entry.title,
                "start": entry.start.astimezone(zone).strftime("%a %d %b %H:%M"),
                "end": entry.end.astimezone(zone).strftime("%H:%M"),
            }
            for entry in agenda
        ],
        "ledger": [
            {"entry": entry.memo, "account": posting.account, "amount": str(posting.amount)}
            for entry, posting in postings
        ],
        "ledger_sum": str(Money.total(posting.amount for _, posting in postings)),
    }
