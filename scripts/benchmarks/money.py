"""Money: the order transaction, its races, and (money_parts/) whatever else keeps a household's money.

BENCH_PARTS names the parts to measure, all unless it is set. On SQLite in BENCH_DIR (the system's folder for temporary
files: name a folder on the disk that you mean), and on PostgreSQL where DATABASE_URL names one.
"""

from __future__ import annotations

import importlib
import os
from typing import Any

PARTS = ("orders", "races", "settlement", "ledger")


def measure() -> dict[str, Any]:
    asked = os.environ.get("BENCH_PARTS", "").split() or list(PARTS)
    if unknown := sorted(set(asked) - set(PARTS)):
        raise SystemExit(f"BENCH_PARTS: there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    measured: dict[str, Any] = {"figures": {}, "ratios": {}, "notes": []}
    for part in asked:
        found = importlib.import_module(f"money_parts.{part}").measure()
        measured["figures"].update(found["figures"])
        measured["ratios"].update(found["ratios"])
        measured["notes"].extend(found.get("notes", ()))
    return measured
