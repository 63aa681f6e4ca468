"""Writes an ONNX model as bytes, with just the parts of onnx.proto that our encoder needs.

The numbers are field numbers of onnx.proto. This spares the onnx package, which nothing else here would use.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

IR_VERSION = 9
OPSETS = {"": 18, "com.microsoft": 1}

_TENSOR_KINDS = {"float32": 1, "int8": 3, "int64": 7}
_FLOAT, _INT = 1, 2  # kinds of attribute

Field = tuple[int, int | float | str | bytes]


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)


def _field(number: int, value: int | float | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    content = value.encode() if isinstance(value, str) else value
    return b"".join((_varint(number << 3 | 2), _varint(len(content)), content))


def _message(*fields: Field) -> bytes:
    return b"".join(_field(number, value) for number, value in fields)


def tensor(name: str, values: NDArray[Any]) -> bytes:
    """A constant of the graph."""
    dimensions = [(1, size) for size in values.shape]
    return _message(*dimensions, (2, _TENSOR_KINDS[values.dtype.name]), (8, name), (9, values.tobytes()))


Settings = Mapping[str, int | float]


def _attribute(name: str, value: int | float) -> bytes:
    number, kind = (2, _FLOAT) if isinstance(value, float) else (3, _INT)
    return _message((1, name), (number, value), (20, kind))


def node(operator: str, inputs: Iterable[str], outputs: Iterable[str], domain: str, settings: Settings) -> bytes:
    """One operation; an input that is not given is an empty name."""
    return _message(
        *((1, name) for name in inputs),
        *((2, name) for name in outputs),
        (4, operator),
        *((5, _attribute(name, value)) for name, value in settings.items()),
        (7, domain),
    )


def _port(name: str, dimensions: Sequence[int | str]) -> bytes:
    shape = _message(*((1, _message((1 if isinstance(size, int) else 2, size))) for size in dimensions))
    floats = _message((1, _TENSOR_KINDS[np.dtype(np.float32).name]), (2, shape))
    return _message((1, name), (2, _message((1, floats))))


def model(
    name: str,
    nodes: Iterable[bytes],
    constants: Iterable[bytes],
    entry: tuple[str, Sequence[int | str]],
    result: tuple[str, Sequence[int | str]],
) -> bytes:
    """A whole model with one input and one output of floats; a dimension that varies has a name."""
    graph = _message(
        *((1, each) for each in nodes),
        (2, name),
        *((5, each) for each in constants),
        (11, _port(*entry)),
        (12, _port(*result)),
    )
    opsets = ((8, _message((1, domain), (2, version))) for domain, version in OPSETS.items())
    return _message((1, IR_VERSION), (7, graph), *opsets)
