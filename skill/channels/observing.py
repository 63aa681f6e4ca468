"""Who looks on while a channel answers: replaying a story compares more of an answer than its words."""

from __future__ import annotations

from collections.abc import Callable

from skill.usecases.converse import Answer

Observe = Callable[[Answer], None]
"""Is told each answer of the core."""


def nobody_observes(_: Answer) -> None:
    """The usual observer."""
