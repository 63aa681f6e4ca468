"""Processes that are made to be killed. One server forks them for every test, so what it has imported stands here once:
a child begins with all of it, and a life takes as long as what it does."""

from __future__ import annotations

import multiprocessing

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "sqlite_utils",  # which the first migration imports
        "tests.rules.charge_until_killed",
        "tests.rules.coffee_until_killed",
        "tests.rules.orders_racing",
    ]
)
