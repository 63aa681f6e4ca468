"""Plays stories through the real use cases; only the clock, the ids and the outside parties are scripted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from nlu.contract import read_contract
from nlu.home_assistant_tests import MAPPING, read_intent_mapping
from nlu.interpretation import Interpretation
from skill.announcing.simulated import SimulatedAnnouncer
from skill.composition import App, World, compose, read_world
from skill.domain.home import Home
from skill.domain.pantry import Reading
from skill.domain.report import Report
from skill.payments.simulated_rail import SimulatedRail
from skill.records.sqlite import MEMORY, SqliteRecords
from skill.retailers.simulated import SimulatedRetailers
from skill.settings import Settings
from skill.stories.comparison import Difference, heard_differences, outcome_differences, text_fits
from skill.stories.ending import Before, Ending, ending
from skill.stories.heard_values import Plain, heard_shown
from skill.stories.scripted import CountedIds, ScriptedAgendas, ScriptedClock, home_of_kind, moment_of
from skill.stories.story import AnyOf, ClockTurn, Expectations, SensorTurn, Story, Turn, UserTurn, WorldTurn
from skill.stories.story_file import Known
from skill.stories.world_events import happen
from skill.usecases import hear_sensors, notice_shortage, pass_time
from skill.usecases.converse import Answer, Heard, respond
from skill.usecases.parts import no_jitter
from skill.usecases.ports import HomeRecords, Records

TURN_TAKES = timedelta(seconds=5)
"""The clock moves on by this much after each thing said, as in a real conversation: long enough that turns have an
order, short enough that the two minutes of an open question (P3) run out by a clock turn only."""

CONVERSATION = "speaker"
"""The device that a story is held at."""


class Received(Protocol):
    """What the far end of a channel got: the words off the wire, and the answer behind them (None: it never came)."""

    @property
    def said(self) -> str: ...
    @property
    def status(self) -> int: ...
    @property
    def answer(self) -> Answer | None: ...


class Channel(Protocol):
    """Sends what was heard through a channel's own wire format."""

    def exchange(self, heard: Heard) -> Received: ...


OpenChannel = Callable[[App], Channel]
OpenRecords = Callable[[], Records]
"""Opens empty records; each story has records of its own."""


def in_memory() -> Records:
    return SqliteRecords(MEMORY)


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What a turn came to. `what` is the turn in words; `ms` is the whole turn, heard to said."""

    turn: int
    line: int
    what: str
    speaker: str | None = None
    heard: Mapping[str, Plain | list[Plain]] | None = None
    decided: str | None = None
    said: str | None = None
    ms: float = 0.0


@dataclass(frozen=True, slots=True)
class StoryResult:
    """`notes` say what a story asked for that nothing acts on yet."""

    story: Story
    turns: tuple[TurnResult, ...]
    differences: tuple[Difference, ...]
    ending: Ending
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.differences


@dataclass(slots=True)
class _Play:
    """One story on its way."""

    story: Story
    home: Home
    app: App
    clock: ScriptedClock
    retailers: SimulatedRetailers
    rail: SimulatedRail
    agendas: ScriptedAgendas
    channel: Channel | None
    turns: list[TurnResult] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interpretations: dict[str, Interpretation | None] = field(default_factory=dict)

    def differ(self, layer: str, expected: AnyOf | None, got: str | None) -> None:
        if not text_fits(expected, got):
            number = len(self.turns) + 1
            self.differences.append(Difference(number, layer, str(expected), got if got is not None else "nothing"))


class Replayer:
    """Reads the data and loads the recogniser once; plays any number of stories, each in a world of its own."""

    def __init__(self, settings: Settings, world: World | None = None, open_records: OpenRecords = in_memory) -> None:
        """Raises DataError for faults in the data."""
        self._settings = settings
        self._open_records = open_records
        self.world = world or read_world(settings)
        homes = {name: file.home for name, file in self.world.homes.items()}
        contract = read_contract(settings.data_dir / "intents.yml")
        of_others = read_intent_mapping(settings.data_dir / MAPPING, contract)
        self.known = Known(homes, self.world.catalogue, contract, of_others)

    def play(self, story: Story, open_channel: OpenChannel | None = None) -> StoryResult:
        """Plays one story, through a channel's wire format when one is given."""
        play = self._begin(story, open_channel)
        records = play.app.parts.records
        try:
            with records.reading(story.home) as held:
                before = Before.of(held)
            for turn in story.turns:
                play.turns.append(_take(turn, play))
            with records.reading(story.home) as held:
                end = ending(held, before, play.home.timezone)
                play.differences.extend(_agenda_differences(held, play.agendas))
        finally:
            play.retailers.close()
            play.rail.close()
            getattr(records, "close", lambda: None)()
        play.differences.extend(outcome_differences(story.then, end))
        return StoryResult(story, tuple(play.turns), tuple(play.differences), end, tuple(play.notes))

    def play_all(self, stories: Iterable[Story], open_channel: OpenChannel | None = None) -> list[StoryResult]:
        return [self.play(story, open_channel) for story in stories]

    def _begin(self, story: Story, open_channel: OpenChannel | None) -> _Play:
        home = home_of_kind(self.known.homes[story.home], story.kind, self.world.catalogue)
        clock = ScriptedClock(story.now)
        retailers, rail = SimulatedRetailers(), SimulatedRail()
        app = compose(
            self._settings,
            clock=clock,
            new_id=CountedIds(),
            records=self._open_records(),
            world=replace(self.world, homes={story.home: self.world.homes[story.home]}),
            homes={story.home: home},
            retailers=retailers,
            rail=rail,
            announcer=SimulatedAnnouncer(),
            jitter_percent=no_jitter,
        )
        agendas = ScriptedAgendas(app.parts.agendas)
        app = replace(app, parts=replace(app.parts, agendas=agendas))
        channel = open_channel(app) if open_channel is not None else None
        return _Play(story, home, app, clock, retailers, rail, agendas, channel)


