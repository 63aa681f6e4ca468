"""What an utterance was heard to mean: pure values, the only thing that the skill's core sees of `nlu`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal, Protocol, TypeVar

Expecting = Literal["confirmation", "delivery", "choice", "pin", "basket", "payment"]
"""What kind of question is open while the person speaks; None when nothing is. A yes answers a confirmation, a payment
and a delivery ("is everything right?")."""

ASKS_YES = frozenset({"confirmation", "delivery", "payment"})
"""The questions that a yes answers, so that it has to be proven."""

Comparison = Literal["below", "about", "exactly", "above"]


def language_of(locale: str) -> str:
    """nl-NL, nl_NL and NL all are "nl"."""
    return locale.replace("_", "-").split("-")[0].lower()


@dataclass(frozen=True, slots=True)
class ProductValue:
    """A product as spoken: its kind (or None when only a brand is named) and catalogue ids, best first.

    The first `named` candidates bear what was said beyond the kind ("organic", a brand, a product's own name); 0 when
    any product of the kind will do. `ambiguous` is true when candidates of several kinds fit about equally well, so
    that the dialogue can ask.
    """

    kind: str | None
    candidates: tuple[str, ...]
    score: float = 1.0
    ambiguous: bool = False
    named: int = 0


@dataclass(frozen=True, slots=True)
class NameValue:
    """A brand, retailer or person: `id` is its name in the catalogue or home, in lower case."""

    id: str


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """A number of `unit`; unit is `piece`, `pack`, `g`, `kg`, `ml`, `l`, `box`, `bottle`, ... or None when bare."""

    value: Fraction
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class MoneyValue:
    cents: int
    comparison: Comparison = "exactly"


@dataclass(frozen=True, slots=True)
class MomentValue:
    """A span of time with a zone; a point in time has `start == end`. `guessed`: nothing told which half of the day its
    hours are of."""

    start: datetime
    end: datetime
    guessed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class OrdinalValue:
    """1.. for "the first", ..., or `last`, `cheapest`, `second_cheapest`, `most_expensive`."""

    value: int | str


@dataclass(frozen=True, slots=True)
class EnumValue:
    """One of the values that the contract names for the entity (category, period)."""

    value: str


@dataclass(frozen=True, slots=True)
class DigitsValue:
    """A spoken PIN. Its repr hides the digits, so that no log line or traceback shows them (rule A5)."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TextValue:
    """Free words: a need or a reason, as spoken; not in its repr (rule A5)."""

    value: str = field(repr=False)


EntityValue = (
    ProductValue
    | NameValue
    | QuantityValue
    | MoneyValue
    | MomentValue
    | OrdinalValue
    | EnumValue
    | DigitsValue
    | TextValue
)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Entity:
    """A value in the utterance: `text[start:end]` is the span that carries it. What was said is not in its repr."""

    name: str
    text: str = field(repr=False)
    start: int
    end: int
    value: EntityValue


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The meaning of one utterance.

    `confidence` is calibrated: of the turns heard at .8, about four in five are right. `ranking` holds the best
    intents with their probabilities, best first, `intent` included. `also` names further intents of the same
    sentence, in the order spoken ("ja, en doe er melk bij": confirm is never the intent then). `left` are the words of
    a second wish, of which nothing else is here ("... and take the cheese off"). `put_off`: they would rather hear it
    again later. `only`: the product that is named and no other; `more`: the number comes on top. `stage` tells which
    stage decided: exact, lexical, semantic, proof or rejection. The words are not in its repr: no log line or traceback
    shows them (rule A5).
    """

    text: str = field(repr=False)
    locale: str
    intent: str
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()
    entities: tuple[Entity, ...] = ()
    also: tuple[str, ...] = ()
    stage: str = "exact"
    left: str = field(default="", repr=False)
    per: str | None = None
    put_off: bool = False
    only: bool = False
    more: bool = False

    def of(self, name: str) -> Iterator[Entity]:
        """The entities called `name`, in the order spoken."""
        return (entity for entity in self.entities if entity.name == name)

    def value(self, name: str, kind: type[V]) -> V | None:
        """The first value of that name and type, or None."""
        for entity in self.of(name):
            if isinstance(entity.value, kind):
                return entity.value
        return None


@dataclass(frozen=True, slots=True)
class Context:
    """What the conversation knows that helps to hear: catalogue ids on offer now and ids bought before, best first.

    `proposes` says that the open question offers new ones of what ran low: "yes, order new ones" answers only that.
    """

    offered: tuple[str, ...] = ()
    bought: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    proposes: bool = False


class Recognizer(Protocol):
    """Turns an utterance into its meaning. Pure for a given model: same arguments, same answer."""

    def recognize(
        self,
        text: str,
        locale: str,
        expecting: Expecting | None = None,
        *,
        now: datetime,
        context: Context = Context(),
    ) -> Interpretation:
        """`locale` is nl-NL or en-GB (only the language counts); `now` has a zone and anchors moments."""
        ...
