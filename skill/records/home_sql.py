"""Named statements run for one home, on any connection that aiosql speaks to."""

from __future__ import annotations

from typing import Any

from skill.records.codec import Document, decode


class HomeSql:
    """What every topic stands on: each statement is bound to the home, and to the transaction that is open."""

    __slots__ = ("_home", "_open", "_sql")

    def __init__(self, sql: Any, connection: Any, home: str) -> None:
        self._sql = sql
        self._open = connection
        self._home = home

    def end(self) -> None:
        """Called by the adapter, so that nothing is read or written outside the transaction."""
        self._open = None

    def _run(self, query: Any, **values: str | int | None) -> Any:
        if self._open is None:
            raise RuntimeError("the transaction of these records has ended")
        return query(self._open, home_id=self._home, **values)

    def _document(self, query: Any, kind: type[Document], **key: str) -> Document | None:
        text = self._run(query, **key)
        return None if text is None else decode(text, kind)

    def _documents(self, query: Any, kind: type[Document], **key: str | int) -> tuple[Document, ...]:
        return tuple(decode(text, kind) for (text,) in self._run(query, **key))

    def _own(self, home: str) -> None:
        if home != self._home:
            raise ValueError(f"what belongs to {home} is not kept with {self._home}")
