"""Reads data/ranking.yml: what counts first for which profile when offers are ranked."""

from __future__ import annotations

from pathlib import Path

from skill.checked_yaml import Faults, open_yaml
from skill.domain.person import Profile
from skill.domain.ranking import Criterion, Ranking


def read_ranking(data_dir: Path) -> Ranking:
    """The criteria of every profile; raises DataError with every fault in the file."""
    shown = f"{data_dir.name}/ranking.yml"
    faults = Faults()
    file = open_yaml(data_dir / "ranking.yml", shown, faults, ["profiles"])
    section = file.entry("profiles", [profile.value for profile in Profile]) if file else None
    found: dict[Profile, tuple[Criterion, ...]] = {}
    for profile in Profile:
        if section is None:
            break
        criteria = section.words(profile.value, [criterion.value for criterion in Criterion], required=True)
        found[profile] = tuple(Criterion(criterion) for criterion in criteria)
        if Criterion.SAME_DIET in found[profile][1:]:
            hint = f"let {Criterion.SAME_DIET} stand first, or leave it out"
            section.fault(profile.value, "diet-not-first", "nobody wants another diet because it is cheaper", hint)
    faults.raise_any()
    return Ranking(found)
