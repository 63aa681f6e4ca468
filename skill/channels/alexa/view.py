"""POST /alexa: nothing reaches the skill but a request that Alexa signed just now for this skill."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from skill.channels.alexa.accounts import Accounts
from skill.channels.alexa.certificates import SigningKeys
from skill.channels.alexa.handlers import alexa_skill
from skill.channels.alexa.sdk import EnvelopeError, parse_envelope
from skill.channels.alexa.signature import (
    CHAIN_HEADER,
    SIGNATURE_HEADER,
    SignatureRefused,
    check_signature,
    check_timestamp,
)
from skill.channels.observing import Observe, nobody_observes
from skill.composition import App, language_of
from skill.domain.errors import DataError

MAX_BODY_BYTES = 64 * 1024

_log = logging.getLogger(__name__)


def alexa_blueprint(
    app: App,
    *,
    skill_id: str | None,
    keys: SigningKeys | None,
    accounts: Accounts = Accounts(),
    observe: Observe = nobody_observes,
) -> Blueprint:
    """The Alexa entry. Without `keys` signatures are not checked: for trying things out on one's own machine only.

    With a `skill_id` a request for any other skill is refused; without one any skill of Amazon's may call.
    """
    invoke = alexa_skill(app, accounts, observe)
    blueprint = Blueprint("alexa", __name__)

    @blueprint.post("/alexa")
    def alexa() -> tuple[Response, int]:
        request.max_content_length = MAX_BODY_BYTES
        if not request.is_json:
            return _refused("the content type is not application/json", 415)
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _refused(f"the body is larger than {MAX_BODY_BYTES} bytes", 413)
        try:
            envelope = _proven(body, keys, app.parts.clock)
        except (SignatureRefused, EnvelopeError) as error:
            return _refused(str(error), 400)
        if skill_id is not None and _skill_ids(envelope) != {skill_id}:
            return _refused("the request is for another skill", 403)
        if (reason := _unanswerable(envelope)) is not None:
            return _refused(reason, 400)
        return jsonify(invoke(envelope)), 200

    return blueprint


def _proven(body: bytes, keys: SigningKeys | None, clock: Callable[[], datetime]) -> Any:
    """The envelope in the body, whose signature is checked before anything of it is read."""
    if keys is None:
        return parse_envelope(body)
    now = clock()
    check_signature(request.headers.get(CHAIN_HEADER), request.headers.get(SIGNATURE_HEADER), body, keys, now)
    envelope = parse_envelope(body)
    check_timestamp(envelope.request.timestamp, now)
    return envelope


def _skill_ids(envelope: Any) -> set[str | None]:
    """Every skill id that the envelope names: its context must name one, its session may."""
    applications = [envelope.context.system.application]
    if envelope.session is not None and envelope.session.application is not None:
        applications.append(envelope.session.application)
    return {application.application_id if application is not None else None for application in applications}


def _unanswerable(envelope: Any) -> str | None:
    """Why a request to speak cannot be answered at all, or None."""
    if envelope.request.object_type not in ("LaunchRequest", "IntentRequest"):
        return None
    if not envelope.request.request_id:
        return "the request has no id"
    try:
        language_of(envelope.request.locale or "")
    except DataError as error:
        return "; ".join(f"{finding.message}: {finding.hint}" for finding in error.findings)
    return None


def _refused(reason: str, status: int) -> tuple[Response, int]:
    _log.warning("an Alexa request was refused (%d): %s", status, reason)
    return jsonify({"error": {"code": _CODES[status], "message": reason}}), status


_CODES = {400: "bad-request", 403: "other-skill", 413: "too-large", 415: "content-type"}
