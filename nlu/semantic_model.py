"""The semantic stage: what a sentence means, by its vector, in whatever language it is said."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nlu.lexical_model import Floats
from nlu.sentence_vectors import SentenceVectors


@dataclass(frozen=True, slots=True)
class SemanticModel:
    """`weights` has a row for each dimension of a standardised vector and a column for each label."""

    vectors: SentenceVectors
    mean: Floats
    scale: Floats
    weights: Floats
    bias: Floats

    def scores(self, text: str) -> Floats:
        """The unnormalised log-probability of each label."""
        vector = (self.vectors.encode([text.lower()])[0] - self.mean) * self.scale
        found: Floats = vector @ self.weights + self.bias
        return found


def standardised(vectors: Floats, mean: Floats, scale: Floats) -> Floats:
    """Raw cosines are compressed: what tells sentences apart is the distance from the mean in each dimension."""
    result: Floats = ((vectors - mean) * scale).astype(np.float32)
    return result
