"""What an open question makes likely: a prior over the intents, from data/open_questions.yml."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from nlu.findings import DataFilesError, Finding
from nlu.interpretation import Expecting
from nlu.yaml_files import line_of, read_yaml

LARGEST_WEIGHT = 5.0
NOTHING_OPEN = "none"


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """For each kind of open question, and for none, the log-odds that it adds to intents."""

    weights: Mapping[str, Mapping[str, float]]

    def weight(self, expecting: Expecting | None, intent: str) -> float:
        return self.weights.get(expecting or NOTHING_OPEN, {}).get(intent, 0.0)


def read_open_questions(path: Path, intents: Collection[str]) -> OpenQuestions:
    """Raises DataFilesError for questions or intents that the contract does not know and for weights out of range."""
    content = read_yaml(path)
    questions = content.get("questions") if isinstance(content, dict) else None
    if not isinstance(questions, dict):
        raise DataFilesError([Finding(str(path), 1, "shape", "must have a mapping `questions`")])
    findings = []
    read: dict[str, dict[str, float]] = {}
    for question, weights in questions.items():
        line = line_of(questions, question)
        if question not in (*get_args(Expecting), NOTHING_OPEN):
            findings.append(Finding(str(path), line, "question", f"{question!r} is no open question"))
            continue
        read[question] = {}
        for intent, weight in (weights or {}).items():
            if intent not in intents:
                findings.append(Finding(str(path), line, "unknown-intent", f"{intent!r} is not in the contract"))
            elif not isinstance(weight, int | float) or abs(weight) > LARGEST_WEIGHT:
                findings.append(Finding(str(path), line, "weight", f"{intent}: {weight!r} is not within +-5"))
            else:
                read[question][intent] = float(weight)
    if findings:
        raise DataFilesError(findings)
    return OpenQuestions(read)
