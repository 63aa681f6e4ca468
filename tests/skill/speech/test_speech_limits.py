"""What a reply may never do: bring markup of its own, run on, lose its question, hide that a phrase is missing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from skill.dialogue.reply import Count, ProductName, Reply, RetailerName, part, reply
from skill.domain.catalogue import Catalogue
from skill.domain.money import Money
from skill.speech.phrasebook import NotSayable, Phrasebook
from skill.speech.speech import MAX_SSML_CHARACTERS, Speech
from skill.speech.value_words import MAX_QUOTED_CHARACTERS

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def dutch() -> Phrasebook:
    return Phrasebook.load(DATA, "nl", Catalogue({}, {}, {}, {}, {}))


def _say(phrasebook: Phrasebook, said: Reply) -> Speech:
    now = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)
    return phrasebook.say(said, now=now, timezone=ZoneInfo("Europe/Amsterdam"), turn=0)


def _parsed(speech: Speech) -> ET.Element:
    return ET.fromstring(speech.ssml)  # noqa: S314 - our own words


def test_values_cannot_bring_markup_or_placeholders(dutch: Phrasebook) -> None:
    speech = _say(dutch, reply("informed", part("not_in_assortment", said='<audio src="x"/> & {total}\x00\n tea. ')))
    assert speech.plain == 'Ik kan <audio src="x"/> & {total} tea nergens vinden.'
    assert "<audio" not in speech.ssml
    assert _parsed(speech)[0].text == speech.plain


def test_what_was_said_is_repeated_shortly(dutch: Phrasebook) -> None:
    assert (
        len(_say(dutch, reply("informed", part("not_in_assortment", said="melk " * 1000))).plain)
        < MAX_QUOTED_CHARACTERS + 40
    )


def test_a_long_reply_is_cut_at_a_sentence_says_so_and_keeps_its_question(dutch: Phrasebook) -> None:
    line = part("line", count=Count("coffee_beans", 3), product=ProductName("beans"), total=Money(1350))
    asked = part("shall_i_order", total=Money(1350), retailer=RetailerName("Groenmarkt"))
    speech = _say(dutch, reply("asked_confirmation", *[line] * 200, asked, awaits=True))
    assert len(speech.ssml) <= MAX_SSML_CHARACTERS
    assert speech.plain.endswith(
        "voor dertien euro vijftig. Dat is niet alles, de rest laat ik nu weg. "
        "Samen is dat dertien euro vijftig, bij Groenmarkt. Zal ik het bestellen? Een ja verplicht tot betalen."
    )
    assert _parsed(speech).tag == "speak"
    told = _say(dutch, reply("informed", *[line] * 200))
    assert told.plain.endswith("Dat is niet alles, de rest laat ik nu weg.")
    assert MAX_SSML_CHARACTERS - 200 < len(told.ssml) <= MAX_SSML_CHARACTERS


def test_a_single_endless_sentence_is_not_said(dutch: Phrasebook) -> None:
    speech = _say(dutch, reply("informed", part("basket_holds", items=(ProductName("beans"),) * 5000), awaits=True))
    assert speech.plain == "Dat is niet alles, de rest laat ik nu weg."


def test_a_part_without_words_is_a_fault_of_the_program(dutch: Phrasebook) -> None:
    with pytest.raises(NotSayable, match="sing_a_song"):
        _say(dutch, reply("informed", part("sing_a_song")))
    with pytest.raises(NotSayable, match="shall_i_pay"):
        _say(dutch, reply("informed", part("shall_i_pay", total=Money(5))))
