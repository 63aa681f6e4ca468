"""Settlement of a street, beside the bare GROUP BY and INSERT over its orders, on one database and in one run.

BENCH_SETTLED (1,000,000) orders are the most, ten a home; a tenth and a hundredth of it show how time grows. Planning
is what the database does: adding up and closing the bundles. Judging is what Python does with each bundle: the mandate,
the ground, payment, decision and errand; it is measured on BENCH_JUDGED (20,000) orders.
"""

from __future__ import annotations

import os
import sqlite3
import time
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

from money_parts.ledger import peak_mb
from money_parts.one_order import folder
from money_parts.street import DUE, ORDERS_A_HOME, build, read_street
from skill.composition import compose, read_world
from skill.recognition import nobody_listens
from skill.records.sqlite import SqliteRecords
from skill.settings import Settings
from skill.usecases import settle
from skill.usecases.parts import Parts

ORDERS = int(os.environ.get("BENCH_SETTLED") or "1000000")
JUDGED = int(os.environ.get("BENCH_JUDGED") or "20000")

_BARE = """
INSERT INTO bare SELECT home_id, retailer_id, person_id, SUM(total_cents) FROM orders WHERE status = 'delivered'
GROUP BY home_id, retailer_id, person_id
"""


def measure() -> dict[str, Any]:
    figures: dict[str, float] = {}
    ratios: dict[str, float] = {}
    sizes = sorted({max(ORDERS // 100, ORDERS_A_HOME), max(ORDERS // 10, ORDERS_A_HOME), ORDERS})
    for orders in sizes:
        with folder() as there:
            path = there / "street.db"
            build(path, orders)
            bare = bare_s(path)
            before = peak_mb()
            planned, bundles = planned_s(path)
            figures[f"settle_{orders}_bundles"] = float(bundles)
            figures[f"settle_{orders}_bare_s"] = bare
            figures[f"settle_{orders}_planned_s"] = planned
            figures[f"settle_{orders}_grew_mb"] = peak_mb() - before
            ratios[f"settle_{orders}_planned_to_bare"] = planned / bare
    each = {orders: figures[f"settle_{orders}_planned_s"] / orders for orders in sizes}
    ratios["settle_time_an_order_largest_to_smallest"] = each[sizes[-1]] / each[sizes[0]]
    judged, bundles = judged_s(JUDGED)
    figures["settle_judged_bundles"] = float(bundles)
    figures["settle_judged_bundles_per_s"] = bundles / judged
    return {"figures": figures, "ratios": ratios}


def bare_s(path: Path) -> float:
    """The median of three."""
    taken = []
    with sqlite3.connect(path, isolation_level=None) as by_hand:
        by_hand.execute("PRAGMA synchronous = FULL")
        for _ in range(3):
            by_hand.execute("CREATE TABLE bare (home_id, retailer_id, person_id, cents, UNIQUE (home_id, retailer_id))")
            began = time.perf_counter()
            by_hand.execute(_BARE)
            taken.append(time.perf_counter() - began)
            by_hand.execute("DROP TABLE bare")
    by_hand.close()
    return sorted(taken)[1]


def planned_s(path: Path) -> tuple[float, int]:
    """Adding up and closing every bundle, a batch of homes in a transaction, as a settlement does."""
    records = SqliteRecords(path)
    began, bundles, after = time.perf_counter(), 0, ""
    while homes := records.homes_with_due_bundles(after, DUE, settle.BATCH):
        with records.settling(homes) as settling:
            bundles += settling.close_due(DUE)
        after = homes[-1]
    taken = time.perf_counter() - began
    records.close()
    return taken, bundles


def judged_s(orders: int) -> tuple[float, int]:
    """A whole settlement: planned, judged, paid or asked."""
    with folder() as there:
        path = there / "street.db"
        build(path, orders)
        parts = parts_of(path, orders // ORDERS_A_HOME)
        began = time.perf_counter()
        report = settle.run_all(DUE, parts)
        taken = time.perf_counter() - began
        if not report.counts.get("paid") or not report.counts.get("asked"):
            raise SystemExit(f"some are paid and some are asked in this street, but not here: {report.counts}")
    return taken, report.bundles


def parts_of(path: Path, homes: int) -> Parts:
    """The parts of a real assistant, over this street."""
    settings = Settings()
    app = compose(settings, world=read_world(settings, hearing=nobody_listens), records=SqliteRecords(":memory:"))
    street, catalogue = read_street(homes)
    return replace(
        app.parts, records=SqliteRecords(path), homes=street, catalogue=catalogue, new_id=lambda: uuid.uuid4().hex[:16]
    )
