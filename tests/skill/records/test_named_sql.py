"""The SQL itself: a statement speaks of one home, unless it is named here with its reason (P7, and one lock a home)."""

import re

import pytest

from skill.records.named_sql import QUERIES, load_queries

OVER_ALL_HOMES = {
    "homes": "the register of homes: who they are, nothing of theirs",
    "home_of_payment": "a bank names a payment, not a home",
    "homes_with_errands": "a worker looks for homes whose errands are due",
    "homes_with_dead_errands": "the operator looks for homes with dead letters",
    "homes_with_due_bundles": "settlement takes homes in batches",
    "close_due_bundles": "settlement adds up a batch of homes whose locks it holds",
    "bundles_to_judge": "settlement reads what it added up",
    "write_payout_lines": "a retailer's payout nets what all homes paid",
    "payouts": "a retailer's payouts",
    "payout_lines": "a retailer's payout with its lines",
    "homes_in_order": "the audit goes through all homes, a range at a time",
    "count_postings": "audit",
    "unbalanced_entries": "audit",
    "wrong_balances": "audit",
    "wrong_bundles": "audit",
    "wrong_charges": "audit",
    "wrong_deliveries": "audit",
    "wrong_payments": "audit",
    "wrong_reservations": "audit",
}
"""The statements that are not bound to a home. None is part of a conversation: HomeRecords has no method for them."""

SQL = load_queries("sqlite3")
NAMES = sorted(name for name in SQL.available_queries if not name.endswith("_cursor"))
TABLES = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+(\w+)(?:\s+AS\s+(\w+))?", re.IGNORECASE)


def text_of(name: str) -> str:
    text: str = getattr(SQL, name).sql
    return re.sub(r"--[^\n]*", "", text)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OVER_ALL_HOMES])
def test_a_statement_is_bound_to_one_home(name: str) -> None:
    """Each table that it reads or changes is narrowed to the home: by `home_id = :home_id`, by the home_id of another
    table, or as the row that it adds."""
    text = text_of(name)
    tables = [table for table, _ in TABLES.findall(text) if table.upper() != "SET"]
    if re.match(r"\s*INSERT INTO \w+\s*\(\s*home_id\b", text):
        assert re.search(r"(?:VALUES\s*\(|SELECT)\s*:home_id\b", text), "the row is another home's"
        tables = tables[1:]
    bound = len(re.findall(r"\bhome_id = (?::home_id|\w+\.home_id)", text))
    assert bound >= len(tables), f"{len(tables)} tables, {bound} of them bound to a home:\n{text}"


def test_every_exception_is_one() -> None:
    unbound = {
        name
        for name in NAMES
        if not re.search(r"\bhome_id = :home_id|(?:VALUES\s*\(|SELECT)\s*:home_id", text_of(name))
    }
    assert unbound == set(OVER_ALL_HOMES)


def test_the_check_finds_a_statement_that_forgets_the_home() -> None:
    forgets = (
        "SELECT o.document FROM orders AS o JOIN payments AS p ON p.payment_id = o.payment WHERE o.home_id = :home_id"
    )
    bound = len(re.findall(r"\bhome_id = (?::home_id|\w+\.home_id)", forgets))
    assert bound < len(TABLES.findall(forgets))


def test_no_conversation_can_send_one() -> None:
    """What a turn gets are HomeRecords: its topics call none of them."""
    topics = (QUERIES.parent / "topics").glob("*.py")
    called = {name for file in topics for name in re.findall(r"_sql\.(\w+)", file.read_text(encoding="utf-8"))}
    assert len(called) > 40
    assert called & set(OVER_ALL_HOMES) == set()


def test_each_statement_says_so_in_its_name_line() -> None:
    """aiosql then refuses a call without the home."""
    for file in sorted(QUERIES.glob("*.sql")):
        for name, names in re.findall(r"^-- name: (\w+)\(([^)]*)\)", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert ("home_id" in names.split(", ")) is (name not in OVER_ALL_HOMES), f"{file.name}: {name}"
