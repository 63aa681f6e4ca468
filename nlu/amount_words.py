"""Words that turn round what stands beside them: "only the milk" leaves the rest out, "one more pack" comes on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.reading import Reading, WordSpan, word_span
from nlu.spoken.tables import Table
from nlu.words import words_of

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmountWords:
    """`only` stands before a product, with at most words of `between` in between; `more` beside a number or in it. From
    `amount_words` in data/<language>/vocabulary.yml."""

    only: frozenset[Phrase]
    between: frozenset[Phrase]
    more: frozenset[Phrase]

    def only_that(self, reading: Reading) -> bool:
        """Whether the first product that is named is to be all there is."""
        first = min((span.first for span, _ in reading.product_spans), default=0)
        norms = reading.norms[:first]
        while norms and any(_ends_with(norms, phrase) for phrase in self.between):
            norms = norms[: -max(len(phrase) for phrase in self.between if _ends_with(norms, phrase))]
        return any(_ends_with(norms, phrase) for phrase in self.only)

    def on_top(self, reading: Reading) -> bool:
        """Whether a number that is said comes on top of what there is."""
        found = (
            word_span(reading.words, "", value.start, value.end) for value in reading.values if value.name == "quantity"
        )
        return any(span is not None and self._is_more(reading.norms, span) for span in found)

    def _is_more(self, norms: Sequence[str], number: WordSpan) -> bool:
        before, inside, after = norms[: number.first], norms[number.first : number.last], norms[number.last :]
        return any(
            _ends_with(before, phrase) or _begins_with(after, phrase) or _holds(inside, phrase) for phrase in self.more
        )


def read_amount_words(data_dir: Path, language: str) -> AmountWords:
    """Raises DataFilesError with file, line and hint for a table that cannot be used."""
    table = Table.read(data_dir, language, "vocabulary.yml").sub("amount_words").known("only", "between", "more")
    only, between, more = (_folded(table.phrases(key)) for key in ("only", "between", "more"))
    return AmountWords(only, between, more)


def _folded(phrases: Iterable[str]) -> frozenset[Phrase]:
    return frozenset(tuple(word.norm for word in words_of(phrase)) for phrase in phrases)


def _begins_with(norms: Sequence[str], phrase: Phrase) -> bool:
    return tuple(norms[: len(phrase)]) == phrase


def _ends_with(norms: Sequence[str], phrase: Phrase) -> bool:
    return len(norms) >= len(phrase) and tuple(norms[len(norms) - len(phrase) :]) == phrase


def _holds(norms: Sequence[str], phrase: Phrase) -> bool:
    return any(_begins_with(norms[at:], phrase) for at in range(len(norms)))
