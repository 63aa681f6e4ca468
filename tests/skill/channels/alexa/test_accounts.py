"""Who speaks, as far as Alexa knows: when in doubt, nobody (P1, P7, A3)."""

from datetime import UTC, datetime

import pytest

from skill.channels.alexa.accounts import Accounts, Voice, read_accounts, speaker_of
from skill.channels.alexa.envelope import envelope
from skill.channels.alexa.sdk import parse_envelope
from skill.domain.errors import DataError
from skill.domain.person import Recognised

NOBODY = ("unknown", Recognised.NOT)


def voice(app, change=lambda system: None, accounts=Accounts(), home="thijs", person="thijs"):
    import json

    made = envelope(
        {"type": "LaunchRequest"}, home=home, person=person, locale="nl-NL", at=datetime.now(UTC), request_id="r"
    )
    change(made["context"]["System"])
    return speaker_of(parse_envelope(json.dumps(made).encode()), app.parts.homes, accounts)


def test_a_recognised_person_of_the_home_speaks(app) -> None:
    assert voice(app) == Voice("thijs", "thijs", Recognised.VOICE)
    assert voice(app, person="child") == Voice("thijs", "child", Recognised.VOICE)


def test_a_voice_that_alexa_does_not_know_is_nobody(app) -> None:
    assert voice(app, person=None) == Voice("thijs", *NOBODY)


def test_a_person_of_another_home_is_nobody_here(app) -> None:
    assert voice(app, person="emily") == Voice("thijs", *NOBODY)


@pytest.mark.parametrize("confidence", [None, {}, {"level": 200}, {"level": "400"}, {"level": True}, 400, "high"])
def test_less_than_a_recognised_voice_is_nobody(app, confidence) -> None:
    def doubt(system) -> None:
        system["person"]["authenticationConfidenceLevel"] = confidence

    assert voice(app, doubt) == Voice("thijs", *NOBODY)


def test_no_confidence_at_all_is_nobody(app) -> None:
    assert voice(app, lambda system: system["person"].pop("authenticationConfidenceLevel")) == Voice("thijs", *NOBODY)


def test_a_spoken_pin_is_no_more_than_a_voice_here(app) -> None:
    def sure(system) -> None:
        system["person"]["authenticationConfidenceLevel"] = {"level": 400}

    assert voice(app, sure) == Voice("thijs", "thijs", Recognised.VOICE)


def test_an_account_of_no_home_is_nobodys(app) -> None:
    assert voice(app, home="elsewhere") is None
    assert voice(app, lambda system: system["user"].update(userId=None)) is None


def test_linked_accounts_come_from_a_file(app, tmp_path) -> None:
    file = tmp_path / "alexa_accounts.json"
    assert read_accounts(file) == Accounts()
    file.write_text('{"accounts": {"amzn1.ask.account.QX7": "emily"}, "persons": {"amzn1.ask.person.P9": "emily"}}')
    accounts = read_accounts(file)
    assert voice(app, accounts=accounts, home="QX7", person="P9") == Voice("emily", "emily", Recognised.VOICE)


@pytest.mark.parametrize("text", ["", "[]", '{"homes": {}}', '{"accounts": {"a": 1}}', '{"persons": []}'])
def test_a_file_that_is_no_accounts_file_is_named(tmp_path, text: str) -> None:
    file = tmp_path / "alexa_accounts.json"
    file.write_text(text)
    with pytest.raises(DataError, match=r"alexa_accounts\.json"):
        read_accounts(file)
