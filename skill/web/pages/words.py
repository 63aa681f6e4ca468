"""Reads data/<language>/page.yml: the words of the pages. What the assistant says itself comes from replies.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from skill.checked_yaml import Faults, open_yaml

NEEDED = (
    "after_delivery", "allowed_by", "amount_hint", "answer", "bad_amount", "bad_date", "by_app", "by_mandate",
    "by_voice", "category", "change", "cheapest", "claim_accepted", "claim_called_off", "claim_open", "claim_problem",
    "claim_refused", "claim_withdrawal", "clothing", "conditions", "confirmation", "day", "debit_until", "debits",
    "debits_hint", "decisions", "delivery", "deposit", "energy",
    "except_kinds", "excluded", "expired", "expires", "forget", "forget_all", "groceries", "home", "household",
    "mandates", "month", "new", "no", "no_amount", "no_decisions", "no_mandates", "no_orders", "no_payments",
    "no_preferences", "not_found", "order", "order_number", "ordered_at", "orders", "other_language", "past_date",
    "pause", "payments", "per_order", "per_period", "period", "person", "pin", "preferences", "read_back",
    "read_back_hint", "renewable", "retailers", "retailers_hint", "revoke", "save_file", "seller", "send", "sign_in",
    "sign_out", "spending", "status", "status_accepted", "status_cancelled", "status_delivered", "status_placed",
    "status_returned", "title", "too_late", "total", "unknown_choice", "wait", "week", "withdraw_before",
    "withdraw_confirm", "withdraw_here", "wrong_pin", "yes",
)  # fmt: skip


def read_page_words(data_dir: Path, language: str) -> Mapping[str, str]:
    """The words by name; raises DataError with every fault: one that is missing, and one that no page uses."""
    shown = f"{data_dir.name}/{language}/page.yml"
    faults = Faults()
    file = open_yaml(data_dir / language / "page.yml", shown, faults, ["words"])
    section = file.entry("words", NEEDED) if file else None
    words = {name: section.text(name) for name in NEEDED} if section else {}
    faults.raise_any()
    return words
