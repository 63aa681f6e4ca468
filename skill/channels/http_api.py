"""POST /v1/utterances for satellites and tools, GET /health for whoever runs it."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from nlu.model_file import VERSION, data_fingerprint
from nlu.rasa.server import EngineDown
from skill.channels.failure_log import log_failure
from skill.channels.http_access import AccessRefused, check_access
from skill.channels.http_answer import answer_as_json
from skill.channels.http_request import Unprocessable, read_utterance
from skill.channels.observing import Observe, nobody_observes
from skill.channels.rate_limit import RateLimit
from skill.composition import App
from skill.domain.errors import RecordsUnavailable
from skill.usecases import converse

MAX_BODY_BYTES = 16 * 1024
RETRY_AFTER_S = 5
"""After how long a client may ask again when the records or the engine that hears could not be had: as long as a lock
is waited for, and about as long as an engine that failed is left alone."""


def http_api_blueprint(
    app: App,
    *,
    token: str | None,
    rate_limit: RateLimit | None = None,
    observe: Observe = nobody_observes,
    sensors: Callable[[], str] = lambda: "off",
) -> Blueprint:
    """The API over one assistant. Without a `token` only programs on this machine are answered.

    Without a `rate_limit` a client may speak as often as it likes: for measurements and stories. `sensors` tells how
    it is with their broker.
    """
    blueprint = Blueprint("http_api", __name__)
    model = f"{VERSION}-{data_fingerprint(app.settings.data_dir)[:12]}"

    @blueprint.post("/v1/utterances")
    def utterances() -> tuple[Response, int]:
        request.max_content_length = MAX_BODY_BYTES
        check_access(request, token)
        if not request.is_json:
            raise Unprocessable(415, "content-type", "the content type is not application/json")
        utterance = read_utterance(request.get_data(cache=False), app.parts.homes, app.parts.new_id)
        heard = utterance.heard
        if rate_limit is not None and (wait_s := rate_limit.wait_s((heard.home, heard.conversation))) > 0:
            message = f"too many utterances in this conversation; try again in {wait_s} seconds"
            return _problem(429, "too-many", message, retry_after_s=wait_s)
        present = app.present
        answer = converse.respond(heard, present.parts)
        observe(answer)
        return jsonify(answer_as_json(utterance, answer, present.say(answer, heard.home, heard.locale))), 200

    @blueprint.get("/health")
    def health() -> tuple[Response, int]:
        writable = _is_writable(app)
        status = "ok" if writable else "unavailable"
        facts = {"status": status, "model": model, "database_writable": writable, "sensors": sensors()}
        return jsonify(facts), 200 if writable else 503

    @blueprint.errorhandler(AccessRefused)
    def not_allowed(error: AccessRefused) -> tuple[Response, int]:
        response, status = _problem(error.status, "not-allowed", str(error))
        if status == 401:
            response.headers["WWW-Authenticate"] = 'Bearer realm="boodschap"'
        return response, status

    @blueprint.errorhandler(Unprocessable)
    def unprocessable(error: Unprocessable) -> tuple[Response, int]:
        return _problem(error.status, error.code, error.message, field=error.field)

    @blueprint.errorhandler(RequestEntityTooLarge)
    def too_large(_: RequestEntityTooLarge) -> tuple[Response, int]:
        return _problem(413, "too-large", f"the body is larger than {MAX_BODY_BYTES} bytes")

    @blueprint.errorhandler(RecordsUnavailable)
    def unavailable(error: RecordsUnavailable) -> tuple[Response, int]:
        log_failure("an utterance over HTTP", error)
        message = "the records cannot be used now; nothing was changed, so the same request may be sent again"
        return _problem(503, "records-unavailable", message, retry_after_s=RETRY_AFTER_S)

    @blueprint.errorhandler(EngineDown)
    def deaf(error: EngineDown) -> tuple[Response, int]:
        log_failure("an utterance over HTTP", error)
        message = "the engine that hears does not answer; nothing was changed, so the same request may be sent again"
        return _problem(503, "engine-down", message, retry_after_s=RETRY_AFTER_S)

    return blueprint


def _is_writable(app: App) -> bool:
    """Takes the write lock and leaves everything as it is."""
    try:
        homes = app.parts.records.homes()
        if homes:
            with app.parts.records.transaction(homes[0]):
                pass
    except RecordsUnavailable as error:
        log_failure("the health check", error)
        return False
    return bool(homes)


def _problem(
    status: int, code: str, message: str, *, field: str | None = None, retry_after_s: int | None = None
) -> tuple[Response, int]:
    error = {"code": code, "message": message} | ({"field": field} if field else {})
    response = Response(json.dumps({"error": error}), status, content_type="application/json")
    if retry_after_s is not None:
        response.headers["Retry-After"] = str(retry_after_s)
    return response, status
