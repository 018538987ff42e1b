"""The default model in torch, for many passages at once: no padding, and matrices laid out for oneDNN.

The tokens of a batch stand in one long row, so that every matrix is multiplied once for all texts; attention looks at each
text alone. Faster than onnxruntime only where the processor has AVX-512, and in bfloat16 where it multiplies that natively.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import gelu, layer_norm, linear, normalize, scaled_dot_product_attention

from index.quantised import BLOCK_SIZE, QuantisedModel, read_quantised

_EPSILON = 1e-12
_USUAL_TOKENS = 2048  # the number of rows that matrices are laid out for

Norm = tuple[torch.Tensor, torch.Tensor]


@dataclass(frozen=True)
class _Linear:
    """A matrix that states are multiplied by and the bias that is added.

    The matrix is ``laid_out`` as oneDNN wants it where torch has the operators for it, which are not public; the ordinary
    ones do the same otherwise.
    """

    matrix: torch.Tensor
    bias: torch.Tensor
    laid_out: bool

    def __call__(self, states: torch.Tensor) -> torch.Tensor:
        return self._pointwise(states, "none", "") if self.laid_out else linear(states, self.matrix, self.bias)

    def activated(self, states: torch.Tensor) -> torch.Tensor:
        """Return what the GELU function makes of the product."""
        return self._pointwise(states, "gelu", "none") if self.laid_out else gelu(linear(states, self.matrix, self.bias))

    def added(self, states: torch.Tensor, others: torch.Tensor) -> torch.Tensor:
        """Return the product and ``others`` added, in one pass over the memory."""
        if not self.laid_out:
            return linear(states, self.matrix, self.bias).add_(others)
        summed: torch.Tensor = torch.ops.mkldnn._linear_pointwise.binary(states, others, self.matrix, self.bias, "add")
        return summed

    def _pointwise(self, states: torch.Tensor, activation: str, algorithm: str) -> torch.Tensor:
        product: torch.Tensor = torch.ops.mkldnn._linear_pointwise(states, self.matrix, self.bias, activation, [], algorithm)
        return product


@dataclass(frozen=True)
class _Layer:
    """One layer of BERT, in the order in which it computes."""

    attended: _Linear
    mixed: _Linear
    attention_norm: Norm
    widened: _Linear
    narrowed: _Linear
    output_norm: Norm


class PackedNetwork:
    """The weights of the 4-bit file, widened to ``number_format``; may be called by several threads at once."""

    def __init__(self, weights: Path, number_format: str) -> None:
        torch.set_num_threads(1)  # texts run side by side, each batch in a thread of Python
        self._type: torch.dtype = getattr(torch, number_format)
        self.runtime = runtime(number_format)
        model = read_quantised(weights)
        self._shape = model.shape
        self._words = model.rows("emb.word", model.shape.vocabulary)
        types = _values(model, "emb.type").view(model.shape.types, -1)
        self._places = _values(model, "emb.pos").view(model.shape.positions, -1) + types[0]
        self._first_norm = _norm(model, "emb.ln", torch.float32)
        self._layers = [_layer(model, f"l{layer}", self._type) for layer in range(model.shape.layers)]

    def vectors(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Return the vector of each text from its tokens, marks included, of unit length, shape (len(rows), dimension)."""
        lengths = [len(row) for row in rows]
        with torch.inference_mode():
            states = self._states(np.concatenate([np.asarray(row) for row in rows]), lengths).float()
            ends = np.cumsum(lengths).tolist()
            means = torch.stack([states[end - length : end].mean(0) for end, length in zip(ends, lengths, strict=True)])
            unit: NDArray[np.float32] = normalize(means, dim=1).numpy()
        return unit

    def _states(self, tokens: NDArray[np.int64], lengths: list[int]) -> torch.Tensor:
        size = (self._shape.hidden,)
        places = torch.cat([self._places[:length] for length in lengths])
        states = torch.from_numpy(_widened(self._words[tokens])) + places
        states = layer_norm(states, size, *self._first_norm, _EPSILON).to(self._type)
        for layer in self._layers:
            seen = layer.mixed.added(self._attention(layer.attended(states), lengths), states)
            states = layer_norm(seen, size, *layer.attention_norm, _EPSILON)
            wide = layer.widened.activated(states)
            states = layer_norm(layer.narrowed.added(wide, states), size, *layer.output_norm, _EPSILON)
        return states

    def _attention(self, joined: torch.Tensor, lengths: list[int]) -> torch.Tensor:
        """Return what each token sees of its own text; texts of one length that stand together are looked at together."""
        heads, size = self._shape.heads, self._shape.hidden // self._shape.heads
        seen = torch.empty(len(joined), self._shape.hidden, dtype=self._type)
        for first, last, length in _runs(lengths):
            parts = joined[first:last].view(-1, length, 3, heads, size).permute(2, 0, 3, 1, 4)
            seen[first:last] = scaled_dot_product_attention(*parts).transpose(1, 2).reshape(last - first, -1)
        return seen


