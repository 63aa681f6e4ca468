"""A story's turns through the real HTTP API: JSON in, JSON out."""

from __future__ import annotations

from typing import Any

from flask import Flask

from skill.channels.http_api import http_api_blueprint
from skill.channels.wire_reply import WireReply
from skill.composition import App
from skill.domain.person import Recognised
from skill.usecases.converse import Answer, Heard

_TOKEN = "only-within-this-process"  # noqa: S105 - it guards an entry that nobody else can reach


class HttpChannel:
    """Speaks to an assistant as a satellite does."""

    def __init__(self, app: App) -> None:
        self._answers: list[Answer] = []
        flask = Flask(__name__)
        flask.register_blueprint(http_api_blueprint(app, token=_TOKEN, observe=self._answers.append))
        self._client = flask.test_client()

    def exchange(self, heard: Heard) -> WireReply:
        """One turn over the wire. Raises ValueError for a native act: a satellite sends text alone."""
        if heard.text is None:
            raise ValueError("the HTTP API takes text, not acts")
        self._answers.clear()
        speaker = "unknown" if heard.recognised is Recognised.NOT else heard.speaker
        fields: dict[str, Any] = {
            "home": heard.home,
            "speaker": speaker,
            "locale": heard.locale,
            "text": heard.text,
            "request_id": heard.request_id,
            "conversation": heard.conversation,
        }
        headers = {"Authorization": f"Bearer {_TOKEN}"}
        received = self._client.post("/v1/utterances", json=fields, headers=headers)
        read = received.get_json()
        answer = self._answers[-1] if self._answers else None
        if received.status_code != 200:
            return WireReply(str(read["error"]["message"]), False, received.status_code, answer)
        return WireReply(read["said"], read["awaits_answer"], 200, answer)
