"""Processes that are made to be killed. One server forks them for every test, so what it has imported stands here once:
a child begins with all of it, and a life takes as long as what it does."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from threading import Lock

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "sqlite_utils",  # which the first migration imports
        "tests.rules.charge_until_killed",
        "tests.rules.coffee_until_killed",
        "tests.rules.orders_racing",
    ]
)

_ONE_AT_A_TIME = Lock()
"""Starting a process also reads how the others ended, and an end read twice, in two threads at once, is read as 255."""


def begun(target: Callable[..., None], *arguments: object, **facts: object) -> BaseProcess:
    """A process that runs `target`."""
    process = PROCESSES.Process(target=target, args=arguments, kwargs=facts)
    with _ONE_AT_A_TIME:
        process.start()
    return process


def ended(process: BaseProcess) -> int:
    """The status with which it ends, within two minutes: 9 when it died at its step."""
    wait([process.sentinel], 120)
    with _ONE_AT_A_TIME:
        status = process.exitcode
    assert status is not None, "it hangs"
    return status
