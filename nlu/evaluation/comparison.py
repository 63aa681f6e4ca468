"""Two recognisers on the same utterances: what got better, what got worse, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlu.evaluation.hearing import Outcome
from nlu.evaluation.statistics import sign_test


@dataclass(frozen=True, slots=True)
class Change:
    """One utterance that the two heard differently."""

    before: Outcome
    now: Outcome


@dataclass(frozen=True, slots=True)
class Comparison:
    """`better` and `worse` by intent, `other` wrong both times but differently; `chance` of so much difference."""

    against: str
    better: tuple[Change, ...]
    worse: tuple[Change, ...]
    other: tuple[Change, ...]
    yes_mended: tuple[Change, ...]
    yes_broken: tuple[Change, ...]
    chance: float


def compare(before: Sequence[Outcome], now: Sequence[Outcome], against: str) -> Comparison:
    """Sentence by sentence, by source, line and words; sentences that only one of them heard do not count."""
    known = {outcome.key: outcome for outcome in before}
    changes = [Change(known[outcome.key], outcome) for outcome in now if outcome.key in known]
    better = tuple(change for change in changes if change.now.right and not change.before.right)
    worse = tuple(change for change in changes if change.before.right and not change.now.right)
    other = tuple(
        change
        for change in changes
        if not change.now.right and not change.before.right and change.now.intent != change.before.intent
    )
    return Comparison(
        against,
        better,
        worse,
        other,
        tuple(change for change in changes if change.before.false_yes and not change.now.false_yes),
        tuple(change for change in changes if change.now.false_yes and not change.before.false_yes),
        sign_test(len(better), len(worse)),
    )
