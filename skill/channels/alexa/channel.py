"""A story's turns through the real Alexa entry: envelope, signature, Flask, skill, response envelope."""

from __future__ import annotations

import html
import json
import re
from functools import cache
from typing import Any

from flask import Flask

from skill.channels.alexa.certificates import SigningKeys
from skill.channels.alexa.envelope import DEMO_SKILL_ID, envelope_of
from skill.channels.alexa.test_chain import SelfMadeChain
from skill.channels.alexa.view import alexa_blueprint
from skill.channels.wire_reply import WireReply
from skill.composition import App
from skill.usecases.converse import Answer, Heard

_TAGS = re.compile(r"(?:<[^>]*>)+")


class AlexaChannel:
    """Speaks to an assistant as Alexa does, with requests signed by a chain that only this entry trusts."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._chain = _chain()
        self._answers: list[Answer] = []
        flask = Flask(__name__)
        flask.register_blueprint(
            alexa_blueprint(
                app,
                skill_id=DEMO_SKILL_ID,
                keys=SigningKeys([self._chain.root], self._chain.fetch),
                observe=self._answers.append,
            )
        )
        self._client = flask.test_client()

    def exchange(self, heard: Heard) -> WireReply:
        """One turn over the wire. Raises ValueError for an act that Alexa has no native intent for."""
        self._answers.clear()
        body = json.dumps(envelope_of(heard, self._app.parts.clock())).encode()
        status, received = self.post(body)
        answer = self._answers[-1] if self._answers else None
        if status != 200:
            return WireReply(str(received.get("error", {}).get("message", "")), False, status, answer)
        response = received["response"]
        return WireReply(plain_of(response), response.get("shouldEndSession") is False, status, answer)

    def post(self, body: bytes) -> tuple[int, dict[str, Any]]:
        """Sends a body as it is, signed: the status and the JSON that came back."""
        headers = self._chain.sign(body)
        received = self._client.post("/alexa", data=body, headers=headers, content_type="application/json")
        return received.status_code, received.get_json()


def plain_of(response: dict[str, Any]) -> str:
    """The words of a response's speech, without its marks; empty when it does not speak."""
    ssml = response.get("outputSpeech", {}).get("ssml", "")
    return " ".join(html.unescape(_TAGS.sub(" ", ssml)).split())


@cache
def _chain() -> SelfMadeChain:
    return SelfMadeChain()
