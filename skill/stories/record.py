"""Writes a live conversation as a story that anybody may read: what is personal in it is replaced.

A home becomes the demo home of the same profile, its people become that home's people, a PIN becomes the demo world's
1234, and names, addresses and numbers that we cannot place disappear (A5).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from nlu.interpretation import Interpretation
from skill.domain.home import Home
from skill.domain.person import Person, Profile, Role
from skill.stories.heard_values import HIDDEN_DIGITS, Plain, heard_shown
from skill.usecases.converse import Answer

PERSONA: Mapping[Profile, str] = {
    Profile.CONVENIENCE: "thijs",
    Profile.SAVER: "sander",
    Profile.EARLY_ADOPTER: "dunya",
    Profile.SAFETY: "emily",
}
"""The demo home that stands for people of a profile, and the name of its first adult."""

RIGHT_PIN, WRONG_PIN = "1234", "0000"
"""The PIN of every adult of the demo world, and what a wrong one becomes."""

LONG_PAUSE_S = 60
"""Pauses shorter than this are those of talking."""

SOMEBODY = {"nl": "iemand", "en": "somebody"}

_PRIVATE = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "somebody@example.org"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"), "NL00BANK0000000000"),
    (re.compile(r"(?<!\w)\+?\d(?:[ -]?\d){8,13}(?!\w)"), "0600000000"),
    (re.compile(r"\b\d{4} ?[A-Z]{2}\b"), "1234 AB"),
)
_CAPITAL = re.compile(r"(?<=\S )[A-ZÀ-Ý][\w'-]+")


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """One turn as it went; `answer` is None for a reading of a sensor, whose `amount` is in the device's unit."""

    at: datetime
    what: str
    speaker: str = ""
    answer: Answer | None = None
    said: str = ""
    amount: int = 0


@dataclass(slots=True)
class Recording:
    """A conversation that is being recorded."""

    home: Home
    locale: str
    began: datetime
    turns: list[RecordedTurn] = field(default_factory=list)

    def turn(self, speaker: str, text: str, answer: Answer, said: str) -> None:
        """Keeps what somebody said and what came of it."""
        self.turns.append(RecordedTurn(answer.at, " ".join(text.split()), speaker, answer, said))

    def sensor(self, device: str, amount: int) -> None:
        """Keeps a reading; it belongs to the moment of what came before it."""
        self.turns.append(RecordedTurn(self.turns[-1].at if self.turns else self.began, device, amount=amount))

    def write(self, path: Path) -> None:
        """Writes the story; its title is the name of the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.story(path.stem.replace("-", " ")), encoding="utf-8")

    def story(self, title: str) -> str:
        """The story's YAML, without anything personal."""
        mask = _Mask(self.home, self.locale)
        begin = self.turns[0].at if self.turns else self.began
        lines = [
            f"title: {_quoted(mask.ours(title))}",
            f"home: {mask.home}",
            *([f"kind: {self.home.market}/{self.home.control}"] if mask.home != self.home.id else []),
            f"locale: {self.locale}",
            f"now: {begin.astimezone(self.home.timezone).isoformat(timespec='seconds')}",
            "turns:",
        ]
        before: RecordedTurn | None = None
        for turn in self.turns:
            lines += _pause(before, turn)
            lines += mask.sensor(turn) if turn.answer is None else mask.spoken(turn, turn.answer)
            before = turn
        return "\n".join(lines) + "\n"


def _pause(before: RecordedTurn | None, turn: RecordedTurn) -> list[str]:
    """A clock turn where more time went by than a replay lets pass by itself: two minutes matter (P3)."""
    seconds = int((turn.at - before.at).total_seconds()) if before is not None else 0
    return [f"  - clock: +{seconds}s"] if seconds >= LONG_PAUSE_S else []


