"""The books as text for other programs: CSV, and beancount's plain-text accounting (beancount.github.io)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from datetime import date

from skill.domain.ledger import Entry
from skill.domain.money import Money

ROOTS = {
    "planned": "Equity:Planned",
    "reserved": "Equity:Reserved",
    "expenses": "Expenses",
    "deposits": "Assets:Deposits",
    "owed": "Liabilities:Owed",
    "bank": "Assets:Bank",
    "wallet": "Assets:Wallet",
}
"""Beancount knows five roots. What is still to come is neither a cost nor a debt yet: it stands in equity."""


def csv_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """A line for each posting, after a header; amounts as decimals with two places."""
    yield "at,entry,memo,account,amount,currency"
    for entry in entries:
        for posting in entry.postings:
            amount = _decimal(posting.amount)
            row = [entry.at.isoformat(), entry.id, entry.memo, posting.account, amount, posting.amount.currency]
            yield _csv_line(row)


def beancount_lines(home: str, entries: Iterable[Entry]) -> Iterator[str]:
    """A file that opens every account on the day of its first posting, then each entry in its order.

    A day in beancount has no hours: entries of one day keep their order, and their time as metadata.
    """
    held = sorted(entries, key=lambda entry: entry.at)
    yield f'option "title" {_quoted(f"Boodschap: {home}")}'
    currencies = sorted({posting.amount.currency for entry in held for posting in entry.postings}) or ["EUR"]
    for currency in currencies:
        yield f'option "operating_currency" {_quoted(currency)}'
    yield ""
    for account, (day, used) in sorted(_opened(held).items()):
        yield f"{day.isoformat()} open {account} {','.join(sorted(used))}"
    for entry in held:
        yield ""
        yield f"{entry.at.date().isoformat()} * {_quoted(entry.memo)}"
        yield f"  entry: {_quoted(entry.id)}"
        yield f"  at: {_quoted(entry.at.isoformat())}"
        for posting in entry.postings:
            yield f"  {account_name(posting.account)}  {_decimal(posting.amount)} {posting.amount.currency}"


def account_name(account: str) -> str:
    """`owed:groen_markt` as Liabilities:Owed:Groen-markt: a capital or digit, then letters, digits and dashes."""
    root, *rest = account.split(":")
    return ":".join([ROOTS.get(root, f"Equity:{_part(root)}"), *map(_part, rest)])


def _opened(entries: Iterable[Entry]) -> dict[str, tuple[date, set[str]]]:
    opened: dict[str, tuple[date, set[str]]] = {}
    for entry in entries:
        for posting in entry.postings:
            name = account_name(posting.account)
            opened.setdefault(name, (entry.at.date(), set()))[1].add(posting.amount.currency)
    return opened


def _part(word: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9-]", "-", word)
    capital = plain[:1].upper() + plain[1:]
    return capital if re.match(r"[A-Z0-9]", capital) else f"X{capital}"


def _decimal(amount: Money) -> str:
    sign = "-" if amount.cents < 0 else ""
    return f"{sign}{abs(amount.cents) // 100}.{abs(amount.cents) % 100:02d}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _csv_line(row: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(row)
    return line.getvalue()
