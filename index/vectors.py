"""Vectors searched by inner product. The only module that imports FAISS.

The exact vectors are a flat FAISS file, written row by row and mapped when it is large. It is scanned as it is while it is
small; beyond, a scan reads two bits a number from a second file (product quantisation of pairs of numbers, 4 bits each) and
the best, at most one in a hundred, are scored again with the exact vectors. An 8-bit scan costs six times as much, a graph
does not hold its recall at a million: tests/benchmarks/README.md has the figures. Few allowed rows are scored directly.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

AnyPath = TypeVar("AnyPath", bound=PurePath)

SCANNED_EXACTLY = 50_000
"""Up to so many vectors the exact ones are scanned."""

_MAPPED_BYTES = 64_000_000  # a larger file is mapped: processes share it, and opening it costs nothing
_ROWS_AT_ONCE = 8_192
_TRAINED_ON = 8_192  # 16 centroids are learnt from 500 rows each
_SCORED_FIRST = 400  # by which the error of the scan is known
_ERRORS_ALLOWED = 4  # leaves out none of the ten or fifty nearest of 4,886 real vectors
_SCORED_AT_MOST = 2_000  # or ten times what is asked for, or
_SCORED_AT_MOST_ONE_IN = 100  # of all: alone, on real vectors, 0.99 of the ten nearest of 3,109, 0.999 of 4,886
_GATHERED = 4_000  # up to so many allowed rows are scored directly
_COUNT = slice(8, 16)  # where a FAISS header holds the number of vectors; its last 8 bytes hold the size of what follows


class VectorWriter:
    """A file of unit vectors being written; leaving the block ends it, and when there are many adds what is scanned."""

    def __init__(self, path: Path, dimension: int) -> None:
        import faiss

        self._path, self._dimension = path, dimension
        self._rows = _RowFile(path, faiss.IndexFlatIP(dimension))

    def __enter__(self) -> "VectorWriter":
        return self

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Add unit vectors, shape (rows, dimension)."""
        self._rows.write(np.ascontiguousarray(vectors, "<f4").tobytes(), len(vectors))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._rows.close()
        if kind is None and self._rows.count > SCANNED_EXACTLY:
            blocks = _Blocks(self._path, self._rows.first_row, self._rows.count, self._dimension)
            _write_scanned(blocks, scan_path(self._path))


@dataclass(frozen=True)
class Vectors:
    """A FAISS file open for searching; searches may run at the same time. ``rows`` are the exact vectors."""

    _scanned: Any
    _exact: Any
    rows: NDArray[np.float32]

    @classmethod
    def open(cls, path: Path) -> "Vectors":
        """Open the files that ``VectorWriter`` wrote."""
        import faiss

        faiss.omp_set_num_threads(1)
        exact = _open(path, mapped=is_mapped(path.stat().st_size))
        scanned = _open(scan_path(path), mapped=False) if scan_path(path).exists() else exact
        return cls(scanned, exact, _rows_of(exact))

    def __len__(self) -> int:
        return len(self.rows)

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Return the best (row, cosine) for a unit vector, best first, equal cosines by row.

        ``allowed`` tells for each row whether it may be returned; None allows all.
        """
        if allowed is not None and np.count_nonzero(allowed) <= _GATHERED:
            return self._best(np.flatnonzero(allowed), query, limit)
        if self._scanned is self._exact:
            return self._best(_scan(self._exact, query, limit, allowed)[0], query, limit)
        return self._best(self._promising(query, limit, allowed), query, limit)

    def _promising(self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None) -> NDArray[np.int64]:
        """Return the rows that may be among the best: the first of the quantised scan, and those that its error lets in.

        The error is the one seen on the first; a row more than four errors below the last of the best has no chance.
        """
        most = max(_SCORED_AT_MOST, len(self) // _SCORED_AT_MOST_ONE_IN, 10 * limit)
        rows, estimates = _scan(self._scanned, query, most, allowed)
        first = max(_SCORED_FIRST, limit)
        if len(rows) <= first:
            return rows
        scores = self.rows[rows[:first]] @ query
        error = np.sqrt(np.mean((scores - estimates[:first]) ** 2))
        bar = np.partition(scores, -limit)[-limit] - _ERRORS_ALLOWED * error
        return rows[: max(first, int(np.count_nonzero(estimates >= bar)))]

    def _best(self, rows: NDArray[np.int64], query: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        rows = np.sort(rows)
        scores = self.rows[rows] @ query
        order = np.argsort(-scores, kind="stable")[:limit]
        return list(zip(rows[order].tolist(), scores[order].tolist(), strict=True))


def scan_path(path: AnyPath) -> AnyPath:
    """Return the path of the second file, which is scanned in place of the exact vectors when there are many."""
    return path.with_suffix(".scan.faiss")


def is_mapped(size: int) -> bool:
    """Tell whether a file of exact vectors of so many bytes is mapped into memory and not read."""
    return size > _MAPPED_BYTES


def _scan(
    searched: Any, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the best rows by what a FAISS index makes of their cosines, and that, best first."""
    import faiss

    limit = min(limit, searched.ntotal)
    if limit == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    parameters: Any = None
    if allowed is not None:
        bitmap = np.packbits(allowed, bitorder="little")
        kind: Any = faiss.SearchParametersIVF if isinstance(searched, faiss.IndexIVF) else faiss.SearchParameters
        parameters = kind(sel=faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bitmap)))  # the bitmap outlives the search
    estimates, rows = searched.search(query[None], limit, params=parameters)
    found = rows[0] >= 0
    return rows[0][found], estimates[0][found]


