"""Alexa's wire format, against a server that checks it, refuses, and lets tokens end."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.services.proactive_events import CreateProactiveEventRequest, Event, RelevantAudienceType

from skill.announcing.alexa_events import AlexaEvents, address_of, event_of
from skill.announcing.several import Several
from skill.announcing.simulated import SimulatedAnnouncer
from skill.domain.errors import DataError
from skill.domain.notification import Announcement
from skill.usecases.outside_ports import OutsideFailed
from tests.skill.home.calendar_servers import Answer, OddServer

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SHORTAGE = Announcement(
    "n1", "shortage", urgent=False, at=NOW, until=NOW + timedelta(days=7), waiting=2, says={"en": "x"}
)
TOKEN = json.dumps({"access_token": "tok", "expires_in": 3600, "token_type": "bearer"}).encode()


class Amazon(OddServer):
    """Answers the events with these statuses, one each, and then with 202."""

    def __init__(self, *statuses: int, token: tuple[int, bytes] = (200, TOKEN)) -> None:
        left = list(statuses)

        def answer(_method: str, path: str, _headers: dict[str, str]) -> Answer:
            if path == "/token":
                return token[0], {}, token[1]
            return (left.pop(0) if left else 202), {}, b""

        super().__init__(answer)

    def paths(self) -> list[str]:
        return [asked[1] for asked in self.asked]


def alexa(server: Amazon, **options: object) -> AlexaEvents:
    tokens, events = f"{server.url}/token", f"{server.url}/events"
    return AlexaEvents("id", "geheim", {"thijs": "amzn1.X"}, tokens=tokens, events=events, **options)  # type: ignore[arg-type]


def test_a_token_is_asked_once_and_the_event_is_as_amazon_wants_it() -> None:
    with Amazon() as server:
        told = alexa(server)
        told.announce("thijs", SHORTAGE)
        told.announce("thijs", replace(SHORTAGE, reference="n2"))
        assert server.paths() == ["/token", "/events", "/events"]
        asked = parse_qs(server.asked[0][3].decode())
        assert (asked["grant_type"], asked["scope"]) == (["client_credentials"], ["alexa::proactive_events"])
        assert server.asked[1][2]["authorization"] == "Bearer tok"
        first, second = (json.loads(asked[3]) for asked in server.asked[1:])
        assert first["referenceId"] != second["referenceId"]
        del first["referenceId"]
        assert first == {
            "timestamp": "2026-03-02T08:00:00.00Z",
            "expiryTime": "2026-03-03T07:55:00.00Z",
            "event": {
                "name": "AMAZON.MessageAlert.Activated",
                "payload": {
                    "state": {"status": "UNREAD", "freshness": "NEW"},
                    "messageGroup": {"creator": {"name": "Boodschap"}, "count": 2},
                },
            },
            "localizedAttributes": [],
            "relevantAudience": {"type": "Unicast", "payload": {"user": "amzn1.X"}},
        }


def test_the_same_news_has_the_same_reference_and_urgent_is_said() -> None:
    again = event_of("amzn1.X", replace(SHORTAGE, at=NOW + timedelta(hours=1), urgent=True))
    assert again["referenceId"] == event_of("amzn1.X", SHORTAGE)["referenceId"]
    assert again["event"]["payload"]["messageGroup"]["urgency"] == "URGENT"


@pytest.mark.parametrize(
    ("status", "final"), [(400, True), (404, True), (429, False), (432, False), (500, False), (503, False)]
)
def test_what_amazon_refuses_is_given_up_and_what_passes_is_tried_again(status: int, final: bool) -> None:
    with Amazon(status) as server, pytest.raises(OutsideFailed) as failed:
        alexa(server).announce("thijs", SHORTAGE)
    assert failed.value.final is final
    assert "geheim" not in str(failed.value)


def test_a_repeat_that_amazon_knows_is_done() -> None:
    with Amazon(409) as server:
        alexa(server).announce("thijs", SHORTAGE)


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_ended_is_renewed_once(status: int) -> None:
    with Amazon(status) as server:
        alexa(server).announce("thijs", SHORTAGE)
        assert server.paths() == ["/token", "/events", "/token", "/events"]
    with Amazon(status, status) as server, pytest.raises(OutsideFailed) as failed:
        alexa(server).announce("thijs", SHORTAGE)
    assert failed.value.final


def test_a_token_is_renewed_before_it_ends() -> None:
    now = [0.0]
    with Amazon() as server:
        told = alexa(server, clock=lambda: now[0])
        told.announce("thijs", SHORTAGE)
        now[0] = 3590.0
        told.announce("thijs", SHORTAGE)
        assert server.paths().count("/token") == 2


@pytest.mark.parametrize(("token", "final"), [((401, b""), True), ((503, b""), False), ((200, b"<html>"), False)])
def test_no_token_no_event(token: tuple[int, bytes], final: bool) -> None:
    with Amazon(token=token) as server, pytest.raises(OutsideFailed) as failed:
        alexa(server).announce("thijs", SHORTAGE)
    assert failed.value.final is final
    assert server.paths() == ["/token"]


def test_a_home_without_alexa_is_left_alone() -> None:
    with Amazon() as server:
        alexa(server).announce("emily", SHORTAGE)
        assert server.asked == []


def test_of_several_ways_one_that_fails_holds_up_no_other() -> None:
    speaker = SimulatedAnnouncer()
    with Amazon(503) as server:
        both = Several([alexa(server), speaker])
        with pytest.raises(OutsideFailed):
            both.announce("thijs", SHORTAGE)
        assert speaker.announced("thijs") == ["shortage"]
        both.announce("thijs", SHORTAGE)
    assert [call.times for call in speaker.peer.calls("announce")] == [2]


@pytest.mark.parametrize("lives", [timedelta(0), timedelta(minutes=7), timedelta(hours=3), timedelta(days=30)])
def test_amazons_own_model_reads_the_event_and_finds_nothing_else_in_it(lives: timedelta) -> None:
    """ask-sdk-model is made from Amazon's description of the API."""
    sent = event_of("amzn1.X", replace(SHORTAGE, until=NOW + lives, urgent=True))
    read = DefaultSerializer().deserialize(json.dumps(sent), CreateProactiveEventRequest)
    assert isinstance(read, CreateProactiveEventRequest)
    assert set(sent) == set(CreateProactiveEventRequest.attribute_map.values())
    assert set(sent["event"]) == set(Event.attribute_map.values())
    assert read.relevant_audience.object_type is RelevantAudienceType.Unicast
    assert read.timestamp == NOW
    assert timedelta(minutes=5) < read.expiry_time - NOW < timedelta(hours=24)
    assert re.fullmatch(r"[A-Za-z0-9_~-]{1,100}", read.reference_id)


def test_events_go_where_the_accounts_are() -> None:
    """The hosts of Amazon's own client, and the paths that it makes of a stage."""
    assert address_of("eu") == "https://api.eu.amazonalexa.com/v1/proactiveEvents"
    assert address_of("na-development") == "https://api.amazonalexa.com/v1/proactiveEvents/stages/development"
    with pytest.raises(DataError, match=r"BOODSCHAP_ALEXA_EVENTS.*eu-development"):
        address_of("mars")
