"""Self-corrections: of "twee, nee drie pakken" only the three packs were meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlu.interpretation import EntityValue, MoneyValue, QuantityValue
from nlu.spoken.clock import ClockTime
from nlu.spoken.moment_resolution import HeardMoment
from nlu.spoken.tables import Table
from nlu.spoken.tokens import Phrases, phrase_norm
from nlu.spoken.utterance import Utterance

_FARTHEST_TOKENS = 6
_LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A value between tokens `start` and `end`; `heard` is what a moment was made of."""

    name: str
    value: EntityValue
    start: int
    end: int
    heard: HeardMoment | None = None


class Corrections:
    """Drops what a speaker took back. Built from `corrections` in quantities.yml."""

    def __init__(self, table: Table) -> None:
        table.known("markers", "around", "strong", "not_but", "instead_of", "from_to", "stops", "total_after")
        self._markers = _norms(table, "markers")
        self._around = _norms(table, "around") | self._markers
        self._strong = _norms(table, "strong")
        self._stops = _norms(table, "stops")
        not_but, from_to = table.sub("not_but").known("not", "but"), table.sub("from_to").known("from", "to")
        self._not, self._but = _norms(not_but, "not"), _norms(not_but, "but")
        self._from, self._to = _norms(from_to, "from"), _norms(from_to, "to")
        total_after = table.sub("total_after").known("change", "total")
        self._change, self._total = _norms(total_after, "change"), _norms(total_after, "total")
        self._instead_of = Phrases([(phrase, None) for phrase in table.phrases("instead_of")])

    def apply(
        self, u: Utterance, readings: Sequence[Reading], resolve: Callable[[HeardMoment], EntityValue | None]
    ) -> list[Reading]:
        """The readings that stand, in order."""
        kept: list[Reading] = []
        for reading in self._without_denied(u, readings):
            begun = reading.start
            while kept and reading.name == "digits" and self._is_restarted(u, kept[-1], begun, reading.start):
                begun = kept.pop().start
            last = kept[-1] if kept else None
            if last is None or not _comparable(last, reading) or reading.start - last.end > _FARTHEST_TOKENS:
                kept.append(reading)
                continue
            between = [token.norm for token in u.tokens[last.end : reading.start]]
            if self._replaces(u, last, between):
                kept[-1] = _completed(last, reading, resolve)
            else:
                kept.append(reading)
        return kept

    def _without_denied(self, u: Utterance, readings: Sequence[Reading]) -> list[Reading]:
        """Without the values after "not" or "instead of", where another of the same name stands: "ten, not two"."""
        denied = [self._is_denied(u, reading.start) for reading in readings]
        stand = [reading for reading, gone in zip(readings, denied, strict=True) if not gone]
        meant = {reading.name for reading in stand}
        if any(gone and r.name == "money" for r, gone in zip(readings, denied, strict=True)) and "money" not in meant:
            amounts = [_as_money(r) for r in stand if isinstance(r.value, QuantityValue) and r.value.unit is None]
            return sorted([r for r in stand if r.name != "quantity"] + amounts, key=lambda r: r.start) or list(readings)
        return [r for r, gone in zip(readings, denied, strict=True) if not (gone and r.name in meant)]

    def _is_denied(self, u: Utterance, start: int) -> bool:
        if start and u.tokens[start - 1].norm in self._not and u.close(start - 1):
            return True
        return self._instead_of.before(u.tokens, start, max(0, start - _LONGEST_PHRASE)) is not None

    def _is_restarted(self, u: Utterance, last: Reading, begun: int, digits_start: int) -> bool:
        """ "one, two... no, one three five seven": the digits of a PIN that was begun anew."""
        between = [token.norm for token in u.tokens[last.end : begun]]
        is_number = isinstance(last.value, QuantityValue) and last.value.unit is None
        taken_back = begun < digits_start or any(norm in self._markers for norm in between)
        return is_number and taken_back and all(norm in self._around for norm in between)

    def _replaces(self, u: Utterance, last: Reading, between: list[str]) -> bool:
        if not between:
            return False
        before = u.norm(last.start - 1) if last.start else ""
        if before in self._not and between[0] in self._but:
            return True
        if before in self._from and len(between) == 1 and between[0] in self._to:
            return True
        if any(norm in self._stops for norm in between):
            return False
        if between[-1] in self._total and any(norm in self._change for norm in between):
            return True  # "one more, so five": the change is said first, then what it comes to
        markers = [norm for norm in between if norm in self._markers]
        if markers and all(norm in self._around for norm in between):
            return True
        tail = between[-1:] if between[-1] not in self._around or between[-1] in self._strong else between
        while tail and tail[0] not in self._strong:
            tail = tail[1:]
        return bool(tail) and all(norm in self._around for norm in tail)


def _comparable(first: Reading, second: Reading) -> bool:
    if first.name == second.name:
        return first.name in ("quantity", "money", "moment", "ordinal")
    if isinstance(second.value, MoneyValue) and isinstance(first.value, QuantityValue):
        return first.value.unit is None
    if not isinstance(second.value, QuantityValue) or second.value.unit is not None:
        return False
    is_hour = second.value.value.denominator == 1 and second.value.value <= 24
    return first.name == "money" or (first.heard is not None and first.heard.clock is not None and is_hour)


def _completed(first: Reading, second: Reading, resolve: Callable[[HeardMoment], EntityValue | None]) -> Reading:
    """The second reading with what only the first said: the unit, the currency, the day."""
    one, other = first.value, second.value
    if isinstance(other, QuantityValue) and first.heard is not None:
        hour = int(other.value)
        second = replace(second, name="moment", heard=HeardMoment(clock=ClockTime(hour * 60, second.end, hour > 12)))
    elif isinstance(other, QuantityValue) and isinstance(one, MoneyValue):
        return _as_money(second, one)
    if isinstance(other, QuantityValue) and isinstance(one, QuantityValue) and other.unit is None:
        return replace(second, value=QuantityValue(other.value, one.unit))
    if isinstance(other, MoneyValue) and isinstance(one, MoneyValue) and other.comparison == "exactly":
        return replace(second, value=MoneyValue(other.cents, one.comparison))
    if first.heard is not None and second.heard is not None:
        heard = second.heard.completed_by(first.heard)
        value = resolve(heard)
        if value is not None:
            return replace(second, value=value, heard=heard)
    return second


def _as_money(reading: Reading, like: MoneyValue | None = None) -> Reading:
    if not isinstance(reading.value, QuantityValue):
        return reading
    comparison = like.comparison if like is not None else "exactly"
    return replace(reading, name="money", value=MoneyValue(int(reading.value.value * 100), comparison))


def _norms(table: Table, key: str) -> frozenset[str]:
    return frozenset(phrase_norm(word)[0] for word in table.phrases(key))
