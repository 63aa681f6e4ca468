"""A decision that was taken, kept with its reasons so that it can be spoken and shown (P11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from skill.domain.authorization import Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """`outcome` is one of the closed set of the transcript format; `subject` an order or payment id, if any; `kinds` of
    goods that it was about, so that "why no milk?" finds it."""

    id: str
    at: datetime
    outcome: str
    reasons: tuple[Reason, ...]
    person: str | None = None
    recognised: str = "not"
    subject: str | None = None
    kinds: tuple[str, ...] = ()
