"""The words of moments.yml, compiled for looking up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from nlu.spoken.calendar_days import DayRule, DaysFromToday, MonthSpan, NamedMonth, Weekday, WeekendSpan, WeekSpan
from nlu.spoken.moment_resolution import DayPart, Relation
from nlu.spoken.tables import Table
from nlu.spoken.tokens import Phrases, phrase_norm

_KEYS = """
    months month_before_day weekdays days said_days not_after dayparts default_hours_from about_minutes clock
    clock_names hour_plurals after_written_time am pm relations at range_to bare_hour_after bare_hour_beside
    day_of_month_after connectors weekday_which
    spans in_month relative
""".split()  # noqa: SIM905 - a table of words
_SPANS: dict[str, Callable[[int], DayRule]] = {"week": WeekSpan, "weekend": WeekendSpan, "month": MonthSpan}
TimeUnit = Literal["minute", "quarter", "hour", "day", "week", "month"]
Which = Literal["coming", "next_week", "past"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a phrase names: a day, a part of the day, or both; nothing after one of the words in `guard`."""

    day: DayRule | None = None
    part: DayPart | None = None
    guard: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PartForms:
    """How the assistant joins a part of the day to a day: "vanavond", "morgenavond", "tomorrow evening"."""

    today: str
    glued: str
    after_day: str


@dataclass(frozen=True, slots=True)
class SpokenRelation:
    """after, before ...; `bare_hour`: "na vijf" is a time although nobody said "uur".

    `also_for`: the word means "for" before a day that is counted from today ("voor morgen").
    """

    relation: Relation
    bare_hour: bool
    also_for: bool


