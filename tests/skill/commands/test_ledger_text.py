"""The export as other programs read it: held against beancount's own rules by a small parser."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal

import pytest

from skill.commands.ledger_text import account_name, beancount_lines, csv_lines
from skill.domain.ledger import Entry, Posting
from skill.domain.money import Money
from skill.records.sqlite import MEMORY, SqliteRecords
from tests.building import DAY, NOW
from tests.skill.usecases.test_check_books import a_life

ACCOUNT = r"(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+"
"""The account names that beancount's grammar takes."""
DAY_OF = r"\d{4}-\d\d-\d\d"


def accounts(lines: list[str]) -> dict[str, Decimal]:
    """What each account holds; AssertionError for a line that beancount would not take, or books that it refuses."""
    opened: dict[str, tuple[str, set[str]]] = {}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    entry: dict[str, Decimal] | None = None
    day = ""
    for line in [*lines, ""]:
        if not line:
            assert entry is None or not any(entry.values()), f"an entry of {day} does not balance"
            entry = None
        elif found := re.fullmatch(rf"({DAY_OF}) open ({ACCOUNT}) ([A-Z]{{3}}(?:,[A-Z]{{3}})*)", line):
            assert found[2] not in opened, f"{found[2]} is opened twice"
            opened[found[2]] = (found[1], set(found[3].split(",")))
        elif found := re.fullmatch(rf'({DAY_OF}) \* "((?:[^"\\]|\\.)*)"', line):
            assert found[1] >= day, "entries go back in time"
            entry, day = defaultdict(Decimal), found[1]
        elif found := re.fullmatch(rf"  ({ACCOUNT})  (-?\d+\.\d\d) ([A-Z]{{3}})", line):
            assert entry is not None
            since, currencies = opened[found[1]]
            assert since <= day, f"{found[1]} is used before it is open"
            assert found[3] in currencies
            entry[found[3]] += Decimal(found[2])
            sums[found[1]] += Decimal(found[2])
        else:
            assert re.fullmatch(r'option "(title|operating_currency)" "(?:[^"\\]|\\.)*"', line) or (
                entry is not None and re.fullmatch(r'  [a-z][a-z0-9_-]*: "(?:[^"\\]|\\.)*"', line)
            ), f"beancount does not know {line!r}"
    return dict(sums)


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return a_life(SqliteRecords(MEMORY)).entries()


def test_a_life_in_beancount(entries: tuple[Entry, ...]) -> None:
    sums = accounts(list(beancount_lines("home", entries)))
    ours: dict[str, Decimal] = defaultdict(Decimal)
    for posting in (posting for entry in entries for posting in entry.postings):
        ours[account_name(posting.account)] += Decimal(posting.amount.cents) / 100
    assert sums == ours
    assert sums["Liabilities:Owed:Grocer"] < 0
    assert len([line for line in beancount_lines("home", entries) if " * " in line]) == len(entries)


def test_what_would_break_the_file_is_written_so_that_it_does_not() -> None:
    late = Entry("e2", NOW, 'he said "no"\\\nand left', (Posting("owed:a_b", Money(5)), Posting("bank", Money(-5))))
    early = Entry("e1", NOW - DAY, "", (Posting("owed:ïx", Money(7, "GBP")), Posting("odd thing", Money(-7, "GBP"))))
    sums = accounts(list(beancount_lines('a "home"', [late, early])))
    assert set(sums) == {"Liabilities:Owed:A-b", "Assets:Bank", "Liabilities:Owed:X-x", "Equity:Odd-thing"}


def test_no_entries_are_a_file_too() -> None:
    assert accounts(list(beancount_lines("home", []))) == {}
    assert list(csv_lines([])) == ["at,entry,memo,account,amount,currency"]


def test_a_life_in_csv(entries: tuple[Entry, ...]) -> None:
    rows = list(csv.DictReader(csv_lines(entries)))
    assert len(rows) == sum(len(entry.postings) for entry in entries)
    assert sum(Decimal(row["amount"]) for row in rows) == 0
    assert {row["entry"] for row in rows} == {entry.id for entry in entries}


def test_csv_keeps_what_a_memo_says() -> None:
    odd = Entry("e,1", NOW, 'a "memo", with\na line', (Posting("x", Money(-5)), Posting("y", Money(5))))
    rows = list(csv.DictReader("\n".join(csv_lines([odd])).splitlines(keepends=True)))
    assert [(row["entry"], row["memo"], row["amount"]) for row in rows] == [
        (odd.id, odd.memo, "-0.05"), (odd.id, odd.memo, "0.05")
    ]  # fmt: skip
