"""Values in the words of a language: the right one of the names that a thing has."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from skill.dialogue.reply import KindInGeneral, part, reply
from skill.domain.money import Money
from skill.retailers.catalogue_files import read_catalogue
from skill.speech.phrasebook import Phrasebook
from skill.speech.value_words import Names

DATA = Path(__file__).parents[3] / "data"
NOW = datetime(2026, 3, 2, 16, 40, tzinfo=UTC)


@pytest.fixture(scope="module", params=["nl", "en"])
def names(request: pytest.FixtureRequest) -> tuple[str, Names]:
    return request.param, Names(request.param, read_catalogue(DATA), {})


def test_a_kind_in_general_is_more_than_one_of_it(names: tuple[str, Names]) -> None:
    language, called = names
    general = [called.kind_in_general(kind) for kind in ("dress", "coffee_beans", "bread", "vanished_kind")]
    assert (
        general
        == {
            "nl": ["jurken", "koffiebonen", "brood", "vanished kind"],
            "en": ["dresses", "coffee beans", "bread", "vanished kind"],
        }[language]
    )
    assert called.kind("dress") == {"nl": "jurk", "en": "dress"}[language]


@pytest.mark.parametrize(
    ("language", "dresses"),
    [("nl", "Over jurken vraag ik het vanaf vijftig euro."), ("en", "For dresses I ask from fifty euros on.")],
)
def test_a_permission_asks_first_about_all_of_a_kind(language: str, dresses: str) -> None:
    book = Phrasebook.load(DATA, language, read_catalogue(DATA))
    asks = part("mandate_asks_above", kind=KindInGeneral("dress"), limit=Money(5000))
    said = book.say(reply("informed", asks), now=NOW, timezone=ZoneInfo("Europe/Amsterdam"), turn=0)
    assert said.plain == dresses
