"""Writer of ONNX files: the few messages of the format that a graph needs, by hand, so that no package writes them.

The format is that of Protocol Buffers (https://protobuf.dev/programming-guides/encoding); the numbers of the fields are
those of ``onnx.proto``. Tensors stand in a second file, which onnxruntime maps into memory instead of reading it.
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

FLOAT, UINT8, INT32, INT64, INT4 = 1, 2, 6, 7, 22
"""Types of numbers, as ``TensorProto.DataType`` has them."""

MICROSOFT = "com.microsoft"
"""The domain of onnxruntime's own operators."""

_TYPES = {np.dtype(np.float32): FLOAT, np.dtype(np.uint8): UINT8, np.dtype(np.int64): INT64}
_IR_VERSION, _OPSET = 10, 21
_ALIGNED = 4096  # a tensor begins on a page of its own: what is not looked at is never read
_VARINT, _BYTES, _FIXED32 = 0, 2, 5


@dataclass
class GraphWriter:
    """A graph in the making: nodes as they come, tensors written to ``tensors``, the file named ``tensors_name``."""

    tensors: BinaryIO
    tensors_name: str
    _nodes: list[bytes] = field(default_factory=list)
    _constants: list[bytes] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Add a tensor of the type and shape of ``values``; return its name."""
        kind, content = _TYPES[values.dtype], np.ascontiguousarray(values).tobytes()
        if values.dtype.kind == "f" or values.ndim > 1:
            return self.packed(name, kind, values.shape, content)
        self._constants.append(_tensor(name, kind, values.shape) + _message(9, content))  # shapes are inferred from it
        return name

    def packed(self, name: str, kind: int, shape: Sequence[int], content: bytes) -> str:
        """Add a tensor whose bytes are given as the file holds them; return its name."""
        self.tensors.write(b"\0" * (-self.tensors.tell() % _ALIGNED))
        place = {"location": self.tensors_name, "offset": str(self.tensors.tell()), "length": str(len(content))}
        self.tensors.write(content)
        entries = [_message(13, _text(1, key) + _text(2, value)) for key, value in place.items()]
        self._constants.append(_tensor(name, kind, shape) + b"".join(entries) + _integer(14, 1))
        return name

    def node(
        self, operator: str, inputs: Sequence[str], outputs: Sequence[str], domain: str = "", **attributes: float
    ) -> str:
        """Add an operation; return the name of its first output."""
        fields = [
            *(_text(1, name) for name in inputs),
            *(_text(2, name) for name in outputs),
            _text(3, outputs[0]),
            _text(4, operator),
            *(_message(5, _attribute(name, value)) for name, value in attributes.items()),
            _text(7, domain),
        ]
        self._nodes.append(b"".join(fields))
        return outputs[0]

    def write(self, path: Path, inputs: Mapping[str, int], outputs: Mapping[str, int]) -> None:
        """Write the graph; inputs and outputs are matrices of any size, of the types given by name."""
        graph = [
            *(_message(1, node) for node in self._nodes),
            _text(2, "model"),
            *(_message(5, tensor) for tensor in self._constants),
            *(_message(11, _matrix(name, kind)) for name, kind in inputs.items()),
            *(_message(12, _matrix(name, kind)) for name, kind in outputs.items()),
        ]
        opsets = [_message(8, _text(1, domain) + _integer(2, version)) for domain, version in (("", _OPSET), (MICROSOFT, 1))]
        path.write_bytes(b"".join([_integer(1, _IR_VERSION), _message(7, b"".join(graph)), *opsets]))


def _tensor(name: str, kind: int, shape: Sequence[int]) -> bytes:
    return b"".join([*(_integer(1, size) for size in shape), _integer(2, kind), _text(8, name)])


def _attribute(name: str, value: float) -> bytes:
    if isinstance(value, int):
        return _text(1, name) + _integer(3, value) + _integer(20, 2)
    return _text(1, name) + _varint(2 << 3 | _FIXED32) + struct.pack("<f", value) + _integer(20, 1)


def _matrix(name: str, kind: int) -> bytes:
    shape = b"".join(_message(1, _text(2, f"{name}_{axis}")) for axis in ("rows", "columns"))
    return _text(1, name) + _message(2, _message(1, _integer(1, kind) + _message(2, shape)))


def _integer(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value % (1 << 64))  # negative ones in two's complement


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode())


def _message(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    groups = bytearray()
    while value >= 128:
        groups.append(value & 127 | 128)
        value >>= 7
    return bytes([*groups, value])
