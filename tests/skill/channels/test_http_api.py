"""The HTTP API: who may use it, what it takes, what it answers, and how it refuses."""

import logging
from types import SimpleNamespace

import pytest
from flask import Flask

from skill.channels.http_api import MAX_BODY_BYTES, http_api_blueprint
from skill.channels.rate_limit import RateLimit

BEANS = "doe maar nieuwe bonen"
TOKEN = "a-long-and-secret-token"


class Satellite:
    """A client of the API with the token in its pocket."""

    def __init__(self, app, token: str | None = TOKEN, rate_limit: RateLimit | None = None) -> None:
        flask = Flask(__name__)
        flask.register_blueprint(http_api_blueprint(app, token=token, rate_limit=rate_limit))
        self.client = flask.test_client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def say(self, text: object, **fields: object):
        whole = {"home": "thijs", "speaker": "thijs", "locale": "nl-NL", "text": text} | fields
        return self.client.post("/v1/utterances", json=whole, headers=self.headers)

    def post(self, body: bytes, **facts: object):
        return self.client.post(
            "/v1/utterances", data=body, headers=self.headers, content_type="application/json", **facts
        )


@pytest.fixture
def satellite(app) -> Satellite:
    return Satellite(app)


def problem(response) -> tuple[int, str, str | None]:
    error = response.get_json()["error"]
    return response.status_code, error["code"], error.get("field")


def test_an_utterance_is_answered_with_what_was_heard_decided_and_said(satellite) -> None:
    response = satellite.say(BEANS, request_id="r1")
    answer = response.get_json()
    assert response.status_code == 200
    assert answer["request_id"] == "r1"
    assert answer["heard"]["intent"] == "order_product"
    assert answer["heard"]["confidence"] == 0.99
    assert answer["heard"]["entities"]["product"]["kind"] == "coffee_beans"
    assert answer["decided"] == "asked_confirmation"
    assert answer["awaits_answer"] is True
    assert answer["ssml"].startswith("<speak>")
    assert answer["said"]
    assert answer["cut"] is False


def test_a_yes_places_the_order_and_says_why_it_was_allowed(satellite) -> None:
    satellite.say(BEANS)
    answer = satellite.say("ja graag").get_json()
    assert answer["decided"] == "placed"
    assert all({"rule", "code"} <= set(reason) for reason in answer["reasons"])
    assert any("amount_cents" in reason for reason in answer["reasons"])


@pytest.mark.parametrize("speaker", ["unknown", "child", None])
def test_a_voice_that_nobody_named_places_nothing_and_learns_no_amounts(satellite, speaker) -> None:
    satellite.say(BEANS, speaker=speaker)
    answer = satellite.say("ja graag", speaker=speaker).get_json()
    assert answer["decided"] != "placed"
    assert all(set(reason) == {"rule", "code"} for reason in answer["reasons"])


def test_the_same_request_again_gets_the_stored_answer_and_orders_once(satellite, app) -> None:
    satellite.say(BEANS, request_id="r1")
    first = satellite.say("ja graag", request_id="r2").get_json()
    with app.parts.records.reading("thijs") as records:
        orders = records.orders()
    again = satellite.say("ja graag", request_id="r2").get_json()
    assert (again["decided"], again["repeated"], again["heard"]) == (first["decided"], True, None)
    with app.parts.records.reading("thijs") as records:
        assert records.orders() == orders


def test_a_request_without_an_id_gets_one(satellite) -> None:
    assert satellite.say(BEANS).get_json()["request_id"]


def test_a_pin_that_was_heard_is_not_written_out(satellite) -> None:
    response = satellite.say("4711")
    assert response.get_json()["heard"]["entities"]["digits"]["value"] == "****"
    assert "4711" not in response.get_data(as_text=True)


def test_a_long_utterance_is_cut_and_said_so(satellite, ears) -> None:
    answer = satellite.say("bonen " * 200).get_json()
    assert answer["cut"] is True
    assert len(ears.heard[0]) <= 500


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"text": ""}, 422, "unusable-text", "text"),
        ({"text": " \n\t"}, 422, "unusable-text", "text"),
        ({"text": "?!"}, 422, "unusable-text", "text"),
        ({"text": None}, 422, "unusable-text", "text"),
        ({"text": 7}, 422, "unusable-text", "text"),
        ({"text": ["bonen"]}, 422, "unusable-text", "text"),
        ({"text": "\ud800 bonen"}, 422, "unusable-text", "text"),
        ({"home": None}, 422, "missing-field", "home"),
        ({"home": 7}, 422, "unusable-field", "home"),
        ({"home": "elsewhere"}, 404, "unknown-home", "home"),
        ({"speaker": "emily"}, 422, "unknown-speaker", "speaker"),
        ({"locale": None}, 422, "missing-field", "locale"),
        ({"locale": "fr-FR"}, 422, "unknown-locale", "locale"),
        ({"conversation": "x" * 201}, 422, "unusable-field", "conversation"),
        ({"request_id": "two\nlines"}, 422, "unusable-field", "request_id"),
        ({"speakr": "thijs"}, 422, "unknown-field", None),
    ],
)
def test_a_field_that_cannot_be_used_is_named(satellite, fields, status, code, field, ears) -> None:
    response = satellite.say(**({"text": BEANS} | fields))
    assert problem(response) == (status, code, field)
    assert ears.heard == []


