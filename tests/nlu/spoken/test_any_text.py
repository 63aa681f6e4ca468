"""Any text at all: no crash, spans that slice the text, values apart and in order, bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.interpretation import DigitsValue
from nlu.spoken.tables import LANGUAGES, Table
from tests.nlu.spoken.conftest import DATA, NOW, values

SPOKEN_AT_MOST_S = 3.0
"""For 10,000 characters, on a machine that is busy with other things."""


def _words_of(language: str) -> list[str]:
    found: set[str] = set()

    def collect(node: object) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                collect(key)
                collect(value)
        elif isinstance(node, list):
            for item in node:
                collect(item)
        elif isinstance(node, str):
            found.update(part.strip() for part in node.split(","))

    for name in ("quantities.yml", "moments.yml", "vocabulary.yml"):
        table = Table.read(DATA, language, name)
        for key in table.keys():  # noqa: SIM118 - a Table is no dict
            collect(table.raw(key))
    return sorted(found)


WORDS = {language: _words_of(language) for language in LANGUAGES}
GLUE = st.sampled_from([" ", " ", " ", ", ", "-", "", ". ", "? ", "\n", " ’s ", "́"])


@st.composite
def babble(draw: st.DrawFn) -> tuple[str, str]:
    """Table words, numerals and oddities in a row: far more collisions than random characters give."""
    language = draw(st.sampled_from(LANGUAGES))
    oddities = st.sampled_from(["½", "٣", "²", "€", "1,5", "12:60", "31-02-2026"])
    odd = st.one_of(st.integers(0, 10**13).map(str), oddities)
    parts = draw(st.lists(st.tuples(st.one_of(st.sampled_from(WORDS[language]), odd), GLUE), max_size=25))
    return language, "".join(word + glue for word, glue in parts)


def _check(language: str, text: str) -> None:
    end = 0
    for entity in values(language).find(text, NOW):
        assert text[entity.start : entity.end] == entity.text != ""
        assert entity.start >= end
        end = entity.end
        if isinstance(entity.value, DigitsValue):
            assert entity.value.value.isascii()
            assert 4 <= len(entity.value.value) <= 12


@settings(deadline=None, max_examples=300)
@given(babble())
def test_words_in_any_order(spoken: tuple[str, str]) -> None:
    _check(*spoken)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(LANGUAGES), st.text(max_size=200))
def test_any_unicode(language: str, text: str) -> None:
    _check(language, text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "unit",
    [
        "een ",
        "a ",
        "1 ",
        "9",
        "a",
        "twee, nee ",
        "two, no ",
        "tussen vijf en ",
        "from five to ",
        "minus ",
        "half ",
        "honderd ",
        "één miljoen ",
        "twelve fifty ",
        "in in ",
        "na ",
        "\U0001f95b",
        "é",
    ],
)
def test_long_text_takes_bounded_time(language: str, unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    began = time.process_time()
    _check(language, text)
    assert time.process_time() - began < SPOKEN_AT_MOST_S


def test_a_pin_hides_in_its_repr() -> None:
    (entity,) = values("en").find("one two three four", NOW)
    assert "1234" not in repr(entity.value)


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        values("nl").find("morgen", NOW.replace(tzinfo=None))


def test_only_the_names_asked_for_are_found() -> None:
    both = "twee pakken melk deze week"
    assert [entity.name for entity in values("nl").find(both, NOW)] == ["quantity", "moment"]
    assert [entity.name for entity in values("nl").find(both, NOW, frozenset({"period"}))] == ["period"]
    (pin,) = values("nl").find("twaalf dertig", NOW, frozenset({"digits"}))
    assert pin.value == DigitsValue("1230")
