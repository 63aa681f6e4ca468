"""What the PostgreSQL adapter promises beside the contract: locked, partitioned, migrated; and what is wrong."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from skill.domain.errors import RecordsUnavailable
from skill.domain.ledger import delivery_entry
from skill.domain.money import Money
from skill.records.migrations import SCHEMA
from skill.records.postgres import PostgresRecords
from skill.records.postgres_schema import migrate, translated
from skill.records.throwaway import empty, throwaway, with_options
from tests.skill.records.samples import NOW, ORDER

BESIDE = {"applied_migrations"}
ACROSS_HOMES = {"(payment_id)", "(next_try_at, home_id) WHERE (done_at IS NULL)"}
"""What is looked for in all homes at once, by no conversation: a payment that a bank names, errands that are due."""


MINE = f"boodschap tests {os.getpid()}"
"""The name of the connections that these tests may end: others test and measure on the same server."""


@pytest.fixture
def records(postgres_url: str) -> Iterator[PostgresRecords]:
    opened = PostgresRecords(f"{postgres_url}&application_name={quote(MINE)}", busy_s=1)
    yield opened
    opened.close()


@pytest.fixture
def by_hand(postgres_url: str) -> Iterator[psycopg.Connection[Any]]:
    """The database as another program sees it."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        yield connection


def placed(records: PostgresRecords) -> None:
    with records.transaction("thijs") as tx:
        tx.keep_order(ORDER)
        tx.reserve("m1", ORDER.id, ORDER.total, NOW)
        tx.post(delivery_entry(ORDER, NOW))


class TestSchema:
    def test_every_table_is_keyed_and_partitioned_by_home(self, by_hand: psycopg.Connection[Any]) -> None:
        tables = by_hand.execute(
            "SELECT c.relname, pg_get_partkeydef(c.oid), ("
            "  SELECT string_agg(a.attname, ',' ORDER BY array_position(i.indkey::int2[], a.attnum)) FROM pg_index AS i"
            "  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)"
            "  WHERE i.indrelid = c.oid AND i.indisprimary) FROM pg_class AS c"
            " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
            " AND NOT c.relispartition"
        ).fetchall()
        found = {name: (partitioned, key) for name, partitioned, key in tables if name not in BESIDE}
        assert len(found) > 10
        for name, (partitioned, key) in found.items():
            assert partitioned == "HASH (home_id)", name
            assert key.split(",")[0] == "home_id", name

    def test_each_index_begins_with_the_home(self, by_hand: psycopg.Connection[Any]) -> None:
        indexes = by_hand.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
        ).fetchall()
        assert len(indexes) > 10
        others = [text for table, text in indexes if table not in BESIDE and "(home_id" not in text]
        assert {text.split(" btree ")[1] for text in others} == ACROSS_HOMES

    def test_the_books_are_append_only_even_by_hand(
        self, records: PostgresRecords, by_hand: psycopg.Connection[Any]
    ) -> None:
        """M1."""
        placed(records)
        for statement in (
            "UPDATE postings SET cents = 1",
            "DELETE FROM postings",
            "UPDATE entries SET memo = 'x'",
            "DELETE FROM entries",
        ):
            with pytest.raises(psycopg.IntegrityError, match="append-only"):
                by_hand.execute(statement)
        with pytest.raises(psycopg.IntegrityError, match="foreign key"):
            by_hand.execute("INSERT INTO postings VALUES ('thijs', 'no entry', 0, 'bank', 1, 'EUR')")

    def test_a_broken_book_is_found(self, records: PostgresRecords, by_hand: psycopg.Connection[Any]) -> None:
        """M1."""
        placed(records)
        by_hand.execute("INSERT INTO postings VALUES ('thijs', 'delivered:o1', 9, 'bank', 7, 'EUR')")
        with records.reading("thijs") as tx:
            assert tx.ledger_imbalance() == (("delivered:o1", Money(7)),)  # type: ignore[attr-defined]

    @pytest.mark.parametrize("file", sorted(SCHEMA.glob("*.sql")), ids=lambda file: file.stem)
    def test_a_migration_keeps_nothing_that_only_sqlite_knows(self, file: Path) -> None:
        text = translated(file.read_text(encoding="utf-8"), 4)
        for word in ("STRICT", "ROWID", "RAISE(", "INTEGER", "AUTOINCREMENT", "BLOB", "REAL"):
            assert word not in text, word
        assert text.count("PARTITION BY HASH (home_id)") == text.count("CREATE TABLE") - text.count("PARTITION OF")


