"""Order transactions a second, ours beside the same statements by hand, in turns on one disk and one server.

BENCH_ORDERS (2000) of them on each side. By hand means that somebody made the texts and values before the clock ran.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from measuring import cpu_seconds

from money_parts.one_order import ORDER, Recorded, folder, place
from skill.records.named_sql import load_queries
from skill.records.opening import is_postgresql
from skill.records.postgres import PostgresRecords
from skill.records.sqlite import MEMORY, SqliteRecords
from skill.records.throwaway import throwaway

ORDERS = int(os.environ.get("BENCH_ORDERS") or "2000")
TURN = 100
"""So many by the one, then so many by the other: what else the machine does meets both."""

HOMES = 500
Sent = list[tuple[str, dict[str, Any]]]


def measure() -> dict[str, Any]:
    figures: dict[str, float] = {}
    ratios: dict[str, float] = {}
    sent = statements()
    figures["statements_an_order"] = len(sent[0]) + 2.0  # and BEGIN and COMMIT
    with folder() as there:
        figures["disk_syncs_per_s"] = syncs_per_s(there)
        ours, by_hand = beside(
            SqliteRecords(there / "ours.db"), SqliteByHand(there / "hand.db", sent), figures, "sqlite"
        )
        ratios["sqlite_orders_to_bare"] = by_hand / ours
        ratios["sqlite_orders_to_disk_syncs"] = figures["sqlite_orders_per_s"] / figures["disk_syncs_per_s"]
    memory, by_hand = beside(SqliteRecords(MEMORY), SqliteByHand(MEMORY, sent), figures, "memory")
    ratios["memory_orders_to_bare"] = by_hand / memory
    url = os.environ.get("DATABASE_URL", "")
    if not is_postgresql(url):
        return {"figures": figures, "ratios": ratios, "notes": ["no DATABASE_URL: nothing measured on PostgreSQL"]}
    with throwaway(url) as schema, throwaway(url) as other:
        PostgresRecords(other).close()
        ours, by_hand = beside(PostgresRecords(schema), PostgresByHand(other), figures, "postgres", translated(sent))
        ratios["postgres_orders_to_bare"] = by_hand / ours
    return {"figures": figures, "ratios": ratios}


def where(number: int) -> tuple[str, str, str]:
    """Home, order and mandate of an order."""
    return f"h{number % HOMES}", f"o{number}", f"m{number}"


def statements() -> list[Sent]:
    """What each order sends, as our records make it."""
    records = SqliteRecords(MEMORY)
    noted = []
    for number in range(ORDERS):
        records._sql = Recorded(load_queries("sqlite3"))
        place(records, *where(number), ORDER.total)
        noted.append(records._sql.sent)
    records.close()
    return noted


def translated(sent: list[Sent]) -> list[Sent]:
    """The same as psycopg takes it."""
    ours, theirs = load_queries("sqlite3"), load_queries("psycopg")
    names = {getattr(ours, name).sql: name for name in ours.available_queries if not name.endswith("_cursor")}
    return [[(getattr(theirs, names[text]).sql, values) for text, values in one] for one in sent]


class SqliteByHand:
    def __init__(self, path: Path | str, sent: list[Sent]) -> None:
        self.sent = sent
        kept = SqliteRecords(path)  # makes the schema, and is the connection with our settings
        with kept._writing() as connection:
            self.connection: sqlite3.Connection = connection
        self.records = kept

    def order(self, number: int) -> None:
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        for text, values in self.sent[number]:
            connection.execute(text, values).fetchall()
        connection.execute("COMMIT")


class PostgresByHand:
    sent: list[Sent]

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)

    def order(self, number: int) -> None:
        connection = self.connection
        connection.execute("BEGIN")
        for text, values in self.sent[number]:
            cursor = connection.execute(text, values)
            if cursor.description is not None:
                cursor.fetchall()
        connection.execute("COMMIT")


def beside(
    records: SqliteRecords | PostgresRecords,
    hand: SqliteByHand | PostgresByHand,
    figures: dict[str, float],
    name: str,
    sent: list[Sent] | None = None,
) -> tuple[float, float]:
    """The seconds that ours and those by hand took; figures for each."""
    if sent is not None:
        hand.sent = sent
    ours_s = hand_s = cpu_s = 0.0
    for numbers in turns():
        before, cpu = time.perf_counter(), cpu_seconds()
        for number in numbers:
            if not place(records, *where(number), ORDER.total):
                raise AssertionError("the budget was there")
        ours_s += time.perf_counter() - before
        cpu_s += cpu_seconds() - cpu
        hand_s += seconds(hand.order, numbers)
    figures[f"{name}_orders_per_s"] = ORDERS / ours_s
    figures[f"{name}_bare_per_s"] = ORDERS / hand_s
    figures[f"{name}_client_cpu_ms_an_order"] = cpu_s / ORDERS * 1000
    if isinstance(records, PostgresRecords):
        figures["postgres_server_cpu_ms_an_order"] = server_cpu_ms(records) / ORDERS
    records.close()
    return ours_s, hand_s


def turns() -> Iterator[range]:
    for first in range(0, ORDERS, TURN):
        yield range(first, min(first + TURN, ORDERS))


def seconds(work: Callable[[int], None], numbers: range) -> float:
    before = time.perf_counter()
    for number in numbers:
        work(number)
    return time.perf_counter() - before


def server_cpu_ms(records: PostgresRecords) -> float:
    """What the server process behind our one connection has used of its processor; 0 where that is elsewhere."""
    with records._begun("SELECT pg_backend_pid()") as (_, answered):
        (pid,) = answered.fetchone()
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") * 1000


def syncs_per_s(there: Path, syncs: int = 300) -> float:
    """How often the disk can say that 4 KB are safe: no transaction that lasts is faster than that."""
    file = os.open(there / "syncs", os.O_CREAT | os.O_RDWR)
    try:
        before = time.perf_counter()
        for number in range(syncs):
            os.pwrite(file, b"x" * 4096, number * 4096)
            os.fdatasync(file)
        return syncs / (time.perf_counter() - before)
    finally:
        os.close(file)
