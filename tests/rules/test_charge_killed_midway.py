"""P12, M1: a process killed between any two steps of a debit writes one file, and its books hold each answer once."""

from __future__ import annotations

from pathlib import Path

import pytest

from skill.domain.payment import PaymentStatus
from skill.records.sqlite import SqliteRecords
from tests.rules.charge_until_killed import life
from tests.rules.processes import begun, ended


def all_is_well(folder: Path) -> None:
    """One payment, given back; one file, taken once; the debt is open again; no answer waits."""
    records = SqliteRecords(folder / "records.db")
    with records.reading("home") as held:
        payments, entries, errands = held.payments(), held.entries(), held.errands()
    records.close()
    (payment,) = payments
    assert (payment.status, payment.because) == (PaymentStatus.REFUNDED, "MD06")
    assert (folder / "taken.txt").read_text().split() == [f"DD-{payment.end_to_end}"]
    assert errands == ()
    assert [entry.id for entry in entries if "paid:" in entry.id or "returned:" in entry.id] == [
        f"paid:{payment.id}",
        f"returned:{payment.id}",
    ]
    owed = sum(p.amount.cents for entry in entries for p in entry.postings if p.account == "owed:grocer")
    assert owed == -1000
    assert list((folder / "inbox").glob("*.xml")) == []
    assert list((folder / "outbox").glob("*.xml")) == []


@pytest.mark.slow
def test_p12_a_debit_is_killed_at_every_step_in_turn(tmp_path: Path) -> None:
    assert ended(begun(life, tmp_path / "whole", 0)) == 0
    all_is_well(tmp_path / "whole")
    steps = int((tmp_path / "whole" / "steps").read_text())
    assert steps > 40
    for step in range(1, steps + 1):
        folder = tmp_path / f"step{step}"
        assert ended(begun(life, folder, step)) == 9, f"step {step} was not reached"
        assert ended(begun(life, folder, 0)) == 0
        all_is_well(folder)
