"""Records in one SQLite file: one writer at a time over all processes, readers beside it."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from skill.domain.errors import RecordsUnavailable
from skill.records.auditing import SqlAuditing
from skill.records.codec import time_text
from skill.records.home_records import SqlHomeRecords
from skill.records.migrations import migrate
from skill.records.named_sql import load_queries
from skill.records.one_at_a_time import OneAtATime
from skill.records.settling import SqlSettling
from skill.usecases.ports import HomeRecords, Settling

MEMORY = ":memory:"

BUSY_S = 5.0
"""How long a lock is waited for, in this process and again in the database, before RecordsUnavailable."""

ASK_AGAIN_S = (0.0002, 0.001)
"""How long a process that has not got the write lock sleeps before it asks again: about as long as a transaction."""

_BECAUSE = {
    sqlite3.SQLITE_BUSY: "another process holds the lock",
    sqlite3.SQLITE_LOCKED: "another connection holds the lock",
    sqlite3.SQLITE_PROTOCOL: "the lock could not be taken",
    sqlite3.SQLITE_READONLY: "they are read-only",
    sqlite3.SQLITE_PERM: "there is no permission",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is no database",
    sqlite3.SQLITE_NOMEM: "there is no memory left",
}
"""What fails outside the program. Any other error of SQLite is a fault in it and is raised as it is."""

_inherited: list[sqlite3.Connection] = []
"""Connections of a parent process: SQLite forbids to use or to close them here, so they are kept from being freed."""


class SqliteRecords:
    """Implements Records. Safe to share between threads and over a fork; `:memory:` lives as long as the object.

    One connection writes, under a lock of this process, since SQLite has one writer anyway: threads queue up fairly
    instead of polling the file. Each reading takes an idle connection of its own.
    """

    def __init__(self, path: Path | str, *, busy_s: float = BUSY_S) -> None:
        """Opens the file, which with its directory is made when it is not there. Raises RecordsUnavailable."""
        self._path = str(path)
        self._busy_s = busy_s
        self._sql = load_queries("sqlite3")
        self._renew_locks()
        self._readers: list[sqlite3.Connection] = []
        if self._path != MEMORY:
            _make_directory(Path(self._path).parent)
        with self._explained():
            self._writer: sqlite3.Connection | None = self._connect()
            try:
                migrate(self._writer)
            except BaseException:
                self._writer.close()
                raise
        os.register_at_fork(after_in_child=partial(_after_fork, weakref.ref(self)))

    @contextmanager
    def transaction(self, home: str) -> Iterator[HomeRecords]:
        """See Records. A transaction or reading inside another of the same thread raises RuntimeError."""
        with self._explained(), self._thread.alone(), self._writing() as connection:
            records = SqlHomeRecords(self._sql, connection, home)
            try:
                yield records
            finally:
                records.end()

    @contextmanager
    def together(self, homes: Collection[str]) -> Iterator[Callable[[str], HomeRecords]]:
        """See Records."""
        with self._explained(), self._thread.alone(), self._writing() as connection:
            found = {home: SqlHomeRecords(self._sql, connection, home) for home in homes}
            try:
                yield found.__getitem__
            finally:
                for records in found.values():
                    records.end()

    @contextmanager
    def reading(self, home: str) -> Iterator[HomeRecords]:
        """See Records. Writing in it is a fault in the program and raises RuntimeError."""
        with self._explained(), self._thread.alone(), self._snapshot() as connection:
            records = SqlHomeRecords(self._sql, connection, home)
            try:
                yield records
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_READONLY:  # what a connection with query_only answers
                    raise
                raise RuntimeError("these records are for reading only: write in a transaction") from error
            finally:
                records.end()

    @contextmanager
    def settling(self, homes: Sequence[str]) -> Iterator[Settling]:
        """See Records."""
        with self._explained(), self._thread.alone(), self._writing() as connection:
            settling = SqlSettling(self._sql, connection, homes[0], homes[-1])
            try:
                yield settling
            finally:
                settling.end()

    @contextmanager
    def auditing(self) -> Iterator[SqlAuditing]:
        """One moment of all homes, to read."""
        with self._explained(), self._thread.alone(), self._snapshot() as connection:
            yield SqlAuditing(self._sql, connection)

    def homes_with_due_bundles(self, after: str, until: datetime, most: int) -> tuple[str, ...]:
        with self._explained(), self._thread.alone(), self._snapshot() as connection:
            rows = self._sql.homes_with_due_bundles(connection, after=after, until=time_text(until), most=most)
            return tuple(home for (home,) in rows)

    def homes(self) -> tuple[str, ...]:
        with self._explained(), self._thread.alone(), self._snapshot() as connection:
            return tuple(home for (home,) in self._sql.homes(connection))

    def add_home(self, home: str, at: datetime) -> bool:
        with self._explained(), self._thread.alone(), self._writing() as connection:
            added: int = self._sql.add_home(connection, home_id=home, added_at=time_text(at))
            return added == 1

    def homes_with_errands(self, now: datetime, most: int) -> tuple[str, ...]:
        with self._explained(), self._thread.alone(), self._snapshot() as connection:
            return tuple(home for (home,) in self._sql.homes_with_errands(connection, now=time_text(now), most=most))

    def homes_with_dead_errands(self) -> tuple[str, ...]:
        with self._explained(), self._thread.alone(), self._snapshot() as connection:
            return tuple(home for (home,) in self._sql.homes_with_dead_errands(connection))

    def home_of_payment(self, payment: str) -> str | None:
        with self._explained(), self._thread.alone(), self._snapshot() as connection:
            home: str | None = self._sql.home_of_payment(connection, payment_id=payment)
            return home

    def close(self) -> None:
        """Ends every connection. The object is of no use afterwards."""
        with self._lock:
            for connection in (*self._readers, self._writer):
                if connection is not None:
                    connection.close()
            self._readers.clear()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._locked():
            connection = self._writer = self._writer or self._connect()
            self._begin(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                self._roll_back(connection)
                raise

    def _begin(self, connection: sqlite3.Connection) -> None:
        """Takes the write lock of the file. Asked for often and at no fixed beat: SQLite's own waiting sleeps longer
        each time, up to 100 ms, so that of four processes one could wait for seconds while the others take turns."""
        deadline = time.monotonic() + self._busy_s
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    connection.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                        raise
                    time.sleep(random.uniform(*ASK_AGAIN_S))  # noqa: S311 - no secret, only out of step with others
        finally:
            connection.execute(f"PRAGMA busy_timeout = {round(self._busy_s * 1000)}")

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        """Gives up the transaction; a connection that cannot even do that is closed, which ends it as well."""
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            if self._path == MEMORY:
                raise
            self._writer = None
            with suppress(sqlite3.Error):
                connection.close()

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection whose reads all see the same moment. In memory there is but one connection, so it is locked."""
        if self._path == MEMORY and self._writer is not None:
            with self._locked():
                yield from _read_only(self._writer)
            return
        try:
            connection = self._readers.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield from _read_only(connection)
        except BaseException:
            connection.close()
            raise
        self._readers.append(connection)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=self._busy_s):
            raise RecordsUnavailable(f"the records in {self._path} cannot be used now: another thread holds the lock")
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            because = _BECAUSE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
            if because is None:
                raise
            raise RecordsUnavailable(f"the records in {self._path} cannot be used now: {because} ({error})") from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=self._busy_s, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            # FULL, not NORMAL: after a power cut no order may be forgotten that a retailer was told of already.
            connection.execute("PRAGMA synchronous = FULL")
            self._log_ahead(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _log_ahead(self, connection: sqlite3.Connection) -> None:
        """WAL mode, where the file system knows it. SQLite does not wait for the lock that this needs, so we do."""
        deadline = time.monotonic() + self._busy_s
        while self._path != MEMORY and connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)

    def _renew_locks(self) -> None:
        self._lock = threading.Lock()
        self._thread = OneAtATime()

    def _start_anew(self) -> None:
        """In a forked child: the parent's connections and locks are not ours. Records in memory are, as a copy."""
        self._renew_locks()
        if self._path != MEMORY:
            _inherited.extend(connection for connection in (*self._readers, self._writer) if connection is not None)
            self._readers = []
            self._writer = None


def _make_directory(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordsUnavailable(f"the directory {directory} for the records cannot be made: {error}") from error


def _after_fork(reference: weakref.ref[SqliteRecords]) -> None:
    records = reference()
    if records is not None:
        records._start_anew()


def _read_only(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("PRAGMA query_only = ON")
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute("PRAGMA query_only = OFF")