def runtime(number_format: str) -> str:
    """Return in words what computes the vectors."""
    return f"torch {version('torch')}, packed, {number_format}"


def _runs(lengths: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the first token, the last token excluded, and the length of each run of texts of one length."""
    starts = [row for row in range(len(lengths)) if row == 0 or lengths[row] != lengths[row - 1]]
    before = np.concatenate([[0], np.cumsum(lengths)]).tolist()
    return [(before[start], before[end], lengths[start]) for start, end in pairwise([*starts, len(lengths)])]


def _layer(model: QuantisedModel, name: str, kind: torch.dtype) -> _Layer:
    return _Layer(
        _linear(model, [f"{name}.{part}" for part in "qkv"], kind),
        _linear(model, [f"{name}.ao"], kind),
        _norm(model, f"{name}.aln", kind),
        _linear(model, [f"{name}.fi"], kind),
        _linear(model, [f"{name}.fo"], kind),
        _norm(model, f"{name}.oln", kind),
    )


def _norm(model: QuantisedModel, name: str, kind: torch.dtype) -> Norm:
    return _values(model, f"{name}.w").to(kind), _values(model, f"{name}.b").to(kind)


def _values(model: QuantisedModel, name: str) -> torch.Tensor:
    return torch.from_numpy(model.values(name).copy())


def _linear(model: QuantisedModel, names: Sequence[str], kind: torch.dtype) -> _Linear:
    """Return the matrices of these names, one under the other, and their biases."""
    bias = torch.cat([_values(model, f"{name}.b") for name in names])
    rows = len(bias) // len(names)
    weights = torch.cat([torch.from_numpy(_widened(model.rows(f"{name}.w", rows))) for name in names]).to(kind)
    bias = bias.to(kind)
    try:
        laid_out = _Linear(torch.ops.mkldnn._reorder_linear_weight(weights, _USUAL_TOKENS), bias, laid_out=True)
        with torch.inference_mode():
            states = torch.zeros(1, weights.shape[1], dtype=kind)
            laid_out.activated(states)
            laid_out.added(states, laid_out(states))
    except (AttributeError, RuntimeError, TypeError):
        return _Linear(weights, bias, laid_out=False)
    return laid_out


def _widened(blocks: NDArray[Any]) -> NDArray[np.float32]:
    """Return rows of 4-bit blocks as numbers, shape (rows, columns)."""
    wide = np.empty((*blocks.shape, BLOCK_SIZE), np.float32)
    wide[..., : BLOCK_SIZE // 2] = blocks["halves"] & 15
    wide[..., BLOCK_SIZE // 2 :] = blocks["halves"] >> 4
    wide -= 8
    wide *= blocks["scale"].astype(np.float32)[..., None]
    return wide.reshape(len(blocks), -1)
