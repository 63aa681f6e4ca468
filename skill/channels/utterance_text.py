"""An utterance as a channel receives it: limited in length, free of what no recogniser should see."""

from __future__ import annotations

import unicodedata

MAX_CHARS = 500
"""Nobody says more in one breath; the rest is cut, and the channel says so."""


class UnusableText(ValueError):
    """No utterance; the message says why."""


def usable_text(received: object) -> tuple[str, bool]:
    """The text to understand, and whether it was cut at MAX_CHARS. Raises UnusableText for no text or an empty one."""
    if not isinstance(received, str):
        raise UnusableText("must be text")
    text = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in received[: 4 * MAX_CHARS])
    text = " ".join(text.split())
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise UnusableText("is not valid Unicode text") from None
    if not any(letter.isalnum() for letter in text):
        raise UnusableText("holds no words")
    return text[:MAX_CHARS].rstrip(), len(text) > MAX_CHARS or len(received) > 4 * MAX_CHARS
