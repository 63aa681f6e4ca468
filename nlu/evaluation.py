"""Measures a recogniser on held-out utterances: accuracy with its interval, wrong yeses, rejection, time."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nlu.findings import DataFilesError, Finding
from nlu.interpretation import Expecting, Interpretation, Recognizer

CLOCK = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
COST_OF_WRONG_YES = 20.0
COST_OF_MISSED_YES = 1.0
"""A wrong yes costs money, a missed yes a question: we count twenty to one."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A held-out line: what was said, and what it is (`intent`), or may never be taken for (`must_not`)."""

    text: str
    language: str
    intent: str | None
    must_not: str | None
    expecting: Expecting | None
    file: str
    line: int


@dataclass(slots=True)
class FileReport:
    """One file: `right` of `judged` with an intent; the yeses that were heard with a confirmation open."""

    file: str
    judged: int = 0
    right: int = 0
    asked: int = 0
    false_yes: list[str] = field(default_factory=list)
    yes: int = 0
    missed_yes: list[str] = field(default_factory=list)
    in_scope: int = 0
    refused: int = 0
    outside: int = 0
    rejected: int = 0
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str, float]] = field(default_factory=list)
    times_ms: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Figures without sentences, except the false and missed yeses, which are few and worth reading."""
        low, high = wilson_interval(self.right, self.judged)
        return {
            "file": self.file,
            "judged": self.judged,
            "accuracy": ratio(self.right, self.judged),
            "accuracy_interval": [low, high],
            "false_yes": len(self.false_yes),
            "false_yes_share": ratio(len(self.false_yes), self.asked),
            "yes_recall": ratio(self.yes - len(self.missed_yes), self.yes),
            "cost": round(COST_OF_WRONG_YES * len(self.false_yes) + COST_OF_MISSED_YES * len(self.missed_yes), 1),
            "out_of_scope_recall": ratio(self.rejected, self.outside),
            "in_scope_refused": ratio(self.refused, self.in_scope),
            "p50_ms": percentile(self.times_ms, 50),
            "p99_ms": percentile(self.times_ms, 99),
        }


def read_utterances(path: Path) -> Iterator[Utterance]:
    """JSON lines with `text`, `lang` or `locale`, and `intent` or `must_not`; raises DataFilesError for other lines."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = row["text"]
            language = str(row.get("lang") or row.get("locale") or "nl")[:2]
        except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
            raise DataFilesError([Finding(str(path), number, "utterance", f"not an utterance: {error}")]) from error
        yield Utterance(
            str(text), language, row.get("intent"), row.get("must_not"), row.get("expecting"), path.name, number
        )


def evaluate_file(recognizer: Recognizer, utterances: Iterable[Utterance], file: str) -> FileReport:
    """Judges each utterance as it stands, and whether it is heard as a yes with a confirmation open."""
    report = FileReport(file)
    for utterance in utterances:
        expecting: Expecting | None = utterance.expecting or ("confirmation" if utterance.must_not else None)
        if utterance.intent in ("confirm", "hesitate"):
            expecting = expecting or "confirmation"
        began = time.perf_counter()
        heard = recognizer.recognize(utterance.text, LOCALES[utterance.language], expecting, now=CLOCK)
        report.times_ms.append((time.perf_counter() - began) * 1000)
        _judge_intent(report, utterance, heard)
        asked = heard
        if expecting is None:
            asked = recognizer.recognize(utterance.text, LOCALES[utterance.language], "confirmation", now=CLOCK)
        _judge_yes(report, utterance, asked)
    return report


def _judge_intent(report: FileReport, utterance: Utterance, heard: Interpretation) -> None:
    if utterance.intent is None:
        return
    report.judged += 1
    if heard.intent == utterance.intent:
        report.right += 1
    else:
        report.confusions[(utterance.intent, heard.intent)] += 1
        report.wrong.append((utterance.text, utterance.intent, heard.intent, heard.confidence))
    if utterance.intent == "out_of_scope":
        report.outside += 1
        report.rejected += heard.intent == "out_of_scope"
    else:
        report.in_scope += 1
        report.refused += heard.intent == "out_of_scope"


def _judge_yes(report: FileReport, utterance: Utterance, asked: Interpretation) -> None:
    if utterance.intent == "confirm":
        report.yes += 1
        if asked.intent != "confirm":
            report.missed_yes.append(utterance.text)
    elif utterance.must_not == "confirm" or utterance.intent == "out_of_scope":
        report.asked += 1
        if asked.intent == "confirm":
            report.false_yes.append(utterance.text)


def evaluate_folder(recognizer: Recognizer, folder: Path) -> list[FileReport]:
    """A report for each *.jsonl of a folder, in the order of their names."""
    return [evaluate_file(recognizer, read_utterances(path), path.name) for path in sorted(folder.glob("*.jsonl"))]


def wilson_interval(right: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share; honest for small samples and shares near 0 and 1."""
    if total == 0:
        return (0.0, 1.0)
    share = right / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return (round(max(0.0, (centre - spread) / scale), 4), round(min(1.0, (centre + spread) / scale), 4))


def ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which `share` percent lie; None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    at = min(len(ordered) - 1, max(0, math.ceil(share / 100 * len(ordered)) - 1))
    return round(ordered[at], 3)
