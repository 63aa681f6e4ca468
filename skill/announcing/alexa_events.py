"""What waits, as a notification on Alexa: its Proactive Events API tells of messages, with the light and the chime.

https://developer.amazon.com/docs/alexa/smapi/proactive-events-api-reference.html: a token by client credentials, and an
AMAZON.MessageAlert.Activated to one account. It says who writes and how many wait, and nothing of what.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from skill.domain.errors import DataError, Finding
from skill.domain.notification import Announcement
from skill.outside_calls import Party, call, refused
from skill.usecases.outside_ports import OutsideFailed

TOKENS = "https://api.amazon.com/auth/o2/token"
_EVENTS = {
    "eu": "https://api.eu.amazonalexa.com/v1/proactiveEvents",
    "na": "https://api.amazonalexa.com/v1/proactiveEvents",
    "fe": "https://api.fe.amazonalexa.com/v1/proactiveEvents",
}
STAGES = {
    **_EVENTS,
    **{f"{region}-development": f"{url}/stages/development" for region, url in _EVENTS.items()},
}
"""Where the accounts are (Europe, North America, the Far East); until Amazon certified the skill, its development."""

LIVES_LEAST, LIVES_MOST = timedelta(minutes=10), timedelta(hours=23, minutes=55)
"""Amazon lets an event live from 5 minutes to 24 hours: kept clear of both, for its clock is not ours."""

NOT_OURS = frozenset({401, 403})
"""A token that ended before its time: the API's pages say 403, gateways say 401."""

TOO_MANY = 432
"""Amazon's own status: this account was told enough for now."""

RENEW_S = 60.0
"""A token is renewed so long before it ends."""

SENDER = "Boodschap"


class AlexaEvents:
    """`users` are Amazon's ids of the accounts, by home; a home without one has no Alexa. The secret shows nowhere."""

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        users: Mapping[str, str],
        *,
        tokens: str = TOKENS,
        events: str = STAGES["eu"],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._login = {"client_id": client_id, "client_secret": client_secret}
        self._users, self._tokens, self._events, self._clock = users, tokens, events, clock
        self._party = Party("Alexa")
        self._lock = threading.Lock()
        self._token: tuple[str, float] | None = None

    def announce(self, home: str, announcement: Announcement) -> None:
        """See Announcer. Amazon takes a reference once for an account; what it had already is done."""
        user = self._users.get(home)
        if user is None:
            return
        body = json.dumps(event_of(user, announcement)).encode()
        status = self._post(body)
        if status in NOT_OURS:
            self._token = None
            status = self._post(body)
        if status == TOO_MANY:
            raise OutsideFailed("Alexa was told enough for now", final=False)
        if status != 409 and not 200 <= status < 300:
            raise refused(self._party, status)

    def dim(self, home: str, waiting: int) -> None:
        """Nothing: Alexa puts its light out when somebody asks it for notifications, or when the event ends."""

    def _post(self, body: bytes) -> int:
        headers = {"Authorization": f"Bearer {self._bearer()}", "Content-Type": "application/json"}
        return call(self._party, "POST", self._events, headers=headers, body=body).status

    def _bearer(self) -> str:
        with self._lock:
            if self._token is not None and self._clock() < self._token[1]:
                return self._token[0]
            asked = {"grant_type": "client_credentials", "scope": "alexa::proactive_events", **self._login}
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answered = call(self._party, "POST", self._tokens, headers=headers, body=urlencode(asked).encode())
            if not answered.is_good:
                raise refused(self._party, answered.status)
            try:
                said = json.loads(answered.body)
                token, lives_s = str(said["access_token"]), int(said["expires_in"])
            except (ValueError, KeyError, TypeError):
                raise OutsideFailed("Alexa answered what is no token", final=False) from None
            self._token = (token, self._clock() + lives_s - RENEW_S)
            return token


def address_of(stage: str) -> str:
    """Raises DataError, naming the setting, for one that Amazon does not have."""
    if stage not in STAGES:
        hint = f"one of {', '.join(sorted(STAGES))}"
        raise DataError([Finding("BOODSCHAP_ALEXA_EVENTS", None, "bad-region", "Amazon has no such region", hint)])
    return STAGES[stage]


def users_in(accounts: Path) -> dict[str, str]:
    """Amazon's account of each home, from the file that account linking fills; none where it cannot be read, which the
    server says when it starts."""
    try:
        linked = json.loads(accounts.read_text(encoding="utf-8"))["accounts"]
        return {str(home): str(user) for user, home in sorted(linked.items(), reverse=True)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def event_of(user: str, announcement: Announcement) -> dict[str, Any]:
    """The event as Amazon wants it. The reference is a hash: ids of ours are nobody's affair there."""
    ends = min(max(announcement.until, announcement.at + LIVES_LEAST), announcement.at + LIVES_MOST)
    group: dict[str, Any] = {"creator": {"name": SENDER}, "count": max(announcement.waiting, 1)}
    if announcement.urgent:
        group["urgency"] = "URGENT"
    return {
        "timestamp": _written(announcement.at),
        "referenceId": hashlib.sha256(f"{user} {announcement.reference}".encode()).hexdigest()[:40],
        "expiryTime": _written(ends),
        "event": {
            "name": "AMAZON.MessageAlert.Activated",
            "payload": {"state": {"status": "UNREAD", "freshness": "NEW"}, "messageGroup": group},
        },
        "localizedAttributes": [],
        "relevantAudience": {"type": "Unicast", "payload": {"user": user}},
    }


def _written(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 10_000:02d}Z"
