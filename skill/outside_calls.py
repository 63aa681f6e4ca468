"""One call over HTTP to an outside party: short, of a limited size, and to nobody else than who was meant.

The party is spoken of by `name`: neither its address nor what it says goes into an error, for both may hold what is
private (A5).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from skill.usecases.outside_ports import OutsideFailed

CONNECT_S, SILENT_S, WHOLE_S = 2.0, 5.0, 10.0
"""How long a connection may take, a silence, and the whole answer: far below the lease of an errand."""

MOST_BYTES = 4 * 1024 * 1024
"""More than three weeks of anybody's agenda."""

MOST_REDIRECTS = 3
TRY_AGAIN = frozenset({408, 423, 425, 429})
"""Beside those from 500 on: statuses that pass."""

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Party:
    """Whom we call, and how it knows us. The password shows in no repr (A5)."""

    name: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """`headers` have names in lower case; `url` is where it was answered, after redirects."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)
    url: str = field(default="", repr=False)

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def is_safe(url: str) -> bool:
    """Whether what is sent there stays secret: over TLS, or on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL))


def call(
    party: Party,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> Answered:
    """What the party answered, of whatever status. Redirects are followed on the same host only.

    Raises OutsideFailed: not final without a whole answer in time, final when it sends us elsewhere.
    """
    ends = time.monotonic() + WHOLE_S
    for _ in range(MOST_REDIRECTS + 1):
        answered = _once(party, method, url, headers or {}, body, ends)
        if answered.status not in (301, 302, 307, 308):
            return answered
        there = urljoin(url, answered.headers.get("location", ""))
        if urlsplit(there)[:2] != urlsplit(url)[:2]:
            raise OutsideFailed(f"{party.name} sends us to another host", final=True)
        url = there
    raise OutsideFailed(f"{party.name} sends us round in circles", final=True)


def refused(party: Party, status: int) -> OutsideFailed:
    """The error that this status is; final where no repeat mends it."""
    return OutsideFailed(f"{party.name} answered {status}", final=status < 500 and status not in TRY_AGAIN)


def _once(party: Party, method: str, url: str, headers: Mapping[str, str], body: bytes | None, ends: float) -> Answered:
    import requests
    from requests.auth import HTTPBasicAuth
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    from skill.ending_connections import EndingSession

    # As bytes: requests would write a text in latin-1, and passwords may hold anything.
    login = HTTPBasicAuth(party.user.encode(), (party.password or "").encode()) if party.user is not None else None
    ending = EndingSession(ends - time.monotonic())
    late = OutsideFailed(f"{party.name} did not finish in {WHOLE_S:.0f} s", final=False)
    parts: list[bytes] = []
    try:
        with ending as session, session.request(
            method, url, headers=dict(headers), data=body, auth=login, timeout=(CONNECT_S, SILENT_S),
            allow_redirects=False, stream=True,
        ) as response:  # fmt: skip
            length = 0
            # As it comes: to wait until so many bytes are there is to wait as long as somebody trickles them.
            while part := response.raw.read1(64 * 1024, decode_content=True):
                parts.append(part)
                length += len(part)
                if length > MOST_BYTES:
                    raise OutsideFailed(f"{party.name} says more than {MOST_BYTES} bytes", final=False)
            told = {name.lower(): value for name, value in response.headers.items()}
            answered = Answered(response.status_code, told, b"".join(parts), url)
    except (requests.Timeout, ReadTimeoutError):
        raise OutsideFailed(f"{party.name} did not answer in time", final=False) from None
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        if ending.is_over:
            raise late from None
        raise OutsideFailed(f"{party.name} cannot be reached: {type(error).__name__}", final=False) from None
    if ending.is_over:
        raise late
    return answered
