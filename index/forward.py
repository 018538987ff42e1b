"""Forward lists: the distinct words of each passage, as numbers. A passage's share of some words is then read, not searched.

A file holds the numbers of all passages, those of one passage sorted; then where each passage begins, and the end of the
last. A word no longer than a number is its own number, a longer one has a hash of it: letter runs are exact in four bytes,
two stems in eight bytes meet by accident once in about 10^19.
"""

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

_GOLDEN = 0x9E3779B97F4A7C15  # 2^64 over the golden ratio: its product spreads numbers over the high bits


class ForwardWriter:
    """A file of forward lists being written: passages are added in the order of their rows; leaving the block ends it.

    ``width`` is the size of a number, 4 or 8 bytes.
    """

    def __init__(self, path: Path, width: int) -> None:
        self._stream = path.open("wb")
        self._width = width
        self._edges = np.zeros(1_024, "<i8")
        self._rows = 0

    def __enter__(self) -> "ForwardWriter":
        return self

    def add(self, words: Collection[str]) -> None:
        """Add the words of one passage; those it holds twice count once."""
        if self._rows + 1 == len(self._edges):
            self._edges.resize(2 * len(self._edges), refcheck=False)
        numbers = _numbers(words, self._width)
        self._stream.write(numbers.tobytes())
        self._rows += 1
        self._edges[self._rows] = self._edges[self._rows - 1] + len(numbers)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._stream:
            if kind is None:
                self._stream.write(self._edges[: self._rows + 1].tobytes())


class Forward:
    """A file of forward lists, mapped into memory; ``width`` is that it was written with."""

    def __init__(self, path: Path, width: int) -> None:
        content = np.asarray(np.memmap(path, np.uint8, "r"))
        count = int(content[-8:].view("<i8")[0])
        self._width = width
        self._numbers = content[: count * width].view(f"<u{width}")
        self._edges = content[count * width :].view("<i8")

    def __len__(self) -> int:
        return len(self._edges) - 1

    def weigh(self, words: Sequence[str], weights: Sequence[float], rows: Sequence[int]) -> NDArray[np.float64]:
        """Return for each of the passages of ``rows`` the sum of the weights of those of the distinct ``words`` it holds."""
        numbers = np.array([_number(word, self._width) for word in words], self._numbers.dtype)
        order = np.argsort(numbers)
        asked, gained = numbers[order], np.array(weights, np.float64)[order]
        first, last = self._edges[:-1][rows], self._edges[1:][rows]
        spans = zip(first.tolist(), last.tolist(), strict=True)
        held = np.concatenate([self._numbers[:0], *(self._numbers[start:end] for start, end in spans)])
        suspects = self._suspects(held, asked)
        places = np.searchsorted(asked, held[suspects])
        places[places == len(asked)] = 0
        found = asked[places] == held[suspects]
        owners = np.searchsorted(np.cumsum(last - first), suspects[found], side="right")
        return np.bincount(owners, gained[places[found]], len(rows)).astype(np.float64, copy=False)

    def _suspects(self, held: NDArray[np.unsignedinteger], asked: NDArray[np.unsignedinteger]) -> NDArray[np.intp]:
        """Return where ``held`` has one of ``asked`` or, seldom, another number: a look at a table costs least."""
        marked = np.zeros(1 << 16, np.bool_)
        marked[self._hashed(asked)] = True
        return np.flatnonzero(marked[self._hashed(held)])

    def _hashed(self, numbers: NDArray[np.unsignedinteger]) -> NDArray[np.unsignedinteger]:
        bits = 8 * self._width
        of_their_width = numbers.dtype.type
        spread: NDArray[np.unsignedinteger] = numbers * of_their_width(_GOLDEN >> (64 - bits)) >> of_their_width(bits - 16)
        return spread


def _numbers(words: Collection[str], width: int) -> NDArray[np.unsignedinteger]:
    return np.array(sorted(_number(word, width) for word in set(words)), f"<u{width}")


def _number(word: str, width: int) -> int:
    written = word.encode()
    if len(written) > width:
        written = hashlib.blake2b(written, digest_size=width).digest()
    return int.from_bytes(written, "little")
