"""A story as values: one conversation with its home, its clock and what must come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from skill.domain.home import Control, Providers
from skill.domain.money import Money

LOCALES = ("nl-NL", "en-GB", "en-US")

SECTIONS = ("orders", "payments", "agenda", "notifications", "announced")
"""What `then` may speak of."""

NOBODY = "nobody"
"""Written for a payment that nobody approved."""


@dataclass(frozen=True, slots=True)
class AnyOf:
    """An expected value: each of `values` is right.

    A text is compared with the value (numbers as numbers), a mapping with its parts, a tuple with all values that were
    heard under that name, in their order.
    """

    values: tuple[str | tuple[str, ...] | Mapping[str, AnyOf], ...]

    def __str__(self) -> str:
        return " | ".join(_shown(value) for value in self.values)


Named = Mapping[str, AnyOf]
"""What is named of one thing: what is not named is not checked."""


def _shown(value: str | tuple[str, ...] | Mapping[str, AnyOf]) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ", ".join(value)
    return shown(value)


def shown(named: Named) -> str:
    """An expectation in one line, as it is written in a story."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in named.items()) + "}"


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a turn must come to. None: not checked."""

    heard: Named | None = None
    decided: AnyOf | None = None
    said: AnyOf | None = None


NOTHING_EXPECTED = Expectations()


@dataclass(frozen=True, slots=True)
class UserTurn:
    """Somebody speaks. `speaker` is a person of the home, `child` or `unknown`.

    Turns with the same `request` are one request that the channel sent more than once (P4).
    """

    line: int
    text: str
    speaker: str
    request: str | None = None
    expected: Expectations = NOTHING_EXPECTED


@dataclass(frozen=True, slots=True)
class SensorTurn:
    """A device reports an amount in its own unit. `measures` is given of one that the home's file does not declare, and
    is `open` of a contact: 1 or 0."""

    line: int
    device: str
    amount: int
    expected: Expectations = NOTHING_EXPECTED
    measures: str | None = None


@dataclass(frozen=True, slots=True)
class ClockTurn:
    """Time passes: up to a moment, or by `days` of the calendar and then `rest`."""

    line: int
    until: datetime | None = None
    days: int = 0
    rest: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class WorldEvent:
    """Something changed outside, such as `price` of the kind `subject` to `amount`."""

    name: str
    subject: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class WorldTurn:
    line: int
    events: tuple[WorldEvent, ...]


Turn = UserTurn | SensorTurn | ClockTurn | WorldTurn


@dataclass(frozen=True, slots=True)
class Outcome:
    """What must hold in the end, by section; a section that is not named is not checked, `()` means none at all."""

    line: int = 0
    sections: Mapping[str, tuple[Named, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """`file` is as the reader was given it. `kind` overrides the home's market and control."""

    title: str
    file: str
    home: str
    locale: str
    now: datetime
    turns: tuple[Turn, ...]
    kind: tuple[Providers, Control] | None = None
    then: Outcome = Outcome()
