"""The entries of a running server, with the guards that its settings ask for."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint

from skill.channels.alexa.accounts import read_accounts
from skill.channels.alexa.certificates import SigningKeys, fetch_from_amazon, public_roots
from skill.channels.alexa.view import alexa_blueprint
from skill.channels.http_api import http_api_blueprint
from skill.channels.mollie_webhook import mollie_blueprint
from skill.channels.rate_limit import RateLimit
from skill.composition import App
from skill.payments.opening import watched_in
from skill.settings import Settings

ACCOUNTS_FILE = "alexa_accounts.json"
"""In the `var` directory: which Amazon accounts and persons are whose. It is personal data, so it is not in `data`."""


def open_doors(settings: Settings) -> tuple[str, ...]:
    """What these settings leave unguarded: to be said once, when a server starts."""
    found = []
    if not settings.verify_signatures:
        found.append("signatures of Alexa requests are not checked: whoever reaches /alexa can speak for anybody")
    elif settings.skill_id is None:
        found.append("BOODSCHAP_SKILL_ID is not set: what Alexa signed for other skills is answered as well")
    if settings.api_token is None:
        found.append("BOODSCHAP_API_TOKEN is not set: /v1/utterances answers programs on this machine alone")
    return tuple(found)


def blueprints_of(app: App, sensors: Callable[[], str] = lambda: "off") -> tuple[Blueprint, ...]:
    """/alexa, /v1/utterances and /health. Raises DataError for an accounts file that cannot be used."""
    settings = app.settings
    keys = SigningKeys(public_roots(), fetch_from_amazon) if settings.verify_signatures else None
    accounts = read_accounts(settings.var_dir / ACCOUNTS_FILE)
    paying = (mollie_blueprint(watched_in(settings.var_dir)),) if settings.mollie_key is not None else ()
    return (
        alexa_blueprint(app, skill_id=settings.skill_id, keys=keys, accounts=accounts),
        http_api_blueprint(app, token=settings.api_token, rate_limit=RateLimit(), sensors=sensors),
        *paying,
    )
