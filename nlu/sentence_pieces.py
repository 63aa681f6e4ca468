"""Cuts a sentence into the word pieces an encoder knows: for each word the most probable cut."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nlu.sentence_weights import Vocabulary

_WORD_START = "▁"  # SentencePiece's mark; only ever the first in a piece, so words can be cut one by one
_UNKNOWN_COST = 10.0  # below the least probable piece, as SentencePiece has it
_REMEMBERED_WORDS = 20_000
_NONE = -1


class _PieceIndex:
    """Ids of pieces by 64-bit keys of their characters (multilinear hashing), in 3 MB.

    No two of the quarter million pieces share a key; that a text which is no piece has the key of one is expected
    once in ten million million texts, and would cost one odd vector.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        starts = vocabulary.starts[:-1]
        lengths = np.diff(vocabulary.starts)
        self.longest = int(lengths.max())
        self._factors = np.random.default_rng(1).integers(1, 2**64, self.longest, dtype=np.uint64) | np.uint64(1)
        places = np.arange(len(vocabulary.characters)) - np.repeat(starts, lengths)
        keys = np.add.reduceat(self._factors[places] * vocabulary.characters, starts)
        self._ids = np.argsort(keys)
        self._keys = keys[self._ids]

    def ids(self, word: str) -> list[list[int]]:
        """For each start in the word and each length less one, the id of the piece there, or -1."""
        codes = np.frombuffer(word.encode("utf-32-le"), "<u4").astype(np.uint64)
        longest = min(self.longest, len(codes))
        windows = sliding_window_view(np.pad(codes, (0, longest - 1)), longest)
        keys: NDArray[np.uint64] = np.cumsum(windows * self._factors[:longest], axis=1)
        found = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        ids: list[list[int]] = np.where(self._keys[found] == keys, self._ids[found], _NONE).tolist()
        return ids


class WordPieces:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._index = _PieceIndex(vocabulary)
        self._scores = vocabulary.scores
        self._spelling = vocabulary.spelling
        self._unknown = vocabulary.unknown
        self._unknown_score = float(vocabulary.scores.min()) - _UNKNOWN_COST
        self._cut_remembered = lru_cache(_REMEMBERED_WORDS)(self._cut)

    def cut(self, text: str) -> list[int]:
        """Ids of the pieces of every word; none for a text without words."""
        spelled = unicodedata.normalize("NFC", text).translate(self._spelling)
        return [id_ for word in spelled.split() for id_ in self._cut_remembered(_WORD_START + word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        ids = self._index.ids(word)
        # Up to each place: the best score, where its last piece starts, and the id of that piece.
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(word) + 1):
            options = [(best[end - 1][0] + self._unknown_score, end - 1, self._unknown)]
            for start in range(max(0, end - self._index.longest), end):
                id_ = ids[start][end - start - 1]
                if id_ != _NONE:
                    options.append((best[start][0] + float(self._scores[id_]), start, id_))
            best.append(max(options))
        pieces = []
        end = len(word)
        while end:
            _score, end, id_ = best[end]
            pieces.append(id_)
        return tuple(reversed(pieces))
