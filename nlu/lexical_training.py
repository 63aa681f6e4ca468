"""Fits one linear machine for each label against all others (scikit-learn fits, lexical_model evaluates)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.lexical_model import Floats

MARGIN_SCALE = 4.0
"""Margins of the one-against-all machines times this are about log-odds; calibration does the rest."""


def fit_margins(
    matrix: Any,
    labels: NDArray[np.int64],
    count: int,
    weights: NDArray[np.float64] | None = None,
    strength: float = 0.3,
    tolerance: float = 0.3,
) -> tuple[Floats, Floats]:
    """One linear machine for each label against all others: weights (features x count) and bias, scaled to log-odds.

    Faster than multinomial logistic regression by far and as accurate here; a tolerance of 0.01 takes half as long
    again and is right no more often on what it has not seen. Every label 0..count-1 must occur.
    """
    from sklearn.svm import LinearSVC
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model = LinearSVC(C=strength, random_state=0, tol=tolerance, dual=True)
    # More threads are slower: each step is small, and they wait for each other.
    with threadpool_limits(1):
        model.fit(matrix, labels, sample_weight=weights)
    if len(model.classes_) != count or count < 3:
        raise ValueError("every label must have examples, and there must be three labels or more")
    coefficients = np.ascontiguousarray(model.coef_.T * MARGIN_SCALE, dtype=np.float32)
    return coefficients, np.asarray(model.intercept_ * MARGIN_SCALE, dtype=np.float32)
