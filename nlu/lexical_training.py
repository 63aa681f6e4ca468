"""Fits linear models over sparse features (scikit-learn fits, lexical_model evaluates)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nlu.lexical_model import Floats, LexicalModel, build_vocabulary, weighed


def sparse_matrix(samples: Sequence[Counter[str]], vocabulary: dict[str, int], idf: Floats) -> "csr_matrix":  # type: ignore[name-defined]  # noqa: F821,UP037
    """The samples as rows of tf-idf values."""
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
    return csr_matrix((np.array(data, dtype=np.float32), np.array(indices), np.array(starts)), shape=shape)


def fit_linear(
    matrix: object,
    labels: NDArray[np.int64],
    count: int,
    weights: NDArray[np.float32] | None = None,
    strength: float = 10.0,
    iterations: int = 40,
) -> tuple[Floats, Floats]:
    """Multinomial logistic regression: weights (features x count) and bias. Every label 0..count-1 must occur."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=iterations, tol=1e-3)
    with _quiet_convergence():
        model.fit(matrix, labels, sample_weight=weights)
    assert len(model.classes_) == count, "every label must have examples"
    coefficients, bias = model.coef_, model.intercept_
    if count == 2:
        coefficients, bias = np.vstack([-coefficients, coefficients]) / 2, np.concatenate([-bias, bias]) / 2
    return np.ascontiguousarray(coefficients.T, dtype=np.float32), np.asarray(bias, dtype=np.float32)


def fit_lexical(
    samples: Sequence[Counter[str]],
    labels: NDArray[np.int64],
    count: int,
    weights: NDArray[np.float32] | None = None,
    least: int = 2,
    strength: float = 10.0,
    iterations: int = 40,
) -> LexicalModel:
    """Vocabulary and weights from samples with their labels."""
    vocabulary, idf = build_vocabulary(samples, least)
    matrix = sparse_matrix(samples, vocabulary, idf)
    found, bias = fit_linear(matrix, labels, count, weights, strength, iterations)
    return LexicalModel(vocabulary, idf, found, bias)


class _quiet_convergence:  # noqa: N801
    """A fit that stops at its iteration limit is what we asked for: early stopping, not a fault."""

    def __enter__(self) -> None:
        import warnings

        from sklearn.exceptions import ConvergenceWarning

        self._catcher = warnings.catch_warnings()
        self._catcher.__enter__()
        warnings.simplefilter("ignore", ConvergenceWarning)

    def __exit__(self, *_: object) -> None:
        self._catcher.__exit__(None, None, None)
