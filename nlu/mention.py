"""A name of the catalogue in a row of words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

What = Literal["kind", "product", "brand", "retailer"]


class Target(NamedTuple):
    """What a name stands for."""

    what: What
    id: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [first, last) of an utterance name `targets`; `score` is 1 for an exact name."""

    first: int
    last: int
    targets: tuple[Target, ...]
    score: float = 1.0

    @property
    def what(self) -> What:
        return self.targets[0].what
