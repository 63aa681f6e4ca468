"""Processes at once: four on one database for BENCH_SECONDS (60), and two orders after one budget, BENCH_RACES (10000)
times. On SQLite, and on PostgreSQL where DATABASE_URL names one. What is told of them is counted in the records.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from measuring import percentile

from money_parts.one_order import NOW, ORDER, folder, place
from skill.domain.money import Money
from skill.records.opening import is_postgresql, open_records
from skill.records.throwaway import throwaway

SECONDS = float(os.environ.get("BENCH_SECONDS") or "60")
RACES = int(os.environ.get("BENCH_RACES") or "10000")
PROCESSES = 4
HOMES = 20
FIT = 5
"""Orders that fit a home's budget of one second: most are placed, some find it used up."""

FORKED = multiprocessing.get_context("fork")
Marks = list[tuple[str, float]]


def measure() -> dict[str, Any]:
    figures: dict[str, float] = {}
    ratios: dict[str, float] = {}
    with folder() as there:
        _on("sqlite", lambda name: str(there / f"{name}.db"), there, figures, ratios)
        url = os.environ.get("DATABASE_URL", "")
        if is_postgresql(url):
            with throwaway(url) as one, throwaway(url) as two:
                _on("postgres", {"rush": one, "race": two}.__getitem__, there, figures, ratios)
    return {"figures": figures, "ratios": ratios}


def _on(
    name: str, address: Callable[[str], str], there: Path, figures: dict[str, float], ratios: dict[str, float]
) -> None:
    open_records(address("rush")).close()
    done = _run(PROCESSES, _rush, address("rush"), there)
    taken = [milliseconds for outcome, milliseconds in done if outcome in ("placed", "refused")]
    placed = sum(outcome == "placed" for outcome, _ in done)
    figures[f"{name}_rush_orders_per_s"] = len(taken) / SECONDS
    figures[f"{name}_rush_placed"] = float(placed)
    figures[f"{name}_rush_budget_used_up"] = float(len(taken) - placed)
    figures[f"{name}_rush_errors"] = float(len(done) - len(taken))
    figures[f"{name}_rush_overspent"] = float(_overspent(address("rush"), placed))
    figures[f"{name}_rush_p50_ms"] = percentile(taken, 0.50)
    figures[f"{name}_rush_p99_ms"] = percentile(taken, 0.99)
    figures[f"{name}_rush_max_ms"] = max(taken)
    open_records(address("race")).close()
    raced = _run(2, _race, address("race"), there)
    won = {mandate: 0 for mandate, _ in raced}
    for mandate, placed_here in raced:
        won[mandate] += int(placed_here)
    figures[f"{name}_races"] = float(len(won))
    figures[f"{name}_races_both_placed"] = float(sum(number == 2 for number in won.values()))
    figures[f"{name}_races_none_placed"] = float(sum(number == 0 for number in won.values()))
    ratios[f"{name}_rush_p99_to_50_ms"] = figures[f"{name}_rush_p99_ms"] / 50


def _run(processes: int, work: Callable[..., None], address: str, there: Path) -> Marks:
    """What every process noted."""
    together = FORKED.Barrier(processes)
    notes = [there / f"{work.__name__}-{number}" for number in range(processes)]
    running = [FORKED.Process(target=work, args=(address, number, together, note)) for number, note in enumerate(notes)]
    for process in running:
        process.start()
    for process in running:
        process.join()
        if process.exitcode != 0:
            raise SystemExit("a process of the benchmark ended in an error")
    found = []
    for note in notes:
        for line in note.read_text().splitlines():
            word, number = line.split()
            found.append((word, float(number)))
        note.unlink()
    return found


def _rush(address: str, worker: int, together: Barrier, note: Path) -> None:
    """Orders as fast as it can, at any of the homes; each second has a budget of its own."""
    records = open_records(address)
    chosen = random.Random(worker)  # noqa: S311 - which home is no secret
    marks: Marks = []
    together.wait(60)
    began = time.perf_counter()
    number = 0
    while (second := int(time.perf_counter() - began)) < SECONDS:
        before = time.perf_counter()
        home, order_id = f"h{chosen.randrange(HOMES)}", f"o{worker}-{number}"
        try:
            placed = place(records, home, order_id, f"m{second}", ORDER.total * FIT)
            outcome = "placed" if placed else "refused"
        except Exception as error:  # every kind is counted
            outcome = type(error).__name__
        marks.append((outcome, (time.perf_counter() - before) * 1000))
        number += 1
    records.close()
    note.write_text("".join(f"{outcome} {taken}\n" for outcome, taken in marks))


def _race(address: str, worker: int, together: Barrier, note: Path) -> None:
    """One order in each race, begun when the other is; the budget holds one."""
    records = open_records(address)
    marks: Marks = []
    limit = ORDER.total + Money(1)
    for number in range(RACES):
        together.wait(60)
        placed = place(records, f"h{number % HOMES}", f"o{worker}-{number}", f"m{number}", limit)
        marks.append((f"m{number}", float(placed)))
    records.close()
    note.write_text("".join(f"{mandate} {placed}\n" for mandate, placed in marks))


def _overspent(address: str, placed: int) -> int:
    """Budgets that hold more than they may, read anew; and the orders that were told of must all be there."""
    records = open_records(address)
    over = kept = 0
    for number in range(HOMES):
        with records.reading(f"h{number}") as held:
            kept += len(held.orders())
            for second in range(int(SECONDS) + 1):
                over += held.usage_since(f"m{second}", NOW - timedelta(days=7)) > ORDER.total * FIT
    records.close()
    if kept != placed:
        raise SystemExit(f"{placed} orders were placed and {kept} are kept")
    return over
