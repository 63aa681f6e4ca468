"""Fits linear models over sparse features (scikit-learn fits, lexical_model evaluates)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.lexical_model import Floats, LexicalModel, build_vocabulary, weighed

MARGIN_SCALE = 4.0
"""Margins of the one-against-all machines times this are about log-odds; calibration does the rest."""


def sparse_matrix(samples: Sequence[Counter[str]], vocabulary: Mapping[str, int], idf: Floats) -> Any:
    """The samples as rows of tf-idf values (a scipy CSR matrix)."""
    from scipy.sparse import csr_matrix

    indices: list[int] = []
    data: list[float] = []
    starts = [0]
    for sample in samples:
        rows, values = weighed(sample, vocabulary, idf)
        indices += rows
        data += values
        starts.append(len(indices))
    shape = (len(samples), len(vocabulary))
    return csr_matrix((np.array(data, dtype=np.float64), np.array(indices), np.array(starts)), shape=shape)


def fit_margins(
    matrix: Any,
    labels: NDArray[np.int64],
    count: int,
    weights: NDArray[np.float64] | None = None,
    strength: float = 0.3,
) -> tuple[Floats, Floats]:
    """One linear machine for each label against all others: weights (features x count) and bias, scaled to log-odds.

    Faster than multinomial logistic regression by far and as accurate here. Every label 0..count-1 must occur.
    """
    from sklearn.svm import LinearSVC
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    model = LinearSVC(C=strength, random_state=0, tol=1e-2, dual=True)
    # More threads are slower: each step is small, and they wait for each other.
    with threadpool_limits(1):
        model.fit(matrix, labels, sample_weight=weights)
    if len(model.classes_) != count or count < 3:
        raise ValueError("every label must have examples, and there must be three labels or more")
    coefficients = np.ascontiguousarray(model.coef_.T * MARGIN_SCALE, dtype=np.float32)
    return coefficients, np.asarray(model.intercept_ * MARGIN_SCALE, dtype=np.float32)


def fit_lexical(
    samples: Sequence[Counter[str]],
    labels: NDArray[np.int64],
    count: int,
    weights: NDArray[np.float64] | None = None,
    least: int = 2,
    strength: float = 0.3,
) -> LexicalModel:
    """Vocabulary and weights from samples with their labels."""
    vocabulary, idf = build_vocabulary(samples, least)
    matrix = sparse_matrix(samples, vocabulary, idf)
    found, bias = fit_margins(matrix, labels, count, weights, strength)
    return LexicalModel(vocabulary, idf, found, bias)
