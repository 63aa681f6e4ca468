"""`boodschap demo --day`: a day of a home, from real MQTT messages of each of its sensors to books that agree.

The clock is ours and runs ahead; the broker is a real one on a port of its own, the records are in memory: nothing of
the household that is served is touched, and nothing is left behind.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from rich.console import Console
from rich.markup import escape

from nlu.contract import read_contract
from skill import private_broker
from skill.composition import App, compose, language_of, read_world
from skill.demo import Demo, Shown, read_words, show, table
from skill.domain.audit import Audited
from skill.domain.errors import DataError, Finding
from skill.domain.home import Device
from skill.domain.pantry import Judgement
from skill.recognition import Progress
from skill.sensors.broker import Member, address_of
from skill.sensors.sensing import Sensing
from skill.settings import PROJECT, Settings
from skill.stories.scripted import CountedIds, ScriptedClock
from skill.stories.story import ClockTurn, Story, UserTurn
from skill.stories.story_file import Known, read_story
from skill.usecases import check_books

DAY = [timedelta(hours=hour) for hour in range(7, 18)]
"""When the sensors report: every hour from seven in the morning to five in the afternoon."""

TALKS_AT = timedelta(hours=17, minutes=40)
DOOR_OPENS = 5
"""The hour, counted from the first, in which the sensors report behind an open door."""

CUPS = (0, 1, 3, 6, 8)
"""The hours, counted from the first, in which what runs out is used."""

HEARD_WITHIN_S = 10.0
PACE_S = 0.6
"""How long an hour of the day takes on a terminal; the messages themselves need some milliseconds."""

DIALECTS = ("zigbee2mqtt", "boodschap", "homeassistant", "level")
"""How the sensors speak, one after the other, so that each way is heard."""

UNKNOWN = "zigbee2mqtt/keukenbus"
BAR = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A message of a sensor, and what was made of it; `judged` is None for one that stands for nothing."""

    at: str
    topic: str
    payload: str
    device: str
    amount: int
    judged: str | None


