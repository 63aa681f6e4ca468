"""P12: a settlement that is killed at any step and run again asks, pays and pays out each home once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from skill.payments.simulated_rail import SimulatedRail
from skill.records.sqlite import SqliteRecords
from skill.usecases import check_books
from tests.rules.coffee_until_killed import Steps
from tests.rules.settled_until_killed import HOMES, street, week

PROJECT = Path(__file__).resolve().parent.parent.parent


def killed(folder: Path, step: int) -> subprocess.CompletedProcess[str]:
    """One life of the process."""
    command = [sys.executable, "-m", "tests.rules.settled_until_killed", str(folder), str(step)]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


def all_is_well(folder: Path) -> None:
    """A payment for each home: paid where a mandate covers it, asked once where not; books, bank and payout agree."""
    records, rail = SqliteRecords(folder / "records.db"), SimulatedRail(folder / "bank.db")
    for number, home in enumerate(HOMES):
        with records.reading(home) as held:
            (payment,) = held.payments()
            notes = [note for note in held.notifications() if note.kind == "payment"]
            decisions = [one for one in held.decisions(100) if one.subject == payment.id]
            assert held.next_bundle_due() is None
        assert payment.amount.cents == 1125
        assert payment.status.value == ("paid" if number < 2 else "open")
        assert len(notes) == (0 if number < 2 else 1)
        assert len(decisions) == 1, "P11"
    assert sorted((home, cents) for home, _, cents in rail.paid()) == [(home, 1125) for home in HOMES[:2]]
    assert check_books.run(records).found == ()
    with records.auditing() as books:
        (payout,) = books.payouts()
        lines = list(books.payout_lines(payout))
    assert (payout.retailer, payout.amount.cents, payout.lines) == ("grocer", 2 * 1125, 2)
    assert [line.home for line in lines] == list(HOMES[:2])
    records.close()
    rail.close()


@pytest.mark.slow
def test_p12_killed_at_every_step_of_a_settlement_in_turn(tmp_path: Path) -> None:
    street(tmp_path / "before", Steps(0)).records.close()  # type: ignore[attr-defined]
    whole = tmp_path / "whole"
    shutil.copytree(tmp_path / "before", whole)
    lived = killed(whole, 0)
    assert lived.returncode == 0, lived.stderr
    all_is_well(whole)
    steps = int(lived.stdout.split()[-1])
    assert steps > 25
    for step in range(1, steps + 1):
        folder = tmp_path / f"step{step}"
        shutil.copytree(tmp_path / "before", folder)
        assert killed(folder, step).returncode == 9, f"step {step} was not reached"
        again = killed(folder, 0)
        assert again.returncode == 0, again.stderr
        all_is_well(folder)
        shutil.rmtree(folder)


def test_p12_killed_again_and_again_until_it_gets_through(tmp_path: Path) -> None:
    lives = 0
    while killed(tmp_path, 5 + 4 * lives).returncode == 9:
        lives += 1
        assert lives < 40
    assert lives > 1
    all_is_well(tmp_path)


def test_p12_a_rerun_of_a_settlement_changes_nothing(tmp_path: Path) -> None:
    parts = street(tmp_path, Steps(0))
    week(parts)
    before = _everything(tmp_path / "records.db")
    week(parts)
    assert _everything(tmp_path / "records.db") == before
    parts.records.close()  # type: ignore[attr-defined]


def _everything(path: Path) -> dict[str, list[tuple[object, ...]]]:
    import sqlite3

    with sqlite3.connect(path) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608
