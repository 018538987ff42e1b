import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.quantised import MAGIC, Shape, read_quantised

PIECES = ("<s>", "</s>", "<pad>", "<unk>", "▁é")
NORM = np.array([0.5, -1.25], "<f4")
HALVES = bytes(range(16))  # low halves 0 to 15, high halves 0
SCALE = 0.5


def quantised_file() -> bytes:
    """Return a whole small file of the layout, with one tensor of each type."""
    texts = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, texts)]).astype("<u4")
    block = np.float16(SCALE).tobytes() + HALVES
    head = MAGIC + struct.pack("<I7ifi", 1, 4, 1, 2, 8, 5, 16, 1, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 1, 2, 3, int(offsets[-1]))
    head += offsets.tobytes() + np.arange(5, dtype="<f4").tobytes() + b"".join(texts)
    head += struct.pack("<iI", 2, 3) + b"\0\0\0"
    entries = [("norm", 0, 2, NORM.tobytes()), ("matrix", 1, 32, block)]
    start = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in entries)
    directory, content = struct.pack("<i", len(entries)), b""
    for name, kind, values, raw in entries:
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind, values, start + len(content), len(raw))
        content += raw
    return head + directory + content


WHOLE = quantised_file()


def read(folder: Path, content: bytes):
    path = folder / "weights.bin"
    path.unlink(missing_ok=True)
    path.write_bytes(content)
    return read_quantised(path)


def test_sizes_and_word_pieces_are_those_of_the_file(tmp_path):
    model = read(tmp_path, WHOLE)

    assert model.shape == Shape(hidden=4, layers=1, heads=2, feed_forward=8, vocabulary=5, positions=16, types=1)
    assert (model.pieces, model.scores) == (PIECES, (0.0, 1.0, 2.0, 3.0, 4.0))
    assert (model.begin, model.end, model.padding, model.unknown) == (0, 1, 2, 3)


def test_plain_tensor_is_read_in_its_shape(tmp_path):
    assert read(tmp_path, WHOLE).tensor("norm", (2, 1)).tolist() == [[0.5], [-1.25]]


def test_four_bit_tensor_is_widened_low_halves_first(tmp_path):
    tensor = read(tmp_path, WHOLE).tensor("matrix", (2, 16))

    assert tensor.tolist() == [[(half - 8) * SCALE for half in range(16)], [-8 * SCALE] * 16]


@pytest.mark.parametrize(
    "content", [b"", b"E5", b"not the weights", MAGIC + struct.pack("<I", 2) + WHOLE[8:], b"GGUF" + WHOLE[4:]]
)
def test_file_of_another_layout_is_refused(tmp_path, content):
    with pytest.raises(ValueError, match=r"."):
        read(tmp_path, content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_file_that_is_cut_short_is_refused(tmp_path, length):
    with pytest.raises(ValueError, match=r"."):
        read(tmp_path, WHOLE[:length])


def test_tensor_of_an_unknown_type_is_named(tmp_path):
    content = WHOLE.replace(b"norm\0", b"norm\7")

    with pytest.raises(ValueError, match="tensor norm is of an unknown type"):
        read(tmp_path, content)