class _RowFile:
    """A FAISS file written row by row: the header of an empty index, then the rows, then the counts set in the header.

    FAISS can only write an index that it holds whole in memory.
    """

    def __init__(self, path: Path, empty: Any) -> None:
        import faiss

        self.count = 0
        self._words = empty.d
        self._header = bytearray(faiss.serialize_index(empty).tobytes())
        self._stream: IO[bytes] = path.open("wb")
        self._stream.write(self._header)

    @property
    def first_row(self) -> int:
        """How many bytes come before the first row."""
        return len(self._header)

    def write(self, rows: bytes, count: int) -> None:
        self._stream.write(rows)
        self.count += count

    def close(self) -> None:
        self._header[_COUNT] = self.count.to_bytes(8, "little")
        self._header[-8:] = (self.count * self._words).to_bytes(8, "little")
        self._stream.seek(0)
        self._stream.write(self._header)
        self._stream.close()


@dataclass(frozen=True)
class _Blocks:
    """The rows of a finished file, read a block at a time: mapped, all of them would stay in memory."""

    path: Path
    first_row: int
    count: int
    dimension: int

    def __iter__(self) -> Iterator[NDArray[np.float32]]:
        with self.path.open("rb") as stream:
            stream.seek(self.first_row)
            for first in range(0, self.count, _ROWS_AT_ONCE):
                rows = min(_ROWS_AT_ONCE, self.count - first)
                yield np.fromfile(stream, "<f4", rows * self.dimension).reshape(rows, self.dimension)

    def sample(self) -> NDArray[np.float32]:
        """Return rows evenly spread, about as many as training needs."""
        every = max(1, self.count // _TRAINED_ON)
        return np.concatenate([block[::every].copy() for block in self])  # a view would hold its whole block


def _write_scanned(blocks: _Blocks, path: Path) -> None:
    """Write the quantised rows as one inverted list: FAISS filters fast scans in inverted lists only."""
    import faiss

    faiss.omp_set_num_threads(1)  # the same file whatever the machine
    pairs = blocks.dimension // 2 if blocks.dimension % 2 == 0 else blocks.dimension
    scanned: Any = faiss.index_factory(blocks.dimension, f"IVF1,PQ{pairs}x4fs", faiss.METRIC_INNER_PRODUCT)
    scanned.train(blocks.sample())
    for block in blocks:
        scanned.add(block)
    faiss.write_index(scanned, str(path))


def _open(path: Path, *, mapped: bool) -> Any:
    import faiss

    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)


def _rows_of(exact: Any) -> NDArray[np.float32]:
    import faiss

    flat: NDArray[np.float32] = faiss.rev_swig_ptr(exact.get_xb(), exact.ntotal * exact.d)
    return flat.reshape(exact.ntotal, exact.d)
