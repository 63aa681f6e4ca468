"""Makes confidences mean what they say: learned on folds that the fitted models had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.lexical_model import softmax

OUT_OF_SCOPE = "out_of_scope"
REFUSED_SHARE = 0.08
"""Of training sentences in scope at most this share may be refused. They are odder than real speech, of which then
at most 2 in a hundred are refused."""
NEIGHBOURS = 10
"""Sentences beside each other in the files often say nearly the same: this many stay together when some are held back,
so that a model is judged on what is new to it."""
CONFUSABLE_LEAST = 0.12
"""A sentence whose best intent is below this is refused whatever the folds say."""


TEMPERATURES = tuple(np.geomspace(0.3, 4.0, 28))


def folds_of(rows: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """The fold that each sentence is held back in, by its place in the files."""
    return rows // NEIGHBOURS % folds


def log_loss(scores: NDArray[np.float32], truth: NDArray[np.int64], temperature: float) -> float:
    """The mean surprise at the true labels."""
    probabilities = softmax(scores, temperature)
    return float(-np.log(probabilities[np.arange(len(truth)), truth] + 1e-9).mean())


def settle(
    scores: NDArray[np.float32], truth: NDArray[np.int64], labels: Sequence[str]
) -> tuple[dict[str, float], dict[str, Any]]:
    """The temperature of the least log-loss, then the strongest rejection that refuses few enough."""
    losses = {float(temperature): log_loss(scores, truth, float(temperature)) for temperature in TEMPERATURES}
    best = min(losses, key=losses.__getitem__)
    logs = np.log(softmax(scores, best) + 1e-12)
    outside = list(labels).index(OUT_OF_SCOPE)
    inside = truth != outside
    rivals = np.delete(logs, outside, axis=1).max(axis=1)
    margins = rivals - logs[:, outside]
    # In scope is refused when margin < bias: take the largest bias that refuses few enough. Few sentences are all odd
    # to each other, and would have it refuse what the folds found likely: never above 0.
    bias = float(np.quantile(margins[inside], REFUSED_SHARE))
    bias = float(np.clip(bias, -3.0, 0.0))
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
