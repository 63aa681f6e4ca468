"""Opens the records that an address names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from skill.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from skill.records.postgres import PostgresRecords

URLS = ("postgresql://", "postgres://")


def is_postgresql(address: str | Path) -> bool:
    return str(address).startswith(URLS)


def open_records(address: str | Path) -> SqliteRecords | PostgresRecords:
    """A PostgreSQL database by its URL, else a SQLite file or `:memory:`. Raises RecordsUnavailable."""
    if not is_postgresql(address):
        return SqliteRecords(address)
    from skill.records.postgres import PostgresRecords  # its driver is loaded by who uses it

    return PostgresRecords(str(address))
