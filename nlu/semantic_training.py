"""Trains the semantic stage on the sentences of all languages together, and settles how far it is trusted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from nlu.calibration import folds_of, log_loss
from nlu.intent_classifier import joined_scores
from nlu.lexical_model import Floats
from nlu.semantic_model import standardised
from nlu.sentence_vectors import SentenceVectors

FOLDS = 2
ITERATIONS = 40
REGULARISATION = 1e-4
SPREAD = 4.0
"""Standardised vectors are scaled to this length: where regularisation and learning rate fit each other."""

EXAMPLES_PER_INTENT = 60
EXAMPLES_OUT_OF_SCOPE = 800
"""The encoder takes milliseconds a sentence: so many of each intent and language teach nearly what all would. Fewer
(45 and 450) cost 2 in a hundred of what is asked for: it is refused, or an order is taken for something else."""

Matrix = NDArray[np.float32]


def chosen_examples(truth: NDArray[np.int64], outside: int) -> NDArray[np.int64]:
    """Positions of the examples to encode: evenly spread over those of each intent."""
    chosen: list[int] = []
    for label in sorted(set(truth.tolist())):
        rows = np.flatnonzero(truth == label)
        most = EXAMPLES_OUT_OF_SCOPE if label == outside else EXAMPLES_PER_INTENT
        if len(rows) > most:
            rows = rows[np.linspace(0, len(rows) - 1, most).astype(int)]
        chosen += rows.tolist()
    return np.array(sorted(chosen), dtype=np.int64)


def cached_vectors(vectors: SentenceVectors, texts: Sequence[str], cache: Path | None) -> Matrix:
    """The vectors of sentences; those of an earlier training are read back by the hash of their sentence."""
    keys = [hashlib.sha256(f"{vectors.name}\n{text}".encode()).hexdigest()[:24] for text in texts]
    known = _read_cache(cache)
    missing = [at for at, key in enumerate(keys) if key not in known]
    if missing:
        fresh = vectors.encode([texts[at] for at in missing])
        known |= {keys[at]: row for at, row in zip(missing, fresh.astype(np.float16), strict=True)}
    found = np.stack([known[key] for key in keys]).astype(np.float32)
    if cache is not None and missing:
        used = sorted(set(keys))
        cache.parent.mkdir(parents=True, exist_ok=True)
        part = cache.with_name(cache.name + ".part.npz")
        np.savez(part, keys=np.array(used), rows=np.stack([known[key] for key in used]))
        part.replace(cache)
    return found


def _read_cache(cache: Path | None) -> dict[str, NDArray[np.float16]]:
    if cache is None or not cache.is_file():
        return {}
    try:
        with cache.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(zip(stored["keys"].tolist(), stored["rows"], strict=True))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return {}  # a damaged cache costs time, not correctness


def fit_semantic(rows: Matrix, labels: NDArray[np.int64], count: int) -> tuple[Matrix, Matrix, Floats, Floats]:
    """Multinomial logistic regression on standardised vectors: weights, bias, mean and scale."""
    mean = rows.mean(axis=0)
    scale = (SPREAD / np.sqrt(rows.shape[1]) / (rows.std(axis=0) + 1e-6)).astype(np.float32)
    weights, bias = fit_softmax(standardised(rows, mean, scale), labels, count)
    return weights, bias, mean, scale


def fit_softmax(rows: Matrix, labels: NDArray[np.int64], count: int) -> tuple[Matrix, Floats]:
    """Weights (dimensions x count) and bias of the least regularised log-loss."""
    from scipy.optimize import minimize
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    size, width = rows.shape
    extended = np.hstack([rows, np.ones((size, 1), dtype=np.float32)])
    target = np.zeros((size, count), dtype=np.float32)
    target[np.arange(size), labels] = 1

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(width + 1, count).astype(np.float32)
        scores = extended @ weights
        scores -= scores.max(axis=1, keepdims=True)
        powers = np.exp(scores)
        sums = powers.sum(axis=1, keepdims=True)
        value = float(np.log(sums[:, 0]).mean() - scores[np.arange(size), labels].mean())
        gradient = extended.T @ (powers / sums - target) / size + REGULARISATION * weights
        penalty = 0.5 * REGULARISATION * float((weights * weights).sum())
        return value + penalty, gradient.ravel().astype(np.float64)

    start = np.zeros((width + 1) * count)
    with threadpool_limits(1):  # the same sums on every machine, and no threads that wait for each other
        best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS}).x
    table = best.reshape(width + 1, count).astype(np.float32)
    return table[:-1], table[-1]


def unseen_scores(rows: Matrix, labels: NDArray[np.int64], count: int) -> Matrix:
    """The scores of each sentence by a model that had not seen it."""
    found = np.zeros((len(rows), count), dtype=np.float32)
    fold = folds_of(np.arange(len(rows)), FOLDS)
    for held in range(FOLDS):
        weights, bias, mean, scale = fit_semantic(rows[fold != held], labels[fold != held], count)
        found[fold == held] = standardised(rows[fold == held], mean, scale) @ weights + bias
    return found


def best_weight(lexical: Matrix, semantic: Matrix, truth: NDArray[np.int64], temperature: float) -> float:
    """How much the semantic scores count beside the lexical ones: the least log-loss on unseen sentences."""
    losses = {}
    for weight in (0.25, 0.5, 0.75, 1.0, 1.25, 1.5):
        joined = joined_scores(lexical, semantic, temperature, weight)
        losses[weight] = min(log_loss(joined, truth, spread) for spread in (1.0, 1.2, 1.4, 1.7, 2.0))
    return min(losses, key=losses.__getitem__)