class TestMigrations:
    def test_opening_again_changes_nothing(self, records: PostgresRecords, by_hand: psycopg.Connection[Any]) -> None:
        before = by_hand.execute("SELECT * FROM applied_migrations").fetchall()
        placed(records)
        migrate(by_hand, 2)
        with records.reading("thijs") as tx:
            assert tx.orders() == (ORDER,)
        assert by_hand.execute("SELECT * FROM applied_migrations").fetchall() == before
        assert {name for name, _ in before} == {file.stem for file in SCHEMA.glob("*.sql")}

    def test_late_newer_and_broken_ones(
        self, postgres_url: str, by_hand: psycopg.Connection[Any], tmp_path: Path
    ) -> None:
        schema = tmp_path / "schema"
        shutil.copytree(SCHEMA, schema)
        with throwaway(postgres_url) as url, psycopg.connect(url, autocommit=True) as connection:
            for name in ("9003_late", "9002_later", "9001_last"):
                (schema / f"{name}.sql").write_text(f"CREATE TABLE t{name} (home_id TEXT PRIMARY KEY) STRICT;")
                migrate(connection, 1, schema)
            assert connection.execute("SELECT count(*) FROM t9001_last").fetchone() == (0,)
            (schema / "9998_fine.sql").write_text("CREATE TABLE fine (home_id TEXT PRIMARY KEY) STRICT;")
            (schema / "9999_broken.sql").write_text("SELECT nonsense;")
            with pytest.raises(psycopg.errors.UndefinedColumn, match="nonsense"):
                migrate(connection, 1, schema)
            assert connection.execute("SELECT to_regclass('fine')").fetchone() == (None,)
            with pytest.raises(RecordsUnavailable, match=r"newer version.*9003_late"):
                PostgresRecords(url)


