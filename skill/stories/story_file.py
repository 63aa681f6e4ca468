"""Reads stories. Whatever is wrong in one is found with its file, line and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nlu.contract import Contract
from nlu.home_assistant_tests import IntentMapping, holds_tests
from skill.checked_yaml import Faults
from skill.dialogue.reply import DECIDED
from skill.domain.catalogue import Catalogue
from skill.domain.home import Control, Home, Providers
from skill.domain.money import Money
from skill.stories.ask_dialog import read_ask_dialog
from skill.stories.home_assistant import read_home_assistant
from skill.stories.outcome_file import read_outcome
from skill.stories.story import (
    LOCALES,
    NOTHING_EXPECTED,
    ClockTurn,
    Expectations,
    Named,
    SensorTurn,
    Story,
    Turn,
    UserTurn,
    WorldEvent,
    WorldTurn,
)
from skill.stories.story_entry import StoryEntry, open_story

KINDS = tuple(f"{market}/{control}" for market in Providers for control in Control)
EVENTS = (
    "price", "promotion_ends", "out_of_stock", "slot_gone", "returned", "substituted", "weighed", "missing",
    "bottles_back", "trip_planned", "payment_fails", "retailer_refuses", "retailer_silent", "retailer_late",
    "agenda",
)  # fmt: skip
AGENDA_STATES = ("readable", "unreadable", "read_only")
REFUSABLE = ("place", "amend", "cancel", "move", "complain", "take_back")
"""What a retailer can be made to refuse, the next time it is asked; or to be silent at, or late."""
RAILS = ("rail", "payment_request", "direct_debit", "instant_transfer", "wallet", "payout")

_STORY_KEYS = ("version", "title", "home", "kind", "locale", "now", "turns", "then")
_TURNS: Mapping[str, Collection[str]] = {
    "user": ("speaker", "request", "heard", "decided", "said"),
    "sensor": ("decided",),
    "clock": (),
    "world": (),
}
_TURN_KEYS = tuple(dict.fromkeys([*_TURNS, *(key for keys in _TURNS.values() for key in keys)]))
_EUROS = re.compile(r"-?\d+(\.\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Known:
    """The names that stories may use, and what Home Assistant's intents are here; without that its tests are none."""

    homes: Mapping[str, Home]
    catalogue: Catalogue
    contract: Contract
    home_assistant: IntentMapping | None = None


