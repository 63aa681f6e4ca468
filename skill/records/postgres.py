"""Records in PostgreSQL: one writer at a time for each home, homes beside each other, readers beside them."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Any, Final

import psycopg
from psycopg import errors, sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from skill.domain.errors import RecordsUnavailable
from skill.records.auditing import SqlAuditing
from skill.records.codec import time_text
from skill.records.home_records import SqlHomeRecords
from skill.records.named_sql import load_queries
from skill.records.one_at_a_time import OneAtATime
from skill.records.postgres_schema import PARTITIONS, migrate
from skill.records.settling import SqlSettling
from skill.usecases.ports import HomeRecords, Settling

BUSY_S: Final = 5.0
"""How long a home's lock, a connection of the pool or the server is waited for before RecordsUnavailable."""

CONNECTIONS: Final = 10
"""The most connections of one process: its threads and the timekeeper."""

IDLE_S: Final = 60
"""A transaction in which nothing happens for so long belongs to a process that hangs: the server ends it, so that the
home is not locked for ever. Ours call nothing outside, so they take milliseconds."""

_BECAUSE: Final[tuple[tuple[type[psycopg.Error], str], ...]] = (
    (PoolTimeout, "no connection came free in time"),
    (errors.LockNotAvailable, "another process holds the lock"),
    (errors.ReadOnlySqlTransaction, "they are read-only"),
    (errors.InsufficientPrivilege, "there is no permission"),
    (errors.DiskFull, "the disk is full"),
    (errors.TooManyConnections, "the server has too many connections"),
    (errors.IdleInTransactionSessionTimeout, "the transaction took too long"),
    (errors.DeadlockDetected, "another process waits for what this one holds"),
    (psycopg.OperationalError, "the server does not answer"),
)
"""What fails outside the program, the most telling first. Any other error is a fault in it and is raised as it is."""

_inherited: list[ConnectionPool[Any]] = []
"""Pools of a parent process: their sockets are the parent's, so they are kept from being closed here."""

_READ: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE: Final = sql.SQL(
    "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT 1 FROM home_locks WHERE home_id = {home} FOR UPDATE"
)
"""One way to the server and back. READ COMMITTED, because each statement after the lock sees what the transaction
before it committed; SERIALIZABLE would look before it waits, and then fail where this one simply has its turn. That
lock is all that is needed: no transaction reads or writes a row of another home."""


_WRITE_RANGE: Final = sql.SQL(
    "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT 1 FROM home_locks WHERE home_id BETWEEN {first} AND {last} "
    "ORDER BY home_id FOR UPDATE"
)


