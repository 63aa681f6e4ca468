"""A linear classifier over sparse features, evaluated by hand: a turn costs microseconds, not a library call."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LexicalModel:
    """`weights` has a row a feature and a column a label; features are tf-idf, of unit length."""

    vocabulary: Mapping[str, int]
    inverse_frequency: Floats
    weights: Floats
    bias: Floats

    def scores(self, features: Counter[str]) -> Floats:
        """The unnormalised log-probability of each label."""
        rows, values = weighed(features, self.vocabulary, self.inverse_frequency)
        if not rows:
            return self.bias.copy()
        found: Floats = self.bias + np.asarray(values, dtype=np.float32) @ self.weights[rows]
        return found


def weighed(
    features: Counter[str], vocabulary: Mapping[str, int], inverse_frequency: Floats
) -> tuple[list[int], list[float]]:
    """Rows and tf-idf values (sublinear counts, unit length) of the features that are known."""
    rows: list[int] = []
    values: list[float] = []
    total = 0.0
    for feature, count in features.items():
        row = vocabulary.get(feature)
        if row is None:
            continue
        value = float(inverse_frequency[row]) * (1.0 if count == 1 else 1.0 + math.log(count))
        rows.append(row)
        values.append(value)
        total += value * value
    if total:
        norm = math.sqrt(total)
        values = [value / norm for value in values]
    return rows, values


def softmax(scores: Floats, temperature: float = 1.0) -> NDArray[np.float64]:
    """Probabilities of the last axis; a higher temperature makes them more cautious."""
    scaled = scores.astype(np.float64) / temperature
    scaled = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    result: NDArray[np.float64] = scaled / scaled.sum(axis=-1, keepdims=True)
    return result
