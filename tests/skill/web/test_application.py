"""The application around its entries: errors as JSON, guarded responses, nothing private in a log."""

import logging

import pytest
from flask import Blueprint, Flask, Response, abort

from skill.channels.failure_log import log_failure
from skill.web.application import SECURITY_HEADERS, create_application

entries = Blueprint("entries", __name__)


@entries.get("/fine")
def fine() -> str:
    return "fine"


@entries.get("/framed")
def framed() -> Response:
    return Response("framed", headers={"X-Frame-Options": "SAMEORIGIN"})


@entries.post("/broken")
def broken() -> str:
    raise RuntimeError("the PIN was 4711")


@entries.get("/sent")
def sent() -> str:
    abort(Response("as it is", 418))


@pytest.fixture
def application() -> Flask:
    return create_application([entries], log_failure)


def test_every_response_is_guarded_and_an_entry_may_guard_its_own_way(application) -> None:
    client = application.test_client()
    for path in ("/fine", "/nowhere"):
        headers = client.get(path).headers
        assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
    assert client.get("/framed").headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_wrong_route_and_a_wrong_method_are_json(application) -> None:
    client = application.test_client()
    nowhere, wrong = client.get("/nowhere"), client.get("/broken")
    assert (nowhere.status_code, nowhere.get_json()["error"]["code"]) == (404, "not-found")
    assert (wrong.status_code, wrong.get_json()["error"]["code"]) == (405, "method-not-allowed")
    assert "POST" in wrong.headers["Allow"]


def test_a_fault_of_ours_is_a_500_that_tells_nobody_what_was_said(application, caplog) -> None:
    with caplog.at_level(logging.ERROR):
        response = application.test_client().post("/broken")
    assert (response.status_code, response.get_json()["error"]["code"]) == (500, "internal-server-error")
    assert "POST /broken failed: RuntimeError" in caplog.text
    assert "4711" not in caplog.text + response.get_data(as_text=True)


def test_a_response_that_an_entry_aborts_with_stays_as_it_is(application) -> None:
    response = application.test_client().get("/sent")
    assert (response.status_code, response.get_data(as_text=True)) == (418, "as it is")
