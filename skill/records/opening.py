"""Opens the records that an address names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from skill.records.sqlite import SqliteRecords

if TYPE_CHECKING:
    from skill.records.postgres import PostgresRecords

URLS: Final = ("postgresql://", "postgres://")


def is_postgresql(address: str | Path) -> bool:
    return str(address).startswith(URLS)


def database_name(url: str) -> str:
    """What a PostgreSQL database is called, in letters that a file name takes."""
    return re.sub(r"[^\w.-]", "_", urlsplit(url).path.strip("/")) or "postgresql"


def open_records(address: str | Path) -> SqliteRecords | PostgresRecords:
    """A PostgreSQL database by its URL, else a SQLite file or `:memory:`. Raises RecordsUnavailable."""
    if not is_postgresql(address):
        return SqliteRecords(address)
    from skill.records.postgres import PostgresRecords  # its driver is loaded by who uses it

    return PostgresRecords(str(address))
