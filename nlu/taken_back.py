"""Products that are named and not wanted: "koffie, nee thee", "geen koffie maar thee", "don't add milk".

A product that was taken back must never be bought, so it is dropped from what was heard. Where nothing else is left of
a wish, the wish is to have it off the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlu.reading import Reading, WordSpan
from nlu.spoken.tables import Table
from nlu.words import words_of

WISHES = frozenset({"order_product", "add_to_basket"})
OFF_THE_LIST = "remove_from_basket"
LONGEST_REACH = 3
"""Words between a verb and its "no", or between a product and the "not" that follows it."""

_KEYS = ("markers", "around", "none", "but", "and", "verbs", "between", "not_before_verb", "not_after")


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The words of one language, from `taken_back` in data/<language>/vocabulary.yml."""

    markers: frozenset[str]
    around: frozenset[str]
    none: tuple[tuple[str, ...], ...]
    but: frozenset[str]
    and_: frozenset[str]
    verbs: frozenset[str]
    between: frozenset[str]
    not_before_verb: tuple[tuple[str, ...], ...]
    not_after: frozenset[str]

    def denied(self, norms: Sequence[str], spans: Sequence[WordSpan]) -> frozenset[int]:
        """Which of the product spans, in the order spoken, are not wanted."""
        found: set[int] = set()
        for at, span in enumerate(spans):
            none = _before(norms, span.first, self.none)
            before = spans[at - 1] if at else None
            after = spans[at + 1] if at + 1 < len(spans) else None
            if none is not None and before is not None and self._links(norms[before.last : none], self.but | self.and_):
                found.add(at)  # coffee but no tea
            elif none is not None and self._is_asked(norms, none):
                found.add(at)  # add no milk
            elif self._is_forbidden(norms, span) or (after is not None and self._is_replaced(norms, span, after, none)):
                found.add(at)
        return frozenset(found)

    def _is_replaced(self, norms: Sequence[str], span: WordSpan, after: WordSpan, none: int | None) -> bool:
        """koffie, nee thee; geen koffie maar thee."""
        link = norms[span.last : after.first]
        if none is not None:
            return self._links(link, self.but)
        return any(norm in self.markers for norm in link) and all(norm in self.markers | self.around for norm in link)

    def _links(self, words: Sequence[str], linking: frozenset[str]) -> bool:
        return any(norm in linking for norm in words) and all(norm in linking | self.around for norm in words)

    def _is_asked(self, norms: Sequence[str], none: int) -> bool:
        """Whether a verb that asks for something stands before a "no": "doe er geen melk bij", not "er is geen"."""
        for at in range(none - 1, max(-1, none - 2 - LONGEST_REACH), -1):
            if norms[at] in self.verbs:
                return at == 0 or norms[at - 1] in self.around | self.and_ | self.but
            if norms[at] not in self.between:
                return False
        return False

    def _is_forbidden(self, norms: Sequence[str], span: WordSpan) -> bool:
        """don't add milk; zet de melk er niet bij."""
        verb = next((at for at in range(span.first - 1, -1, -1) if norms[at] in self.verbs), None)
        if verb is None or any(norm not in self.between for norm in norms[verb + 1 : span.first]):
            return False
        if _before(norms, verb, self.not_before_verb) is not None:
            return True
        for norm in norms[span.last : span.last + LONGEST_REACH]:
            if norm in self.not_after:
                return True
            if norm not in self.between:
                break
        return False


def read_taken_back(data_dir: Path, language: str) -> TakenBack:
    """Raises DataFilesError for a table that cannot be used."""
    table = Table.read(data_dir, language, "vocabulary.yml").sub("taken_back").known(*_KEYS)

    def words(key: str) -> frozenset[str]:
        return frozenset(norms[0] for norms in _norms(table.phrases(key)))

    return TakenBack(
        markers=words("markers"),
        around=words("around"),
        none=tuple(_norms(table.phrases("none"))),
        but=words("but"),
        and_=words("and"),
        verbs=words("verbs"),
        between=words("between"),
        not_before_verb=tuple(_norms(table.phrases("not_before_verb"))),
        not_after=words("not_after"),
    )


def take_back(reading: Reading, words: TakenBack) -> None:
    """Drops the products that are not wanted; where a wish has no other, it becomes one to have them off the list."""
    if reading.intent not in WISHES or not reading.product_spans:
        return
    denied = words.denied(reading.norms, [span for span, _ in reading.product_spans])
    if not denied:
        return
    wanted = tuple(pair for at, pair in enumerate(reading.product_spans) if at not in denied)
    if wanted:
        reading.product_spans = wanted
    else:
        reading.intent = OFF_THE_LIST


def _before(norms: Sequence[str], end: int, phrases: Iterable[tuple[str, ...]]) -> int | None:
    """Where the longest of the phrases that end just before word `end` begins."""
    begins = [end - len(phrase) for phrase in phrases if tuple(norms[max(0, end - len(phrase)) : end]) == phrase]
    return min(begins) if begins else None


def _norms(phrases: Iterable[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(word.norm for word in words_of(phrase)) for phrase in phrases)
