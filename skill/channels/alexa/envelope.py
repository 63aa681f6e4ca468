"""Alexa request envelopes as Amazon sends them: for tests, stories and measurements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from skill.channels.alexa.accounts import ACCOUNT_PREFIX, CHILD, PERSON_PREFIX, VOICE_RECOGNISED_LEVEL
from skill.channels.alexa.reading import NATIVE_ACTS, UTTERANCE_INTENT, UTTERANCE_SLOT
from skill.domain.person import Recognised
from skill.usecases.converse import Heard

DEMO_SKILL_ID = "amzn1.ask.skill.boodschap-demo"

INTENT_OF_ACT = {act: intent for intent, act in reversed(tuple(NATIVE_ACTS.items()))}
"""The native intent of an act that has one; the first, where several mean the same."""


def envelope_of(heard: Heard, at: datetime, skill_id: str = DEMO_SKILL_ID) -> dict[str, Any]:
    """The envelope that makes the channel hear exactly this. Raises ValueError for an act without a native intent."""
    if heard.text is not None:
        request = intent_request(UTTERANCE_INTENT, {UTTERANCE_SLOT: heard.text})
    elif heard.act is not None and heard.act.intent == "greet":
        request = {"type": "LaunchRequest"}
    elif heard.act is not None and heard.act.intent in INTENT_OF_ACT:
        request = intent_request(INTENT_OF_ACT[heard.act.intent])
    else:
        raise ValueError(f"Alexa has no native intent for {heard.act.intent if heard.act else 'nothing'}")
    known = heard.recognised is not Recognised.NOT or heard.speaker == CHILD
    person = heard.speaker if known and heard.speaker != "unknown" else None
    return envelope(
        request,
        home=heard.home,
        person=person,
        locale=heard.locale,
        at=at,
        request_id=heard.request_id,
        device_id=heard.conversation,
        skill_id=skill_id,
    )


def intent_request(name: str, slots: dict[str, str] | None = None) -> dict[str, Any]:
    """The request of an intent with its slots' spoken values."""
    filled = {
        slot: {"name": slot, "value": value, "confirmationStatus": "NONE", "source": "USER"}
        for slot, value in (slots or {}).items()
    }
    intent = {"name": name, "confirmationStatus": "NONE", "slots": filled}
    return {"type": "IntentRequest", "dialogState": "COMPLETED", "intent": intent}


def session_ended(reason: str = "USER_INITIATED") -> dict[str, Any]:
    """The request with which Alexa ends a session: USER_INITIATED, EXCEEDED_MAX_REPROMPTS or ERROR."""
    return {"type": "SessionEndedRequest", "reason": reason}


def envelope(
    request: dict[str, Any],
    *,
    home: str,
    person: str | None,
    locale: str,
    at: datetime,
    request_id: str,
    device_id: str = "speaker",
    skill_id: str = DEMO_SKILL_ID,
    level: int = VOICE_RECOGNISED_LEVEL,
) -> dict[str, Any]:
    """A whole envelope around a request. `person` None is a voice that Alexa does not know; `level` its confidence."""
    user = {"userId": f"{ACCOUNT_PREFIX}{home}"}
    application = {"applicationId": skill_id}
    system: dict[str, Any] = {
        "application": application,
        "user": user,
        "device": {"deviceId": device_id, "supportedInterfaces": {}},
        "apiEndpoint": "https://api.eu.amazonalexa.com",
        "apiAccessToken": "none",
    }
    if person is not None:
        system["person"] = {
            "personId": f"{PERSON_PREFIX}{person}",
            "authenticationConfidenceLevel": {"level": level},
        }
    timestamp = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {
        "version": "1.0",
        "session": {
            "new": False,
            "sessionId": f"amzn1.echo-api.session.{device_id}",
            "application": application,
            "attributes": {},
            "user": user,
        },
        "context": {"System": system},
        "request": {**request, "requestId": request_id, "timestamp": timestamp, "locale": locale},
    }
