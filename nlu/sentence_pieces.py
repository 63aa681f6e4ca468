"""Cuts a sentence into the word pieces an encoder knows: for each word the most probable cut."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from nlu.sentence_weights import Vocabulary

_WORD_START = "▁"  # SentencePiece's mark; only ever the first in a piece, so words can be cut one by one
_UNKNOWN_COST = 10.0  # below the least probable piece, as SentencePiece has it
_REMEMBERED_WORDS = 20_000


class WordPieces:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._ids = {piece: id_ for id_, piece in enumerate(vocabulary.pieces)}
        for special in (vocabulary.begin, vocabulary.end, vocabulary.unknown):
            del self._ids[vocabulary.pieces[special]]
        self._scores = vocabulary.scores.tolist()
        self._spelling = vocabulary.spelling
        self._unknown = vocabulary.unknown
        self._unknown_score = min(self._scores) - _UNKNOWN_COST
        self._longest = max(map(len, vocabulary.pieces))
        self._cut_remembered = lru_cache(_REMEMBERED_WORDS)(self._cut)

    def cut(self, text: str) -> list[int]:
        """Ids of the pieces of every word; none for a text without words."""
        spelled = unicodedata.normalize("NFC", text).translate(self._spelling)
        return [id_ for word in spelled.split() for id_ in self._cut_remembered(_WORD_START + word)]

    def _cut(self, word: str) -> tuple[int, ...]:
        # Up to each place: the best score, where its last piece starts, and the id of that piece.
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]
        for end in range(1, len(word) + 1):
            options = [(best[end - 1][0] + self._unknown_score, end - 1, self._unknown)]
            for start in range(max(0, end - self._longest), end):
                id_ = self._ids.get(word[start:end])
                if id_ is not None:
                    options.append((best[start][0] + self._scores[id_], start, id_))
            best.append(max(options))
        pieces = []
        end = len(word)
        while end:
            _score, end, id_ = best[end]
            pieces.append(id_)
        return tuple(reversed(pieces))
