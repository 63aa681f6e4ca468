"""What the assistant answers, before it has words: parts with values. `speech` turns it into a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from skill.domain.catalogue import Size
from skill.domain.money import Money
from skill.domain.offer import Slot

DECIDED = frozenset(
    {
        "notified",
        "proposed",
        "offered_choice",
        "asked_confirmation",
        "asked_payment",
        "asked_step_up",
        "asked_back",
        "placed",
        "changed",
        "declined",
        "cancelled",
        "refused",
        "informed",
        "advised",
        "held",
        "repeated",
        "helped",
        "greeted",
        "closed",
        "not_understood",
        "out_of_scope",
    }
)
"""What can be decided in a turn: the closed set of the transcript format."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of a kind: "three packs of coffee beans"."""

    kind: str
    quantity: int


@dataclass(frozen=True, slots=True)
class ProductName:
    """A product by its id, spoken by its name."""

    product: str


@dataclass(frozen=True, slots=True)
class KindNamed:
    """A kind by its id, spoken by its plain name: "coffee beans"."""

    kind: str


@dataclass(frozen=True, slots=True)
class KindInGeneral:
    """Whatever there is of a kind, by its id: "dresses" where one is a dress, "coffee beans"."""

    kind: str


@dataclass(frozen=True, slots=True)
class RetailerName:
    retailer: str


@dataclass(frozen=True, slots=True)
class Deal:
    """A promotion by its id, spoken as what it gives: "two packs, the third free".

    `percent` is what a percentage comes to when it is measured as it must be (O4).
    """

    promotion: str
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A word or clause that has a translation of its own in `replies.yml` under `terms`."""

    key: str


Value = (
    int
    | str
    | Money
    | Slot
    | datetime
    | date
    | time
    | Count
    | ProductName
    | KindNamed
    | KindInGeneral
    | RetailerName
    | Deal
    | Term
    | Size
    | tuple["Value", ...]
)


@dataclass(frozen=True, slots=True)
class Part:
    """One sentence of a reply: the key of its phrase and the values that it names."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


def part(key: str, **values: Value) -> Part:
    return Part(key, values)


@dataclass(frozen=True, slots=True)
class Reply:
    """`decided` is one of DECIDED; `awaits` is true when the assistant asked something and listens on."""

    decided: str
    parts: tuple[Part, ...]
    awaits: bool = False

    def __post_init__(self) -> None:
        if self.decided not in DECIDED:
            raise ValueError(f"{self.decided} is not something that can be decided")


def reply(decided: str, *parts: Part, awaits: bool = False) -> Reply:
    return Reply(decided, parts, awaits)
