"""The SQLite schema, brought up to date: numbered files in schema/, each applied once, in order."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from skill.domain.errors import RecordsUnavailable

if TYPE_CHECKING:
    from sqlite_utils import Database

SCHEMA = Path(__file__).parent / "schema"
MIGRATION_SET = "records"


def migrate(connection: sqlite3.Connection, schema: Path = SCHEMA) -> None:
    """Applies what is missing, all of it or nothing; a database that is up to date is only read.

    One that comes to be known after a later one was applied is applied then. Raises RecordsUnavailable when a newer
    version of the program wrote the database. The connection is in autocommit mode.
    """
    files = sorted(schema.glob("*.sql"))
    if _is_current(connection, files):
        return
    connection.execute("BEGIN IMMEDIATE")  # two processes that start together: the second waits, then finds it done
    try:
        if not _is_current(connection, files):
            _apply(connection, files)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_current(connection: sqlite3.Connection, files: list[Path]) -> bool:
    known = {file.stem for file in files}
    applied = _applied(connection)
    if newer := sorted(applied - known):
        raise RecordsUnavailable(
            f"a newer version of the program wrote these records (it knows {newer[-1]}): update the program"
        )
    return applied == known


def _applied(connection: sqlite3.Connection) -> set[str]:
    """Read without sqlite-utils, whose import takes most of a second, because mostly there is nothing to apply."""
    kept = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlite_migrations'")
    if kept.fetchone() is None:
        return set()
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", [MIGRATION_SET])
    return {name for (name,) in rows}


def _apply(connection: sqlite3.Connection, files: list[Path]) -> None:
    from sqlite_utils import Database, Migrations

    migrations = Migrations(MIGRATION_SET)
    for file in files:
        migrations(name=file.stem)(partial(_run, file))  # type: ignore[type-var]
    migrations.apply(Database(connection, execute_plugins=False, recursive_triggers=False))


def _run(file: Path, db: Database) -> None:
    db.executescript(file.read_text(encoding="utf-8"))
