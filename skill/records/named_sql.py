"""The SQL of every adapter, by name: queries/*.sql, one file a topic."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import aiosql

QUERIES = Path(__file__).parent / "queries"


@cache
def load_queries(driver: str) -> Any:
    """An object with a method for each query, for aiosql's `driver` (sqlite3, psycopg)."""
    return aiosql.from_path(QUERIES, driver)