def story_paths(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The files that are meant: a folder stands for every story below it. Absent ones are left for the reader."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(each for each in path.rglob("*") if each.suffix in (".yml", ".yaml", ".json"))
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def read_stories(paths: Iterable[Path], known: Known) -> tuple[Story, ...]:
    """All stories; raises DataError with the faults of every file together."""
    faults = Faults()
    stories: list[Story | None] = []
    for path in story_paths(paths):
        if known.home_assistant is not None and holds_tests(path):
            stories += read_home_assistant(path, known.home_assistant, faults)
        else:
            stories.append(_read(path, known, faults))
    faults.raise_any()
    return tuple(story for story in stories if story is not None)


def read_story(path: Path, known: Known) -> Story:
    """One story; raises DataError with everything that is wrong in it."""
    faults = Faults()
    story = _read(path, known, faults)
    faults.raise_any()
    assert story is not None  # noqa: S101 - without a story there was a fault
    return story


def _read(path: Path, known: Known, faults: Faults) -> Story | None:
    if path.suffix == ".json":
        return read_ask_dialog(path, faults)
    entry = open_story(path, str(path), faults, _STORY_KEYS)
    if entry is None:
        return None
    home = known.homes.get(entry.text("home", default=""))
    if home is None and "home" in entry:  # who lives there is then nothing to judge the turns by
        entry.check_known("home", entry.text("home"), known.homes)
    now = entry.moment("now")
    return Story(
        title=entry.text("title"),
        file=str(path),
        home=entry.text("home"),
        locale=entry.choice("locale", LOCALES),
        now=now,
        turns=tuple(_turns(entry, home, now, known)),
        kind=_kind(entry),
        then=read_outcome(entry, home, known.catalogue),
    )


def _kind(entry: StoryEntry) -> tuple[Providers, Control] | None:
    if "kind" not in entry:
        return None
    market, _, control = entry.choice("kind", KINDS).partition("/")
    return Providers(market), Control(control)


def _turns(entry: StoryEntry, home: Home | None, now: datetime, known: Known) -> Iterator[Turn]:
    clock = now
    count = 0
    for turn in entry.subs("turns", _TURN_KEYS):
        count += 1
        found = _turn(turn, home, known)
        if found is None:
            continue
        if isinstance(found, ClockTurn) and found.until is not None:
            if found.until < clock:
                turn.fault("clock", "backwards", f"at {found.until} it was already {clock}", "time only goes forward")
            clock = max(clock, found.until)
        yield found
    if not count:
        entry.fault("turns", "missing", "a story has turns", "add `turns:` with at least one `- user: ...`")


def _turn(turn: StoryEntry, home: Home | None, known: Known) -> Turn | None:
    kinds = [key for key in _TURNS if key in turn]
    if len(kinds) != 1:
        hint = f"one of {', '.join(_TURNS)} a turn"
        turn.fault(kinds[1] if kinds else None, "no-turn", "a turn is one thing that happens", hint)
        return None
    kind = kinds[0]
    for key in turn:
        if key != kind and key not in _TURNS[kind]:
            allowed = ", ".join(_TURNS[kind]) or "nothing else"
            turn.fault(key, "not-here", f"{key!r} does not belong to a {kind} turn", f"beside {kind}: {allowed}")
    match kind:
        case "user":
            return _user_turn(turn, home, known)
        case "sensor":
            return _sensor_turn(turn, home)
        case "clock":
            until, days, rest = turn.moment_or_span("clock")
            return ClockTurn(turn.line, until, days, rest)
        case _:
            return WorldTurn(turn.line, tuple(_events(turn, known.catalogue)))


def _user_turn(turn: StoryEntry, home: Home | None, known: Known) -> UserTurn:
    speaker = home.head.id if home is not None else ""
    if "speaker" in turn:
        speaker = turn.text("speaker")
        if home is not None:
            turn.check_known("speaker", speaker, [*(person.id for person in home.persons), "child", "unknown"])
    return UserTurn(
        line=turn.line,
        text=turn.utterance("user"),
        speaker=speaker,
        request=turn.text("request") if "request" in turn else None,
        expected=Expectations(
            heard=_heard(turn, known) if "heard" in turn else None,
            decided=turn.any_of("decided", DECIDED) if "decided" in turn else None,
            said=turn.any_of("said") if "said" in turn else None,
        ),
    )


def _heard(turn: StoryEntry, known: Known) -> Named:
    contract = known.contract
    entry = turn.sub("heard", ["intent", *contract.entities])
    if entry is None:
        return {}
    expected = {}
    for name in entry:
        rule = contract.entities.get(name)
        allowed: Collection[str] | None = None
        if name == "intent":
            allowed = contract.intents
        elif rule is not None and rule.kind == "enum":
            allowed = rule.values
        elif name == "product":
            allowed = {**known.catalogue.kinds, **known.catalogue.products}
        elif name in ("brand", "retailer"):
            allowed = known.catalogue.brands if name == "brand" else known.catalogue.retailers
        value = entry.any_of(name, allowed)
        if value is not None:
            expected[name] = value
    return expected


def _sensor_turn(turn: StoryEntry, home: Home | None) -> SensorTurn | None:
    """`device` is one of the home's file, and so is `contact`; `heard` is one that it does not declare: it stands for
    what it is mapped to."""
    measures = ("weight_g", "volume_ml", "count", "percent")
    entry = turn.sub("sensor", ["device", "heard", "contact", "open", *measures])
    if entry is None:
        turn.fault("sensor", "missing", "which device reports what?", "write sensor: {device: ..., weight_g: 70}")
        return None
    if "contact" in entry:
        return _contact_turn(turn, entry, home)
    if "heard" in entry:
        return _heard_turn(turn, entry, [key for key in measures if key in entry])
    device_id = entry.id("device")
    device = home.device(device_id) if home is not None else None
    if home is not None and device is None:
        entry.check_known("device", device_id, [device.id for device in home.devices])
    given = [key for key in measures if key in entry]
    if len(given) != 1 or (device is not None and given != [device.measures]):
        wanted = device.measures if device is not None else "weight_g"
        entry.fault(
            given[0] if given else None, "bad-measure", "one reading, in the device's own unit", f"use {wanted}"
        )
        return None
    return SensorTurn(turn.line, device_id, entry.whole(given[0]), _of_sensor(turn))


def _contact_turn(turn: StoryEntry, entry: StoryEntry, home: Home | None) -> SensorTurn:
    contact = entry.id("contact")
    if home is not None:
        entry.check_known("contact", contact, [each.id for each in home.contacts])
    for key in entry:
        if key not in ("contact", "open"):
            entry.fault(key, "not-here", "a contact tells open or closed alone", "write open: true")
    return SensorTurn(turn.line, contact, int(entry.flag("open")), _of_sensor(turn), "open")


def _heard_turn(turn: StoryEntry, entry: StoryEntry, given: list[str]) -> SensorTurn | None:
    if len(given) != 1:
        entry.fault(given[0] if given else None, "bad-measure", "one reading, in one unit", "use weight_g")
        return None
    return SensorTurn(turn.line, entry.id("heard"), entry.whole(given[0]), _of_sensor(turn), given[0])


def _of_sensor(turn: StoryEntry) -> Expectations:
    return Expectations(decided=turn.any_of("decided", DECIDED)) if "decided" in turn else NOTHING_EXPECTED


def _events(turn: StoryEntry, catalogue: Catalogue) -> Iterator[WorldEvent]:
    entry = turn.sub("world", EVENTS)
    if entry is None:
        turn.fault("world", "missing", "what changed?", f"one of {', '.join(EVENTS)}")
        return
    for name in entry:
        if name in ("price", "weighed", "missing", "bottles_back"):
            yield from _amounts(name, entry, catalogue)
            continue
        subject = entry.text(name)
        if name == "slot_gone":
            entry.check_known(name, subject, catalogue.retailers)
        elif name == "payment_fails":
            entry.check_known(name, subject, RAILS)
        elif name.startswith("retailer_"):
            entry.check_known(name, subject, REFUSABLE)
        elif name == "agenda":
            entry.check_known(name, subject, AGENDA_STATES)
        elif name != "trip_planned" and not (name == "out_of_stock" and subject in catalogue.products):
            entry.check_known(name, subject, catalogue.kinds)
        yield WorldEvent(name, subject)


def _amounts(name: str, entry: StoryEntry, catalogue: Catalogue) -> Iterator[WorldEvent]:
    """What is written as a kind of product (or a retailer, for bottles) with an amount; weight may make it less."""
    known, wanted = (
        (catalogue.retailers, "a retailer") if name == "bottles_back" else (catalogue.kinds, "a kind of product")
    )
    amounts = entry.sub(name)
    for subject in amounts or ():
        assert amounts is not None  # noqa: S101 - there is a subject in it
        if subject not in known:
            code = "unknown-retailer" if name == "bottles_back" else "unknown-kind"
            amounts.fault(subject, code, f"{subject!r} is not known here", f"{name} names {wanted}")
        written = amounts.text(subject)
        if not _EUROS.fullmatch(written.removeprefix("-") if name == "weighed" else written):
            amounts.fault(subject, "bad-amount", f"{written!r} is no amount", "write euros as 12.50")
            continue
        yield WorldEvent(name, subject, Money.euros(written))
