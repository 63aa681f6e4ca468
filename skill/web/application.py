"""The Flask application: mounts what it is given, answers errors as JSON and guards every response."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask import Blueprint, Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

MAX_BODY_BYTES = 64 * 1024
"""The most that any entry takes; an entry may take less."""

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""Answers are personal, so nothing keeps or frames them; a page that needs more sets its own value."""


LogFailure = Callable[[str, BaseException], None]


def create_application(blueprints: Iterable[Blueprint], log_failure: LogFailure) -> Flask:
    """A WSGI application of the entries given. `log_failure` is told where and what no entry foresaw."""
    application = Flask("boodschap", static_folder=None)
    application.config.update(MAX_CONTENT_LENGTH=MAX_BODY_BYTES, PROPAGATE_EXCEPTIONS=False)
    for blueprint in blueprints:
        application.register_blueprint(blueprint)

    @application.errorhandler(HTTPException)
    def http_problem(error: HTTPException) -> Response:
        """A wrong route, method or size, in the words of HTTP; an error with an answer of its own keeps it."""
        if error.response is not None or error.code is None:
            return application.make_response(error.get_response())
        response = jsonify({"error": {"code": error.name.lower().replace(" ", "-"), "message": error.description}})
        response.status_code = error.code
        for name, value in error.get_headers():
            if name.lower() != "content-type":
                response.headers[name] = value
        return response

    @application.errorhandler(Exception)
    def failed(error: Exception) -> tuple[Response, int]:
        """What no entry foresaw: told to nobody in detail, and logged without what was said (A5)."""
        log_failure(f"{request.method} {request.path}", error)
        message = "something went wrong here; sending the same request again does nothing twice"
        return jsonify({"error": {"code": "internal-server-error", "message": message}}), 500

    @application.after_request
    def guard(response: Response) -> Response:
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return application