class PostgresRecords:
    """Implements Records. Safe to share between threads and over a fork.

    When the server is lost while a transaction commits, nobody knows whether it did: RecordsUnavailable is raised, and
    the same request again finds its stored answer, or is answered for the first time (P4).
    """

    def __init__(
        self, url: str, *, busy_s: float = BUSY_S, connections: int = CONNECTIONS, partitions: int = PARTITIONS
    ) -> None:
        """Brings the schema up to date. Raises RecordsUnavailable when the server is not to be had."""
        self._url, self._shown = _described(url, busy_s)
        self._busy_s = busy_s
        self._connections = connections
        self._sql = load_queries("psycopg")
        self._thread = OneAtATime()
        self._pool: ConnectionPool[Any] | None = None
        with self._explained(), psycopg.connect(self._url, autocommit=True) as connection:
            migrate(connection, partitions)
        os.register_at_fork(after_in_child=partial(_after_fork, weakref.ref(self)))

    @contextmanager
    def transaction(self, home: str) -> Iterator[HomeRecords]:
        """See Records. A transaction or reading inside another of the same thread raises RuntimeError."""
        with self._explained(), self._thread.alone(), self._begun(_WRITE.format(home=home)) as (connection, begun):
            if not (begun.nextset() and begun.fetchone()):
                _lock_for_the_first_time(connection, home)
            records = SqlHomeRecords(self._sql, connection, home)
            try:
                yield records
            finally:
                records.end()

    @contextmanager
    def together(self, homes: Collection[str]) -> Iterator[Callable[[str], HomeRecords]]:
        """See Records. Locks are taken in the order of ids, so that no two transactions wait for each other."""
        wanted = sorted(set(homes))
        with (
            self._explained(),
            self._thread.alone(),
            self._begun("BEGIN ISOLATION LEVEL READ COMMITTED") as (
                connection,
                _,
            ),
        ):
            _lock_all(connection, wanted)
            found = {home: SqlHomeRecords(self._sql, connection, home) for home in wanted}
            try:
                yield found.__getitem__
            finally:
                for records in found.values():
                    records.end()

    @contextmanager
    def reading(self, home: str) -> Iterator[HomeRecords]:
        """See Records. Writing in it is a fault in the program and raises RuntimeError."""
        with self._explained(), self._thread.alone(), self._begun(_READ) as (connection, _):
            records = SqlHomeRecords(self._sql, connection, home)
            try:
                yield records
            except errors.ReadOnlySqlTransaction as error:
                raise RuntimeError("these records are for reading only: write in a transaction") from error
            finally:
                records.end()

    @contextmanager
    def settling(self, homes: Sequence[str]) -> Iterator[Settling]:
        """See Records. The homes' locks are taken in the order of their ids, so that two settlements never wait for
        each other."""
        begin = _WRITE_RANGE.format(first=homes[0], last=homes[-1])
        with self._explained(), self._thread.alone(), self._begun(begin) as (connection, _):
            settling = SqlSettling(self._sql, connection, homes[0], homes[-1])
            try:
                yield settling
            finally:
                settling.end()

    @contextmanager
    def auditing(self) -> Iterator[SqlAuditing]:
        """One moment of all homes, to read."""
        with self._explained(), self._thread.alone(), self._begun(_READ) as (connection, _):
            yield SqlAuditing(self._sql, connection)

    def homes_with_due_bundles(self, after: str, until: datetime, most: int) -> tuple[str, ...]:
        with self._explained(), self._thread.alone(), self._begun(_READ) as (connection, _):
            rows = self._sql.homes_with_due_bundles(connection, after=after, until=time_text(until), most=most)
            return tuple(home for (home,) in rows)

    def homes(self) -> tuple[str, ...]:
        with self._explained(), self._thread.alone(), self._begun(_READ) as (connection, _):
            return tuple(home for (home,) in self._sql.homes(connection))

    def add_home(self, home: str, at: datetime) -> bool:
        with self._explained(), self._thread.alone(), self._begun("BEGIN") as (connection, _):
            added: int = self._sql.add_home(connection, home_id=home, added_at=time_text(at))
            return added == 1

    def homes_with_errands(self, now: datetime, most: int) -> tuple[str, ...]:
        with self._explained(), self._thread.alone(), self._begun(_READ) as (connection, _):
            return tuple(home for (home,) in self._sql.homes_with_errands(connection, now=time_text(now), most=most))

    def homes_with_dead_errands(self) -> tuple[str, ...]:
        with self._explained(), self._thread.alone(), self._begun(_READ) as (connection, _):
            return tuple(home for (home,) in self._sql.homes_with_dead_errands(connection))

    def home_of_payment(self, payment: str) -> str | None:
        with self._explained(), self._thread.alone(), self._begun(_READ) as (connection, _):
            home: str | None = self._sql.home_of_payment(connection, payment_id=payment)
            return home

    def close(self) -> None:
        """Ends every connection. The object is of no use afterwards."""
        if self._pool is not None:
            self._pool.close()

    @contextmanager
    def _begun(self, begin: str | sql.Composed) -> Iterator[tuple[Any, Any]]:
        """A connection whose transaction has begun, with what that answered; it commits, or rolls back."""
        pool = self._pool = self._pool or self._open()
        connection, begun = self._begin(pool, begin)
        try:
            yield connection, begun
            connection.execute("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise
        finally:
            pool.putconn(connection)

    def _begin(self, pool: ConnectionPool[Any], begin: str | sql.Composed) -> tuple[Any, Any]:
        """Connections that the server dropped while they were idle are replaced: nothing had begun on them."""
        for tries_left in range(self._connections, -1, -1):
            connection = pool.getconn()
            try:
                return connection, connection.execute(begin, prepare=False)
            except BaseException as error:
                dropped = connection.closed and isinstance(error, psycopg.OperationalError)
                _roll_back(connection)
                pool.putconn(connection)
                if not dropped or not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    def _open(self) -> ConnectionPool[Any]:
        return ConnectionPool(
            self._url,
            min_size=0,
            max_size=self._connections,
            timeout=self._busy_s,
            kwargs={"autocommit": True},
            open=True,
        )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            because = next((text for kind, text in _BECAUSE if isinstance(error, kind)), None)
            if because is None:
                raise
            raise RecordsUnavailable(f"the records in {self._shown} cannot be used now: {because} ({error})") from error

    def _start_anew(self) -> None:
        """In a forked child: the parent's connections and locks are not ours."""
        self._thread = OneAtATime()
        if self._pool is not None:
            _inherited.append(self._pool)
            self._pool = None


def _described(url: str, busy_s: float) -> tuple[str, str]:
    """The address with our settings for each connection, and as it may be shown: without user and password (A5)."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # libpq repeats the address in what it says of it, and with it the password.
        hint = "write it as postgresql://user:password@host:5432/name"
        raise RecordsUnavailable(f"the address of the database cannot be read: {hint}") from None
    settings = {
        "lock_timeout": round(busy_s * 1000),
        "idle_in_transaction_session_timeout": IDLE_S * 1000,
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    ours: dict[str, Any] = {
        "connect_timeout": max(round(busy_s), 2),
        "application_name": "boodschap",
        **given,
        "options": f"{options} {given.get('options', '')}".strip(),
    }
    shown = f"{given.get('host', 'localhost')}/{given.get('dbname', given.get('user', ''))}"
    return make_conninfo("", **ours), shown


def _lock_for_the_first_time(connection: Any, home: str) -> None:
    connection.execute("INSERT INTO home_locks (home_id) VALUES (%s) ON CONFLICT DO NOTHING", [home])
    connection.execute("SELECT 1 FROM home_locks WHERE home_id = %s FOR UPDATE", [home])


def _lock_all(connection: Any, homes: list[str]) -> None:
    lock = "SELECT 1 FROM home_locks WHERE home_id = ANY(%s) ORDER BY home_id FOR UPDATE"
    if len(connection.execute(lock, [homes]).fetchall()) < len(homes):
        new = "INSERT INTO home_locks (home_id) SELECT home FROM unnest(%s::text[]) AS home ORDER BY home"
        connection.execute(f"{new} ON CONFLICT DO NOTHING", [homes])
        connection.execute(lock, [homes])


def _roll_back(connection: Any) -> None:
    """Gives up the transaction; where the connection is lost, the server did."""
    with suppress(psycopg.Error):
        connection.execute("ROLLBACK")


def _after_fork(reference: weakref.ref[PostgresRecords]) -> None:
    records = reference()
    if records is not None:
        records._start_anew()
