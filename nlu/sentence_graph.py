"""multilingual-e5-small (a BERT of 12 layers) as an ONNX graph with weights of 7 bits, from those of 4 bits.

Why 7 and not 4: products of bytes are three times as fast as those of half bytes. Why 7 and not 8: processors
without VNNI add two products in 16 bits, which weights of 8 bits overflow.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlu import sentence_onnx as onnx
from nlu.sentence_weights import EncoderWeights, unpacked

INPUT, OUTPUT = "embedded", "vector"

_LARGEST_WEIGHT = 63
_EPSILON = 1e-12
_CONTRIBUTED = "com.microsoft"  # operators that onnxruntime adds to the standard


class _Graph:
    """Collects operations; every method returns the name of its result."""

    def __init__(self, weights: EncoderWeights) -> None:
        self.nodes: list[bytes] = []
        self.constants: list[bytes] = []
        self._weights = weights
        self._names = 0

    def _name(self) -> str:
        self._names += 1
        return f"v{self._names}"

    def _constant(self, values: NDArray[Any]) -> str:
        name = self._name()
        self.constants.append(onnx.tensor(name, values))
        return name

    def apply(self, operator: str, *inputs: str, domain: str = "", **settings: int | float) -> str:
        return self.apply_for(1, operator, *inputs, domain=domain, **settings)[0]

    def apply_for(
        self, results: int, operator: str, *inputs: str, domain: str = "", **settings: int | float
    ) -> list[str]:
        outputs = [self._name() for _ in range(results)]
        self.nodes.append(onnx.node(operator, inputs, outputs, domain, settings))
        return outputs

    def linear(self, x: str, inputs: int, *parts: str) -> str:
        """x W + b, where several parts stand beside each other in one product."""
        matrices, scales = zip(*(self._matrix(f"{part}.w", inputs) for part in parts), strict=True)
        bias = np.concatenate([self._weights.vector(f"{part}.b") for part in parts])
        matrix, scale = self._constant(np.concatenate(matrices).T), self._constant(np.concatenate(scales))
        operands = (x, matrix, scale, "", self._constant(bias))
        return self.apply("DynamicQuantizeMatMul", *operands, domain=_CONTRIBUTED)

    def _matrix(self, name: str, inputs: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """A row of whole numbers for each output, and the scale of each row instead of each block."""
        numbers, block_scales = unpacked(self._weights.blocks(name, inputs))
        largest = (np.abs(numbers).max(axis=-1) * np.abs(block_scales)).max(axis=-1)
        scales = (largest / _LARGEST_WEIGHT).astype(np.float32)
        rows = np.rint(numbers * (block_scales / scales[:, None])[..., None])
        return rows.astype(np.int8).reshape(len(scales), inputs), scales

    def normalized(self, x: str, part: str) -> str:
        weight, bias = (self._constant(self._weights.vector(f"{part}.{end}")) for end in "wb")
        return self.apply("LayerNormalization", x, weight, bias, axis=-1, epsilon=_EPSILON)

    def layer(self, x: str, part: str) -> str:
        """Each piece looks at the others, then is thought over by itself."""
        sizes = self._weights.sizes
        together = self.linear(x, sizes.width, f"{part}.q", f"{part}.k", f"{part}.v")
        looks = self.apply_for(3, "Split", together, axis=-1, num_outputs=3)
        seen = self.apply("MultiHeadAttention", *looks, domain=_CONTRIBUTED, num_heads=sizes.heads)
        seen = self.linear(seen, sizes.width, f"{part}.ao")
        x = self.normalized(self.apply("Add", seen, x), f"{part}.aln")
        thought = self.apply("Gelu", self.linear(x, sizes.width, f"{part}.fi"), domain=_CONTRIBUTED)
        thought = self.linear(thought, sizes.inner_width, f"{part}.fo")
        return self.normalized(self.apply("Add", thought, x), f"{part}.oln")

    def mean_direction(self, x: str) -> str:
        """The mean over the pieces, of unit length."""
        mean = self.apply("ReduceMean", x, self._constant(np.array([1])), keepdims=0)
        self.nodes.append(onnx.node("LpNormalization", [mean], [OUTPUT], "", {"axis": -1, "p": 2}))
        return OUTPUT


def encoder_graph(weights: EncoderWeights) -> bytes:
    """An ONNX model: embedded word pieces of one sentence (1, pieces, width) -> its vector (1, width).

    One sentence a run: rounding takes its scale from all that runs together, so that company would change a vector;
    and a batch is no faster, as one sentence keeps a core busy.
    """
    graph = _Graph(weights)
    x = graph.normalized(INPUT, "emb.ln")
    for layer in range(weights.sizes.layers):
        x = graph.layer(x, f"l{layer}")
    graph.mean_direction(x)
    width = weights.sizes.width
    entry, result = (INPUT, (1, "pieces", width)), (OUTPUT, (1, width))
    return onnx.model("multilingual-e5-small", graph.nodes, graph.constants, entry, result)
