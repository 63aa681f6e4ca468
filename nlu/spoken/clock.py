"""Times of the day in words, both directions: 17:15 is said "kwart over vijf", and that is heard as 5:15."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from nlu.spoken.numbers import NumberGrammar
from nlu.spoken.tables import Table
from nlu.spoken.tokens import Phrases, phrase_norm
from nlu.spoken.utterance import Utterance

DAY_MINUTES = 1440
HALF_DAY = 720
_SLOTS = {"hour": "{hour}", "minutes": "{minutes}"}


@dataclass(frozen=True, slots=True)
class ClockRow:
    """One way to say times: `words` with slots; the minutes counted from `at` are `counted`, with `sign`."""

    words: str
    at: int
    sign: int
    counted: frozenset[int]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A heard time: `minute` of the day; `certain` when no half of the day has to be guessed.

    `bare` when only a number was said ("vijf"), which is a time only next to words that make it one.
    """

    minute: int
    end: int
    certain: bool = False
    bare: bool = False


class ClockWords:
    """Reads and says times. Built from `clock` and its neighbours in data/<language>/moments.yml."""

    def __init__(self, table: Table, numbers: NumberGrammar) -> None:
        self._numbers = numbers
        self.rows = [_row(row) for row in table.subs("clock")]
        self._by_literal: dict[str, list[ClockRow]] = {}
        self._by_slot: list[ClockRow] = []
        for row in self.rows:
            if row.parts[0] in _SLOTS.values():
                self._by_slot.append(row)
            else:
                self._by_literal.setdefault(row.parts[0], []).append(row)
        names = table.sub("clock_names")
        named = {names.minute_of_day(key, key): names.phrases(key, least=1) for key in names.keys()}  # noqa: SIM118
        self._said_names = {minute: phrases[0] for minute, phrases in named.items()}
        self._names = Phrases([(phrase, minute) for minute, phrases in named.items() for phrase in phrases])
        plurals = table.numbered("hour_plurals")
        self._plurals = {phrase_norm(word)[0]: hour for hour, words in plurals.items() for word in words}
        self._written = Phrases([(word, None) for word in table.phrases("after_written_time")])
        halves = {"am": 0, "pm": HALF_DAY}
        self._am = Phrases([(word, shift) for half, shift in halves.items() for word in table.phrases(half)])
        self.default_from = table.minute_of_day("default_hours_from", table.text("default_hours_from"))
        self.first_words = {*self._by_literal, *self._names.first_words, *self._plurals}

    def default_minute(self, minute: int) -> int:
        """The minute of the day that people mean by a time on a twelve-hour clock when nothing tells."""
        minute %= HALF_DAY
        return minute if minute >= self.default_from else minute + HALF_DAY

    def is_named(self, minute: int) -> bool:
        """Whether a time has a name of its own, such as midnight, that leaves nothing to guess."""
        return minute in self._said_names

    def say(self, moment: time, cardinal: Callable[[int], str]) -> str:
        """The words for a time, without its half of the day."""
        minute = moment.hour * 60 + moment.minute
        if minute in self._said_names:
            return self._said_names[minute]
        for row in self.rows:
            counted = (moment.minute - row.at) * row.sign % 60 if row.counted else 0
            if row.counted and counted not in row.counted:
                continue
            rest = minute - row.at - row.sign * counted
            if rest % 60 == 0:
                hour = (rest // 60 - 1) % 12 + 1
                return row.words.format(hour=cardinal(hour), minutes=cardinal(counted))
        hour = (minute // 60 - 1) % 12 + 1
        return f"{cardinal(hour)} {cardinal(moment.minute)}"

    def read(self, u: Utterance, index: int) -> ClockTime | None:
        """The time that begins at token `index`; a bare hour when nothing better stands there."""
        if index >= len(u.tokens):
            return None
        named = self._names.at(u.tokens, index)
        if named is not None:
            return ClockTime(named[0], named[1], certain=True)
        best: ClockTime | None = None
        for row in self._by_literal.get(u.norm(index), ()):
            best = _longest(best, self._match(u, index, row))
        number = self._numbers.below_hundred(u, index)
        if number is not None:
            for row in self._by_slot:
                best = _longest(best, self._match(u, index, row))
        best = best or self._written_time(u, index) or self._bare(u, index, number)
        if best is None:
            return None
        half = self._am.at(u.tokens, best.end)
        if half is not None and (u.close(best.end - 1)) and best.minute <= 12 * 60 + 59:
            return ClockTime(best.minute % HALF_DAY + half[0], half[1], certain=True)
        return best

    def bare_hour(self, u: Utterance, index: int) -> ClockTime | None:
        """Only the number at `index`, as an hour."""
        return self._bare(u, index, self._numbers.below_hundred(u, index))

    def _bare(self, u: Utterance, index: int, number: tuple[int, int] | None) -> ClockTime | None:
        plural = self._plurals.get(u.norm(index))
        if plural is not None:
            return ClockTime(plural * 60, index + 1, bare=True)
        if number is None or number[0] > 24:
            return None
        hour, end = number
        if hour <= 12 and u.values[index] is not None and end < len(u.tokens) and u.close(end - 1):
            minutes = self._numbers.below_hundred(u, end) if u.values[end] is not None else None
            if minutes is not None and minutes[0] in range(10, 60):
                return ClockTime(hour * 60 + minutes[0], minutes[1], bare=True)
        return ClockTime(hour * 60, end, certain=hour == 0 or hour > 12, bare=True)

    def _written_time(self, u: Utterance, index: int) -> ClockTime | None:
        """17:30, 17.30 uur, 5:30."""
        hour, mark, minute = u.norm(index).replace(":", ".").partition(".")
        if not mark or not (hour.isdecimal() and minute.isdecimal()) or len(minute) != 2 or len(hour) > 2:
            return None
        if int(hour) > 24 or int(minute) > 59 or int(hour) * 60 + int(minute) > DAY_MINUTES:
            return None
        written = self._written.at(u.tokens, index + 1) if u.close(index) else None
        end = written[1] if written is not None else index + 1
        certain = int(hour) > 12 or hour.startswith("0")
        bare = written is None and ":" not in u.norm(index) and self._am.at(u.tokens, index + 1) is None
        return ClockTime(int(hour) * 60 + int(minute), end, certain, bare)

    def _match(self, u: Utterance, index: int, row: ClockRow) -> ClockTime | None:
        hour = counted = 0
        certain = False
        end = index
        for part in row.parts:
            if end >= len(u.tokens) or (end > index and not u.close(end - 1)):
                return None
            if part not in _SLOTS.values():
                if u.norm(end) != part:
                    return None
                end += 1
                continue
            number = self._numbers.below_hundred(u, end)
            if number is None and part == "{hour}" and u.norm(end) in self._plurals:
                number = self._plurals[u.norm(end)], end + 1
            if number is None:
                return None
            if part == "{hour}":
                hour, certain = number[0], number[0] == 0 or number[0] > 12
            else:
                counted = number[0]
            end = number[1]
        if hour > 24 or (row.counted and counted not in row.counted):
            return None
        minute = hour * 60 + row.at + row.sign * counted
        return ClockTime(minute if minute == DAY_MINUTES else minute % DAY_MINUTES, end, certain)


def _longest(best: ClockTime | None, found: ClockTime | None) -> ClockTime | None:
    return found if found is not None and (best is None or found.end > best.end) else best


def _row(table: Table) -> ClockRow:
    table.known("words", "at", "plus", "minus")
    words, at = table.text("words"), table.whole("at")
    sign = -1 if "minus" in table else 1
    key = "minus" if "minus" in table else "plus"
    counted: set[int] = set()
    for text in table.phrases(key):
        low, _, high = text.partition("-")
        if not low.strip().isdecimal() or (high and not high.strip().isdecimal()):
            table.fail(key, f"{text!r} are no minutes", 'for example "5, 10" or 1-14')
        counted.update(range(int(low), int(high or low) + 1))
    if ("{minutes}" in words) != bool(counted):
        table.fail("words", "{minutes} and its `plus` or `minus` go together", 'add plus: "5, 10"')
    table.template("words", *(["hour", "minutes"] if counted else ["hour"]))
    parts: list[str] = []
    for word in words.split():
        parts.extend([word] if word in _SLOTS.values() else phrase_norm(word))
    return ClockRow(words, at, sign, frozenset(counted), tuple(parts))