class TestLocking:
    def test_one_home_waits_and_another_does_not(self, records: PostgresRecords, postgres_url: str) -> None:
        other = PostgresRecords(postgres_url, busy_s=0.2)
        with records.transaction("thijs") as tx:
            tx.keep_order(ORDER)
            done: list[str] = []
            with pytest.raises(RecordsUnavailable, match="another process holds the lock"):
                placed(other)
            with other.transaction("emily") as hers:
                hers.keep_order(replace(ORDER, home="emily"))
                done.append("emily")
            with other.reading("thijs") as seen:
                assert seen.orders() == ()
        placed(other)
        assert done == ["emily"]
        other.close()

    def test_who_waited_sees_what_was_committed_meanwhile(self, records: PostgresRecords) -> None:
        """P6: the snapshot is taken after the lock, not before it."""
        with records.transaction("thijs"):
            pass  # the home has its lock row: what follows waits for the row, not for its making
        begun, seen = threading.Event(), []

        def wait() -> None:
            begun.set()
            with records.transaction("thijs") as tx:
                seen.append(tx.usage_since("m1", NOW))

        with records.transaction("thijs") as tx:
            waiting = threading.Thread(target=wait)
            waiting.start()
            begun.wait(5)
            waiting.join(0.2)
            assert seen == []
            tx.reserve("m1", "o1", Money(2500), NOW)
        waiting.join(5)
        assert seen == [Money(2500)]

    def test_more_threads_than_connections_take_turns(self, postgres_url: str) -> None:
        records = PostgresRecords(postgres_url, connections=2)

        def add() -> None:
            for _ in range(5):
                with records.transaction("thijs") as tx:
                    tx.keep_basket(tx.basket().add("milk_whole", 1, "thijs"))

        threads = [threading.Thread(target=add) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with records.reading("thijs") as tx:
            assert tx.basket().lines[0].quantity == 30
        records.close()


class TestUnavailable:
    def test_no_server_is_told_without_the_password(self) -> None:
        """A5."""
        with pytest.raises(RecordsUnavailable, match=r"127\.0\.0\.1/books") as raised:
            PostgresRecords("postgresql://piet:h3imelijk@127.0.0.1:1/books")
        assert "h3imelijk" not in str(raised.value)
        with pytest.raises(RecordsUnavailable, match="cannot be read") as raised:
            PostgresRecords("postgresql://piet:h3imelijk@[::1/books?nonsense")
        assert "h3imelijk" not in f"{raised.value!r} {raised.value.__cause__} {raised.value.__suppress_context__}"

    def test_connections_that_were_dropped_while_idle_are_replaced(
        self, records: PostgresRecords, by_hand: psycopg.Connection[Any]
    ) -> None:
        placed(records)
        drop_others(by_hand)
        with records.reading("thijs") as tx:
            assert tx.orders() == (ORDER,)
        drop_others(by_hand)
        placed(records)

    def test_a_connection_that_is_lost_within_a_transaction_undoes_it(
        self, records: PostgresRecords, by_hand: psycopg.Connection[Any]
    ) -> None:
        def lose() -> None:
            with records.transaction("thijs") as tx:
                tx.keep_order(ORDER)
                drop_others(by_hand)
                tx.reserve("m1", "o1", Money(1), NOW)

        with pytest.raises(RecordsUnavailable, match="the server does not answer"):
            lose()
        with records.transaction("thijs") as tx:
            assert tx.orders() == ()

    def test_a_read_only_server(self, postgres_url: str) -> None:
        """As a standby is."""
        standby = PostgresRecords(with_options(postgres_url, "-c default_transaction_read_only=on"))
        with standby.reading("thijs") as tx:
            assert tx.orders() == ()
        with pytest.raises(RecordsUnavailable, match="read-only"):
            placed(standby)
        standby.close()

    def test_a_fault_in_the_program_is_no_outage(self, records: PostgresRecords) -> None:
        def ask() -> None:
            with records._explained(), records._begun("BEGIN") as (connection, _):
                connection.execute("SELECT * FROM no_table_of_ours")

        with pytest.raises(psycopg.errors.UndefinedTable):
            ask()
        placed(records)


def drop_others(connection: psycopg.Connection[Any]) -> None:
    """Ends the connections of the records under test, and waits until they are gone."""
    dropped = connection.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s", [MINE]
    ).fetchall()
    assert dropped


class TestLife:
    def test_a_forked_worker_has_its_own_connections(self, postgres_url: str) -> None:
        records = PostgresRecords(postgres_url)
        placed(records)
        with records.transaction("emily"):  # forked while a connection is in use: the child must not touch it
            child = os.fork()
            if child == 0:
                with records.reading("thijs") as tx:
                    right = tx.orders() == (ORDER,)
                os._exit(0 if right else 1)
            assert os.waitpid(child, 0)[1] == 0
        with records.transaction("thijs") as tx:
            assert tx.orders() == (ORDER,)
        records.close()

    def test_only_a_throw_away_schema_is_emptied(self, postgres_url: str, by_hand: psycopg.Connection[Any]) -> None:
        records = PostgresRecords(postgres_url)
        placed(records)
        records.close()
        with pytest.raises(ValueError, match="public is no throw-away one"):
            empty(with_options(postgres_url, "-c search_path=public"))
        empty(postgres_url)
        assert by_hand.execute("SELECT count(*) FROM orders").fetchone() == (0,)
        assert by_hand.execute("SELECT count(*) FROM postings").fetchone() == (0,)
