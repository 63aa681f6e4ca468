"""`boodschap demo`: the coffee story, played in the terminal with what was heard, decided and why, and its outcome."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.terminal_theme import SVG_EXPORT_THEME as TERMINAL_THEME

from nlu.contract import read_contract
from skill.checked_yaml import Faults, open_yaml
from skill.composition import App, compose, language_of, read_world
from skill.dialogue.insight import spoken_reason
from skill.dialogue.reply import Reply
from skill.domain.authorization import Reason
from skill.domain.ledger import Entry
from skill.domain.money import Money
from skill.domain.pantry import Reading
from skill.recognition import Progress
from skill.settings import PROJECT, Settings
from skill.stories.scripted import CountedIds, ScriptedClock, moment_of
from skill.stories.story import ClockTurn, SensorTurn, Story, Turn, UserTurn
from skill.stories.story_file import Known, read_story
from skill.usecases import notice_shortage, pass_time, reminder
from skill.usecases.converse import Heard, respond
from skill.usecases.picture import situation

Rows = list[dict[str, str]]
WHEN = "%d-%m %H:%M"
PICTURE_COLUMNS = 100


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


@dataclass(slots=True)
class Demo:
    """A story being played."""

    story: Story
    app: App
    clock: ScriptedClock
    words: Mapping[str, str]

    def moments(self) -> Iterator[Shown]:
        """Plays the story; one moment for each turn."""
        for number, turn in enumerate(self.story.turns, start=1):
            shown = self.take(turn, number)
            if shown is not None:
                yield shown

    def when(self, at: datetime) -> str:
        return at.astimezone(self.app.parts.home(self.story.home).timezone).strftime(WHEN)

    def take(self, turn: Turn, number: int) -> Shown | None:
        """Plays one turn."""
        at, home, parts = self.when(self.clock()), self.story.home, self.app.parts
        match turn:
            case SensorTurn(device=device, amount=amount):
                outcome = notice_shortage.consider(home, Reading(device, amount, self.clock()), parts)
                found = parts.home(home).device(device)
                unit = found.measures.rpartition("_")[2] if found else ""
                what = f"{self.words['sensor']}: {amount} {unit}"
                return Shown(at, device, what, decided=outcome.decided or "-", why=self._why(outcome.reasons))
            case UserTurn(text=text, speaker=speaker):
                answer = respond(Heard(f"demo-{number}", home, speaker, self.story.locale, text), parts)
                meaning = answer.interpretation
                heard = f"{meaning.intent} ({meaning.confidence:.0%})" if meaning else ""
                said = self.app.say(answer, home, self.story.locale).plain
                return Shown(at, speaker, text, heard, answer.reply.decided, self._why(answer.reasons), said)
            case ClockTurn():
                self.clock.now = moment_of(turn, self.clock(), parts.home(home).timezone)
                pass_time.run(home, self.clock(), parts)
                return Shown(self.when(self.clock()), self.words["clock"], "...")
            case _:
                return None

    def _why(self, reasons: tuple[Reason, ...]) -> str:
        """The reasons in words, each with the number of its rule."""
        if not reasons:
            return ""
        home, parts = self.app.parts.home(self.story.home), self.app.parts
        with parts.records.reading(home.id) as records:
            picture = situation(parts, home, records, parts.retailers.outside(), (), self.clock())
        book = self.app.phrasebooks[language_of(self.story.locale)]
        told = []
        for reason in reasons:
            reply = Reply("informed", (spoken_reason(picture, reason),))
            told.append(f"{book.say(reply, now=self.clock(), timezone=home.timezone, turn=0).plain} ({reason.rule})")
        return " ".join(told)

    def product(self, product_id: str) -> str:
        """The product's name in the story's language."""
        return self.app.parts.catalogue.products[product_id].names[language_of(self.story.locale)]

    def outcome(self) -> dict[str, Rows]:
        """What the records hold in the end, as rows of text."""
        with self.app.parts.records.reading(self.story.home) as records:
            orders = [order for order in records.orders() if order.placed_at >= self.story.now]
            payments, agenda, entries = records.payments(), records.agenda(), records.entries()
        retailers = self.app.parts.catalogue.retailers
        return {
            "orders": [
                {
                    "what": ", ".join(f"{line.quantity} x {self.product(line.product)}" for line in order.lines),
                    "retailer": retailers[order.retailer].name,
                    "total": str(order.total),
                    "approved_by": order.approved_by,
                    "delivery": self.when(order.slot.start) if order.slot else "",
                    "status": order.status.value,
                }
                for order in orders
            ],
            "payments": [
                {
                    "kind": payment.kind,
                    "retailer": retailers[payment.retailer].name,
                    "total": str(payment.amount),
                    "approved_by": payment.approved_by or "",
                    "status": payment.status.value,
                }
                for payment in payments
            ],
            "agenda": [
                {
                    "what": reminder.worded(entry.title, self.app.parts.catalogue, language_of(self.story.locale)),
                    "from": self.when(entry.start),
                    "until": self.when(entry.end),
                }
                for entry in agenda
            ],
            "ledger": [
                {"entry": entry.memo, "account": posting.account, "total": str(posting.amount)}
                for entry in entries
                for posting in entry.postings
            ]
            + [{"entry": self.words["sum"], "account": "", "total": str(_sum(entries))}],
        }


def _sum(entries: tuple[Entry, ...]) -> Money:
    return Money.total(posting.amount for entry in entries for posting in entry.postings)


def play(
    settings: Settings, locale: str, *, as_json: bool = False, picture: Path | None = None, progress: Progress
) -> None:
    """Plays the story and shows its order, payment, agenda entry and ledger. Raises DataError for faulty data.

    With `picture` what the terminal showed is also written as an SVG file.
    """
    language = language_of(locale)
    world = read_world(settings, progress)
    facts = {name: file.home for name, file in world.homes.items()}
    known = Known(facts, world.catalogue, read_contract(settings.data_dir / "intents.yml"))
    story = read_story(PROJECT / "tests" / "stories" / language / "coffee.yml", known)
    clock = ScriptedClock(story.now)
    app = compose(settings, clock=clock, new_id=CountedIds(), database=":memory:", world=world)
    demo = Demo(story, app, clock, read_words(settings, language))
    if as_json:
        turns = [asdict(moment) for moment in demo.moments()]
        print(json.dumps({"story": story.title, "turns": turns, **demo.outcome()}, ensure_ascii=False))
        return
    console = Console(highlight=False, record=picture is not None, width=None if picture is None else PICTURE_COLUMNS)
    console.rule(f"[bold]{story.title}")
    for moment in demo.moments():
        show(console, moment, demo.words)
    for name, rows in demo.outcome().items():
        console.print(table(name, rows, demo.words))
    for command in ("talk --home emily --show", "serve"):
        console.print(f"[bold]boodschap {command:24}[/] {demo.words[command.split()[0]]}")
    if picture is not None:
        svg = console.export_svg(title="boodschap demo", theme=TERMINAL_THEME)
        picture.write_text(re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.S), encoding="utf-8")


def read_words(settings: Settings, language: str) -> dict[str, str]:
    """The words around the conversation. Raises DataError for faults in data/<language>/terminal.yml."""
    faults = Faults()
    shown = f"{settings.data_dir.name}/{language}/terminal.yml"
    file = open_yaml(settings.data_dir / language / "terminal.yml", shown, faults, ["words"])
    entry = file.entry("words") if file else None
    words = {key: entry.text(key) for key in entry} if entry else {}
    faults.raise_any()
    return words


def show(console: Console, moment: Shown, words: Mapping[str, str]) -> None:
    console.print(f"\n[dim]{moment.at}[/]  [bold cyan]{moment.who}[/]  {moment.what}", soft_wrap=True)
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=10, justify="right", style="dim")
    grid.add_column()
    for name in ("heard", "decided", "why", "said"):
        if text := getattr(moment, name):
            grid.add_row(words[name], f"[green]{text}[/]" if name == "said" else text)
    console.print(grid)


def table(name: str, rows: Rows, words: Mapping[str, str]) -> Table:
    table = Table(title=words[name], title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in rows[0] if rows else ():
        justify: Literal["left", "right"] = "right" if column == "total" else "left"
        table.add_column(words[column], justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*row.values())
    return table
