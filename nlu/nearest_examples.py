"""Which sentences of the training data a sentence is most like: by its words and letters, and by its meaning."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from nlu.sentence_vectors import SentenceVectors
from nlu.training_data import Example
from nlu.words import clean, words_of

CONSIDERED_BY_MEANING = 60
"""Encoding a sentence takes milliseconds: so many of the nearest by words are compared by meaning."""


@dataclass(frozen=True, slots=True)
class Near:
    """A training sentence and how alike it is: 1 is the same."""

    example: Example
    likeness: float


class NearestExamples:
    """Built once for the examples of a language: about a second for ten thousand."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = tuple(examples)
        counted = [_features(example.text) for example in self._examples]
        frequency: Counter[str] = Counter(feature for features in counted for feature in features)
        self._rows = {feature: at for at, feature in enumerate(frequency)}
        total = max(len(counted), 1)
        self._weight = np.array([math.log(1 + total / count) for count in frequency.values()])
        starts, indices, values = [0], [], []
        for features in counted:
            row, weights = self._weighed(features)
            indices += row
            values += weights
            starts.append(len(indices))
        shape = (len(counted), max(len(self._rows), 1))
        self._matrix = csr_matrix((np.array(values), np.array(indices), np.array(starts)), shape=shape)

    def _weighed(self, features: Counter[str]) -> tuple[list[int], list[float]]:
        rows = [self._rows[feature] for feature in features if feature in self._rows]
        weights = [float(self._weight[row]) for row in rows]
        # What the examples never hold makes a sentence less like all of them.
        unknown = sum(feature not in self._rows for feature in features) * math.log(1 + len(self._examples))
        length = math.sqrt(sum(weight * weight for weight in weights) + unknown) or 1.0
        return rows, [weight / length for weight in weights]

    def by_words(self, text: str, count: int = 5) -> list[Near]:
        """The nearest by words and letters, nearest first."""
        rows, weights = self._weighed(_features(text))
        if not rows or not self._examples:
            return []
        sentence = np.zeros(self._matrix.shape[1])
        sentence[rows] = weights
        likeness = self._matrix @ sentence
        order = np.argsort(-likeness, kind="stable")[:count]
        return [Near(self._examples[at], round(float(min(likeness[at], 1.0)), 3)) for at in order]

    def by_meaning(self, text: str, vectors: SentenceVectors, count: int = 5) -> list[Near]:
        """The nearest by meaning among those that share words, nearest first."""
        near = self.by_words(text, CONSIDERED_BY_MEANING)
        if not near:
            return []
        rows = np.asarray(vectors.encode([text.lower(), *(each.example.text.lower() for each in near)]), dtype=float)
        rows = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)
        likeness = rows[1:] @ rows[0]
        order = np.argsort(-likeness, kind="stable")[:count]
        return [Near(near[at].example, round(float(likeness[at]), 3)) for at in order]


def _features(text: str) -> Counter[str]:
    words = [word.norm for word in words_of(clean(text))]
    found: Counter[str] = Counter(f"w:{word}" for word in words)
    for word in words:
        padded = f" {word} "
        for at in range(len(padded) - 2):
            found[f"c:{padded[at : at + 3]}"] += 1
    return found
