"""From outcomes to figures: accuracy by intent and source, confusions, wrong yeses, calibration, cost and time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nlu.evaluation.costs import Costs
from nlu.evaluation.entity_figures import EntityFigures, EntityJudge, entity_figures
from nlu.evaluation.hearing import OUT_OF_SCOPE, Outcome
from nlu.evaluation.statistics import Share, percentile

BINS = 10


@dataclass(frozen=True, slots=True)
class IntentFigures:
    """One intent in one language: `recall` of what was said, `precision` of what was heard."""

    language: str
    intent: str
    recall: Share
    precision: Share


@dataclass(frozen=True, slots=True)
class Confusion:
    """Utterances of `truth` that were heard as `heard`, surest first."""

    language: str
    truth: str
    heard: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class YesFigures:
    """One source: of all that is no yes, what was heard as one with a confirmation open; of what is one, what not."""

    source: str
    heard: Share
    acted: Share
    wrong: tuple[Outcome, ...]
    yes_heard: Share
    missed: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Outcomes with a confidence from `low` to `high`: how sure they were, and how often right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """`error` is the mean distance of confidence and accuracy over the bins, weighted by their size."""

    bins: tuple[Bin, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that is measured of one recogniser on one body of utterances."""

    total: Share
    sources: dict[str, Share]
    languages: dict[str, Share]
    intents: tuple[IntentFigures, ...]
    confusions: tuple[Confusion, ...]
    yes: tuple[YesFigures, ...]
    out_of_scope: dict[str, Share]
    refused: dict[str, Share]
    entities: tuple[EntityFigures, ...]
    calibration: Calibration
    cost_per_100: float
    cost_parts: dict[str, tuple[int, float]]
    p50_ms: float | None
    p99_ms: float | None


def figures_of(outcomes: Sequence[Outcome], costs: Costs, judge: EntityJudge | None = None) -> Figures:
    """All figures of a run; without a judge values are compared by their words alone."""
    judged = [outcome for outcome in outcomes if outcome.judged]
    inside = [outcome for outcome in judged if outcome.utterance.intent != OUT_OF_SCOPE]
    outside = [outcome for outcome in judged if outcome.utterance.intent == OUT_OF_SCOPE]
    parts = cost_parts(outcomes, costs)
    times = [outcome.ms for outcome in outcomes]
    return Figures(
        total=_right(judged),
        sources={source: _right(group) for source, group in _by(judged, _source).items()},
        languages={language: _right(group) for language, group in _by(judged, _language).items()},
        intents=tuple(_intent_figures(judged)),
        confusions=tuple(_confusions(judged)),
        yes=tuple(_yes_figures(source, group) for source, group in _by(outcomes, _source).items()),
        out_of_scope={language: _as_outside(group) for language, group in _by(outside, _language).items()},
        refused={language: _as_outside(group) for language, group in _by(inside, _language).items()},
        entities=tuple(entity_figures(outcomes, judge)),
        calibration=calibration_of(judged),
        cost_per_100=round(100 * sum(cost for _, cost in parts.values()) / max(len(outcomes), 1), 2),
        cost_parts=parts,
        p50_ms=percentile(times, 50),
        p99_ms=percentile(times, 99),
    )


def _source(outcome: Outcome) -> str:
    return outcome.utterance.source


def _language(outcome: Outcome) -> str:
    return outcome.utterance.language


def _by(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return dict(groups)


def _right(group: Sequence[Outcome]) -> Share:
    return Share(sum(outcome.right for outcome in group), len(group))


def _as_outside(group: Sequence[Outcome]) -> Share:
    return Share(sum(outcome.intent == OUT_OF_SCOPE for outcome in group), len(group))


def _intent_figures(judged: Sequence[Outcome]) -> Iterable[IntentFigures]:
    for language, group in sorted(_by(judged, _language).items()):
        heard = Counter(outcome.intent for outcome in group)
        rightly = Counter(outcome.intent for outcome in group if outcome.right)
        for intent, own in sorted(_by(group, lambda outcome: outcome.utterance.intent or "").items()):
            yield IntentFigures(language, intent, _right(own), Share(rightly[intent], heard[intent]))


def worst(figures: Figures, most: int = 10, least_spoken: int = 5) -> list[IntentFigures]:
    """The intents that were recognised least, by the upper end of their interval: bad for certain, not by chance."""
    known = [each for each in figures.intents if each.recall.whole >= least_spoken and each.recall.value != 1]
    return sorted(known, key=lambda each: (each.recall.interval[1], each.recall.value or 0))[:most]


def _confusions(judged: Sequence[Outcome]) -> list[Confusion]:
    groups: dict[tuple[str, str, str], list[Outcome]] = defaultdict(list)
    for outcome in judged:
        if not outcome.right:
            groups[outcome.utterance.language, outcome.utterance.intent or "", outcome.intent].append(outcome)
    found = [
        Confusion(*key, tuple(sorted(group, key=lambda outcome: -outcome.confidence))) for key, group in groups.items()
    ]
    return sorted(found, key=lambda each: (-len(each.outcomes), each.language, each.truth, each.heard))


def _yes_figures(source: str, group: Sequence[Outcome]) -> YesFigures:
    others = [outcome for outcome in group if not outcome.is_yes]
    yes = [outcome for outcome in group if outcome.is_yes]
    wrong = tuple(outcome for outcome in others if outcome.false_yes)
    missed = tuple(outcome for outcome in yes if not outcome.acted)
    return YesFigures(
        source,
        Share(len(wrong), len(others)),
        Share(sum(outcome.acted for outcome in wrong), len(others)),
        wrong,
        Share(len(yes) - len(missed), len(yes)),
        missed,
    )


def calibration_of(judged: Sequence[Outcome]) -> Calibration:
    """Ten bins of confidence, and the expected calibration error."""
    groups: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in judged:
        groups[min(BINS - 1, int(outcome.confidence * BINS))].append(outcome)
    bins = []
    error = 0.0
    for at in range(BINS):
        group = groups.get(at, [])
        confidence = sum(outcome.confidence for outcome in group) / max(len(group), 1)
        accuracy = sum(outcome.right for outcome in group) / max(len(group), 1)
        error += abs(confidence - accuracy) * len(group) / max(len(judged), 1)
        bins.append(Bin(at / BINS, (at + 1) / BINS, len(group), round(confidence, 4), round(accuracy, 4)))
    return Calibration(tuple(bins), round(error, 4))


def cost_parts(outcomes: Sequence[Outcome], costs: Costs) -> dict[str, tuple[int, float]]:
    """For each kind of mistake how often it was made and what that cost; one utterance makes one mistake at most."""
    counts: Counter[str] = Counter(kind for outcome in outcomes if (kind := mistake(outcome)) is not None)
    return {kind: (counts[kind], counts[kind] * getattr(costs, kind)) for kind in Costs.__dataclass_fields__}


def mistake(outcome: Outcome) -> str | None:
    """Which mistake an outcome is, the costliest first; None when it is right."""
    if not outcome.is_yes and outcome.acted:
        return "wrong_yes"
    if outcome.is_yes:
        return None if outcome.acted else "missed_yes"
    if outcome.right or not outcome.judged:
        return None
    if outcome.utterance.intent == OUT_OF_SCOPE:
        return "answered_out_of_scope"
    return "refused" if outcome.intent == OUT_OF_SCOPE else "wrong_intent"
