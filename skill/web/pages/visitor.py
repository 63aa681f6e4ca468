"""Who is at the page: signed in with home, person and PIN, in a cookie that is signed and short-lived."""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, Request, request, session
from flask.sessions import SecureCookieSessionInterface

STAYS = timedelta(minutes=15)
"""After this long without a request the person is asked for the PIN again."""

COOKIE = "boodschap_page"


@dataclass(frozen=True, slots=True)
class Visitor:
    """`page` names the conversation in which questions wait for this visitor's yes."""

    home: str
    person: str
    page: str


class _Cookies(SecureCookieSessionInterface):
    """`Secure` where the request came over TLS; without it a page on this very machine could not be tried out."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's own signature
        return request.is_secure


def configure(application: Flask, secret: str) -> None:
    application.secret_key = secret
    application.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/money",
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    application.session_interface = _Cookies()


def secret_in(path: Path | None) -> str:
    """The secret that signs cookies: the one in the file, made when there is none; of this process without a file."""
    if path is None:
        return secrets.token_hex(32)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        if not path.exists():
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32))
            with suppress(FileExistsError):  # another worker was first: its secret is the one
                os.link(fresh, path)
        return path.read_text(encoding="ascii").strip()
    finally:
        fresh.unlink(missing_ok=True)


def enter(home: str, person: str, now: datetime) -> None:
    """A new session at every sign-in, so that nobody's earlier cookie is worth anything."""
    language = session.get("language")
    session.clear()
    session.update(home=home, person=person, page=f"page:{secrets.token_hex(8)}", at=now.isoformat())
    if language:
        session["language"] = language


def leave() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def present(now: datetime) -> Visitor | None:
    """Who is signed in now; every request begins the STAYS anew, and a clock set back ends it (P1)."""
    try:
        seen = datetime.fromisoformat(session["at"])
        visitor = Visitor(session["home"], session["person"], session["page"])
    except (KeyError, TypeError, ValueError):
        return None
    if not timedelta(0) <= now - seen <= STAYS:
        leave()
        return None
    session["at"] = now.isoformat()
    return visitor


def form_token() -> str:
    """The token that every form carries back: a page of somebody else cannot know it."""
    if "token" not in session:
        session["token"] = secrets.token_hex(16)
    return str(session["token"])


def is_our_form(sent: Request) -> bool:
    known = session.get("token")
    given = sent.form.get("token", "")
    return isinstance(known, str) and hmac.compare_digest(known.encode(), given.encode("utf-8", "replace"))
