"""Rows of named features as one sparse matrix: what linear models are fitted on."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu.lexical_model import Floats

LEAST_SAMPLES = 3
"""A feature that fewer samples have says nothing of other sentences; without those a model is half as large."""


@dataclass(frozen=True, slots=True)
class FeatureMatrix:
    """`vocabulary` tells the column of each feature, in the order of their names; `counts` is a scipy CSR matrix."""

    vocabulary: dict[str, int]
    counts: Any


def feature_matrix(samples: Iterable[Mapping[str, int] | Sequence[str]], least: int = LEAST_SAMPLES) -> FeatureMatrix:
    """A row for each sample, a column for each feature that at least `least` samples have.

    A sample is a count of each feature, or the features that are there once.
    """
    from scipy.sparse import csr_matrix

    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    columns: list[int] = []
    counts: list[int] = []
    ends = [0]
    for sample in samples:
        columns += map(numbers.__getitem__, sample)
        counts += sample.values() if isinstance(sample, Mapping) else [1] * len(sample)
        ends.append(len(columns))
    names = list(numbers)
    found = np.array(columns, dtype=np.int64)
    enough = np.bincount(found, minlength=len(names)) >= least
    kept = sorted((names[at], at) for at in np.flatnonzero(enough).tolist())
    renumbered = np.full(len(names), -1, dtype=np.int32)
    renumbered[[at for _, at in kept]] = np.arange(len(kept), dtype=np.int32)
    shown = enough[found]
    starts = np.concatenate(([0], np.cumsum(shown)))[ends].astype(np.int32)
    values = np.array(counts, dtype=np.float64)[shown]
    shape = (len(ends) - 1, len(kept))
    matrix = csr_matrix((values, renumbered[found[shown]], starts), shape=shape)
    return FeatureMatrix({name: column for column, (name, _) in enumerate(kept)}, matrix)


def weighed_matrix(counted: FeatureMatrix) -> tuple[Floats, Any]:
    """Smoothed inverse document frequencies, and the rows weighed by them as `lexical_model.weighed` does one row."""
    from scipy.sparse import csr_matrix

    counts = counted.counts
    rows, columns = counts.shape
    frequency = np.bincount(counts.indices, minlength=columns)
    idf = np.array([math.log((1 + rows) / (1 + one)) + 1 for one in frequency.tolist()], dtype=np.float32)
    values: NDArray[np.float64] = idf[counts.indices].astype(np.float64) * (1 + np.log(counts.data))
    row_of = np.repeat(np.arange(rows), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(row_of, weights=values * values, minlength=rows))
    values /= lengths[row_of]
    return idf, csr_matrix((values, counts.indices, counts.indptr), shape=counts.shape)
