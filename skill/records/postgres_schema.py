"""The same migrations on PostgreSQL: what has to be said otherwise there, and each table in partitions by home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from skill.domain.errors import RecordsUnavailable
from skill.records.migrations import SCHEMA

PARTITIONS: Final = 16
"""Parts of each table, by a hash of home_id: each is vacuumed, indexed and, when it must, moved by itself."""

_MIGRATING: Final = 0x626F6F6473636861
"""The advisory lock that a migration holds, so that of two processes that start together the second waits."""

_GROUND: Final = """
CREATE TABLE IF NOT EXISTS applied_migrations (
    name TEXT NOT NULL PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$;
-- SQLite's name for it, so that one statement serves both.
CREATE OR REPLACE FUNCTION group_concat_step(so_far text, one text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT CASE WHEN so_far IS NULL THEN one WHEN one IS NULL THEN so_far ELSE so_far || ',' || one END $$;
CREATE OR REPLACE AGGREGATE group_concat(text) (SFUNC = group_concat_step, STYPE = text);
"""

_LOCKS: Final = """
-- The row that a home's transactions lock first. A row, not an advisory lock: it lives where the home's rows live, so
-- that it is one lock for the home on whichever node of a distributed database a transaction begins.
CREATE TABLE home_locks (home_id TEXT NOT NULL, PRIMARY KEY (home_id)) STRICT;
"""

_TABLE: Final = re.compile(r"CREATE TABLE (\w+) (\(.*?\n?\)) STRICT(?:, WITHOUT ROWID)?;", re.DOTALL)
_TRIGGER: Final = re.compile(
    r"(CREATE TRIGGER \w+ BEFORE (?:UPDATE|DELETE) ON \w+)\s+(WHEN \(.*?\)\s+)?"
    r"BEGIN\s+SELECT RAISE\(ABORT, ('[^']*')\);\s+END;",
    re.DOTALL,
)


def migrate(connection: Any, partitions: int = PARTITIONS, schema: Path = SCHEMA) -> None:
    """Applies what is missing, all of it or nothing, on a psycopg connection in autocommit mode.

    Raises RecordsUnavailable when a newer version of the program wrote the database.
    """
    files = sorted(schema.glob("*.sql"))
    if not _missing(_applied(connection), files):
        return
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_MIGRATING])
        done = _applied(connection)
        connection.execute(_GROUND)
        if not done:
            connection.execute(translated(_LOCKS, partitions))
        for file in _missing(done, files):
            connection.execute(translated(file.read_text(encoding="utf-8"), partitions))
            connection.execute("INSERT INTO applied_migrations (name) VALUES (%s)", [file.stem])


def translated(sql: str, partitions: int) -> str:
    """A migration that was written for SQLite as PostgreSQL wants it.

    Text compares by its bytes, as it does in SQLite; an integer has 64 bits, as it does there; a table is split by a
    hash of home_id; a trigger that refuses calls a function.
    """
    sql = re.sub(r"--[^\n]*", "", sql)
    sql = re.sub(r"\bINTEGER\b", "BIGINT", sql)
    sql = re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', sql)
    sql = _TRIGGER.sub(r"\1 FOR EACH ROW \2EXECUTE FUNCTION refuse(\3);", sql)
    return _TABLE.sub(lambda table: "\n".join(_split(table[1], table[2], partitions)), sql)


def _split(table: str, columns: str, partitions: int) -> Iterator[str]:
    yield f"CREATE TABLE {table} {columns} PARTITION BY HASH (home_id);"
    for part in range(partitions):
        values = f"WITH (MODULUS {partitions}, REMAINDER {part})"
        yield f"CREATE TABLE {table}_{part:02} PARTITION OF {table} FOR VALUES {values};"


def _missing(applied: set[str], files: list[Path]) -> list[Path]:
    known = {file.stem for file in files}
    if newer := sorted(applied - known):
        raise RecordsUnavailable(
            f"a newer version of the program wrote these records (it knows {newer[-1]}): update the program"
        )
    return [file for file in files if file.stem not in applied]


def _applied(connection: Any) -> set[str]:
    if connection.execute("SELECT to_regclass('applied_migrations')").fetchone() == (None,):
        return set()
    return {name for (name,) in connection.execute("SELECT name FROM applied_migrations")}
