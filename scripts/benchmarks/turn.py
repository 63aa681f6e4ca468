"""A whole turn, Alexa JSON in and Alexa JSON out, over the turns of all stories; beside it a bare ask-sdk skill."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_model import RequestEnvelope
from measuring import PROJECT, TimedRecognizer, percentile, resident_mb, seconds_of

from skill.channels.alexa.channel import AlexaChannel
from skill.channels.alexa.envelope import envelope_of
from skill.composition import read_world
from skill.settings import Settings
from skill.stories.replay import Replayer
from skill.stories.story_file import read_stories, story_paths
from skill.usecases.converse import Heard

ROUNDS = 3
BARE_TURNS = 500
COMPOSED = "import skill.composition as c, skill.settings as s; c.compose(s.Settings(), database=':memory:')"


class TimedChannel(AlexaChannel):
    """Times the server's side of a turn; signing is the caller's work and is left out."""

    taken_ms: ClassVar[list[float]] = []

    def post(self, body: bytes) -> tuple[int, dict[str, Any]]:
        headers = self._chain.sign(body)
        began = time.perf_counter()
        received = self._client.post("/alexa", data=body, headers=headers, content_type="application/json")
        answered = received.get_json()
        TimedChannel.taken_ms.append((time.perf_counter() - began) * 1000)
        return received.status_code, answered


class Hello(AbstractRequestHandler):
    def can_handle(self, handler_input: Any) -> bool:  # noqa: ARG002 - the SDK passes it by name
        return True

    def handle(self, handler_input: Any) -> Any:
        return handler_input.response_builder.speak("Hello").response


def bare_turns_ms() -> list[float]:
    """A hello-world skill on ask-sdk alone: JSON in, JSON out, no signature, nothing decided."""
    builder = SkillBuilder()
    builder.add_request_handler(Hello())
    skill, serializer = builder.create(), DefaultSerializer()
    heard = Heard("bare", "thijs", "thijs", "nl-NL", text="wat zijn mijn meldingen")
    body = json.dumps(envelope_of(heard, datetime.now(UTC)))
    taken = []
    for _ in range(BARE_TURNS):
        began = time.perf_counter()
        envelope = serializer.deserialize(body, RequestEnvelope)
        json.dumps(serializer.serialize(skill.invoke(request_envelope=envelope, context=None)))
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def measure() -> dict[str, dict[str, float]]:
    settings = Settings.from_environment()
    world = read_world(settings)
    timed = TimedRecognizer(world.recognizer)
    replayer = Replayer(settings, replace(world, recognizer=timed))
    stories = read_stories(story_paths([PROJECT / "tests" / "stories"]), replayer.known)
    for _ in range(ROUNDS):
        for story in stories:
            replayer.play(story, TimedChannel)
    bare = bare_turns_ms()
    turns = TimedChannel.taken_ms
    figures = {
        "stories": float(len(stories)),
        "turns": float(len(turns)),
        "turn_p50_ms": percentile(turns, 0.50),
        "turn_p99_ms": percentile(turns, 0.99),
        "understanding_p50_ms": percentile(timed.taken_ms, 0.50),
        "understanding_p99_ms": percentile(timed.taken_ms, 0.99),
        "bare_ask_sdk_p50_ms": percentile(bare, 0.50),
        "bare_ask_sdk_p99_ms": percentile(bare, 0.99),
        "start_s": seconds_of(COMPOSED),
        "resident_mb": resident_mb(),
    }
    ratios = {
        "turn_to_bare_p50": figures["turn_p50_ms"] / figures["bare_ask_sdk_p50_ms"],
        "understanding_share_p50": figures["understanding_p50_ms"] / figures["turn_p50_ms"],
    }
    return {"figures": figures, "ratios": ratios}
