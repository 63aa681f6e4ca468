"""What sensors of a home sent that is no reading of ours: the latest is kept for who maps them, others are counted."""

from __future__ import annotations

from collections.abc import Sequence

from skill.domain.pantry import FORGOTTEN, StrangeMessage
from skill.usecases.ports import HomeRecords

KEPT = 1000
"""Sources and causes, of each home: more than any house has of sensors. Whoever may publish may name as many as he
likes. Our figure."""


def run(messages: Sequence[StrangeMessage], records: HomeRecords) -> None:
    """Counts them in. Of what is beyond KEPT only the number of messages stays."""
    for message in messages:
        records.note_strange(message)
    if messages and (forgotten := records.forget_strange(KEPT)):
        records.note_strange(StrangeMessage("", FORGOTTEN, messages[-1].last_at, forgotten))


def forgotten(records: HomeRecords) -> int:
    """How many messages were heard of sources that are not kept."""
    return sum(message.times for message in records.strange_messages() if message.why == FORGOTTEN)
