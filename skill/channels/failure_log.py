"""Logs what failed without what was said: an exception's message may quote an utterance or a PIN (A5)."""

from __future__ import annotations

import logging
import traceback

_log = logging.getLogger("skill.channels")


def log_failure(where: str, error: BaseException) -> None:
    """The kind of error and the lines of code that led to it."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    lines = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
    _log.error("%s failed: %s at %s", where, type(error).__name__, lines or "?")
