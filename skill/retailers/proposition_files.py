"""Reads data/propositions.yml: in which order a category is approved, paid and delivered."""

from __future__ import annotations

from pathlib import Path

from skill.checked_yaml import Faults, open_yaml
from skill.domain.proposition import Proposition, Stage


def read_propositions(data_dir: Path) -> dict[str, Proposition]:
    """All propositions by category; raises DataError with every fault in the file."""
    shown = f"{data_dir.name}/propositions.yml"
    faults = Faults()
    file = open_yaml(data_dir / "propositions.yml", shown, faults, ["propositions"])
    section = file.entry("propositions") if file else None
    found: dict[str, Proposition] = {}
    for category in section or ():
        entry = section.entry(category, ["stages", "financial", "repeats"]) if section else None
        if entry is None:
            continue
        stages = entry.words("stages", known=[stage.value for stage in Stage], required=True)
        if len(stages) != len(Stage):
            entry.fault("stages", "incomplete", "approval, payment and delivery each happen once", "name all three")
        found[category] = Proposition(
            category=category,
            stages=tuple(Stage(stage) for stage in stages),
            financial=entry.flag("financial"),
            repeats=entry.flag("repeats"),
        )
    faults.raise_any()
    return found
