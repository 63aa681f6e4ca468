"""What a channel gets to say and to show."""

from __future__ import annotations

from dataclasses import dataclass

MAX_SSML_CHARACTERS = 8_000
"""Alexa refuses longer speech; we keep to it on every channel, for nobody listens that long."""


@dataclass(frozen=True, slots=True)
class Speech:
    """`plain` is shown and given to any voice, `ssml` is the same with sentences and pauses marked.

    `card` is short text with digits for a screen, for an order that is asked about or was placed, else None.
    `awaits_answer`: a question was put, keep listening.
    """

    plain: str
    ssml: str
    card: str | None
    awaits_answer: bool
