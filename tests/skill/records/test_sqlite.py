"""What the SQLite adapter promises beside the contract: durable, locked, migrated; and it says what is wrong."""

import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from skill.domain.errors import RecordsUnavailable
from skill.domain.ledger import delivery_entry
from skill.domain.money import Money
from skill.domain.preference import About, Preference
from skill.records.migrations import SCHEMA, migrate
from skill.records.named_sql import QUERIES, load_queries
from skill.records.sqlite import MEMORY, SqliteRecords
from tests.skill.records.samples import NOW, ORDER


@contextmanager
def by_hand(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, opened by another program."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def placed(records: SqliteRecords) -> None:
    with records.transaction("thijs") as tx:
        tx.keep_order(ORDER)
        tx.reserve("m1", ORDER.id, ORDER.total, NOW)
        tx.post(delivery_entry(ORDER, NOW))


class TestSchema:
    def test_every_table_is_strict_and_keyed_by_home(self, on_disk: SqliteRecords, path: Path) -> None:
        with by_hand(path) as connection:
            tables = connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
            ours = {name: strict for name, strict in tables if not name.startswith(("sqlite_", "_sqlite_"))}
            assert len(ours) > 10
            assert set(ours.values()) == {1}
            for name in ours:
                key = connection.execute("SELECT name FROM pragma_table_info(?) WHERE pk = 1", [name]).fetchone()
                assert key == ("home_id",), name

    def test_it_is_durable_and_checked(self, on_disk: SqliteRecords) -> None:
        with on_disk._writing() as connection:
            found = {
                name: connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("journal_mode", "synchronous", "foreign_keys")
            }
        assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    def test_the_books_are_append_only_even_by_hand(self, on_disk: SqliteRecords, path: Path) -> None:
        """M1."""
        placed(on_disk)
        with by_hand(path) as connection:
            for statement in (
                "UPDATE postings SET cents = 1",
                "DELETE FROM postings",
                "UPDATE entries SET memo = 'x'",
                "DELETE FROM entries",
            ):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    connection.execute(statement)
            with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
                connection.execute("INSERT INTO postings VALUES ('thijs', 'no entry', 0, 'bank', 1, 'EUR')")

    def test_a_broken_book_is_found(self, on_disk: SqliteRecords, path: Path) -> None:
        """M1."""
        placed(on_disk)
        with by_hand(path) as connection:
            connection.execute("INSERT INTO postings VALUES ('thijs', 'delivered:o1', 9, 'bank', 7, 'EUR')")
        with on_disk.reading("thijs") as tx:
            assert tx.ledger_imbalance() == (("delivered:o1", Money(7)),)  # type: ignore[attr-defined]

    def test_a_turn_reads_no_more_after_years(self, on_disk: SqliteRecords, path: Path) -> None:
        """Each part of the window is found through an index: no part walks through the home's orders."""
        queries = load_queries("sqlite3")
        values = {"home_id": "thijs", "since": "2026", "latest": 10}
        for query, indexes in (
            (queries.current_orders, {"orders_by_status", "orders_by_time", "bundles_running"}),
            (queries.open_orders, {"orders_by_status"}),
            (queries.owed_payments, {"payments_by_status"}),
        ):
            with by_hand(path) as connection:
                steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query.sql}", values)]
            assert not [step for step in steps if "SCAN" in step or "PRIMARY KEY (home_id=?)" in step]
            assert {word for step in steps for word in step.split()} >= indexes

    def test_one_sql_for_two_databases(self) -> None:
        """What only SQLite understands belongs in schema/, not in queries/."""
        texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(QUERIES.glob("*.sql"))}
        names = [line for text in texts.values() for line in text.splitlines() if line.startswith("-- name:")]
        loaded = [name for name in load_queries("sqlite3").available_queries if not name.endswith("_cursor")]
        assert len(loaded) == len(names), "two queries of one name: the second would hide the first"
        for name, text in texts.items():
            for word in ("OR REPLACE", "OR IGNORE", "IFNULL", "datetime(", "json_", "GLOB", "rowid", "%", "strftime"):
                assert word.lower() not in text.lower(), f"{word} in {name}"


