"""The channels that a story can be sent through, in their wire format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command that only offers the choice of them loads nothing of it
    from skill.stories.replay import OpenChannel

DIRECT = "direct"
"""Straight to the use cases."""

SPOKEN_BY = {
    "alexa": ("skill.channels.alexa.channel", "AlexaChannel"),
    "http": ("skill.channels.http_channel", "HttpChannel"),
}
"""Which class speaks a channel's wire format. Named, not imported: channels know no stories and stories no channels."""

CHANNELS = (DIRECT, *SPOKEN_BY)


def channel_called(name: str) -> OpenChannel | None:
    """How to send stories through one of CHANNELS; None sends them straight to the use cases."""
    if name == DIRECT:
        return None
    module, speaks = SPOKEN_BY[name]
    found: OpenChannel = getattr(import_module(module), speaks)
    return found
