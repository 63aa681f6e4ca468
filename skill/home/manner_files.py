"""Reads data/notifications.yml: how urgent each kind of notification is, how long it is news, if it is announced."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from skill.checked_yaml import Entry, Faults, open_yaml
from skill.domain.notification import KINDS, Announced, Manner, Manners

LANGUAGES = ("nl", "en")
LONGEST_SAID = 80
"""Characters of an announcement: what fits on a screen that is locked."""


def read_manners(data_dir: Path) -> Manners:
    """How each kind is told; raises DataError with every fault in the file."""
    shown = f"{data_dir.name}/notifications.yml"
    faults = Faults()
    file = open_yaml(data_dir / "notifications.yml", shown, faults, ["kinds"])
    faults.raise_any()
    assert file is not None  # noqa: S101 - without a file there was a fault
    manners: dict[str, Manner] = {}
    for entry in file.entries("kinds", ["kind", "urgency", "announced", "lives_days", "says"], required=True):
        kind = entry.choice("kind", KINDS)
        if kind in manners:
            entry.fault("kind", "doubled", f"{kind} stands here twice", "leave one of them out")
        manners[kind] = _manner(entry)
    for kind in KINDS:
        if kind not in manners:
            file.fault("kinds", "missing", f"nothing says how {kind} is told", f"add kind: {kind}")
    faults.raise_any()
    return Manners(manners)


def _manner(entry: Entry) -> Manner:
    says = entry.entry("says", LANGUAGES)
    texts = {language: says.text(language) for language in LANGUAGES} if says is not None else {}
    for language, text in texts.items():
        if says is not None and (len(text) > LONGEST_SAID or "{" in text):
            hint = f"at most {LONGEST_SAID} characters, and no values: it is seen on a locked screen"
            says.fault(language, "bad-announcement", "this cannot be announced", hint)
    days = entry.whole("lives_days", least=1, most=365) if "lives_days" in entry else None
    return Manner(
        urgency=entry.whole("urgency", least=1, most=98),
        announced=Announced(entry.choice("announced", list(Announced))),
        lives=timedelta(days=days) if days is not None else None,
        says=texts,
    )
