"""A run as one value: where it was measured, its figures, and what changed; also as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nlu.evaluation.comparison import Change, Comparison
from nlu.evaluation.entity_figures import entities_as_json
from nlu.evaluation.figures import Figures, IntentFigures, YesFigures
from nlu.evaluation.hearing import Outcome

MAX_SENTENCES = 200
"""How many sentences of one list a report shows; counts are always of all."""


@dataclass(frozen=True, slots=True)
class Report:
    """`title` says what was measured on; `model` which recogniser."""

    title: str
    model: str
    figures: Figures
    comparison: Comparison | None = None


def report_as_json(report: Report) -> dict[str, Any]:
    """Everything of a report, sentences included, as plain JSON."""
    figures = report.figures
    return {
        "title": report.title,
        "model": report.model,
        "accuracy": figures.total.as_json(),
        "sources": {source: share.as_json() for source, share in figures.sources.items()},
        "languages": {language: share.as_json() for language, share in figures.languages.items()},
        "intents": [_intent(each) for each in figures.intents],
        "confusions": [
            {
                "language": each.language,
                "truth": each.truth,
                "heard": each.heard,
                "count": len(each.outcomes),
                "sentences": [outcome_as_json(outcome) for outcome in each.outcomes[:MAX_SENTENCES]],
            }
            for each in figures.confusions
        ],
        "yes": [_yes(each) for each in figures.yes],
        "out_of_scope_recall": {language: share.as_json() for language, share in figures.out_of_scope.items()},
        "in_scope_refused": {language: share.as_json() for language, share in figures.refused.items()},
        "entities": entities_as_json(figures.entities),
        "calibration": {
            "error": figures.calibration.error,
            "bins": [
                {"low": each.low, "high": each.high, "count": each.count,
                 "confidence": each.confidence, "accuracy": each.accuracy}
                for each in figures.calibration.bins
            ],
        },
        "cost": {
            "per_100": figures.cost_per_100,
            "parts": {kind: {"count": count, "cost": cost} for kind, (count, cost) in figures.cost_parts.items()},
        },
        "latency": {"p50_ms": figures.p50_ms, "p99_ms": figures.p99_ms},
        "comparison": None if report.comparison is None else _comparison(report.comparison),
    }  # fmt: skip


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "text": outcome.utterance.text,
        "source": outcome.utterance.source,
        "line": outcome.utterance.line,
        "truth": list(outcome.utterance.intents),
        "heard": outcome.intent,
        "confidence": round(outcome.confidence, 4),
        "stage": outcome.stage,
        "yes": outcome.yes,
    }


def _intent(each: IntentFigures) -> dict[str, Any]:
    return {
        "language": each.language,
        "intent": each.intent,
        "n": each.recall.whole,
        "recall": each.recall.as_json(),
        "precision": each.precision.as_json(),
    }


def _yes(each: YesFigures) -> dict[str, Any]:
    return {
        "source": each.source,
        "heard": each.heard.as_json(),
        "acted": each.acted.as_json(),
        "wrong": [outcome_as_json(outcome) for outcome in each.wrong[:MAX_SENTENCES]],
        "yes_heard": each.yes_heard.as_json(),
        "missed": [outcome_as_json(outcome) for outcome in each.missed[:MAX_SENTENCES]],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    def changes(found: tuple[Change, ...]) -> list[dict[str, Any]]:
        return [{"before": outcome_as_json(each.before), "now": outcome_as_json(each.now)} for each in found]

    return {
        "against": comparison.against,
        "better": changes(comparison.better),
        "worse": changes(comparison.worse),
        "other": changes(comparison.other),
        "false_yes_mended": changes(comparison.yes_mended),
        "false_yes_new": changes(comparison.yes_broken),
        "chance": comparison.chance,
    }
