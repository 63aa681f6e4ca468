"""/payments/mollie: Mollie says that a payment may have changed. What it is worth is asked of Mollie itself, later."""

from __future__ import annotations

from flask import Blueprint, Response, request

from skill.payments.mollie_rail import Watched


def mollie_blueprint(watched: Watched) -> Blueprint:
    """Takes an id and answers 200, known or not: who asks learns nothing, and nothing is paid by it."""
    blueprint = Blueprint("mollie", __name__)

    @blueprint.post("/payments/mollie")
    def changed() -> Response:
        watched.changed(request.form.get("id", "")[:64])
        return Response(status=200)

    return blueprint
