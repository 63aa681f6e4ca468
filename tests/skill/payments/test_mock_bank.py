"""M5, M1: a round trip with a bank that is another program: a debit collected, another back after eight weeks."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from skill.domain.payment import Payment, PaymentStatus
from tests.building import DAY, YES, order
from tests.household import Household
from tests.skill.payments.bank_household import COLLECTOR, a_week_of_coffee, at_a_bank, owed, read

pytestmark = pytest.mark.skipif(find_spec("mockbank") is None, reason="mock-bank is not installed: pip install .[dev]")
STARTS_WITHIN_S = 30


@dataclass(slots=True)
class MockBank:
    """mock-bank over HTTP, and what it needs of us: our files, and its clock moved on."""

    address: str

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        request = urllib.request.Request(self.address + path, body or None, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - our own process
            content: bytes = answer.read()
        return content

    def open_account(self) -> None:
        account = {"id": "BDS", "iban": COLLECTOR.iban, "name": COLLECTOR.name, "currency": "EUR"}
        self.ask("POST", "/_mock/accounts", json.dumps(account).encode())

    def empty_the_outbox(self, folder: Path) -> int:
        """As a bank's connection does: takes each file away."""
        files = sorted((folder / "outbox").glob("*.xml"))
        for file in files:
            self.ask("POST", "/payments", file.read_bytes())
            file.unlink()
        return len(files)

    def fill_the_inbox(self, folder: Path) -> list[str]:
        """Every message that the bank has sent since, of whatever kind; the kinds."""
        kinds = []
        for message in json.loads(self.ask("GET", "/_mock/mailbox")):
            xml = self.ask("GET", f"/_mock/mailbox/{message['id']}")
            (folder / "inbox" / f"{message['id']:09}.xml").write_bytes(xml)
            kinds.append(message["type"].rpartition(".001")[0])
        return kinds

    def pass_days(self, days: int) -> None:
        self.ask("POST", f"/_mock/advance?days={days}")

    def balance(self) -> object:
        """In cents."""
        return json.loads(self.ask("GET", "/_mock/accounts/BDS"))["balance"]


@pytest.fixture
def bank() -> Iterator[MockBank]:
    """A bank of our own, at half past nine on the day the story begins, in UTC as its clock is."""
    command = [sys.executable, "-m", "mockbank", "--port", "0", "--clock", "2026-03-12T09:30"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            begun = time.monotonic()
            line = process.stderr.readline()
            if "listening on " not in line or time.monotonic() - begun > STARTS_WITHIN_S:
                pytest.skip(f"mock-bank does not run here: {line.strip() or 'it ended'}")
            address = line.partition("listening on ")[2].split("/ ")[0]
            mock = MockBank(address)
            mock.open_account()
            yield mock
        finally:
            process.terminate()


def second_debit(house: Household) -> Payment:
    house.hear(order("beans", 2))
    house.hear(YES)
    house.wait(8 * DAY)
    return house.payments()[1]


def days_until(payment: Payment, house: Household) -> int:
    assert payment.collect_on is not None
    return (payment.collect_on - house.clock.now.date()).days


@pytest.mark.slow
def test_m5_a_debit_is_collected_and_another_comes_back_after_eight_weeks(tmp_path: Path, bank: MockBank) -> None:
    house = at_a_bank(tmp_path)

    def pass_days(days: int) -> list[str]:
        bank.pass_days(days)
        house.wait(timedelta(days=days))
        kinds = bank.fill_the_inbox(tmp_path)
        read(house)
        return kinds

    first = a_week_of_coffee(house)
    assert house.clock.now.date() == date(2026, 3, 12)
    assert bank.empty_the_outbox(tmp_path) == 1
    assert bank.fill_the_inbox(tmp_path) == ["pain.002"]
    read(house)
    assert house.payments()[0].status is PaymentStatus.SUBMITTED
    assert owed(house) == 1000

    assert "camt.054" in pass_days(days_until(first, house))
    assert [each.status for each in house.payments()] == [PaymentStatus.PAID]
    assert (owed(house), bank.balance()) == (0, 1000)

    bank.pass_days(8)
    second = second_debit(house)
    assert bank.empty_the_outbox(tmp_path) == 1
    assert second.collect_on is not None
    assert "camt.054" in pass_days(days_until(second, house))
    assert [each.status for each in house.payments()] == [PaymentStatus.PAID, PaymentStatus.PAID]
    assert (owed(house), bank.balance()) == (0, 3000)

    pass_days(55)
    bank.ask("POST", f"/_mock/collections/{second.end_to_end}/refuse", b'{"reason": "MD06"}')
    kinds = pass_days(3)
    assert {"pacs.004", "camt.054"} <= set(kinds)
    kept = {each.id: each for each in house.payments()}
    assert kept[first.id].status is PaymentStatus.PAID
    assert (kept[second.id].status, kept[second.id].because) == (PaymentStatus.REFUNDED, "MD06")
    assert (owed(house), bank.balance()) == (2000, 1000)
    reversing = [entry for entry in house.entries() if entry.id == f"returned:{second.id}"]
    assert len(reversing) == 1
    assert "problem" in {note.kind for note in house.notifications() if note.subject == second.id}
    assert pass_days(1) is not None
    assert owed(house) == 2000
