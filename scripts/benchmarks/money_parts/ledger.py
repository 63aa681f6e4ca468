"""A check of the books of all homes (BENCH_POSTINGS, 5,000,000), beside one GROUP BY over the same postings."""

from __future__ import annotations

import os
import resource
import sqlite3
import time
from pathlib import Path
from typing import Any

from money_parts.one_order import folder
from money_parts.street import build, post
from skill.records.sqlite import SqliteRecords
from skill.usecases import check_books

POSTINGS = int(os.environ.get("BENCH_POSTINGS") or "5000000")
A_DELIVERED_ORDER = 6
"""Postings: two when it is placed, four when it is delivered."""


def measure() -> dict[str, Any]:
    with folder() as there:
        path = there / "books.db"
        build(path, POSTINGS // A_DELIVERED_ORDER // 10 * 10)
        post(path)
        before = peak_mb()
        records = SqliteRecords(path)
        began = time.perf_counter()
        done = check_books.run(records)
        taken = time.perf_counter() - began
        records.close()
        if done.found:
            raise SystemExit(f"the books of the benchmark are wrong: {done.found[0]}")
        grew = peak_mb() - before
        bare = grouped_s(path)
    figures = {
        "ledger_homes": float(done.homes),
        "ledger_postings": float(done.postings),
        "ledger_check_s": taken,
        "ledger_check_postings_per_s": done.postings / taken,
        "ledger_check_grew_mb": grew,
        "ledger_bare_group_by_s": bare,
    }
    return {"figures": figures, "ratios": {"ledger_check_to_bare_group_by": taken / bare}}


def grouped_s(path: Path) -> float:
    """Seconds of the least that any check does: adding up each entry."""
    with sqlite3.connect(path) as by_hand:
        began = time.perf_counter()
        by_hand.execute(
            "SELECT home_id, entry_id, SUM(cents) FROM postings GROUP BY home_id, entry_id HAVING SUM(cents) <> 0"
        ).fetchall()
        return time.perf_counter() - began


def peak_mb() -> float:
    """The most memory that this process ever had, in MB of 10^6 bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