class TestMigrations:
    def test_opening_again_changes_nothing(self, path: Path) -> None:
        def schema() -> list[tuple[object, ...]]:
            with by_hand(path) as connection:
                applied = connection.execute("SELECT name FROM _sqlite_migrations").fetchall()
                return applied + connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()

        first = SqliteRecords(path)
        placed(first)
        first.close()
        before = schema()
        again = SqliteRecords(path)
        with again.reading("thijs") as tx:
            assert tx.orders() == (ORDER,)
        again.close()
        assert schema() == before

    def test_a_newer_database_is_left_alone(self, on_disk: SqliteRecords, path: Path, tmp_path: Path) -> None:
        newer = tmp_path / "schema"
        shutil.copytree(SCHEMA, newer)
        (newer / "9999_from_the_future.sql").write_text("CREATE TABLE later (home_id TEXT NOT NULL) STRICT;")
        with by_hand(path) as connection:
            migrate(connection, newer)
        with pytest.raises(RecordsUnavailable, match=r"newer version.*9999_from_the_future"):
            SqliteRecords(path)

    def test_one_that_comes_late_is_applied_then(self, path: Path, tmp_path: Path) -> None:
        """Two developers at once: the later number may land first."""
        schema = tmp_path / "schema"
        schema.mkdir()
        for number in (1, 3, 2):
            text = f"CREATE TABLE table{number} (home_id TEXT PRIMARY KEY) STRICT;"
            (schema / f"000{number}_table.sql").write_text(text)
            with by_hand(path) as connection:
                migrate(connection, schema)
        with by_hand(path) as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE name LIKE 'table%' ORDER BY name")
            assert found.fetchall() == [("table1",), ("table2",), ("table3",)]

    def test_one_that_fails_changes_nothing(self, on_disk: SqliteRecords, path: Path, tmp_path: Path) -> None:
        broken = tmp_path / "schema"
        shutil.copytree(SCHEMA, broken)
        (broken / "9998_fine.sql").write_text("CREATE TABLE fine (home_id TEXT NOT NULL) STRICT;")
        (broken / "9999_broken.sql").write_text("CREATE TABLE half (home_id TEXT) STRICT; SELECT nonsense;")
        with by_hand(path) as connection:
            with pytest.raises(sqlite3.OperationalError, match="nonsense"):
                migrate(connection, broken)
            found = connection.execute("SELECT name FROM sqlite_master WHERE name IN ('fine', 'half')").fetchall()
            assert found == []
            migrate(connection)


