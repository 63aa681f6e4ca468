"""What a channel's far end received: for replaying stories through a channel's real wire format."""

from __future__ import annotations

from dataclasses import dataclass

from skill.usecases.converse import Answer


@dataclass(frozen=True, slots=True)
class WireReply:
    """`said` and `awaits` are read from the wire; `answer` is what the core answered behind it, None if it did not."""

    said: str
    awaits: bool
    status: int = 200
    answer: Answer | None = None
