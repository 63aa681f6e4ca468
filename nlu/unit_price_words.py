"""Whether a question about a price is about the price per kilo, litre or piece: data/<language>/unit_prices.yml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.spoken.tables import Table
from nlu.words import words_of

UNITS = ("kg", "l", "piece", "roll", "wash", "content")


@dataclass(frozen=True, slots=True)
class UnitPriceWords:
    """The phrases of one language, in folded words."""

    unit_of: tuple[tuple[tuple[str, ...], str], ...]

    def unit(self, norms: Sequence[str]) -> str | None:
        """The unit of the longest phrase that was said; None where none was."""
        found: tuple[int, str] = (0, "")
        for phrase, unit in self.unit_of:
            size = len(phrase)
            if size > found[0] and any(tuple(norms[at : at + size]) == phrase for at in range(len(norms) - size + 1)):
                found = size, unit
        return found[1] or None


def read_unit_prices(data_dir: Path, language: str) -> UnitPriceWords:
    """Raises DataFilesError with file, line and hint for a table that cannot be used; without one nothing is heard."""
    if not (data_dir / language / "unit_prices.yml").is_file():
        return UnitPriceWords(())
    table = Table.read(data_dir, language, "unit_prices.yml").known("version", "unit_prices").sub("unit_prices")
    table.known(*UNITS)
    return UnitPriceWords(
        tuple((tuple(word.norm for word in words_of(phrase)), unit) for unit in UNITS for phrase in table.phrases(unit))
    )
