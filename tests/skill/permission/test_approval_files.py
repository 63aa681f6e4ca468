"""Rules of approval are dated data: read whole or not at all, and every fault has its line."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from skill.checking import all_findings
from skill.domain.approval import ApprovalRules, ApprovalTerms, Cumulative, Term
from skill.domain.errors import DataError
from skill.domain.money import Money
from skill.permission.approval_files import read_approval

TODAY = date(2026, 3, 4)


@pytest.fixture
def folder(tmp_path: Path, data_dir: Path) -> Path:
    (tmp_path / "data").mkdir()
    shutil.copy(data_dir / "approval.yml", tmp_path / "data")
    return tmp_path / "data"


def edit(folder: Path, old: str, new: str) -> int:
    """Replaces it once; returns the line on which it stood."""
    file = folder / "approval.yml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_delivered_rules_are_those_of_the_law_and_ours(data_dir: Path) -> None:
    terms = read_approval(data_dir).on(TODAY)
    assert (terms.voice_limit, terms.confirmation_lives) == (Money(10_000), timedelta(minutes=2))
    low = terms.low_value
    assert (low.payment, low.total, low.number) == (Money(3_000), Money(10_000), 5)
    assert low.test["wallet"] is Cumulative.NUMBER
    assert "direct_debit" not in low.test, "its payee starts it: the exemption is not for it"


def test_every_rule_names_its_source(data_dir: Path) -> None:
    rules = read_approval(data_dir)
    for term in Term:
        rule = rules.in_force(term, TODAY)
        assert rule is not None
        assert rule.source
        assert rule.rule[0] in "PMA"


def test_a_later_rule_takes_over_on_its_day(folder: Path) -> None:
    edit(
        folder,
        "rules:\n",
        "rules:\n  - {id: voice_limit, rule: A3, amount: 50.00, valid_from: 2026-03-04, source: a stricter one}\n",
    )
    rules = read_approval(folder)
    assert rules.on(TODAY - timedelta(days=1)).voice_limit == Money(10_000)
    assert rules.on(TODAY).voice_limit == Money(5_000)


def test_before_the_first_rule_nothing_is_approved(folder: Path) -> None:
    """P1."""
    assert ApprovalRules().on(TODAY) == ApprovalTerms()
    early = read_approval(folder).on(date(2017, 1, 1))
    assert (early.voice_limit, early.confirmation_lives) == (Money(0), timedelta(0))
    assert early.low_value.payment == early.low_value.total == Money(0)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("amount: 100.00", "amount: a hundred", "bad-amount"),
        ("amount: 100.00", "amount: 0.00", "bad-amount"),
        ("seconds: 120", "seconds: 121", "bad-number"),
        ("seconds: 120", "amount: 1.00", "not-here"),
        ("times: 5", "times: 0", "bad-number"),
        ("id: voice_limit ", "id: loudness ", "unknown-id"),
        ("valid_from: 2019-09-14", "valid_from: yesterday", "bad-date"),
        ("wallet: number", "wallet: both", "unknown-wallet"),
        ("wallet: number", "piggy_bank: number", "unknown-key"),
    ],
)
def test_a_fault_has_its_line_and_stops_everything(folder: Path, old: str, new: str, code: str) -> None:
    line = edit(folder, old, new)
    with pytest.raises(DataError) as raised:
        read_approval(folder)
    assert (code, line) in {(finding.code, finding.line) for finding in raised.value.findings}
    assert all(finding.file == "data/approval.yml" for finding in raised.value.findings)


def test_a_term_that_nothing_sets_is_a_fault(folder: Path) -> None:
    file = folder / "approval.yml"
    text = file.read_text(encoding="utf-8")
    begin, end = text.index("  - id: confirmation_lives"), text.index("  - id: low_value_payment")
    file.write_text(text[:begin] + text[end:], encoding="utf-8")
    with pytest.raises(DataError, match="confirmation_lives"):
        read_approval(folder)


def test_boodschap_check_reads_it(tmp_path: Path, data_dir: Path) -> None:
    copied = tmp_path / "data"
    shutil.copytree(data_dir, copied)
    edit(copied, "amount: 30.00", "amount: 30.005")
    found = all_findings(copied, tmp_path / "none", tmp_path / "none")
    assert ("data/approval.yml", "bad-amount") in {(finding.file, finding.code) for finding in found}
