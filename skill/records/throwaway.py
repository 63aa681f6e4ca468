"""Records in a PostgreSQL database that leave nothing behind: a schema of their own, for stories, tests and figures."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from skill.domain.errors import RecordsUnavailable

NAMED: Final = "boodschap_throwaway_"

_TABLES: Final = """
SELECT relname FROM pg_class WHERE relkind = 'p' AND relnamespace = current_schema()::regnamespace
"""
_GUARDED: Final = """
SELECT DISTINCT c.relname FROM pg_class AS c JOIN pg_trigger AS t ON t.tgrelid = c.oid AND NOT t.tgisinternal
WHERE c.relkind = 'p' AND c.relnamespace = current_schema()::regnamespace
"""


@contextmanager
def throwaway(url: str) -> Iterator[str]:
    """The address of an empty schema in that database, which is gone afterwards. Raises RecordsUnavailable."""
    name = NAMED + secrets.token_hex(6)
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise RecordsUnavailable(f"no schema can be made for a while: {error}") from error
    with connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        try:
            yield with_options(url, f"-c search_path={name}")
        finally:
            connection.execute("SET client_min_messages = warning")
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))


def with_options(url: str, options: str) -> str:
    """The URL of the same database, with settings (`-c name=value`) for each connection beside those that it has."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["options"] = f"{query.get('options', '')} {options}".strip()
    return urlunsplit(parts._replace(query=urlencode(query, quote_via=quote)))


def empty(url: str) -> None:
    """Takes every row out of a throw-away schema, books included; any other schema is left alone with a ValueError."""
    with psycopg.connect(url, autocommit=True) as connection, connection.transaction():
        (schema,) = connection.execute("SELECT current_schema()").fetchone() or ("",)
        if not str(schema).startswith(NAMED):
            raise ValueError(f"the schema {schema} is no throw-away one: it is not emptied")
        tables = [sql.Identifier(table) for (table,) in connection.execute(_TABLES)]
        guarded = [sql.Identifier(table) for (table,) in connection.execute(_GUARDED)]
        for table in guarded:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        # In one statement, because rows that refer to each other are checked at its end only.
        deletes = [sql.SQL("d{} AS (DELETE FROM {})").format(sql.SQL(str(n)), table) for n, table in enumerate(tables)]
        connection.execute(sql.SQL("WITH {} SELECT 1").format(sql.SQL(", ").join(deletes)))
        for table in guarded:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