class _Mask:
    """Replaces what is personal in one home's conversation."""

    def __init__(self, home: Home, locale: str) -> None:
        self._home = home
        self.home = home.id if home.id in PERSONA.values() else PERSONA[home.head.profile]
        self._somebody = SOMEBODY.get(locale[:2].lower(), SOMEBODY["en"])
        self._names = dict(_names(home, self.home))

    def speaker(self, speaker: str) -> str:
        """A person becomes the demo home's first adult, a child of the home `child`."""
        person = self._home.person(speaker)
        if person is None:
            return speaker if speaker in ("child", "unknown") else "unknown"
        if self._home.id == self.home and person.role is Role.ADULT:
            return person.id
        return "child" if person.role is Role.CHILD else self.home

    def ours(self, text: str) -> str:
        """Our own words, without the people's names and what else is private."""
        for pattern, shown in _PRIVATE:
            text = pattern.sub(shown, text)
        for name, shown in self._names.items():
            text = re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", shown, text)
        return text

    def theirs(self, text: str, interpretation: Interpretation | None, pin: str = RIGHT_PIN) -> str:
        """A person's words, moreover without PINs and unknown names: a capital inside a sentence is taken for one,
        unless it was heard as something that is for sale or sells it."""
        heard = interpretation.entities if interpretation is not None else ()
        named = {word.lower() for e in heard if e.name in ("product", "brand", "retailer") for word in e.text.split()}
        known = named | {name.lower() for name in (*self._names.values(), *PERSONA.values())} | {"i", "ik"}

        def capital(found: re.Match[str]) -> str:
            word = found.group()
            return word if word.lower() in known or word.isupper() else self._somebody

        return _CAPITAL.sub(capital, self.ours(self._without_entities(text, interpretation, pin)))

    def _without_entities(self, text: str, interpretation: Interpretation | None, pin: str) -> str:
        for entity in interpretation.entities if interpretation is not None else ():
            if entity.name == "digits":
                masked = re.sub(re.escape(entity.text), pin, text, flags=re.IGNORECASE)
                # Digits that are not found again where they were heard: rather nothing of the sentence than all of it.
                text = masked if masked != text else pin
            elif entity.name == "person":
                shown = self._names.get(entity.text.lower(), self._somebody)
                text = re.sub(re.escape(entity.text), shown, text, flags=re.IGNORECASE)
        return text

    def sensor(self, turn: RecordedTurn) -> list[str]:
        device = self._home.device(turn.what)
        measures = device.measures if device is not None else "count"
        return [f"  - sensor: {{device: {turn.what}, {measures}: {turn.amount}}}"]

    def spoken(self, turn: RecordedTurn, answer: Answer) -> list[str]:
        meaning, decided = answer.interpretation, answer.reply.decided
        pin = WRONG_PIN if decided == "asked_step_up" else RIGHT_PIN
        words = self.theirs(turn.what, meaning, pin)
        if meaning is not None and meaning.intent == "give_pin" and words == turn.what:
            words = pin  # A PIN in which no digits were heard.
        lines = [f"  - user: {_quoted(words)}", f"    speaker: {self.speaker(turn.speaker)}"]
        if meaning is not None:
            lines.append(f"    heard: {self._heard(meaning)}")
        return [*lines, f"    decided: {decided}", f"    said: {_quoted(self.ours(turn.said))}"]

    def _heard(self, interpretation: Interpretation) -> str:
        open_entities = tuple(e for e in interpretation.entities if e.name not in ("person", "digits"))
        shown = heard_shown(replace(interpretation, entities=open_entities))
        named = {key: value for key, value in shown.items() if key != "confidence" and value != HIDDEN_DIGITS}
        return "{" + ", ".join(f"{key}: {self._plain(value)}" for key, value in named.items()) + "}"

    def _plain(self, value: Plain | list[Plain]) -> str:
        if isinstance(value, list):
            return "[[" + ", ".join(self._plain(each) for each in value) + "]]"
        if isinstance(value, str) and not value.replace("_", "").isalnum():
            return _quoted(self.theirs(value, None))
        return str(value)


def _names(home: Home, persona: str) -> Iterable[tuple[str, str]]:
    """Each person's name and id, longest first, with the name that stands for it."""
    if home.id == persona:
        return
    found: dict[str, str] = {}
    for person in home.persons:
        for name in (person.name, person.id, *person.name.split()):
            if name:
                found.setdefault(name.lower(), _stand_in(person, persona))
    for name in sorted(found, key=len, reverse=True):
        yield name, found[name]


def _stand_in(person: Person, persona: str) -> str:
    return "Noor" if person.role is Role.CHILD else persona.capitalize()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
