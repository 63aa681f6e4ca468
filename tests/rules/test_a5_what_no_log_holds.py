"""A5: PINs and raw utterances never reach a log: not by logging, not by a repr, and not in the records."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from nlu.interpretation import DigitsValue, Entity, Interpretation, TextValue
from nlu.reading import interpretation_of, new_reading
from skill.records.sqlite import SqliteRecords
from skill.usecases.converse import Heard
from tests.building import YES, heard_digits, order, pin
from tests.household import Household

SECRET = "1111"
SPOKEN = "eleven eleven it is"


def test_a5_no_repr_shows_a_pin() -> None:
    shown = [
        repr(pin(SECRET)),
        repr(DigitsValue(SECRET)),
        repr(heard_digits(SPOKEN, SECRET).entities[0].value),
        repr(heard_digits(SECRET, SECRET)),
        repr(Heard("r", "home", "anna", "en-GB", text=SECRET)),
        repr(Heard("r", "home", "anna", "en-GB", act=pin(SECRET))),
    ]
    assert not [text for text in shown if SECRET in text]


def test_a5_no_repr_shows_what_was_said() -> None:
    reading = new_reading(SPOKEN)
    reading.values = heard_digits(SPOKEN, SECRET).entities
    need = Entity("need", SPOKEN, 0, len(SPOKEN), TextValue(SPOKEN))
    shown = repr((reading, interpretation_of(reading, "en-GB"), heard_digits(SPOKEN, SECRET), need))
    assert "eleven" not in shown


def test_a5_a_conversation_with_a_pin_leaves_nothing_of_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "records.db"
    records = SqliteRecords(path)
    house = Household(records=records).move_in()
    house.recognizer.hears = {
        SPOKEN: heard_digits(SPOKEN, SECRET),
        "yes, my dear": Interpretation("yes, my dear", "en-GB", "confirm", 1.0),
    }
    house.hear(order("blue_jeans", 4))
    house.hear(YES)
    assert house.hear(SPOKEN).reply.decided == "placed"
    house.hear(order())
    assert house.hear("yes, my dear").reply.decided == "placed"
    records.close()
    kept = path.read_bytes()
    for secret in (SECRET, SPOKEN, "yes, my dear"):
        assert secret not in caplog.text
        assert secret.encode() not in kept