class TestUnavailable:
    def test_another_process_holds_the_lock(self, on_disk: SqliteRecords, path: Path) -> None:
        with by_hand(path) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(RecordsUnavailable, match="another process holds the lock"):
                placed(on_disk)
            with on_disk.reading("thijs") as tx:
                assert tx.orders() == ()
            other.execute("ROLLBACK")
        placed(on_disk)

    def test_another_thread_holds_the_lock(self, on_disk: SqliteRecords) -> None:
        begun, enough = threading.Event(), threading.Event()

        def hold() -> None:
            with on_disk.transaction("thijs"):
                begun.set()
                enough.wait(5)

        holder = threading.Thread(target=hold)
        holder.start()
        begun.wait(5)
        with pytest.raises(RecordsUnavailable, match="another thread holds the lock"):
            placed(on_disk)
        enough.set()
        holder.join()
        placed(on_disk)

    def test_the_disk_is_full(self, on_disk: SqliteRecords) -> None:
        placed(on_disk)
        with on_disk._writing() as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {pages}")

        def fill() -> None:
            with on_disk.transaction("thijs") as tx:
                tx.release(ORDER.id)
                for number in range(10_000):
                    tx.keep_preference(Preference("", About.BRAND, f"kind{number}", "x" * 100))

        with pytest.raises(RecordsUnavailable, match="disk is full"):
            fill()
        with on_disk.transaction("thijs") as tx:
            assert tx.preferences() == ()
            assert tx.usage_since("m1", NOW) == ORDER.total

    def test_the_file_is_read_only(self) -> None:
        with directory_of_root() as directory:
            path = directory / "records.db"
            ours = SqliteRecords(path)
            placed(ours)
            with without_permission(directory):
                theirs = SqliteRecords(path)
                with pytest.raises(RecordsUnavailable, match="read-only"):
                    placed(theirs)
                with theirs.reading("thijs") as tx:
                    assert tx.orders() == (ORDER,)
                with pytest.raises(RecordsUnavailable, match="cannot be opened"):
                    SqliteRecords(directory / "new.db")
                with pytest.raises(RecordsUnavailable, match="cannot be made"):
                    SqliteRecords(directory / "new" / "new.db")
                theirs.close()
            ours.close()

    @pytest.mark.parametrize("content", [b"no database at all, but longer than the header" * 30])
    def test_the_file_is_no_database(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        with pytest.raises(RecordsUnavailable, match="no database"):
            SqliteRecords(path)
        assert path.read_bytes() == content

    def test_a_fault_in_the_program_is_no_outage(self, on_disk: SqliteRecords) -> None:
        def ask() -> None:
            with on_disk._explained(), on_disk._writing() as connection:
                connection.execute("SELECT * FROM no_table_of_ours")

        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            ask()


class TestLife:
    def test_directories_are_made(self, tmp_path: Path) -> None:
        records = SqliteRecords(tmp_path / "var" / "lib" / "records.db")
        placed(records)
        records.close()
        assert (tmp_path / "var" / "lib" / "records.db").exists()

    def test_records_in_memory_are_their_objects_own(self) -> None:
        one, other = SqliteRecords(MEMORY), SqliteRecords(MEMORY)
        placed(one)
        with other.reading("thijs") as tx:
            assert tx.orders() == ()
        one.close()
        other.close()

    def test_a_reading_goes_on_beside_a_transaction(self, on_disk: SqliteRecords) -> None:
        seen: list[int] = []

        def look() -> None:
            with on_disk.reading("thijs") as tx:
                seen.append(len(tx.orders()))

        with on_disk.transaction("thijs") as tx:
            tx.keep_order(ORDER)
            reader = threading.Thread(target=look)
            reader.start()
            reader.join()
        look()
        assert seen == [0, 1]

    def test_a_forked_worker_has_its_own_connection(self, path: Path) -> None:
        records = SqliteRecords(path, busy_s=2)
        placed(records)
        with records.transaction("emily"):  # forked while a lock is held: the child must not wait for it
            child = os.fork()
            if child == 0:
                os._exit(0 if reads_the_order(records) else 1)
            assert os.waitpid(child, 0)[1] == 0
        with records.transaction("thijs") as tx:
            assert tx.orders() == (ORDER,)
        records.close()


def reads_the_order(records: SqliteRecords) -> bool:
    with records.reading("thijs") as tx:
        return tx.orders() == (ORDER,)


@contextmanager
def directory_of_root() -> Iterator[Path]:
    """Not pytest's own directory, which nobody but its owner may enter."""
    directory = Path(tempfile.mkdtemp(prefix="records-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


@contextmanager
def without_permission(directory: Path) -> Iterator[None]:
    """Root may write anywhere, so it is somebody else for a while; anybody else loses the right to write."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        try:
            yield
        finally:
            os.seteuid(0)
        return
    everything = [directory, *directory.iterdir()]
    for item in everything:
        item.chmod(0o555 if item.is_dir() else 0o444)
    try:
        yield
    finally:
        for item in everything:
            item.chmod(0o755 if item.is_dir() else 0o644)
