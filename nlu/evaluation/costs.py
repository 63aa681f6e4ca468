"""What each kind of mistake costs (data/costs.yml): risk is not the same for all of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

from nlu.findings import DataFilesError, Finding
from nlu.yaml_files import key_line_of, line_of, read_yaml

LARGEST_COST = 100_000.0


@dataclass(frozen=True, slots=True)
class Costs:
    """In questions that have to be asked again; see data/costs.yml for what each means."""

    wrong_yes: float
    missed_yes: float
    wrong_intent: float
    refused: float
    answered_out_of_scope: float


KINDS = tuple(field.name for field in fields(Costs))


def read_costs(path: Path, shown_as: str | None = None) -> Costs:
    """Raises DataFilesError with each cost that is missing, unknown or no number from 0."""
    name = shown_as or f"{path.parent.name}/{path.name}"
    content = read_yaml(path, name)
    given = content.get("costs") if isinstance(content, dict) else None
    if not isinstance(given, dict):
        raise DataFilesError([Finding(name, 1, "shape", "must have a mapping `costs`", f"of {', '.join(KINDS)}")])
    findings = [
        Finding(name, key_line_of(content, key), "unknown-key", f"{key!r} is not known here", "use version and costs")
        for key in content
        if key not in ("version", "costs")
    ]
    for key in given:
        if key not in KINDS:
            hint = f"known: {', '.join(KINDS)}"
            findings.append(Finding(name, key_line_of(given, key), "unknown-key", f"{key!r} is no cost", hint))
    numbers: dict[str, float] = {}
    for kind in KINDS:
        cost = given.get(kind)
        if isinstance(cost, bool) or not isinstance(cost, int | float) or not 0 <= cost <= LARGEST_COST:
            message = f"{kind} is {cost!r}" if kind in given else f"{kind} is missing"
            hint = f"a number from 0 to {LARGEST_COST:.0f}"
            findings.append(Finding(name, line_of(given, kind), "cost", message, hint))
        else:
            numbers[kind] = float(cost)
    if findings:
        raise DataFilesError(findings)
    return Costs(**numbers)
