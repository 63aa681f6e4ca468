"""Reads data/<language>/page.yml: the words of the pages. What the assistant says itself comes from replies.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from skill.checked_yaml import Faults, open_yaml

NEEDED = (
    "amount_hint", "answer", "bad_amount", "bad_date", "category", "change", "cheapest", "clothing", "conditions",
    "day", "decisions", "energy", "except_kinds", "expired", "expires", "groceries", "home", "household",
    "mandates", "month", "new", "no", "no_amount", "no_decisions", "no_mandates", "no_payments", "not_found",
    "order", "other_language", "past_date", "pause", "payments", "per_order", "per_period", "period", "person",
    "pin", "read_back", "read_back_hint", "renewable", "retailers", "retailers_hint", "revoke", "send", "sign_in",
    "sign_out", "spending", "title", "too_late", "unknown_choice", "wait", "week", "wrong_pin", "yes",
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
