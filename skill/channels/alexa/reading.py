"""An Alexa request as what was heard: the native intents are acts, the free-text intent carries an utterance."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
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

HearIntent = Callable[[str, Mapping[str, str]], str | Act]
"""From an intent of our own and what filled its slots to the sentence that was said, or to an act."""

_log = logging.getLogger(__name__)


def read(envelope: Any, voice: Voice, hear_intent: HearIntent) -> Heard:
    """What a LaunchRequest or IntentRequest said. An intent that we do not know was not understood."""
    text, act = _said(envelope.request, hear_intent)
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


def _said(request: Any, hear_intent: HearIntent) -> tuple[str | None, Act | None]:
    if request.object_type == "LaunchRequest":
        return None, Act("greet")
    name = str(request.intent.name) if request.intent is not None else ""
    if name in NATIVE_ACTS:
        return None, Act(NATIVE_ACTS[name])
    slots = _filled(request.intent)
    said = slots.get(UTTERANCE_SLOT) if name == UTTERANCE_INTENT else hear_intent(name, slots)
    if isinstance(said, Act):
        return None, said
    try:
        text, cut = usable_text(said)
    except UnusableText:
        return None, Act(NOT_UNDERSTOOD)
    if cut:
        _log.warning("an utterance was longer than %d characters and was cut there", MAX_CHARS)
    return text, None


def _filled(intent: Any) -> dict[str, str]:
    """What was said for each slot; a slot that was not filled has no value."""
    slots = (intent.slots or {}) if intent is not None else {}
    return {str(name): str(slot.value) for name, slot in slots.items() if slot is not None and slot.value}


def _conversation(envelope: Any) -> str:
    """The device within the home: a question stays open on it though Alexa begins a new session."""
    device = envelope.context.system.device
    if device is not None and device.device_id:
        return str(device.device_id)
    session = envelope.session
    return str(session.session_id) if session is not None and session.session_id else "alexa"
