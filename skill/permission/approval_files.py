"""Reads data/approval.yml: which approvals need more than a yes, since when and by which source."""

from __future__ import annotations

from pathlib import Path

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.approval import LONGEST_QUESTION, ApprovalRule, ApprovalRules, Cumulative, Term

PROVIDERS = ("payment_request", "direct_debit", "instant_transfer", "wallet")
_SETS = {
    Term.VOICE_LIMIT: "amount",
    Term.CONFIRMATION_LIVES: "seconds",
    Term.LOW_VALUE_PAYMENT: "amount",
    Term.LOW_VALUE_TOTAL: "amount",
    Term.LOW_VALUE_NUMBER: "times",
}
_KEYS = ("id", "rule", "amount", "seconds", "times", "valid_from", "source")


def read_approval(data_dir: Path) -> ApprovalRules:
    """The rules of approval; raises DataError with every fault in the file."""
    shown = f"{data_dir.name}/approval.yml"
    faults = Faults()
    file = open_yaml(data_dir / "approval.yml", shown, faults, ["rules", "providers"])
    faults.raise_any()
    assert file is not None  # noqa: S101 - without a file there was a fault
    rules: dict[tuple[Term, str], ApprovalRule] = {}
    for entry in file.entries("rules", _KEYS, required=True):
        rule = _rule(entry)
        key = rule.term, rule.valid_from.isoformat()
        if key in rules:
            entry.fault("valid_from", "doubled", f"{rule.term} begins twice on that day", "give one rule another day")
        rules[key] = rule
    for term in Term:
        if not any(known is term for known, _ in rules):
            file.fault("rules", "missing", f"nothing sets {term}, so nothing could be approved", f"add id: {term}")
    providers = file.entry("providers", PROVIDERS, required=False)
    tests = {name: Cumulative(providers.choice(name, list(Cumulative))) for name in providers} if providers else {}
    faults.raise_any()
    return ApprovalRules(tuple(rules.values()), tests)


def _rule(entry: Entry) -> ApprovalRule:
    term = Term(entry.choice("id", list(Term)))
    key = _SETS[term]
    for other in {"amount", "seconds", "times"} - {key}:
        if other in entry:
            entry.fault(other, "not-here", f"{term} is not set in {other}", f"write {key}: ...")
    if key == "amount":
        value = entry.money("amount", least_cents=1).cents
    elif key == "seconds":
        value = entry.whole("seconds", least=1, most=int(LONGEST_QUESTION.total_seconds()))
    else:
        value = entry.whole("times", least=1, most=100)
    return ApprovalRule(term, entry.text("rule"), value, entry.day("valid_from"), entry.text("source"))
