"""A Rasa server over HTTP: what it hears in a sentence, or a clear word that it is down.

Nothing waits for long on a server that is down: each attempt has a time limit, what failed is tried again after a
growing pause, and after failing a few times in a row it is left alone for some seconds.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

MAX_ANSWER_BYTES = 1_000_000


class EngineDown(Exception):
    """The Rasa server does not answer, or not as Rasa does; the message names its address and what starts it."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"the Rasa server at {url} {reason}; start it with: scripts/rasa serve")
        self.url = url


@dataclass(frozen=True, slots=True)
class HeardEntity:
    """`text[start:end]` carries an entity, Rasa says."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What Rasa hears: all intents it ranked, best first, and the spans of entities."""

    ranking: tuple[tuple[str, float], ...]
    entities: tuple[HeardEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a turn waits: at most `attempts` of `timeout_s` each, none begun after `deadline_s`.

    After `trip_after` sentences in a row without an answer the server is not asked for `rest_s`.
    """

    timeout_s: float = 2.0
    attempts: int = 3
    backoff_s: float = 0.05
    deadline_s: float = 3.0
    trip_after: int = 3
    rest_s: float = 5.0


class RasaServer:
    """One server with one model. Safe to share between threads; connections are kept open between sentences."""

    def __init__(
        self,
        url: str,
        patience: Patience = Patience(),
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Raises ValueError when `url` is no http(s) address."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address of a Rasa server; write it as http://127.0.0.1:5005")
        self.url = url.rstrip("/")
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path.rstrip("/")
        self._patience = patience
        self._monotonic = monotonic
        self._sleep = sleep
        self._lock = threading.Lock()
        self._idle: list[HTTPConnection] = []
        self._process = os.getpid()
        self._failed_in_a_row = 0
        self._rests_until = 0.0

    def parse(self, text: str) -> Heard:
        """What Rasa hears in `text`. Raises EngineDown."""
        # Rasa takes a leading slash for a command that names the intent: what somebody says is never a command.
        said = text.replace("/", " ")
        return self._heard(self.asked("POST", "/model/parse", {"text": said}))

    def status(self) -> dict[str, Any]:
        """Which model the server has loaded. Raises EngineDown, also while it has none."""
        return self.asked("GET", "/status")

    def asked(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The JSON object that the server answers, after as many attempts as patience allows. Raises EngineDown."""
        began = self._monotonic()
        with self._lock:
            if began < self._rests_until:
                raise EngineDown(
                    self.url, f"failed {self._failed_in_a_row} times in a row and is left alone for a moment"
                )
        reason = ""
        for attempt in range(self._patience.attempts):
            if attempt:
                self._sleep(self._patience.backoff_s * 2 ** (attempt - 1))
                if self._monotonic() - began > self._patience.deadline_s:
                    break
            try:
                answer = self._once(method, path, body)
            except (OSError, HTTPException, ValueError) as error:
                self.close()  # what was kept open may be as dead as this one
                reason = _in_words(error)
                continue
            with self._lock:
                self._failed_in_a_row = 0
            return answer
        self._count_failure()
        raise EngineDown(self.url, reason)

    def close(self) -> None:
        """Closes the connections that are kept open; the next sentence opens a new one."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _count_failure(self) -> None:
        with self._lock:
            self._failed_in_a_row += 1
            if self._failed_in_a_row >= self._patience.trip_after:
                self._rests_until = self._monotonic() + self._patience.rest_s

    def _once(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        sent = None if body is None else json.dumps(body).encode()
        if self._process != os.getpid():
            # A worker that was forked may not share a connection: it would read another one's answer.
            self.close()
            self._process = os.getpid()
        with self._lock:
            kept = self._idle.pop() if self._idle else None
        if kept is not None:
            try:
                return self._over(kept, method, path, sent)
            except ConnectionError:
                self.close()  # Rasa hangs up after five seconds without a question: that is no failure
        return self._over(self._kind(self._host, self._port, timeout=self._patience.timeout_s), method, path, sent)

    def _over(self, connection: HTTPConnection, method: str, path: str, sent: bytes | None) -> dict[str, Any]:
        try:
            connection.request(method, self._path + path, sent, {"Content-Type": "application/json"} if sent else {})
            response = connection.getresponse()
            content = response.read(MAX_ANSWER_BYTES + 1)
            answer = _usable(response.status, content)
        except BaseException:
            connection.close()
            raise
        with self._lock:
            self._idle.append(connection)
        return answer

    def _heard(self, answer: dict[str, Any]) -> Heard:
        try:
            best = answer["intent"]
            ranked = answer.get("intent_ranking") or [best]
            ranking = [(str(one["name"]), float(one["confidence"])) for one in ranked if one.get("name")]
            entities = [
                HeardEntity(str(one["entity"]), int(one["start"]), int(one["end"]))
                for one in answer.get("entities", ())
            ]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise EngineDown(self.url, f"does not answer as Rasa does ({type(error).__name__})") from error
        return Heard(tuple(sorted(ranking, key=lambda pair: -pair[1])), tuple(entities))


def _usable(status: int, content: bytes) -> dict[str, Any]:
    if status != 200:
        raise _Unusable(f"answers with status {status}{_why(content)}")
    if len(content) > MAX_ANSWER_BYTES:
        raise _Unusable("answers with more than a megabyte")
    answer = json.loads(content)
    if not isinstance(answer, dict):
        raise _Unusable("answers no JSON object")
    return answer


class _Unusable(ValueError):
    """An answer that cannot be used; the message continues the sentence "the Rasa server at ..."."""


def _in_words(error: Exception) -> str:
    match error:
        case _Unusable():
            return str(error)
        case ConnectionRefusedError():
            return "is not running (connection refused)"
        case TimeoutError():
            return "does not answer in time"
        case json.JSONDecodeError() | UnicodeDecodeError():
            return "answers no JSON: it is no Rasa server"
        case _:
            return f"cannot be asked ({type(error).__name__})"


def _why(content: bytes) -> str:
    """Rasa's own reason for refusing (such as: no model loaded); never a sentence of somebody."""
    try:
        reason = json.loads(content).get("reason")
    except (ValueError, AttributeError):
        return ""
    return f" ({reason})" if isinstance(reason, str) else ""
