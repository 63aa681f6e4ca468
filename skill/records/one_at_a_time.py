"""One transaction or reading at a time in each thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class OneAtATime:
    """A second transaction of the same thread would wait for the first for ever; it is a fault in the program."""

    def __init__(self) -> None:
        self._thread = threading.local()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Raises RuntimeError inside another of the same thread."""
        if getattr(self._thread, "inside", False):
            raise RuntimeError("a transaction or reading is open in this thread already")
        self._thread.inside = True
        try:
            yield
        finally:
            self._thread.inside = False
