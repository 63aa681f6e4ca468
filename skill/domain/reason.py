"""Why something was decided, as a value that can be kept, spoken and shown (P11)."""

from __future__ import annotations

from dataclasses import dataclass

from skill.domain.money import Money


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a decision fell as it did: the rule's number, a code that can be spoken, and what was measured (P11)."""

    rule: str
    code: str
    amount: Money | None = None
    limit: Money | None = None
    left: Money | None = None
    who: str | None = None
    subject: str | None = None