def _agenda_differences(records: HomeRecords, agendas: ScriptedAgendas) -> Iterator[Difference]:
    """What stands in the people's own agendas must be what we say stands there, unless we cannot reach them."""
    kept = {entry.id: entry.start for entry in records.agenda()}
    if agendas.readable and agendas.writable and not records.errands() and agendas.written != kept:
        yield Difference(None, "then", f"reminders {sorted(kept)}", f"reminders {sorted(agendas.written)}")


def _take(turn: Turn, play: _Play) -> TurnResult:
    match turn:
        case UserTurn():
            return _speak(turn, play)
        case SensorTurn():
            return _read_sensor(turn, play)
        case ClockTurn():
            return _pass_time(turn, play)
        case WorldTurn():
            return _change_world(turn, play)


def _speak(turn: UserTurn, play: _Play) -> TurnResult:
    number = len(play.turns) + 1
    request = f"{play.story.title}#{turn.request or number}"
    heard = Heard(request, play.home.id, turn.speaker, play.story.locale, text=turn.text, conversation=CONVERSATION)
    begun = time.perf_counter()
    if play.channel is not None:
        received = play.channel.exchange(heard)
        answer, said = received.answer, received.said
        if answer is None:
            got = f"status {received.status}: {said}"
            play.differences.append(Difference(number, "decided", "an answer", got))
            return TurnResult(number, turn.line, turn.text, turn.speaker, said=said)
    else:
        answer = respond(heard, play.app.parts)
        said = play.app.say(answer, play.home.id, play.story.locale).plain
    ms = (time.perf_counter() - begun) * 1000
    # The stored answer of a request that came twice was heard when it came first.
    interpretation = answer.interpretation or play.interpretations.get(request)
    play.interpretations[request] = interpretation
    _check(turn.expected, number, interpretation, answer.reply.decided, said, play)
    play.clock.advance(TURN_TAKES)
    shown = heard_shown(interpretation) if interpretation is not None else None
    return TurnResult(number, turn.line, turn.text, turn.speaker, shown, answer.reply.decided, said, round(ms, 2))


def _check(
    expected: Expectations, number: int, heard: Interpretation | None, decided: str, said: str, play: _Play
) -> None:
    play.differences.extend(heard_differences(number, expected.heard, heard))
    play.differ("decided", expected.decided, decided)
    play.differ("said", expected.said, said)


def _read_sensor(turn: SensorTurn, play: _Play) -> TurnResult:
    begun = time.perf_counter()
    if turn.measures is None:
        reading = Reading(turn.device, turn.amount, play.clock())
        decided = notice_shortage.consider(play.home.id, reading, play.app.parts).decided
    else:
        if turn.measures == "open":
            report = Report((turn.device,), play.clock(), open=bool(turn.amount))
        else:
            report = Report((turn.device,), play.clock(), ((turn.measures, Decimal(turn.amount)),))
        [heard] = hear_sensors.run(play.home.id, [report], play.app.parts)
        decided = heard.outcome.decided if heard.outcome is not None else None
    ms = (time.perf_counter() - begun) * 1000
    play.differ("decided", turn.expected.decided, decided)
    what = f"{turn.device}: {turn.amount}"
    return TurnResult(len(play.turns) + 1, turn.line, what, decided=decided, ms=round(ms, 2))


def _pass_time(turn: ClockTurn, play: _Play) -> TurnResult:
    begun = time.perf_counter()
    until = moment_of(turn, play.clock(), play.home.timezone)
    if until < play.clock():
        got = f"it is {play.clock().astimezone(play.home.timezone).isoformat()} already"
        play.differences.append(Difference(len(play.turns) + 1, "world", f"time passes until {until}", got))
        until = play.clock()
    play.clock.now = until
    pass_time.run(play.home.id, until, play.app.parts)
    ms = (time.perf_counter() - begun) * 1000
    what = until.astimezone(play.home.timezone).isoformat()
    return TurnResult(len(play.turns) + 1, turn.line, what, ms=round(ms, 2))


def _change_world(turn: WorldTurn, play: _Play) -> TurnResult:
    number = len(play.turns) + 1
    told = []
    for event in turn.events:
        told.append(f"{event.name} {event.subject}" + (f" {event.amount}" if event.amount is not None else ""))
        happened = happen(event, play.home.id, CONVERSATION, play.app.parts, play.retailers, play.rail, play.agendas)
        if happened.note is not None:
            play.notes.append(f"turn {number}: {happened.note}")
        if happened.impossible is not None:
            play.differences.append(Difference(number, "world", told[-1], happened.impossible))
    return TurnResult(number, turn.line, ", ".join(told))
