"""The ask-sdk behind a few typed functions: it has no types of its own that a strict checker accepts.

Importing it compiles sources with old escape sequences, which Python warns of; that is the SDK's business, not ours.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from ask_sdk_core.exceptions import SerializationException
    from ask_sdk_core.serialize import DefaultSerializer
    from ask_sdk_core.skill_builder import SkillBuilder
    from ask_sdk_model.request_envelope import RequestEnvelope
    from ask_sdk_model.ui.link_account_card import LinkAccountCard
    from ask_sdk_model.ui.simple_card import SimpleCard

_serializer: Any = DefaultSerializer()  # type: ignore[no-untyped-call, unused-ignore]


def _load_what_is_loaded_late() -> None:
    """The SDK imports a part of its model when a request first needs it: better now than while a person waits."""
    application, user = {"applicationId": ""}, {"userId": "", "permissions": {}}
    system = {"application": application, "user": user, "device": {"supportedInterfaces": {}}, "person": {}}
    session = {"application": application, "user": user}
    intent = {"name": "", "slots": {"utterance": {"name": "utterance", "value": "", "slotValue": {"type": "Simple"}}}}
    requests: list[dict[str, Any]] = [
        {"type": "LaunchRequest"},
        {"type": "IntentRequest", "dialogState": "COMPLETED", "intent": intent},
        {"type": "SessionEndedRequest", "reason": "USER_INITIATED", "error": {"type": "INTERNAL_SERVICE_ERROR"}},
    ]
    for request in requests:
        envelope = {"session": session, "context": {"System": system}, "request": request}
        _serializer.deserialize(payload=json.dumps(envelope), obj_type=RequestEnvelope)


with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    _load_what_is_loaded_late()

Handler = Callable[[Any], Any]
"""From the SDK's `handler_input` to its `Response`."""

Invoke = Callable[[Any], dict[str, Any]]
"""From a request envelope to the response envelope as JSON values."""


class EnvelopeError(ValueError):
    """The body is no Alexa request that we know; the message says what is wrong and quotes nothing of the body."""


def parse_envelope(body: bytes) -> Any:
    """The SDK's RequestEnvelope of a request body, with a `request` and a `context.system` in it.

    Raises EnvelopeError for anything else; the SDK's own messages quote the body, so they are dropped (A5).
    """
    try:
        text = body.decode("utf-8")
        if not isinstance(json.loads(text), dict):
            raise EnvelopeError("the body is not a JSON object")
    except (ValueError, RecursionError) as error:
        raise error if isinstance(error, EnvelopeError) else EnvelopeError("the body is not JSON") from None
    try:
        envelope = _serializer.deserialize(payload=text, obj_type=RequestEnvelope)
    except (SerializationException, RecursionError):
        raise EnvelopeError("the body is not an Alexa request of a known type") from None
    if envelope is None or envelope.request is None:
        raise EnvelopeError("the envelope holds no request")
    if envelope.context is None or envelope.context.system is None:
        raise EnvelopeError("the envelope holds no context.System")
    return envelope


def build_invoke(
    handlers: list[tuple[tuple[str, ...], Handler]],
    otherwise: Handler,
    failed: Callable[[Any, Exception], Any],
) -> Invoke:
    """A skill of handlers by request type, tried in order; `failed` answers when one raises."""
    builder: Any = SkillBuilder()  # type: ignore[no-untyped-call, unused-ignore]
    for types, handler in handlers:
        builder.request_handler(_of_types(types))(handler)
    builder.request_handler(lambda _: True)(otherwise)
    builder.exception_handler(lambda _, __: True)(failed)
    skill = builder.create()

    def invoke(envelope: Any) -> dict[str, Any]:
        response = skill.invoke(request_envelope=envelope, context=None)
        answer: dict[str, Any] = _serializer.serialize(response)
        return answer

    return invoke


def simple_card(title: str, content: str) -> Any:
    return SimpleCard(title=title, content=content)


def link_account_card() -> Any:
    """The card that leads to account linking in the Alexa app."""
    return LinkAccountCard()


def _of_types(types: tuple[str, ...]) -> Callable[[Any], bool]:
    def can_handle(handler_input: Any) -> bool:
        return handler_input.request_envelope.request.object_type in types

    return can_handle