def test_what_is_unknown_is_refused_with_what_is_known(satellite) -> None:
    assert "emily" in satellite.say(BEANS, home="elsewhere").get_json()["error"]["message"]
    assert "noor" in satellite.say(BEANS, speaker="emily").get_json()["error"]["message"]
    assert "nl-NL" in satellite.say(BEANS, locale="fr-FR").get_json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"no json", b"\xff", b"[]", b'"text"', b"[" * 16_000])
def test_a_body_that_is_no_json_object_is_refused(satellite, body: bytes) -> None:
    assert satellite.post(body).status_code == 400


def test_too_much_is_refused(satellite) -> None:
    assert problem(satellite.post(b" " * (MAX_BODY_BYTES + 1))) == (413, "too-large", None)


def test_another_content_type_is_refused(satellite) -> None:
    response = satellite.client.post("/v1/utterances", data=b"{}", headers=satellite.headers)
    assert response.status_code == 415


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer wrong", "Basic x", f"Bearer {TOKEN}x", "Bearer é"])
def test_without_the_token_nothing_is_answered(satellite, header: str | None, ears) -> None:
    satellite.headers = {"Authorization": header} if header is not None else {}
    response = satellite.say(BEANS)
    assert response.status_code == 401
    assert "Bearer" in response.headers["WWW-Authenticate"]
    assert ears.heard == []


def test_where_no_token_is_set_this_machine_alone_is_answered(app) -> None:
    satellite = Satellite(app, token=None)
    assert satellite.say(BEANS).status_code == 200


@pytest.mark.parametrize(
    "facts",
    [
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"environ_base": {"REMOTE_ADDR": ""}},
        {"headers": {"X-Forwarded-For": "192.0.2.7"}},
        {"headers": {"Forwarded": "for=192.0.2.7"}},
        {"headers": {"Host": "rebound.example"}},
    ],
)
def test_where_no_token_is_set_nobody_else_is_answered(app, facts) -> None:
    fields = {"home": "thijs", "locale": "nl-NL", "text": BEANS}
    response = Satellite(app, token=None).client.post("/v1/utterances", json=fields, **facts)
    assert problem(response) == (403, "not-allowed", None)


def test_a_conversation_that_speaks_too_often_must_wait(app) -> None:
    clock = SimpleNamespace(now_s=0.0)
    satellite = Satellite(app, rate_limit=RateLimit(per_minute=2, monotonic_s=lambda: clock.now_s))
    assert [satellite.say(BEANS).status_code for _ in range(3)] == [200, 200, 429]
    assert satellite.say(BEANS).headers["Retry-After"] == "60"
    assert satellite.say(BEANS, conversation="kitchen").status_code == 200
    clock.now_s = 60.0
    assert satellite.say(BEANS).status_code == 200


def test_locked_records_are_a_status_that_asks_to_try_again(locked) -> None:
    app, unlock = locked
    satellite = Satellite(app)
    refused = satellite.say(BEANS, request_id="r1")
    assert problem(refused)[:2] == (503, "records-unavailable")
    assert refused.headers["Retry-After"]
    assert "locked.db" not in refused.get_data(as_text=True)
    unlock()
    assert satellite.say(BEANS, request_id="r1").get_json()["decided"] == "asked_confirmation"


def test_health_tells_that_all_is_well(satellite) -> None:
    response = satellite.client.get("/health")
    assert response.status_code == 200
    assert response.get_json()["status"] == "ok"
    assert response.get_json()["database_writable"] is True
    assert response.get_json()["model"]


def test_health_tells_that_nothing_can_be_kept(locked, caplog) -> None:
    app, _ = locked
    with caplog.at_level(logging.ERROR):
        response = Satellite(app).client.get("/health")
    assert response.status_code == 503
    assert response.get_json()["database_writable"] is False


def test_an_engine_that_is_down_is_an_outage_that_may_be_tried_again(satellite, app, caplog) -> None:
    with caplog.at_level(logging.ERROR):
        response = satellite.say("zwijg", request_id="r1")
    assert problem(response)[:2] == (503, "engine-down")
    assert response.headers["Retry-After"] == "5"
    assert "rasa.internal" not in response.get_data(as_text=True), "where it runs is no affair of a client"
    assert "zwijg" not in caplog.text
    again = satellite.say(BEANS, request_id="r1")
    assert (again.status_code, again.get_json()["repeated"]) == (200, False), "nothing was kept of the first one"
