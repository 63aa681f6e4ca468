"""Processes at once, and processes that die: a budget holds (P6), and a transaction is there wholly or not at all."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from skill.domain.ledger import delivery_entry
from skill.domain.money import Money
from skill.records.opening import open_records
from skill.records.sqlite import SqliteRecords
from skill.usecases.outside_ports import Errand
from skill.usecases.ports import HomeRecords
from tests.skill.records.samples import MANDATE, NOW, ORDER, PAYMENT

FORKED = multiprocessing.get_context("fork")
LIMIT = Money(4000)


def start(work: Callable[..., None], *arguments: object) -> multiprocessing.process.BaseProcess:
    process = FORKED.Process(target=work, args=arguments, daemon=True)
    process.start()
    return process


def finish(processes: list[multiprocessing.process.BaseProcess]) -> None:
    for process in processes:
        process.join(30)
        assert process.exitcode == 0


def place(tx: HomeRecords, order_id: str, mandate: str = MANDATE.id) -> None:
    """What one order writes, as the use cases do."""
    order = replace(ORDER, id=order_id, mandate=mandate)
    tx.keep_order(order)
    tx.reserve(mandate, order_id, order.total, NOW)
    tx.post(delivery_entry(order, NOW))
    tx.add_errand(Errand(f"place:{order_id}", "place", {"order": order_id}), NOW)


def place_within_the_budgets(address: str, worker: int, budgets: int, ready: Barrier) -> None:
    records = open_records(address)
    ready.wait(20)
    for budget in range(budgets):
        mandate = f"m{budget}"
        with records.transaction("thijs") as tx:
            if tx.usage_since(mandate, NOW - timedelta(days=7)) + ORDER.total < LIMIT:
                place(tx, f"{mandate}:{worker}", mandate)
    records.close()


def test_orders_that_fit_alone_but_not_together(address: str) -> None:
    """P6: three processes open the new file at once and race for budgets that hold two orders each."""
    workers, budgets = 3, 30
    ready = FORKED.Barrier(workers)
    finish([start(place_within_the_budgets, address, worker, budgets, ready) for worker in range(workers)])
    records = open_records(address)
    with records.reading("thijs") as tx:
        for budget in range(budgets):
            mandate = f"m{budget}"
            assert len([order for order in tx.orders() if order.mandate == mandate]) == 2
            assert tx.usage_since(mandate, NOW) == ORDER.total * 2 < LIMIT
    records.close()


def ask_for_payments(address: str, ready: Barrier) -> None:
    records = open_records(address)
    ready.wait(20)
    for week in range(30):
        with records.transaction("thijs") as tx:
            payment = replace(PAYMENT, id=f"{os.getpid()}:{week}", period=f"week {week}")
            if tx.add_payment(payment):
                tx.add_errand(Errand(f"pay:{payment.id}", "pay", {}), NOW)
    records.close()


def test_two_settlements_at_once_ask_each_payment_once(address: str) -> None:
    """P12."""
    ready = FORKED.Barrier(2)
    finish([start(ask_for_payments, address, ready) for _ in range(2)])
    records = open_records(address)
    with records.reading("thijs") as tx:
        assert [payment.period for payment in tx.payments()] == [f"week {week}" for week in range(30)]
        assert {errand.key for errand in tx.errands()} == {f"pay:{payment.id}" for payment in tx.payments()}
    records.close()


def assert_whole(address: str) -> int:
    """How many orders there are; each has all of its rows, and nothing has rows without an order."""
    records = open_records(address)
    with records.transaction("thijs") as tx:
        orders = [order.id for order in tx.orders()]
        assert tx.usage_since(MANDATE.id, NOW) == ORDER.total * len(orders)
        assert [entry.id for entry in tx.entries()] == [f"delivered:{order_id}" for order_id in orders]
        assert [errand.key for errand in tx.errands()] == [f"place:{order_id}" for order_id in orders]
        assert tx.ledger_imbalance() == ()  # type: ignore[attr-defined]
    if isinstance(records, SqliteRecords):
        with records._writing() as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    records.close()
    return len(orders)


class Killing:
    """Home records that kill their process before the call of a number."""

    def __init__(self, records: HomeRecords, before: int) -> None:
        self._records = records
        self._left = before

    def __getattr__(self, name: str) -> object:
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1
        return getattr(self._records, name)


def die_within(address: str, before: int) -> None:
    with open_records(address).transaction("thijs") as tx:
        place(Killing(tx, before), "dies")  # type: ignore[arg-type]
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("before", range(5))
def test_killed_within_a_transaction_nothing_of_it_is_there(address: str, before: int) -> None:
    records = open_records(address)
    with records.transaction("thijs") as tx:
        place(tx, "lives")
    records.close()
    process = start(die_within, address, before)
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    assert assert_whole(address) == 1


def place_for_ever(address: str, first: int, told: Path) -> None:
    records = open_records(address)
    with told.open("a") as tell:
        for number in range(first, 1_000_000):
            with records.transaction("thijs") as tx:
                place(tx, f"o{number}")
            tell.write(".")  # a customer was told so: from here on it may not be forgotten
            tell.flush()


def test_killed_at_any_time_what_was_told_is_kept_and_nothing_is_half_done(address: str, tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.touch()
    kept = 0
    for lives_ms in (0, 3, 11, 5, 17, 8, 2, 13):
        before = len(told.read_text())
        process = start(place_for_ever, address, kept, told)
        deadline = time.monotonic() + 20
        while len(told.read_text()) < before + 3 and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(lives_ms / 1000)
        process.kill()
        process.join(30)
        now_kept = assert_whole(address)
        assert now_kept - kept >= len(told.read_text()) - before >= 3
        assert now_kept - kept <= len(told.read_text()) - before + 1
        kept = now_kept