@dataclass(slots=True)
class Day:
    """A home whose sensors report over `client`, to an assistant that hears them in a thread."""

    demo: Demo
    client: mqtt.Client
    sensing: Sensing
    said: list[str]
    """What the assistant said of its broker."""

    @property
    def app(self) -> App:
        return self.demo.app

    def moments(self) -> Iterator[Told | Shown]:
        """The day: readings until the evening, the conversation, the delivery, the payment of the week."""
        morning = self.demo.clock.now.replace(hour=0, minute=0, second=0)
        devices = self.app.parts.home(self.demo.story.home).devices
        for hour, after in enumerate(DAY):
            self.demo.clock.now = morning + after
            if hour == DOOR_OPENS:
                yield from self._report_contacts(opened=True)
            for number, device in enumerate(devices):
                yield self._report(device, _left(device, hour, runs_out=number == 0), DIALECTS[number % len(DIALECTS)])
            if hour == DOOR_OPENS:
                self.demo.clock.advance(timedelta(minutes=2))
                yield from self._report_contacts(opened=False)
            if hour == 2:
                yield self._report_unknown()
            yield from self._announced()
        self.demo.clock.now = morning + TALKS_AT
        turns = self.demo.story.turns
        for number, turn in enumerate(turns, start=1):
            if isinstance(turn, UserTurn) and (shown := self.demo.take(turn, number)) is not None:
                yield shown
            self.demo.clock.advance(timedelta(seconds=8))
        yield from self._time_passes(morning + timedelta(days=1, hours=18))
        yield self._report(devices[0], devices[0].full * 9 // 10, DIALECTS[0])
        yield from (moment for turn in turns if isinstance(turn, ClockTurn) for moment in self._time_passes(turn.until))

    def books(self) -> Audited:
        return check_books.run(self.app.parts.records)

    def _report(self, device: Device, amount: int, dialect: str) -> Told:
        return self._tell(device.id, amount, *_message(device, amount, dialect))

    def _report_contacts(self, *, opened: bool) -> Iterator[Told]:
        for contact in self.app.parts.home(self.demo.story.home).contacts:
            payload = json.dumps({"contact": not opened, "linkquality": 87})
            yield self._tell(contact.id, int(opened), f"zigbee2mqtt/{contact.id}", payload)

    def _tell(self, device: str, amount: int, topic: str, payload: str) -> Told:
        """Publishes it, and waits until it is judged: what is not heard at once, such as by a subscription that is
        only being made, is told again."""
        ends = time.monotonic() + HEARD_WITHIN_S
        while time.monotonic() < ends:
            self.client.publish(topic, payload, qos=1)
            again = time.monotonic() + 1
            while time.monotonic() < again:
                if (judged := self._judged(device)) is not None:
                    return Told(self._now(), topic, payload, device, amount, judged.value)
                time.sleep(0.005)
        message = ": ".join(["a sensor was not heard over the broker", *self.said[-1:]])
        raise DataError([Finding(topic, None, "not-heard", message, "try it once more")])

    def _judged(self, device: str) -> Judgement | None:
        with self.app.parts.records.reading(self.demo.story.home) as records:
            found = records.readings_since(device, self.demo.clock.now)
        return found[0][1] if found else None

    def _report_unknown(self) -> Told:
        payload = json.dumps({"weight": 420, "battery": 91})
        self.client.publish(UNKNOWN, payload, qos=1).wait_for_publish(HEARD_WITHIN_S)
        return Told(self._now(), UNKNOWN, payload, UNKNOWN.partition("/")[2], 420, None)

    def _announced(self) -> Iterator[Shown]:
        """What waits to be read out since this hour."""
        with self.app.parts.records.reading(self.demo.story.home) as records:
            notes = [note for note in records.notifications() if note.created == self.demo.clock()]
        kinds = self.app.parts.catalogue.kinds
        for note in notes:
            kind = kinds.get(note.subject)
            name = kind.names[language_of(self.demo.story.locale)].name if kind else note.subject
            yield Shown(self._now(), note.person, f"{self.demo.words['announced']}: {name}", decided="notified")

    def _time_passes(self, until: datetime | None) -> Iterator[Shown]:
        shown = self.demo.take(ClockTurn(0, until), 0)
        if shown is not None:
            yield shown

    def _now(self) -> str:
        return self.demo.when(self.demo.clock())


def live(settings: Settings, locale: str, *, as_json: bool, progress: Progress) -> int:
    """Lives the day and shows it; returns 1 when the books do not agree. Raises DataError without a broker."""
    language = language_of(locale)
    story, demo = _demo(settings, language, progress)
    with _sensors(demo) as (day, broker):
        if as_json:
            moments = [asdict(moment) for moment in day.moments()]
            books = day.books()
            checked = {"postings": books.postings, "discrepancies": len(books.found)}
            facts = {"home": story.home, "broker": broker, "moments": moments, **demo.outcome(), "books": checked}
            print(json.dumps(facts, ensure_ascii=False))
            return 1 if books.found else 0
        return _on_terminal(day, broker)


def _on_terminal(day: Day, broker: str) -> int:
    console, words = Console(highlight=False), day.demo.words
    console.rule(f"[bold]{words['day']}")
    console.print(f"[dim]{words['broker']} {broker}[/]\n")
    before = ""
    for moment in day.moments():
        if isinstance(moment, Shown):
            show(console, moment, words)
            continue
        if console.is_terminal and moment.at != before:
            time.sleep(PACE_S)
        before = moment.at
        console.print(_line(day, moment), soft_wrap=True)
    for name, rows in day.demo.outcome().items():
        console.print(table(name, rows, words))
    books = day.books()
    if books.found:
        console.print(f"[bold red]{words['wrong_books']}[/]: {len(books.found)}")
        return 1
    console.print(f"[bold green]{words['books']}[/]: {books.postings} {words['checked']}")
    return 0


def _line(day: Day, told: Told) -> str:
    device = day.app.parts.home(day.demo.story.home).device(told.device)
    source = f"[dim]{escape(told.topic)} {escape(told.payload)}[/]"
    judged = day.demo.words[f"judged_{told.judged}" if told.judged else "unmapped"]
    if device is None:  # a contact, or what stands for nothing
        return f"[dim]{told.at}[/]  {told.device:17} [yellow]{judged}[/]  {source}"
    filled = min(BAR, max(1, round(BAR * told.amount / device.full)))
    colour = "red" if told.amount < device.low_below else "green"
    bar = f"[{colour}]{'█' * filled}[/][dim]{'░' * (BAR - filled)}[/]"
    unit = device.measures.partition("_")[2]
    return f"[dim]{told.at}[/]  {told.device:17} {bar} {told.amount:>5} {unit:2} {judged:9} {source}"


def _demo(settings: Settings, language: str, progress: Progress) -> tuple[Story, Demo]:
    """The conversation of the demo, with an assistant whose records are in memory."""
    world = read_world(settings, progress)
    facts = {name: file.home for name, file in world.homes.items()}
    known = Known(facts, world.catalogue, read_contract(settings.data_dir / "intents.yml"))
    told = read_story(PROJECT / "tests" / "stories" / language / "coffee.yml", known)
    story = replace(told, now=told.now.replace(hour=7, minute=0))
    clock = ScriptedClock(story.now)
    played = replace(settings, bank="simulated")  # whoever runs the demo must not have money moved
    app = compose(played, clock=clock, new_id=CountedIds(), database=":memory:", world=world)
    return story, Demo(story, app, clock, read_words(settings, language))


@contextmanager
def _sensors(demo: Demo) -> Iterator[tuple[Day, str]]:
    """A broker, the assistant that hears it and a client that plays the sensors; all are gone in the end."""
    with private_broker.running() as url:
        said: list[str] = []
        sensing = Sensing(demo.app.parts, said.append, demo.story.home)
        worker = threading.Thread(target=sensing.run, args=(address_of(url), Member()), daemon=True)
        client = mqtt.Client(CallbackAPIVersion.VERSION2)  # MQTT 3.1.1, which every broker speaks
        parts = urlsplit(url)
        client.connect(parts.hostname or "", parts.port or 1883)
        client.loop_start()
        worker.start()
        try:
            _announce_devices(demo, client)
            yield Day(demo, client, sensing, said), url
        finally:
            sensing.stop()
            client.disconnect()
            client.loop_stop()
            worker.join(HEARD_WITHIN_S)


def _announce_devices(demo: Demo, client: mqtt.Client) -> None:
    """What Home Assistant tells of its sensors, retained as it retains it."""
    for number, device in enumerate(demo.app.parts.home(demo.story.home).devices):
        if DIALECTS[number % len(DIALECTS)] == "homeassistant":
            config = {"name": device.id, "state_topic": f"home/{device.id}/state", "value_template": "{{ value }}"}
            if device.measures != "count":
                config["unit_of_measurement"] = device.measures.partition("_")[2]
            topic = f"homeassistant/sensor/{device.id}/config"
            client.publish(topic, json.dumps(config), qos=1, retain=True).wait_for_publish(HEARD_WITHIN_S)


def _left(device: Device, hour: int, *, runs_out: bool) -> int:
    """What is there in the hour, counted from the first: one stock runs out, of the others a little is used."""
    if runs_out:
        a_cup = max(1, device.full * 2 // 100)
        return device.low_below + 4 * a_cup - a_cup * sum(hour >= cup for cup in CUPS)
    return max(device.low_below + 1, device.full * (60 - hour) // 100)


def _message(device: Device, amount: int, dialect: str) -> tuple[str, str]:
    measure, unit = device.measures.partition("_")[::2]
    if dialect == "homeassistant":
        return f"home/{device.id}/state", str(amount)
    content: dict[str, Any] = {device.measures: amount}
    if dialect == "zigbee2mqtt" and unit:
        content = {measure: amount / 1000, "unit": {"g": "kg", "ml": "l"}[unit], "linkquality": 112}
    elif dialect == "level":
        content = {"level": amount * 100 / device.full}
    root = "zigbee2mqtt" if dialect in ("zigbee2mqtt", "level") else "boodschap"
    return f"{root}/{device.id}", json.dumps(content)
