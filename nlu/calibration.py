"""Makes confidences mean what they say: learned on folds that the fitted models had not seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlu.lexical_model import LexicalModel, softmax
from nlu.sentence_features import sentence_features

if TYPE_CHECKING:
    from nlu.language_training import Sample

OUT_OF_SCOPE = "out_of_scope"
REFUSED_SHARE = 0.015
"""Of sentences that are in scope at most this share may be refused (the bar is 2 in a hundred)."""
CONFUSABLE_LEAST = 0.12
"""A sentence whose best intent is below this is refused whatever the folds say."""


def calibrate(
    samples: Sequence[Sample],
    labels: Sequence[str],
    folds: int,
    fit: Callable[[Sequence[Sample]], LexicalModel],
    intents: Sequence[str],
) -> tuple[dict[str, float], dict[str, Any]]:
    """Temperature and rejection bias as JSON, and the figures of the unseen folds."""
    scores: list[NDArray[np.float32]] = []
    truth: list[int] = []
    numbers = {label: at for at, label in enumerate(labels)}
    for fold in range(folds):
        model = fit([sample for sample in samples if sample.example % folds != fold])
        seen: set[int] = set()
        for sample in samples:
            if sample.example % folds == fold and sample.example not in seen:
                seen.add(sample.example)
                # The last of the views that are not misheard is the one that running will see; one is enough here.
                scores.append(model.scores(sentence_features(sample.tokens, sample.norms)))
                truth.append(numbers[intents[sample.example]])
    return settle(np.stack(scores), np.array(truth), labels)


def settle(
    scores: NDArray[np.float32], truth: NDArray[np.int64], labels: Sequence[str]
) -> tuple[dict[str, float], dict[str, Any]]:
    """The temperature of the least log-loss, then the strongest rejection that refuses few enough."""
    losses = {}
    for temperature in np.geomspace(0.3, 4.0, 28):
        probabilities = softmax(scores, float(temperature))
        losses[float(temperature)] = float(-np.log(probabilities[np.arange(len(truth)), truth] + 1e-9).mean())
    best = min(losses, key=losses.__getitem__)
    logs = np.log(softmax(scores, best) + 1e-12)
    outside = list(labels).index(OUT_OF_SCOPE)
    inside = truth != outside
    rivals = np.delete(logs, outside, axis=1).max(axis=1)
    margins = rivals - logs[:, outside]
    # in scope is refused when margin < bias; take the largest bias that refuses few enough
    bias = float(np.quantile(margins[inside], REFUSED_SHARE))
    bias = float(np.clip(bias, -3.0, 3.0))
    probabilities = softmax(scores, best)
    predicted = scores.argmax(axis=1)
    figures = {
        "accuracy": round(float((predicted == truth).mean()), 4),
        "out_of_scope_recall": round(float((margins[~inside] < bias).mean()), 4),
        "log_loss": round(losses[best], 4),
        "mean_confidence": round(float(probabilities.max(axis=1).mean()), 4),
    }
    calibration = {
        "temperature": round(best, 4),
        "out_of_scope_bias": round(bias, 4),
        "least_in_scope": CONFUSABLE_LEAST,
    }
    return calibration, figures
