"""An Alexa request as what was heard: the native intents are acts, the free-text intent carries an utterance."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from skill.channels.alexa.accounts import Voice
from skill.channels.utterance_text import MAX_CHARS, UnusableText, usable_text
from skill.dialogue.act import NOT_UNDERSTOOD, Act
from skill.usecases.converse import Heard

UTTERANCE_INTENT = "UtteranceIntent"
UTTERANCE_SLOT = "utterance"
"""The free-text intent and its slot (of type AMAZON.SearchQuery) in the interaction model."""

NATIVE_ACTS: Mapping[str, str] = {
    "AMAZON.YesIntent": "confirm",
    "AMAZON.NoIntent": "deny",
    "AMAZON.StopIntent": "stop",
    "AMAZON.CancelIntent": "cancel",
    "AMAZON.HelpIntent": "help",
    "AMAZON.RepeatIntent": "repeat",
    "AMAZON.NavigateHomeIntent": "stop",
    "AMAZON.FallbackIntent": NOT_UNDERSTOOD,
}
"""What Alexa heard by itself, as our intents."""

_log = logging.getLogger(__name__)


def read(envelope: Any, voice: Voice) -> Heard:
    """What a LaunchRequest or IntentRequest said. An intent that we do not know was not understood."""
    text, act = _said(envelope.request)
    return Heard(
        request_id=str(envelope.request.request_id),
        home=voice.home,
        speaker=voice.speaker,
        locale=str(envelope.request.locale),
        text=text,
        act=act,
        conversation=_conversation(envelope),
        recognised=voice.recognised,
    )


def _said(request: Any) -> tuple[str | None, Act | None]:
    if request.object_type == "LaunchRequest":
        return None, Act("greet")
    name = request.intent.name if request.intent is not None else None
    if name != UTTERANCE_INTENT:
        return None, Act(NATIVE_ACTS.get(str(name), NOT_UNDERSTOOD))
    slot = (request.intent.slots or {}).get(UTTERANCE_SLOT)
    try:
        text, cut = usable_text(slot.value if slot is not None else None)
    except UnusableText:
        return None, Act(NOT_UNDERSTOOD)
    if cut:
        _log.warning("an utterance was longer than %d characters and was cut there", MAX_CHARS)
    return text, None


def _conversation(envelope: Any) -> str:
    """The device within the home: a question stays open on it though Alexa begins a new session."""
    device = envelope.context.system.device
    if device is not None and device.device_id:
        return str(device.device_id)
    session = envelope.session
    return str(session.session_id) if session is not None and session.session_id else "alexa"