class MomentWords:
    """Names of days, parts of the day, months and relations. Built from data/<language>/moments.yml."""

    def __init__(self, table: Table) -> None:
        table.known(*_KEYS)
        self.months = table.numbered("months")
        if sorted(self.months) != list(range(1, 13)):
            table.fail("months", "must have the twelve months", "1 to 12")
        self.weekdays = table.phrases("weekdays")
        if len(self.weekdays) != 7:
            table.fail("weekdays", f"has {len(self.weekdays)} days", "seven, from Monday on")
        self.days = table.numbered("days")
        self.said_days = {int(day) for day in table.phrases("said_days")}
        self._guards = _guards(table.sub("not_after"))
        self.parts = list(self._read_parts(table.sub("dayparts")))
        self.part_forms: dict[str, PartForms] = {}
        self.names: Phrases[Named] = Phrases()
        self.after_day: Phrases[DayPart] = Phrases()
        self.alone: Phrases[DayPart] = Phrases()
        which = table.sub("weekday_which").known("coming", "next_week", "past", "coming_after", "week_later")
        self._name_days(which)
        self._name_parts(table.sub("dayparts"))
        self._name_spans(table.sub("spans"))
        self.coming_after = _set(which.phrases("coming_after"))
        self.week_later = _set(which.phrases("week_later"))
        self.month_names = Phrases([(word, number) for number, words in self.months.items() for word in words])
        self.month_before_day = table.flag("month_before_day")
        in_month = table.phrases("in_month")
        self.in_month = Phrases(
            (f"{word} {month}", NamedMonth(number))
            for word in in_month
            for number, names in self.months.items()
            for month in names
        )
        self._read_relations(table)
        self._read_relative(table.sub("relative"))

    def guard(self, norm: str) -> frozenset[str]:
        """The words after which `norm` names no moment."""
        return self._guards.get(norm, frozenset())

    def _read_parts(self, dayparts: Table) -> Iterator[DayPart]:
        for name in dayparts.keys():  # noqa: SIM118 - a Table is no dict
            table = dayparts.sub(name).known("hours", "said", "alone", "after_day", "today", "glued")
            hours = [table.minute_of_day("hours", text) for text in table.phrases("hours", least=2)]
            if len(hours) != 2 or hours[0] >= hours[1]:
                table.fail("hours", "must be a beginning and a later end", 'for example "18:00, 24:00"')
            yield DayPart(str(name), hours[0], hours[1], table.text("said", ""))

    def _name_days(self, which: Table) -> None:
        for offset, phrases in self.days.items():
            for phrase in phrases:
                guard = self.guard(phrase_norm(phrase)[0])
                self.names.add(phrase, Named(DaysFromToday(offset), guard=guard))
        guard = self.guard("weekday")
        for index, name in enumerate(self.weekdays):
            self.names.add(name, Named(Weekday(index), guard=guard))
            kinds: tuple[Which, ...] = get_args(Which)
            for kind in kinds:
                for phrase in which.phrases(kind):
                    self.names.add(f"{phrase} {name}", Named(Weekday(index, kind)))

    def _name_parts(self, dayparts: Table) -> None:
        for part in self.parts:
            table = dayparts.sub(part.name)
            first = [(table.phrases(form) or ("",))[0] for form in ("today", "glued", "after_day")]
            self.part_forms[part.name] = PartForms(*first)
            for phrase in table.phrases("alone"):
                self.names.add(phrase, Named(part=part))
                self.alone.add(phrase, part)
            for phrase in table.phrases("today"):
                self.names.add(phrase, Named(DaysFromToday(0), part))
            for phrase in table.phrases("after_day"):
                self.after_day.add(phrase, part)
            for ending in table.phrases("glued"):
                for offset, phrases in self.days.items():
                    for phrase in phrases:
                        self.names.add(phrase + ending, Named(DaysFromToday(offset), part))
                for index, name in enumerate(self.weekdays):
                    self._name_glued(name + ending, index, part)

    def _name_glued(self, word: str, index: int, part: DayPart) -> None:
        guard = self.guard("weekday")
        self.names.add(word, Named(Weekday(index), part, guard))

    def _name_spans(self, spans: Table) -> None:
        for phrase in spans.keys():  # noqa: SIM118 - a Table is no dict
            kind, _, offset = spans.text(phrase).partition(" ")
            if kind not in _SPANS or not offset.lstrip("-").isdecimal():
                spans.fail(phrase, "must be week, weekend or month and a number", "for example `next week: week 1`")
            self.names.add(str(phrase), Named(_SPANS[kind](int(offset))))

    def _read_relations(self, table: Table) -> None:
        bare = {phrase_norm(phrase) for phrase in table.phrases("bare_hour_after")}
        relations = table.sub("relations")
        also_for = {phrase_norm(phrase) for phrase in relations.phrases("also_for")}
        self.relations: Phrases[SpokenRelation] = Phrases()
        for relation in ("after", "from", "before", "until", "about", "between"):
            for phrase in relations.phrases(relation):
                norm = phrase_norm(phrase)
                self.relations.add(phrase, SpokenRelation(relation, norm in bare, norm in also_for))
        # "from five" is a beginning, "from five to six" a span: what begins a span may also be another relation
        self.range_intro = Phrases([(phrase, phrase_norm(phrase) in bare) for phrase in relations.phrases("between")])
        self.at = Phrases([(phrase, None) for phrase in table.phrases("at")])
        self.bare_hour_beside = frozenset(phrase_norm(word)[0] for word in table.phrases("bare_hour_beside"))
        self.day_of_month_after = frozenset(phrase_norm(word)[0] for word in table.phrases("day_of_month_after"))
        self.range_to = Phrases([(phrase, None) for phrase in table.phrases("range_to")])
        self.connectors = Phrases([(phrase, None) for phrase in table.phrases("connectors")])

    def _read_relative(self, table: Table) -> None:
        table.known("ahead", "within", "ago", "ahead_after", "tail", "time_units")
        self.ahead = Phrases([(phrase, None) for phrase in table.phrases("ahead")])
        self.within = Phrases([(phrase, None) for phrase in table.phrases("within")])
        self.ago = Phrases([(phrase, -1) for phrase in table.phrases("ago")])
        for phrase in table.phrases("ahead_after"):
            self.ago.add(phrase, 1)
        self.tail = _set(table.phrases("tail"))
        units = table.sub("time_units").known(*get_args(TimeUnit))
        self.time_units: Phrases[tuple[TimeUnit, int]] = Phrases()
        names: tuple[TimeUnit, ...] = get_args(TimeUnit)
        for unit in names:
            for phrase in units.phrases(unit):
                word, _, times = phrase.partition("=")
                self.time_units.add(word, (unit, int(times or 1)))

    @property
    def first_words(self) -> set[str]:
        """Every word that may begin a moment, numbers aside."""
        found = set[str]().union(*(p.first_words for p in (self.names, self.relations, self.ahead, self.within)))
        return found | self.month_names.first_words | self.in_month.first_words | self.range_intro.first_words

    def weekday_name(self, day: date) -> str:
        """How the assistant says the day of the week."""
        return self.weekdays[day.weekday()]

    def month_name(self, day: date) -> str:
        """How the assistant says the month."""
        return self.months[day.month][0]


def _set(phrases: tuple[str, ...]) -> Phrases[None]:
    return Phrases([(phrase, None) for phrase in phrases])


def _guards(table: Table) -> dict[str, frozenset[str]]:
    return {
        str(key): frozenset(phrase_norm(word)[0] for word in table.phrases(key))
        for key in table.keys()  # noqa: SIM118
    }
