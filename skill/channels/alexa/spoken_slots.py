"""Which values Alexa's own slot types can hear whole: "two packs", "forty euros", "friday at five".

What carries meaning must be a slot, because only slots reach us: the unit beside a number, "under" beside an amount.
What does not fit ("a dozen", "under forty euros", "after five") stays a phrase that arrives word for word.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nlu.interpretation import Entity, MomentValue, QuantityValue
from nlu.spoken.spoken_values import SpokenValues
from nlu.spoken.tables import Table
from skill.channels.alexa.model_schema import SLOT
from skill.channels.alexa.model_words import ModelWords

SlotText = tuple[str, str]
"""A slot and the words that it was said in."""

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
"""Only the form of a moment matters here, not when it is."""

_DAY = timedelta(days=1)


class SlotReader:
    """Splits spoken values into slots, in one language."""

    def __init__(self, data_dir: Path, language: str, words: ModelWords) -> None:
        self._values = SpokenValues.load(data_dir, language)
        self._words = words
        quantities = Table.read(data_dir, language, "quantities.yml")
        moments = Table.read(data_dir, language, "moments.yml")
        numbers = quantities.sub("numbers")
        not_counted = (numbers.sub("multiples"), numbers.sub("few"))
        self._idioms = {
            word
            for table in not_counted
            for key in table.keys()  # noqa: SIM118 - a Table is no dict
            for phrase in table.phrases(key)
            for word in phrase.lower().split()
        }
        self._idioms |= {word for key in ("article", "half", "quarter") for word in numbers.phrases(key)}
        self._units = set(_folded(word for words in unit_words(quantities).values() for word in words))
        self._euros = {word for word in _folded(quantities.sub("money").phrases("currency")) if word.startswith("eur")}
        self._days = set(_folded(moments.phrases("weekdays")))
        days = moments.sub("days")
        for distance in days.keys():  # noqa: SIM118 - a Table is no dict
            if isinstance(distance, int) and distance >= 0:
                self._days.update(_folded(days.phrases(distance)))
        parts = moments.sub("dayparts")
        self._dayparts: set[str] = set()
        for name in ("morning", "afternoon", "evening"):
            if "after_day" in parts.sub(name):
                self._dayparts.update(_folded(parts.sub(name).phrases("after_day")))

    def split(self, entity: str, text: str) -> str | None:
        """The entity's words as slots of Alexa's own types, or None where they stay one phrase."""
        match entity:
            case "quantity":
                return self._quantity(text)
            case "money":
                return self._money(text)
            case "moment":
                return self._moment(text)
        return None

    def tells_value(self, sample: str) -> bool:
        """Whether the words around the slots say a value of their own."""
        around = SLOT.sub(" , ", sample)
        return any(entity.name not in ("category", "period") for entity in self._values.find(around, NOON))

    def _quantity(self, text: str) -> str | None:
        head, _, last = text.rpartition(" ")
        if self._is_number(text):
            return "{number}"
        if head and last.lower() in self._units and self._is_number(head):
            return "{number} {unit}"
        return None

    def _money(self, text: str) -> str | None:
        head, _, last = text.rpartition(" ")
        return f"{{euros}} {last.lower()}" if last.lower() in self._euros and self._is_number(head) else None

    def _is_number(self, text: str) -> bool:
        """Whether Alexa's own number type hears it: a whole number in number words."""
        if not text or self._idioms & set(text.lower().split()):
            return False
        value = self._whole(text, "quantity")
        return isinstance(value, QuantityValue) and value.unit is None and value.value.denominator == 1

    def _moment(self, text: str) -> str | None:
        words = text.split()
        for cut in range(len(words), 0, -1):
            day = self._day(words[:cut])
            if day is None:
                continue
            if cut == len(words):
                return day
            time = self._time(words[cut:])
            return f"{day} {time}" if time is not None else None
        return self._time(words)

    def _day(self, words: list[str]) -> str | None:
        before = words[0] if words[0].lower() in self._words.before_day and len(words) > 1 else ""
        if " ".join(words[bool(before) :]).lower() not in self._days:
            return None
        return f"{before} {{day}}".strip()

    def _time(self, words: list[str]) -> str | None:
        if " ".join(words).lower() in self._dayparts:
            return "{time}"
        if words[0].lower() not in self._words.before_time or not all(map(self._tells_time, words[1:])):
            return None
        text = " ".join(words)
        value = self._whole(text, "moment") or self._whole(text.partition(" ")[2], "moment")
        return f"{words[0]} {{time}}" if isinstance(value, MomentValue) and value.end - value.start < _DAY else None

    def _tells_time(self, word: str) -> bool:
        return word.lower() in self._words.clock_words or self._is_number(word)

    def _whole(self, text: str, name: str) -> object:
        """The value of the text when it is one value from its first letter to its last."""
        found: tuple[Entity, ...] = self._values.find(text, NOON, frozenset({name}))
        if len(found) != 1 or (found[0].start, found[0].end) != (0, len(text)):
            return None
        return found[0].value


def unit_words(quantities: Table) -> dict[str, tuple[str, ...]]:
    """The words of each unit, the usual one first. A word for another amount of it ("pound = 454") stands by itself."""
    units = quantities.sub("units")
    found: dict[str, tuple[str, ...]] = {}
    for unit in units.keys():  # noqa: SIM118 - a Table is no dict
        exact: list[str] = []
        scaled: dict[str, list[str]] = {}
        for phrase in units.phrases(unit):
            word, marked, amount = phrase.partition("=")
            (scaled.setdefault(amount.strip(), []) if marked else exact).append(word.strip())
        if exact:
            found[str(unit)] = tuple(exact)
        found |= {f"{unit}_{amount}": tuple(words) for amount, words in scaled.items()}
    return found


def _folded(words: Iterable[str]) -> Iterable[str]:
    return (word.lower() for word in words)
