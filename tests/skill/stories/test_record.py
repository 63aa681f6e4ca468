"""A recorded conversation is a story that replays, and holds nothing personal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from nlu.interpretation import DigitsValue, Entity, Interpretation, NameValue
from skill.dialogue.reply import reply
from skill.domain.home import Home
from skill.domain.person import Person, Profile, Role
from skill.stories.record import Recording
from skill.stories.story import ClockTurn, SensorTurn, UserTurn
from skill.stories.story_file import Known, read_story
from skill.usecases.converse import Answer

BEGAN = datetime.fromisoformat("2026-03-02T17:40:00+01:00")


@pytest.fixture
def somebody_s_home(known: Known) -> Home:
    persons = (
        Person("wilhelmina", "Wilhelmina de Vries", Profile.SAFETY, Role.ADULT, voice_consent=True),
        Person("kees", "Kees", role=Role.CHILD),
    )
    return replace(known.homes["emily"], id="de-vries", persons=persons)


def answered(interpretation: Interpretation | None, decided: str = "informed", after_s: int = 0) -> Answer:
    return Answer(reply(decided), interpretation, (), BEGAN + timedelta(seconds=after_s), 1)


def meaning(text: str, intent: str, *entities: Entity) -> Interpretation:
    return Interpretation(text, "nl-NL", intent, 0.9, entities=entities)


def test_nothing_personal_is_written(somebody_s_home: Home) -> None:
    recording = Recording(somebody_s_home, "nl-NL", BEGAN)
    text = "mijn pin is 4 8 1 5"
    pin = Entity("digits", "4 8 1 5", 12, 19, DigitsValue("4815"))
    recording.turn(
        "wilhelmina", text, answered(meaning(text, "give_pin", pin)), "Dag Wilhelmina, besteld bij Groenmarkt."
    )
    recording.turn("wilhelmina", "  Mijn pin is\n4 8 1 5 ", answered(meaning(text, "give_pin", pin)), "Goed.")
    text = "geef oma truus tien euro"
    oma = Entity("person", "oma truus", 5, 14, NameValue("oma truus"))
    recording.turn("kees", text, answered(meaning(text, "set_mandate", oma)), "Dat mag Kees niet.")
    recording.turn("wilhelmina", "bel Hendrik op 0612345678 of mail h@post.nl", answered(None), "Nee.")
    recording.turn("wilhelmina", "vier acht een vijf", answered(meaning("x", "give_pin")), "Goed.")
    story = recording.story("Wilhelmina koopt")
    for secret in (
        "4815",
        "4 8 1 5",
        "vier acht",
        "ilhelmina",
        "Vries",
        "Kees",
        "kees",
        "truus",
        "Hendrik",
        "0612",
        "@post",
    ):
        assert secret not in story
    assert "mijn pin is 1234" in story
    assert "Dag Emily, besteld bij Groenmarkt." in story
    assert "geef iemand tien euro" in story


def test_what_is_for_sale_keeps_its_name(somebody_s_home: Home) -> None:
    recording = Recording(somebody_s_home, "nl-NL", BEGAN)
    text = "bestel Brandt bonen voor Hendrik"
    brand = Entity("brand", "Brandt", 7, 13, NameValue("brandt"))
    recording.turn("wilhelmina", text, answered(meaning(text, "order_product", brand)), "Bij Groenmarkt.")
    assert "bestel Brandt bonen voor iemand" in recording.story("bonen")


def test_a_wrong_pin_stays_wrong(somebody_s_home: Home) -> None:
    recording = Recording(somebody_s_home, "nl-NL", BEGAN)
    pin = Entity("digits", "9999", 0, 4, DigitsValue("9999"))
    recording.turn("unknown", "9999", answered(meaning("9999", "give_pin", pin), "asked_step_up"), "Nog eens?")
    assert '- user: "0000"' in recording.story("pin")


def test_the_record_is_a_story(somebody_s_home: Home, known: Known, tmp_path: Path) -> None:
    recording = Recording(somebody_s_home, "nl-NL", BEGAN)
    recording.sensor("coffee_canister", 70)
    recording.turn("wilhelmina", "ja: 'graag' \"zo\"", answered(meaning("?", "confirm"), "placed", 5), "Besteld.")
    recording.turn("unknown", "ja", answered(None, "informed", 300), "Er was niets: gevraagd.")
    path = tmp_path / "my-story.yml"
    recording.write(path)
    story = read_story(path, known)
    assert (story.title, story.home) == ("my story", "emily")
    sensor, first, pause, second = story.turns
    assert isinstance(sensor, SensorTurn)
    assert isinstance(first, UserTurn)
    assert isinstance(pause, ClockTurn)
    assert isinstance(second, UserTurn)
    assert (first.text, first.speaker) == ("ja: 'graag' \"zo\"", "emily")
    assert pause.rest == timedelta(seconds=295)
    assert second.speaker == "unknown"


def test_people_of_the_demo_world_keep_their_names(known: Known) -> None:
    recording = Recording(known.homes["thijs"], "nl-NL", BEGAN)
    recording.turn("thijs", "ik ben thijs", answered(None, "greeted"), "Dag Thijs.")
    recording.turn("noor", "ja", answered(None, "refused"), "Dat mag niet, Noor.")
    story = recording.story("hallo")
    assert "Dag Thijs." in story
    assert "speaker: noor" in story or "speaker: child" in story
