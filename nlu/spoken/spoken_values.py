"""All values of an utterance: quantities, money, moments, ranks, digits, and words that stand for a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from nlu.contract import PREFERENCE_VALUES
from nlu.interpretation import Entity, EntityValue, EnumValue, OrdinalValue
from nlu.spoken.clock import ClockWords
from nlu.spoken.corrections import Corrections, Reading
from nlu.spoken.dates import DateGrammar
from nlu.spoken.digits import DigitsReader
from nlu.spoken.distances import DistanceGrammar
from nlu.spoken.moment_resolution import HeardMoment
from nlu.spoken.moment_words import MomentWords
from nlu.spoken.moments import MomentReader
from nlu.spoken.money import MoneyReader
from nlu.spoken.number_words import NumberWords
from nlu.spoken.numbers import NumberGrammar
from nlu.spoken.ordinals import OrdinalReader, OrdinalWords
from nlu.spoken.quantities import QuantityReader, Units
from nlu.spoken.tables import Table
from nlu.spoken.tokens import Phrases, phrase_norm
from nlu.spoken.utterance import Utterance

NAMES = frozenset({"money", "moment", "digits", "ordinal", "quantity", "category", "period"})
ENUMS = ("category", "period", "preference", "label", "device")
_OTHER_WORDS = ("within", "outside", "digits", "taken_back", "second_wish", "put_off", "listing", "amount_words")
_QUANTITY_KEYS = ("numbers", "units", "het_units", "pairs", "money", "ordinals", "not_counted", "corrections")


class SpokenValues:
    """Finds the values people say in one language. Immutable after loading; safe to share between threads."""

    def __init__(self, quantities: Table, moments: Table, vocabulary: Table) -> None:
        quantities.known(*_QUANTITY_KEYS)
        vocabulary.known(*ENUMS, *_OTHER_WORDS)
        number_words = NumberWords(quantities.sub("numbers"), quantities.sub("ordinals"))
        self._numbers = numbers = NumberGrammar(quantities.sub("numbers"), number_words)
        units = Units(quantities.sub("units"), quantities.phrases("het_units"))
        self._quantities = QuantityReader(quantities, numbers, units)
        time_units = moments.sub("relative").sub("time_units")
        counted = _names_only(units.words.phrases, self._quantities.nouns.phrases, time_units)
        within = vocabulary.phrases("within")
        self._enums = {name: _enum(vocabulary.sub(name), within if name == "preference" else ()) for name in ENUMS}
        self._outside = frozenset(phrase_norm(word)[0] for word in vocabulary.phrases("outside"))
        self._money = MoneyReader(quantities.sub("money"), numbers, counted, units.scaled_words, self._enums["period"])
        ordinal_words = OrdinalWords(quantities.sub("ordinals"), number_words)
        self._ordinals = OrdinalReader(quantities.sub("ordinals"), ordinal_words, numbers)
        not_hours = _names_only(units.words.phrases, self._quantities.nouns.phrases, None)
        for word in self._money.currency_words:
            not_hours.add(word, None)
        moment_words = MomentWords(moments)
        dates = DateGrammar(moment_words, numbers, ordinal_words, numbers.of)
        for month in moment_words.month_names.phrases:
            not_hours.add(month, None)
        months = moment_words.month_names.phrases
        self._ordinals.bar_before(months + [f"{of} {month}" for of in numbers.of for month in months])
        clock = ClockWords(moments, numbers)
        about_minutes = moments.whole("about_minutes")
        distances = DistanceGrammar(moment_words, numbers)
        self._moments = MomentReader(moment_words, clock, dates, distances, not_hours, about_minutes)
        self._digits = DigitsReader(vocabulary.sub("digits"), numbers, (not_hours,))
        self._corrections = Corrections(quantities.sub("corrections"))
        self._first_words = self._all_first_words()

    @classmethod
    def load(cls, data_dir: Path, language: str) -> SpokenValues:
        """Reads data/<language>/{quantities,moments,vocabulary}.yml; a locale such as nl-NL counts as its language.

        Raises DataFilesError with file, line and hint for a table that cannot be used.
        """
        names = ("quantities.yml", "moments.yml", "vocabulary.yml")
        return cls(*(Table.read(data_dir, language, name) for name in names))

    def _all_first_words(self) -> frozenset[str]:
        enums = (phrases for name, phrases in self._enums.items() if name not in PREFERENCE_VALUES)
        found = set[str]().union(*(phrases.first_words for phrases in enums))
        found |= self._numbers.first_words | self._money.first_words | self._moments.first_words
        found |= self._digits.first_words | self._ordinals.first_words | self._quantities.ignored.first_words
        return frozenset(found)

    def find(self, text: str, now: datetime, names: frozenset[str] | None = None) -> tuple[Entity, ...]:
        """The values in `text`, in order and apart from each other; `text[start:end]` is what was said.

        `now` has the zone of the home (a ZoneInfo, so that clock changes are right) and anchors moments; ValueError
        without one. With `names` only entities of those names are looked for: "deze week" is a moment to deliver in, or
        a period to account for, and an intent knows which it may carry. With {"digits"} alone a PIN was asked for:
        "twelve thirty" is one then; with {"money"} alone an amount: "twenty" is one then.
        """
        if now.tzinfo is None:
            raise ValueError("`now` needs a zone: moments are anchored in the home's own time")
        wanted = NAMES if names is None else (NAMES | PREFERENCE_VALUES) & names
        u = self._numbers.utterance(text)
        readings = list(self._readings(u, now, wanted))
        told = [reading for reading in readings if reading.name in PREFERENCE_VALUES]  # "no own brands" takes none back
        others = [reading for reading in readings if reading.name not in PREFERENCE_VALUES]
        stand = self._corrections.apply(u, others, lambda heard: self._moments.value(heard, now))
        return tuple(_entity(u, reading) for reading in sorted([*stand, *told], key=lambda each: each.start))

    def _readings(self, u: Utterance, now: datetime, wanted: frozenset[str]) -> Iterator[Reading]:
        index = 0
        asked = [self._enums[name].first_words for name in PREFERENCE_VALUES & wanted]
        first_words = self._first_words.union(*asked)
        while index < len(u.tokens):
            token = u.tokens[index]
            if u.values[index] is None and not token.is_numeral and token.norm not in first_words:
                index += 1
                continue
            reading, end = self._best(u, index, now, wanted)
            if reading is not None:
                yield self._trimmed(u, reading) if reading.name == "period" else reading
            index = max(end, index + 1)

    def _trimmed(self, u: Utterance, reading: Reading) -> Reading:
        """A period without its "per" or "this": only the noun carries the value."""
        start = reading.start
        while start < reading.end - 1 and u.norm(start) in self._outside:
            start += 1
        return replace(reading, start=start)

    def _is_pin_number(self, u: Utterance, index: int) -> bool:
        """Whether "number five" begins "pin number five two one four"."""
        digits = self._digits.read(u, index + 1) if index + 1 < len(u.tokens) else None
        return digits is not None and digits.value is not None

    def _best(self, u: Utterance, index: int, now: datetime, wanted: frozenset[str]) -> tuple[Reading | None, int]:
        """The longest reading at a token; among equals the most specific: money before moment before the rest."""
        best: Reading | None = None
        end = index
        for name, value, after, heard in self._candidates(u, index, now, wanted):
            if after > end and (name in wanted or value is None):
                best = Reading(name, value, index, after, heard) if value is not None else None
                end = after
        ignored = self._quantities.ignored.at(u.tokens, index)
        if ignored is not None and ignored[1] >= end:
            return None, ignored[1]
        return best, end

    def _candidates(
        self, u: Utterance, index: int, now: datetime, wanted: frozenset[str]
    ) -> Iterator[tuple[str, EntityValue | None, int, HeardMoment | None]]:
        money = self._money.read(u, index, asked=wanted == {"money"})
        if money is not None:
            yield "money", money.value, money.end, None
        moment = self._moments.read(u, index)
        if moment is not None:
            value = self._moments.value(moment.heard, now)
            if value is not None:
                yield "moment", value, moment.end, moment.heard
        digits = (
            None if self._quantities.is_pronoun(u, index) else self._digits.read(u, index, asked=wanted == {"digits"})
        )
        if digits is not None:
            yield "digits", digits.value, digits.end, None
        ordinal = self._ordinals.read(u, index)
        if ordinal is not None and not self._is_pin_number(u, index):
            yield "ordinal", OrdinalValue(ordinal.value), ordinal.end, None
        quantity = self._quantities.read(u, index)
        if quantity is not None:
            yield "quantity", quantity.value, quantity.end, None
        for name, phrases in self._enums.items():
            if name in PREFERENCE_VALUES and name not in wanted:
                continue
            found = phrases.at(u.tokens, index)
            if found is not None:
                yield name, EnumValue(found[0]), found[1], None


def _entity(u: Utterance, reading: Reading) -> Entity:
    start, end = u.tokens[reading.start].start, u.tokens[reading.end - 1].end
    return Entity(reading.name, u.text[start:end], start, end, reading.value)


def _enum(table: Table, within: Iterable[str]) -> Phrases[str]:
    """Each phrase, and each with one of the words of `within` in it: "ask me first", "ask me now first"."""
    plain = [(phrase, str(value)) for value in table.keys() for phrase in table.phrases(value)]  # noqa: SIM118
    return Phrases([*plain, *((wider, value) for phrase, value in plain for wider in _with_one_more(phrase, within))])


def _with_one_more(phrase: str, within: Iterable[str]) -> Iterator[str]:
    words = phrase.split()
    for at in range(1, len(words)):
        for word in within:
            yield " ".join((*words[:at], word, *words[at:]))


def _names_only(units: list[str], nouns: list[str], time_units: Table | None) -> Phrases[None]:
    """What a number may count, as one set of phrases."""
    found: Phrases[None] = Phrases([(phrase, None) for phrase in (*units, *nouns)])
    if time_units is not None:
        for unit in time_units.keys():  # noqa: SIM118 - a Table is no dict
            for phrase in time_units.phrases(unit):
                found.add(phrase.partition("=")[0], None)
    return found
