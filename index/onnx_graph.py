"""The default model as an ONNX graph, made of the 4-bit weights as they are, with onnxruntime's fused operators.

``ids`` (int64, one row of tokens) becomes ``vector`` (float32, one row of unit length): BERT, then the mean over the tokens.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.onnx_file import FLOAT, INT4, INT64, MICROSOFT, GraphWriter
from index.quantised import BLOCK_SIZE, QuantisedModel

TENSORS = "tensors.bin"
QUANTISED, FLOAT32 = "quantised.onnx", "float32.onnx"
"""Two graphs over the same tensors: matrices multiplied in blocks of 8-bit numbers (cosine above 0.999), or in float32."""

_IN_FLOAT32 = 1  # MatMulNBits: 4 rounds blocks of the other factor to 8 bits, 1 computes in float32
_ACCURACY = {QUANTISED: 4, FLOAT32: _IN_FLOAT32}
_EPSILON = 1e-12


def write_graphs(model: QuantisedModel, folder: Path) -> None:
    """Write the two graphs and their tensors into ``folder``."""
    for name, accuracy in _ACCURACY.items():
        with (folder / TENSORS).open("wb") as tensors:  # the second time with the same bytes
            graph = GraphWriter(tensors, TENSORS)
            _Network(model, graph, accuracy).write()
        graph.write(folder / name, {"ids": INT64}, {"vector": FLOAT})


class _Network:
    """The layers of the model, each a few nodes of the graph."""

    def __init__(self, model: QuantisedModel, graph: GraphWriter, accuracy: int) -> None:
        self._model, self._graph, self._accuracy = model, graph, accuracy

    def write(self) -> None:
        states = self._normalised(self._embeddings(), "emb.ln")
        for layer in range(self._model.shape.layers):
            states = self._layer(states, f"l{layer}")
        axis = self._graph.constant("tokens_axis", np.array([1], np.int64))
        mean = self._graph.node("ReduceMean", [states, axis], ["mean"], keepdims=0)
        self._graph.node("LpNormalization", [mean], ["vector"], axis=-1, p=2)

    def _embeddings(self) -> str:
        """Return the sum of what the word, its place and the text's type stand for."""
        shape, graph = self._model.shape, self._graph
        halves, scales = self._model.blocks("emb.word")
        signed = _pairs(
            (halves ^ np.uint8(8)).reshape(shape.vocabulary, shape.hidden)
        )  # offset by 8 becomes two's complement
        graph.packed("words", INT4, (shape.vocabulary, shape.hidden), signed.tobytes())
        graph.constant("word_scales", scales.reshape(shape.vocabulary, -1))
        fields = {"gather_axis": 0, "quantize_axis": 1, "block_size": BLOCK_SIZE}
        words = graph.node("GatherBlockQuantized", ["words", "ids", "word_scales"], ["words_found"], MICROSOFT, **fields)
        types = self._model.values("emb.type").reshape(shape.types, shape.hidden)
        places = self._model.values("emb.pos").reshape(shape.positions, shape.hidden) + types[0]
        graph.constant("places", places)
        graph.constant("zero", np.array([0], np.int64))
        count = graph.node("Shape", ["ids"], ["count"], start=1, end=2)
        found = graph.node("Slice", ["places", "zero", count, "zero"], ["places_found"])
        return graph.node("Add", [words, found], ["embedded"])

    def _layer(self, states: str, layer: str) -> str:
        shape, graph = self._model.shape, self._graph
        parts = [f"{layer}.{part}" for part in "qkv"]
        # in float32 always: a tenth more time, and half of the questions that found other passages find the same
        joined = self._linear(states, parts, shape.hidden, f"{layer}.qkv", _IN_FLOAT32)
        heads = [f"{part}.out" for part in parts]
        graph.node("Split", [joined], heads, axis=-1, num_outputs=3)
        seen = graph.node("MultiHeadAttention", heads, [f"{layer}.seen"], MICROSOFT, num_heads=shape.heads)
        states = self._added(self._linear(seen, [f"{layer}.ao"], shape.hidden, f"{layer}.ao"), states, f"{layer}.aln")
        wide = graph.node(
            "Gelu", [self._linear(states, [f"{layer}.fi"], shape.hidden, f"{layer}.fi")], [f"{layer}.wide"], MICROSOFT
        )
        return self._added(self._linear(wide, [f"{layer}.fo"], shape.feed_forward, f"{layer}.fo"), states, f"{layer}.oln")

    def _linear(self, states: str, names: list[str], columns: int, output: str, accuracy: int = 0) -> str:
        """Return the product with the matrices of these names, one under the other, and their biases added."""
        blocks = [self._model.blocks(f"{name}.w") for name in names]
        halves = np.concatenate([one.reshape(-1, columns // BLOCK_SIZE, BLOCK_SIZE) for one, _ in blocks])
        tensors = {
            "halves": _pairs(halves),
            "scales": np.concatenate([scales for _, scales in blocks]),
            "bias": np.concatenate([self._model.values(f"{name}.b") for name in names]),
        }
        stored = [self._graph.constant(f"{output}.{name}", values) for name, values in tensors.items()]
        inputs = [states, *stored[:2], "", "", stored[2]]
        fields = {"K": columns, "N": len(halves), "bits": 4, "block_size": BLOCK_SIZE}
        fields["accuracy_level"] = accuracy or self._accuracy
        return self._graph.node("MatMulNBits", inputs, [f"{output}.out"], MICROSOFT, **fields)

    def _normalised(self, states: str, name: str) -> str:
        fields = {"axis": -1, "epsilon": _EPSILON}
        return self._graph.node("LayerNormalization", [states, *self._norm(name)], [f"{name}.out"], "", **fields)

    def _added(self, states: str, skipped: str, name: str) -> str:
        inputs = [states, skipped, *self._norm(name)]
        return self._graph.node("SkipLayerNormalization", inputs, [f"{name}.out"], MICROSOFT, epsilon=_EPSILON)

    def _norm(self, name: str) -> list[str]:
        return [self._graph.constant(f"{name}.{part}", self._model.values(f"{name}.{part}")) for part in "wb"]


def _pairs(halves: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return two 4-bit numbers a byte, the first in the low half, along the last axis."""
    packed: NDArray[np.uint8] = halves[..., 0::2] | (halves[..., 1::2] << np.uint8(4))
    return packed
