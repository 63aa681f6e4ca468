"""A street of any length in one database: delivered orders with their charges, and a mandate for each home."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from money_parts.one_order import ORDER
from skill.domain.catalogue import Catalogue
from skill.domain.home import Home
from skill.domain.mandate import Allows, Mandate, Period, PeriodLimit
from skill.domain.money import Money
from skill.domain.order import OrderStatus
from skill.home.home_files import read_home
from skill.records.codec import encode, time_text
from skill.records.sqlite import SqliteRecords
from skill.retailers.catalogue_files import read_catalogue
from skill.settings import PROJECT

ORDERS_A_HOME = 10
RETAILERS = ("buurtsuper", "groenmarkt")
DUE = datetime(2026, 3, 9, 7, tzinfo=UTC)
PERIOD = "until 2026-03-09"
WITHIN = 4
"""Of five homes this many have a limit that their weeks stay under; the fifth is asked."""

_ORDERS = """
WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :orders)
INSERT INTO orders SELECT
    printf('home%07d', n / 10), printf('o%d', n), n % 10, 'thijs',
    CASE n % 2 WHEN 0 THEN 'buurtsuper' ELSE 'groenmarkt' END, 'groceries', 'delivered', :placed, 300 + n * 7 % 900,
    'EUR', :document
FROM numbers
"""
_CHARGES = """
INSERT INTO charges SELECT
    home_id, retailer_id, person_id, :period, 'delivered:' || order_id, category, order_id, placed_at, total_cents,
    currency
FROM orders ORDER BY home_id, retailer_id, order_id
"""
_BUNDLES = """
INSERT INTO bundles (home_id, retailer_id, person_id, period, category, currency, due_at)
SELECT DISTINCT home_id, retailer_id, person_id, period, category, currency, :due FROM charges
"""
_MANDATES = """
INSERT INTO mandates SELECT home_id, 'm', 1, CASE substr(home_id, -1) % 5 WHEN 0 THEN :tight ELSE :wide END
FROM homes
"""


class Street(Mapping[str, Home]):
    """Homes by number, made when they are looked at."""

    def __init__(self, homes: int, like: Home) -> None:
        self._homes, self._like = homes, like

    def __getitem__(self, name: str) -> Home:
        return replace(self._like, id=name)

    def __iter__(self) -> Iterator[str]:
        return (f"home{number:07}" for number in range(self._homes))

    def __len__(self) -> int:
        return self._homes


def read_street(homes: int) -> tuple[Street, Catalogue]:
    """Homes like that of Thijs, whose bank account collects (M4), and the demo's catalogue."""
    catalogue = read_catalogue(PROJECT / "data")
    thijs = read_home(PROJECT / "data", "thijs", catalogue).home
    return Street(homes, thijs), catalogue


def build(path: Path, orders: int) -> None:
    """Fills a new database."""
    SqliteRecords(path).close()
    documents = {
        "document": encode(replace(ORDER, status=OrderStatus.DELIVERED, delivered_at=ORDER.placed_at)),
        "placed": time_text(ORDER.placed_at),
        "orders": orders,
    }
    wide = Mandate(
        "m", "thijs", "groceries", frozenset(Allows), date(2026, 1, 1),
        limit_per_period=PeriodLimit(Money(100_000), Period.WEEK),
    )  # fmt: skip
    tight = replace(wide, limit_per_period=PeriodLimit(Money(100), Period.WEEK))
    with sqlite3.connect(path) as by_hand:
        by_hand.execute("PRAGMA synchronous = OFF")
        by_hand.execute(_ORDERS, documents)
        by_hand.execute("INSERT INTO homes SELECT DISTINCT home_id, '2026-01-01' FROM orders")
        by_hand.execute(_CHARGES, {"period": PERIOD})
        by_hand.execute(_BUNDLES, {"due": time_text(DUE)})
        by_hand.execute(_MANDATES, {"wide": encode(wide), "tight": encode(tight)})
    by_hand.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    by_hand.close()


_ENTRIES = """
INSERT INTO entries SELECT home_id, {kind} || order_id, 2 * seq + {after}, placed_at, {kind} || order_id
FROM orders ORDER BY home_id, {kind} || order_id
"""
_POSTINGS = """
INSERT INTO postings SELECT home_id, {kind} || order_id, {position}, {account}, {sign} * total_cents, currency
FROM orders ORDER BY home_id, {kind} || order_id
"""
_PLANNED, _RESERVED = "'planned:' || category", "'reserved:' || retailer_id"
_EXPENSES, _OWED = "'expenses:' || category", "'owed:' || retailer_id"


def post(path: Path) -> None:
    """Enters in the books that every order of the street was placed and delivered."""
    with sqlite3.connect(path) as by_hand:
        by_hand.execute("PRAGMA synchronous = OFF")
        for kind, after, accounts in (
            ("'delivered:'", 1, ((_PLANNED, -1), (_RESERVED, 1), (_EXPENSES, 1), (_OWED, -1))),
            ("'placed:'", 0, ((_PLANNED, 1), (_RESERVED, -1))),
        ):
            by_hand.execute(_ENTRIES.format(kind=kind, after=after))
            for position, (account, sign) in enumerate(accounts):
                by_hand.execute(_POSTINGS.format(kind=kind, position=position, account=account, sign=sign))
    by_hand.close()
