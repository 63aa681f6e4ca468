"""An intent of our own with its slots, as the sentence that was probably said: the recogniser hears it like any other.

Alexa tells which intent it heard and what filled the slots, not the sentence. The slots go back into the plainest
sample with just those slots that our own ears hear as that intent too. So one understanding decides, no slot is lost,
and where the two disagree nothing was understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from skill.channels.alexa.interaction_model import LanguageSamples, language_samples
from skill.channels.alexa.model_schema import SLOT
from skill.channels.alexa.reading import HearIntent
from skill.dialogue.act import NOT_UNDERSTOOD, Act

_WEEK = re.compile(r"(\d{4})-W(\d\d)(-WE)?")
_MONTH = re.compile(r"(\d{4})-(\d\d)(?:-XX)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d")
_TWO_CURRENCIES = re.compile(r"\b(euros?)(?: euros?)+\b")
"""The slot `euros` brings its currency, and the sample had one."""
_PLAIN_WORDS = 2
"""A sample of fewer words ("{product}") hardly says what is wanted."""


_TRIES = 5
"""Samples that are put to our ears before we give up; each takes some milliseconds."""


class UnheardSlot(ValueError):
    """A slot holds what cannot be said again, such as "?" or a season."""


def intents_of(data_dir: Path, language: str, hears: Callable[[str], str]) -> HearIntent:
    """How the intents that we export are heard: with slots as a sentence, without as the act they are named after.

    `hears` names the intent that our own ears hear in a sentence. An intent called `confirm` is never a yes (P2): its
    words did not reach us, so they may have held a condition.
    """

    def hear(intent: str, slots: Mapping[str, str]) -> str | Act:
        known = language_samples(data_dir, language)
        if intent not in known.samples.by_intent:
            return Act(NOT_UNDERSTOOD)
        if not slots:
            return Act("hesitate" if intent == "confirm" else intent)
        try:
            sentences = islice(sentences_of(intent, slots, known), _TRIES)
        except UnheardSlot:
            return Act(NOT_UNDERSTOOD)
        return next((sentence for sentence in sentences if hears(sentence) == intent), Act(NOT_UNDERSTOOD))

    return hear


def sentences_of(intent: str, slots: Mapping[str, str], language: LanguageSamples) -> Iterator[str]:
    """Sentences for an intent whose `slots` were filled, the plainest first.

    Raises UnheardSlot, and KeyError for an intent that is not in the model.
    """
    words = {slot: _words(slot, value, language) for slot, value in slots.items()}
    return (_filled(sample, words) for sample in _fitting(intent, frozenset(words), language))


def _filled(sample: str, words: Mapping[str, str]) -> str:
    """The sample with its slots filled; what it has no slot for is said after it."""
    told = set(SLOT.findall(sample))
    sentence = SLOT.sub(lambda slot: words[slot[1]], sample)
    return " ".join([_TWO_CURRENCIES.sub(r"\1", sentence), *(said for slot, said in words.items() if slot not in told)])


def _fitting(intent: str, slots: frozenset[str], language: LanguageSamples) -> Iterator[str]:
    """The samples with exactly these slots, short ones first, and then those that say fewer of them.

    A sample that says a value of its own ("rather {number} than two") would put words into somebody's mouth.
    """

    def order(sample: str) -> tuple[int, bool, int, str]:
        said = len(SLOT.sub(" ", sample).split())
        return -len(set(SLOT.findall(sample))), said < _PLAIN_WORDS, said, sample

    samples = language.samples.by_intent[intent]
    fitting = [sample for sample in samples if SLOT.search(sample) and slots.issuperset(SLOT.findall(sample))]
    return (sample for sample in sorted(fitting, key=order) if not language.reader.tells_value(sample))


def _words(slot: str, value: str, language: LanguageSamples) -> str:
    """What was said for a slot: Alexa's own types hand over numbers, days and times in a form of their own."""
    match slot:
        case "number" | "digits" | "euros":
            if not value.isascii() or not value.isdigit():
                raise UnheardSlot(slot)
            return language.words.euros.format(number=value) if slot == "euros" else value
        case "day":
            return _day(value, language)
        case "time":
            return _time(value, language)
    return value


def _time(value: str, language: LanguageSamples) -> str:
    if value in language.words.dayparts:
        return language.words.dayparts[value]
    if not _TIME.fullmatch(value):
        raise UnheardSlot("time")
    return value


def _day(value: str, language: LanguageSamples) -> str:
    """A date as it is, a week, weekend or month as the span of its days."""
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value).isoformat()
        if week := _WEEK.fullmatch(value):
            first, last = (6, 7) if week[3] else (1, 7)
            year, number = int(week[1]), int(week[2])
            begin, end = date.fromisocalendar(year, number, first), date.fromisocalendar(year, number, last)
        elif month := _MONTH.fullmatch(value):
            begin = date(int(month[1]), int(month[2]), 1)
            end = (begin + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        else:
            raise UnheardSlot("day")
    except (ValueError, OverflowError):
        raise UnheardSlot("day") from None
    return language.words.span.format(**{"from": begin.isoformat(), "to": end.isoformat()})
