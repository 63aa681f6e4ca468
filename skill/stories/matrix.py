"""Which journeys the stories tell: profile by kind of home, begun by a sensor or by voice, in each language.

A story says none of it: who lives in its home, its kind and its first turn do. It is whole when it ended as the product
promises: groceries delivered, and everything that was asked paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from skill.domain.catalogue import Catalogue
from skill.domain.home import Control, Home, Providers
from skill.domain.person import Profile
from skill.stories.replay import StoryResult
from skill.stories.story import SensorTurn, Story, UserTurn

KINDS = tuple(f"{market}/{control}" for market, control in product(Providers, Control))
STARTS = ("sensor", "voice")
LANGUAGES = ("nl", "en")
GROCERIES = "groceries"


@dataclass(frozen=True, slots=True)
class Cell:
    profile: str
    kind: str
    start: str


CELLS = tuple(Cell(*each) for each in product((str(profile) for profile in Profile), KINDS, STARTS))


@dataclass(slots=True)
class Count:
    """`whole` of the `stories` came to delivered and paid; `differing` did not go as written, and count as no whole."""

    stories: int = 0
    whole: int = 0
    differing: int = 0


Matrix = Mapping[tuple[Cell, str], Count]
"""By cell and language; each of CELLS in each of LANGUAGES is there."""


def cell_of(story: Story, home: Home) -> Cell | None:
    """Where the story stands; None where neither a sensor nor a person begins it. `home` is as its file has it."""
    market, control = story.kind or (home.market, home.control)
    for turn in story.turns:
        if isinstance(turn, SensorTurn | UserTurn):
            start = "sensor" if isinstance(turn, SensorTurn) else "voice"
            return Cell(home.head.profile, f"{market}/{control}", start)
    return None


def is_whole(result: StoryResult, catalogue: Catalogue) -> bool:
    """Whether groceries were ordered, all that was ordered came, and all that was asked for it is paid."""
    orders = [order for order in result.ending.orders if "cancelled" not in order.facts["status"]]
    payments = result.ending.payments
    return (
        bool(orders and payments)
        and all(catalogue.kinds[kind].category == GROCERIES for order in orders for kind in order.facts["kind"])
        and all(order.facts["status"][0] in ("delivered", "accepted") for order in orders)
        and all(payment.facts["status"][0] == "paid" for payment in payments)
    )


def matrix(results: Iterable[StoryResult], homes: Mapping[str, Home], catalogue: Catalogue) -> Matrix:
    """How many stories each cell has in each language, and how they went."""
    counted = {(cell, language): Count() for cell in CELLS for language in LANGUAGES}
    for result in results:
        cell = cell_of(result.story, homes[result.story.home])
        count = counted.get((cell, result.story.locale[:2])) if cell is not None else None
        if count is not None:
            count.stories += 1
            count.differing += not result.passed
            count.whole += result.passed and is_whole(result, catalogue)
    return counted


def gaps(matrix: Matrix, language: str) -> tuple[Cell, ...]:
    """The cells in which no story of this language came to delivered and paid."""
    return tuple(cell for cell in CELLS if not matrix[cell, language].whole)
