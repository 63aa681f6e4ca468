"""What data/<language>/alexa.yml says: the words of a language that only Alexa's interaction model needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nlu.spoken.tables import Table

LOCALES: Mapping[str, str] = {
    "nl-NL": "nl",
    "en-GB": "en",
    "en-US": "en",
    "en-AU": "en",
    "en-CA": "en",
    "en-IN": "en",
}
"""Alexa's locales that we can fill, with their language. All of them, Dutch (NL) too, are languages of custom skills in
Amazon's own list ("Develop Skills in Multiple Languages"). Dutch lacks AMAZON.AlphaNumeric, which we do not use."""

DAYPARTS = ("MO", "AF", "EV", "NI")
"""What AMAZON.TIME says for a part of the day rather than a time."""

_KEYS = (
    "version", "invocation_name", "carriers", "euros", "span", "dayparts", "before_day", "before_time", "clock_words",
    "stand_ins",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelWords:
    """One language's words. `carriers` hold {utterance}, `euros` {number}, `span` {from} and {to}."""

    invocation_name: str
    carriers: tuple[str, ...]
    euros: str
    span: str
    dayparts: Mapping[str, str]
    before_day: tuple[str, ...]
    before_time: tuple[str, ...]
    clock_words: frozenset[str]
    stand_ins: Mapping[str, tuple[str, ...]]


def read_model_words(data_dir: Path, language: str) -> ModelWords:
    """Reads data/<language>/alexa.yml; raises DataFilesError with file, line and hint for the first fault in it."""
    table = Table.read(data_dir, language, "alexa.yml").known(*_KEYS)
    if table.whole("version") != 1:
        table.fail("version", "must be 1")
    carriers = table.phrases("carriers", least=1)
    for carrier in carriers:
        if carrier.count("{utterance}") != 1 or carrier.strip() == "{utterance}":
            table.fail("carriers", f"{carrier!r} needs {{utterance}} once and a word beside it")
    dayparts = table.sub("dayparts").known(*DAYPARTS)
    stand_ins = table.sub("stand_ins")
    return ModelWords(
        invocation_name=table.text("invocation_name"),
        carriers=carriers,
        euros=table.template("euros", "number"),
        span=table.template("span", "from", "to"),
        dayparts={part: dayparts.text(part) for part in DAYPARTS},
        before_day=table.phrases("before_day"),
        before_time=table.phrases("before_time"),
        clock_words=frozenset(table.phrases("clock_words")),
        stand_ins={str(name): stand_ins.phrases(name, least=1) for name in stand_ins.keys()},  # noqa: SIM118
    )
