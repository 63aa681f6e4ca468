"""The Alexa entry as Amazon sees it: real envelopes, signed bodies, statuses and response envelopes."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from skill.channels.alexa.certificates import SigningKeys, public_roots
from skill.channels.alexa.envelope import DEMO_SKILL_ID, envelope, intent_request, session_ended
from skill.channels.alexa.test_chain import SelfMadeChain
from skill.channels.alexa.view import MAX_BODY_BYTES, alexa_blueprint
from skill.channels.utterance_text import MAX_CHARS

BEANS = "doe maar nieuwe bonen"
LAUNCH = {"type": "LaunchRequest"}


@pytest.fixture(scope="module")
def chain() -> SelfMadeChain:
    return SelfMadeChain()


class Speaker:
    """A smart speaker at the far end of the wire."""

    def __init__(self, app, chain: SelfMadeChain, **settings: Any) -> None:
        self.chain, self._clock = chain, app.parts.clock
        guards = {"skill_id": DEMO_SKILL_ID, "keys": SigningKeys([chain.root], chain.fetch)} | settings
        flask = Flask(__name__)
        flask.register_blueprint(alexa_blueprint(app, **guards))
        self.client = flask.test_client()

    def send(self, request: dict[str, Any], request_id: str = "r1", **facts: Any):
        return self.post(json.dumps(self.envelope(request, request_id, **facts)).encode())

    def envelope(self, request: dict[str, Any], request_id: str = "r1", **facts: Any) -> dict[str, Any]:
        whole = {"home": "thijs", "person": "thijs", "locale": "nl-NL", "at": self._clock()} | facts
        return envelope(request, request_id=request_id, **whole)

    def post(self, body: bytes, headers: dict[str, str] | None = None, content_type: str = "application/json"):
        signed = self.chain.sign(body) if headers is None else headers
        return self.client.post("/alexa", data=body, headers=signed, content_type=content_type)


@pytest.fixture
def speaker(app, chain) -> Speaker:
    return Speaker(app, chain)


def says(text: str) -> dict[str, Any]:
    return intent_request("UtteranceIntent", {"utterance": text})


def spoken(response) -> str:
    return response.get_json()["response"].get("outputSpeech", {}).get("ssml", "")


def refusal(response) -> str:
    return response.get_json()["error"]["message"]


def test_a_launch_greets_says_what_it_is_and_listens(speaker) -> None:
    response = speaker.send(LAUNCH)
    answer = response.get_json()
    assert response.status_code == 200
    assert answer["version"] == "1.0"
    assert "assistent" in spoken(response)
    assert spoken(response).startswith("<speak>")
    assert answer["response"]["shouldEndSession"] is False


def test_an_order_is_asked_and_a_native_yes_places_it(speaker, app) -> None:
    asked = speaker.send(says(BEANS), "r1")
    answer = asked.get_json()["response"]
    assert answer["shouldEndSession"] is False
    assert answer["reprompt"]["outputSpeech"]["ssml"] == answer["outputSpeech"]["ssml"]
    assert answer["card"]["type"] == "Simple"
    placed = speaker.send(intent_request("AMAZON.YesIntent"), "r2")
    assert placed.get_json()["response"]["shouldEndSession"] is True
    with app.parts.records.reading("thijs") as records:
        assert "placed" in {order.status.value for order in records.orders()}


def test_a_request_that_comes_twice_gets_its_answer_again_and_orders_once(speaker, app) -> None:
    speaker.send(says(BEANS), "r1")
    first = speaker.send(intent_request("AMAZON.YesIntent"), "r2")
    with app.parts.records.reading("thijs") as records:
        orders = records.orders()
    again = speaker.send(intent_request("AMAZON.YesIntent"), "r2")
    assert spoken(again)
    assert first.get_json()["response"]["shouldEndSession"] == again.get_json()["response"]["shouldEndSession"]
    with app.parts.records.reading("thijs") as records:
        assert records.orders() == orders


@pytest.mark.parametrize("person", [None, "child"])
def test_an_unknown_voice_and_a_child_place_nothing(speaker, app, person) -> None:
    with app.parts.records.reading("thijs") as records:
        before = records.orders()
    speaker.send(says(BEANS), "r1", person=person)
    speaker.send(intent_request("AMAZON.YesIntent"), "r2", person=person)
    with app.parts.records.reading("thijs") as records:
        assert records.orders() == before


@pytest.mark.parametrize(
    "intent",
    ["No", "Stop", "Cancel", "Help", "Repeat", "Fallback", "NavigateHome", "Yes", "ScrollDown"],
)
@pytest.mark.parametrize("locale", ["nl-NL", "en-GB", "en-US"])
def test_every_native_intent_is_answered_in_words(speaker, intent: str, locale: str) -> None:
    response = speaker.send(intent_request(f"AMAZON.{intent}Intent"), locale=locale)
    assert response.status_code == 200
    assert len(spoken(response)) > len("<speak></speak>")


@pytest.mark.parametrize("slots", [None, {}, {"utterance": ""}, {"utterance": "?!"}, {"utterance": "\ud800 bonen"}])
def test_a_free_text_intent_without_words_was_not_understood(speaker, slots, ears) -> None:
    response = speaker.send(intent_request("UtteranceIntent", slots))
    assert response.status_code == 200
    assert spoken(response)
    assert ears.heard == []


def test_an_endless_utterance_is_cut_and_that_is_logged_without_its_words(speaker, ears, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        assert speaker.send(says("bonen " * 1000)).status_code == 200
    assert len(ears.heard[0]) <= MAX_CHARS
    assert "cut" in caplog.text
    assert "bonen" not in caplog.text


@pytest.mark.parametrize("reason", ["USER_INITIATED", "EXCEEDED_MAX_REPROMPTS", "ERROR"])
def test_an_ended_session_is_answered_without_a_word(speaker, reason: str) -> None:
    response = speaker.send(session_ended(reason))
    assert response.status_code == 200
    assert response.get_json()["response"] == {}


def test_a_request_of_an_interface_that_we_do_not_use_is_answered_without_a_word(speaker) -> None:
    playback = {"type": "AudioPlayer.PlaybackStarted", "token": "t", "offsetInMilliseconds": 0}
    response = speaker.send(playback)
    assert response.status_code == 200
    assert response.get_json()["response"] == {}


def test_an_account_of_no_home_is_told_to_link(speaker) -> None:
    response = speaker.send(LAUNCH, home="elsewhere")
    assert response.status_code == 200
    assert response.get_json()["response"]["card"] == {"type": "LinkAccount"}
    assert "Koppel" in spoken(response)


def test_a_device_that_never_spoke_before_has_a_conversation_of_its_own(speaker) -> None:
    speaker.send(says(BEANS), "r1", device_id="kitchen")
    elsewhere = speaker.send(intent_request("AMAZON.YesIntent"), "r2", device_id="never-seen")
    kitchen = speaker.send(intent_request("AMAZON.YesIntent"), "r3", device_id="kitchen")
    assert "card" not in elsewhere.get_json()["response"]
    assert "card" in kitchen.get_json()["response"]


def test_a_request_without_session_and_device_is_answered(speaker) -> None:
    whole = speaker.envelope(says(BEANS))
    del whole["session"], whole["context"]["System"]["device"]
    assert speaker.post(json.dumps(whole).encode()).status_code == 200


def test_a_forged_body_is_refused(speaker, app) -> None:
    body = json.dumps(speaker.envelope(says(BEANS))).encode()
    response = speaker.post(body.replace(b"ask.person.thijs", b"ask.person.noor!"), speaker.chain.sign(body))
    assert (response.status_code, refusal(response)) == (400, "the signature is not of this body")


def test_an_unsigned_request_is_refused(speaker, caplog) -> None:
    with caplog.at_level(logging.WARNING):
        response = speaker.post(json.dumps(speaker.envelope(says(BEANS))).encode(), headers={})
    assert response.status_code == 400
    assert "missing" in refusal(response)
    assert "bonen" not in caplog.text


def test_another_host_for_the_chain_is_refused(speaker) -> None:
    body = json.dumps(speaker.envelope(LAUNCH)).encode()
    headers = speaker.chain.sign(body) | {"SignatureCertChainUrl": "https://evil.example/echo.api/cert.pem"}
    response = speaker.post(body, headers)
    assert (response.status_code, refusal(response)) == (400, "the certificate URL has another host")


def test_a_self_made_chain_opens_nothing_in_a_real_server(app, chain) -> None:
    response = Speaker(app, chain, keys=SigningKeys(public_roots(), chain.fetch)).send(LAUNCH)
    assert (response.status_code, refusal(response)) == (400, "the certificate chain is not trusted")


@pytest.mark.parametrize("off_s", [-151, 151])
def test_a_request_of_another_time_is_refused(speaker, clock, off_s: int) -> None:
    response = speaker.send(LAUNCH, at=clock.now + timedelta(seconds=off_s))
    assert response.status_code == 400
    assert "timestamp" in refusal(response)


def test_a_request_for_another_skill_is_refused(speaker) -> None:
    response = speaker.send(LAUNCH, skill_id="amzn1.ask.skill.other")
    assert response.status_code == 403
    whole = speaker.envelope(LAUNCH)
    whole["session"]["application"] = {"applicationId": "amzn1.ask.skill.other"}
    assert speaker.post(json.dumps(whole).encode()).status_code == 403


def test_without_a_skill_id_any_skill_may_call(app, chain) -> None:
    assert Speaker(app, chain, skill_id=None).send(LAUNCH, skill_id="amzn1.ask.skill.other").status_code == 200


def test_without_keys_nothing_is_checked(app, chain) -> None:
    open_entry = Speaker(app, chain, keys=None)
    body = json.dumps(open_entry.envelope(LAUNCH, at=datetime(2020, 1, 1, tzinfo=UTC))).encode()
    assert open_entry.post(body, headers={}).status_code == 200


def test_too_much_is_refused(speaker) -> None:
    response = speaker.post(b" " * (MAX_BODY_BYTES + 1))
    assert response.status_code == 413


def test_another_content_type_is_refused(speaker) -> None:
    assert speaker.post(b"{}", content_type="text/plain").status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b'{"request": null}',
        b'{"request": "text"}',
        b'{"version": "1.0", "request": {"type": "LaunchRequest"}}',
        b'{"request": {"type": "LaunchRequest", "timestamp": "noon"}}',
        b"[" * 60_000,
        b'{"request": ' * 5_000,
    ],
)
def test_a_body_that_is_no_request_is_refused(speaker, body: bytes) -> None:
    assert speaker.post(body).status_code == 400


@pytest.mark.parametrize("request_type", ["MadeUpRequest", "", None, 7])
def test_an_unknown_type_of_request_is_refused(speaker, request_type, caplog) -> None:
    response = speaker.send({"type": request_type})
    assert response.status_code == 400
    assert "amzn1" not in caplog.text + refusal(response)


@pytest.mark.parametrize("locale", ["fr-FR", "", None])
def test_a_locale_that_is_not_spoken_is_refused_with_those_that_are(speaker, locale) -> None:
    response = speaker.send(LAUNCH, locale=locale)
    assert response.status_code == 400
    assert "nl-NL or en-GB" in refusal(response)


def test_a_request_without_an_id_is_refused_because_it_could_count_twice(speaker) -> None:
    assert speaker.send(says(BEANS), request_id="").status_code == 400


def test_locked_records_are_said_politely_and_nothing_is_lost(locked, chain) -> None:
    app, unlock = locked
    speaker = Speaker(app, chain)
    refused = speaker.send(says(BEANS), "r1")
    assert refused.status_code == 200
    assert "Er is niets veranderd" in spoken(refused)
    assert refused.get_json()["response"]["shouldEndSession"] is True
    unlock()
    assert "card" in speaker.send(says(BEANS), "r1").get_json()["response"]


def test_a_fault_of_ours_is_apologised_for_and_logged_without_what_was_said(speaker, caplog) -> None:
    with caplog.at_level(logging.ERROR):
        response = speaker.send(says("breek"))
    assert response.status_code == 200
    assert "Sorry" in spoken(response)
    assert "RuntimeError" in caplog.text
    assert "breek" not in caplog.text


def test_an_engine_that_is_down_is_said_so_and_ends_the_conversation(speaker) -> None:
    response = speaker.send(says("zwijg"))
    assert response.status_code == 200
    assert "niet verstaan" in spoken(response)
    assert "Probeer het zo nog eens" in spoken(response)
    assert "rasa.internal" not in spoken(response)
    assert response.get_json()["response"]["shouldEndSession"] is True
