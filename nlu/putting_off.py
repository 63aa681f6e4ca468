"""Whether somebody would rather hear it again later: `put_off` in data/<language>/vocabulary.yml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.spoken.tables import Table
from nlu.words import words_of


@dataclass(frozen=True, slots=True)
class PuttingOff:
    """The phrases of one language, in folded words."""

    phrases: tuple[tuple[str, ...], ...]

    def is_in(self, norms: Sequence[str]) -> bool:
        """Whether one of the phrases was said."""
        return any(
            tuple(norms[at : at + len(phrase)]) == phrase
            for phrase in self.phrases
            for at in range(len(norms) - len(phrase) + 1)
        )


def read_putting_off(data_dir: Path, language: str) -> PuttingOff:
    """Raises DataFilesError with file, line and hint for a table that cannot be used."""
    table = Table.read(data_dir, language, "vocabulary.yml")
    return PuttingOff(tuple(tuple(word.norm for word in words_of(phrase)) for phrase in table.phrases("put_off")))
