"""Who may use the HTTP API: a holder of the token, or, where no token is set, programs on this machine alone."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class AccessRefused(Exception):
    """`status` is 401 (say who you are) or 403 (not from here); the message is for the caller."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def check_access(request: Request, token: str | None) -> None:
    """Raises AccessRefused unless the request may pass.

    Without a token only a direct caller on the loopback passes. One that came through a proxy has the loopback's
    address too, and a page in a browser can reach it under a name of its own (DNS rebinding): both are refused.
    """
    if token is None:
        if not _is_direct_loopback(request):
            raise AccessRefused(403, "no API token is set, so only this machine is answered: set BOODSCHAP_API_TOKEN")
        return
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise AccessRefused(401, "send the API token as Authorization: Bearer <token>")
    # Compared as bytes: compare_digest refuses text that is not ASCII.
    if not hmac.compare_digest(given.strip().encode("utf-8", "replace"), token.encode("utf-8")):
        raise AccessRefused(401, "the API token is not the right one")


def _is_direct_loopback(request: Request) -> bool:
    if any(header in request.headers for header in _FORWARDED):
        return False
    try:
        address = ip_address(request.remote_addr or "")
        host = urlsplit(f"//{request.host}").hostname
    except ValueError:
        return False
    return address.is_loopback and host in _LOOPBACK_NAMES
