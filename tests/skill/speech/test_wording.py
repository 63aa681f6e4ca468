"""What the assistant says for numbers, amounts, quantities, ranks, times, days and spans."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from skill.domain.errors import DataError
from skill.speech.wording import Wording

DATA = Path(__file__).parents[3] / "data"
HOME = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 3, 2, 17, 40, tzinfo=HOME)
MONDAY = NOW.date()


@lru_cache
def wording(language: str) -> Wording:
    return Wording.load(DATA, language)


NUMBERS = [
    (0, "nul", "zero"),
    (1, "één", "one"),
    (13, "dertien", "thirteen"),
    (22, "tweeëntwintig", "twenty-two"),
    (33, "drieëndertig", "thirty-three"),
    (48, "achtenveertig", "forty-eight"),
    (100, "honderd", "one hundred"),
    (111, "honderd elf", "one hundred and eleven"),
    (243, "tweehonderd drieënveertig", "two hundred and forty-three"),
    (1000, "duizend", "one thousand"),
    (1005, "duizend vijf", "one thousand and five"),
    (1100, "elfhonderd", "one thousand one hundred"),
    (1984, "negentienhonderd vierentachtig", "one thousand nine hundred and eighty-four"),
    (2100, "tweeduizend honderd", "two thousand one hundred"),
    (21_000, "eenentwintigduizend", "twenty-one thousand"),
    (1_000_000, "één miljoen", "one million"),
    (-7, "min zeven", "minus seven"),
    (10**12, "1000000000000", "1000000000000"),
]
MONEY = [
    (1349, "dertien euro negenenveertig", "thirteen euros forty-nine"),
    (50, "vijftig cent", "fifty cents"),
    (4000, "veertig euro", "forty euros"),
    (-300, "min drie euro", "minus three euros"),
    (100, "één euro", "one euro"),
    (1, "één cent", "one cent"),
    (0, "nul euro", "zero euros"),
    (1305, "dertien euro en vijf cent", "thirteen euros and five cents"),
    (110, "één euro tien", "one euro ten"),
    (100_095, "duizend euro vijfennegentig", "one thousand euros ninety-five"),
]
QUANTITIES = [
    (Fraction(2), "pack", "twee pakken", "two packs"),
    (Fraction(1), "pack", "één pak", "one pack"),
    (Fraction(3, 2), "kg", "anderhalve kilo", "one and a half kilos"),
    (Fraction(3, 2), "pack", "anderhalf pak", "one and a half packs"),
    (Fraction(1, 2), "l", "een halve liter", "half a litre"),
    (Fraction(1, 2), "pack", "een half pak", "half a pack"),
    (Fraction(5, 2), "l", "twee en een halve liter", "two and a half litres"),
    (Fraction(5, 4), "kg", "één komma vijfentwintig kilo", "one point two five kilos"),
    (Fraction(250), "g", "tweehonderd vijftig gram", "two hundred and fifty grams"),
    (Fraction(12), None, "twaalf", "twelve"),
    (Fraction(3), "sachet", "drie sachet", "three sachet"),
]
ORDINALS = [
    (1, "de eerste", "the first one"),
    (8, "de achtste", "the eighth one"),
    (22, "de tweeëntwintigste", "the twenty-second one"),
    ("last", "de laatste", "the last one"),
    ("cheapest", "de goedkoopste", "the cheapest one"),
    ("second_cheapest", "de op een na goedkoopste", "the second cheapest one"),
    ("most_expensive", "de duurste", "the most expensive one"),
]
CLOCK = [
    (time(17, 15), "kwart over vijf", "quarter past five"),
    (time(17, 30), "half zes", "half past five"),
    (time(17), "vijf uur", "five o'clock"),
    (time(9, 45), "kwart voor tien", "quarter to ten"),
    (time(14, 20), "tien voor half drie", "twenty past two"),
    (time(14, 40), "tien over half drie", "twenty to three"),
    (time(12, 55), "vijf voor één", "five to one"),
    (time(15, 3), "drie minuten over drie", "three minutes past three"),
    (time(20, 5), "vijf over acht 's avonds", "five past eight in the evening"),
    (time(3, 10), "tien over drie 's nachts", "ten past three in the morning"),
    (time(0, 0), "middernacht", "midnight"),
    (time(12, 0), "twaalf uur", "noon"),
]
DAYS = [
    (-1, "gisteren", "yesterday"),
    (0, "vandaag", "today"),
    (1, "morgen", "tomorrow"),
    (2, "woensdag", "Wednesday"),
    (6, "zondag", "Sunday"),
    (7, "maandag 9 maart", "Monday 9 March"),
    (400, "dinsdag 6 april 2027", "Tuesday 6 April 2027"),
    (-200, "donderdag 14 augustus 2025", "Thursday 14 August 2025"),
]


@pytest.mark.parametrize(("number", "dutch", "english"), NUMBERS)
def test_number(number: int, dutch: str, english: str) -> None:
    assert (wording("nl").number(number), wording("en").number(number)) == (dutch, english)


@pytest.mark.parametrize(("cents", "dutch", "english"), MONEY)
def test_money(cents: int, dutch: str, english: str) -> None:
    assert (wording("nl").money(cents), wording("en").money(cents)) == (dutch, english)


@pytest.mark.parametrize(("value", "unit", "dutch", "english"), QUANTITIES)
def test_quantity(value: Fraction, unit: str | None, dutch: str, english: str) -> None:
    assert (wording("nl").quantity(value, unit), wording("en").quantity(value, unit)) == (dutch, english)


@pytest.mark.parametrize(("rank", "dutch", "english"), ORDINALS)
def test_ordinal(rank: int | str, dutch: str, english: str) -> None:
    assert (wording("nl").ordinal(rank), wording("en").ordinal(rank)) == (dutch, english)


@pytest.mark.parametrize("rank", [0, 100, "best"])
def test_no_words_for_an_unknown_rank(rank: int | str) -> None:
    with pytest.raises(ValueError, match=str(rank)):
        wording("nl").ordinal(rank)


@pytest.mark.parametrize(("at", "dutch", "english"), CLOCK)
def test_clock(at: time, dutch: str, english: str) -> None:
    assert (wording("nl").clock(at), wording("en").clock(at)) == (dutch, english)


@pytest.mark.parametrize(("offset", "dutch", "english"), DAYS)
def test_day(offset: int, dutch: str, english: str) -> None:
    day = MONDAY + timedelta(days=offset)
    assert (wording("nl").day(day, MONDAY), wording("en").day(day, MONDAY)) == (dutch, english)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=HOME)


SPANS = [
    (
        (at(3, 17), at(3, 17, 15)),
        "morgen tussen vijf uur en kwart over vijf",
        "tomorrow between five o'clock and quarter past five",
    ),
    (
        (at(2, 19), at(2, 21)),
        "vanavond tussen zeven uur en negen uur",
        "tonight between seven o'clock and nine o'clock",
    ),
    (
        (at(4, 20), at(4, 20, 30)),
        "woensdagavond tussen acht uur en half negen",
        "Wednesday evening between eight o'clock and half past eight",
    ),
    (
        (at(9, 19), at(9, 20)),
        "maandag 9 maart 's avonds tussen zeven uur en acht uur",
        "Monday 9 March in the evening between seven o'clock and eight o'clock",
    ),
    (
        (at(3, 7, 30), at(3, 20)),
        "morgen tussen half acht 's ochtends en acht uur 's avonds",
        "tomorrow between half past seven in the morning and eight o'clock in the evening",
    ),
    ((at(3, 17), at(3, 17)), "morgen om vijf uur", "tomorrow at five o'clock"),
    ((at(3, 20), at(3, 20)), "morgenavond om acht uur", "tomorrow evening at eight o'clock"),
    ((at(5), at(6)), "donderdag", "Thursday"),
    ((at(5), at(7)), "van donderdag tot en met vrijdag", "from Thursday to Friday"),
    (
        (at(3, 17), at(4, 9)),
        "van morgen om vijf uur tot woensdag om negen uur",
        "from tomorrow at five o'clock to Wednesday at nine o'clock",
    ),
    (
        (at(3, 22), at(4)),
        "morgenavond tussen tien uur en middernacht",
        "tomorrow evening between ten o'clock and midnight",
    ),
]


@pytest.mark.parametrize(("span", "dutch", "english"), SPANS)
def test_span(span: tuple[datetime, datetime], dutch: str, english: str) -> None:
    assert (wording("nl").span(*span, NOW), wording("en").span(*span, NOW)) == (dutch, english)


def test_a_span_is_said_in_the_zone_of_now() -> None:
    utc = ZoneInfo("UTC")
    start, end = at(3, 17).astimezone(utc), at(3, 17, 15).astimezone(utc)
    assert wording("nl").span(start, end, NOW) == "morgen tussen vijf uur en kwart over vijf"


def test_join() -> None:
    assert [wording("nl").join(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a en b", "a, b en c"]
    assert wording("en").join(["milk", "bread", "cheese"]) == "milk, bread and cheese"


def test_a_bad_template_has_an_address(tmp_path: Path) -> None:
    folder = tmp_path / "nl"
    folder.mkdir()
    for name in ("quantities.yml", "moments.yml", "speech.yml"):
        (folder / name).write_text((DATA / "nl" / name).read_text(encoding="utf-8"), encoding="utf-8")
    speech = folder / "speech.yml"
    text = speech.read_text(encoding="utf-8")
    speech.write_text(text.replace("{most} en {last}", "{most} en {rest}"), encoding="utf-8")
    with pytest.raises(DataError, match=r"speech\.yml:3: .*slot"):
        Wording.load(tmp_path, "nl")
