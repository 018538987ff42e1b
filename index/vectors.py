"""Vectors searched by inner product. The only module that imports FAISS.

The exact vectors are a flat FAISS file. It is scanned as it is while it is small; beyond, a scan reads one byte a number
from a second file and the best are scored again with the exact vectors (notes: 2 ms of CPU for 100,000 vectors instead of
6, the same ten in 9,995 cases of 10,000). Both are written row by row: memory does not grow with the corpus.
"""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

SCANNED_EXACTLY = 50_000
"""Up to so many vectors the exact ones are scanned."""

_MAPPED_BYTES = 64_000_000  # a larger file is mapped: processes share it, and opening it costs nothing
_ROWS_AT_ONCE = 8_192
_TRAINED_ON = 50_000
_SCORED_AGAIN = 4  # times what is asked for
_COUNT = slice(8, 16)  # where a FAISS header holds the number of vectors; its last 8 bytes hold the size of what follows


class VectorWriter:
    """A file of unit vectors being written; leaving the block ends it, and adds the file of bytes when there are many."""

    def __init__(self, path: Path, dimension: int) -> None:
        import faiss

        self._path, self._dimension = path, dimension
        self._rows = _RowFile(path, faiss.IndexFlatIP(dimension), words=dimension)

    def __enter__(self) -> "VectorWriter":
        return self

    def add(self, vectors: NDArray[np.float32]) -> None:
        """Add unit vectors, shape (rows, dimension)."""
        self._rows.write(np.ascontiguousarray(vectors, "<f4").tobytes(), len(vectors))

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._rows.close()
        if kind is None and self._rows.count > SCANNED_EXACTLY:
            _write_bytes(_open(self._path, mapped=True), self._dimension, bytes_path(self._path))


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
        exact = _open(path, mapped=path.stat().st_size > _MAPPED_BYTES)
        scanned = _open(bytes_path(path), mapped=True) if bytes_path(path).exists() else exact
        return cls(scanned, exact, _rows_of(exact))

    def __len__(self) -> int:
        return len(self.rows)

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Return the best (row, cosine) for a unit vector, best first, equal cosines by row.

        ``allowed`` tells for each row whether it may be returned; None allows all.
        """
        limit = min(limit, len(self))
        if limit == 0:
            return []
        if self._scanned is self._exact:
            found = _scan(self._exact, query, limit, allowed)
        else:
            rows = sorted(row for row, _ in _scan(self._scanned, query, _SCORED_AGAIN * limit, allowed))
            found = list(zip(rows, (self.rows[rows] @ query).tolist(), strict=True))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]


def bytes_path(path: Path) -> Path:
    """Return the path of the second file, of one byte a number."""
    return path.with_suffix(".bytes.faiss")


def _scan(
    searched: Any, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None
) -> list[tuple[int, float]]:
    import faiss

    parameters: Any = None
    if allowed is not None:
        bitmap = np.packbits(allowed, bitorder="little")
        parameters = faiss.SearchParameters(  # type: ignore[call-arg]
            sel=faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bitmap))  # the bitmap outlives the search
        )
    scores, rows = searched.search(query[None], min(limit, searched.ntotal), params=parameters)
    return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]


class _RowFile:
    """A FAISS file written row by row: the header of an empty index, then the rows, then the counts set in the header.

    FAISS can only write an index that it holds whole in memory.
    """

    def __init__(self, path: Path, empty: Any, *, words: int) -> None:
        import faiss

        self.count = 0
        self._words = words
        self._header = bytearray(faiss.serialize_index(empty).tobytes())
        self._stream: IO[bytes] = path.open("wb")
        self._stream.write(self._header)

    def write(self, rows: bytes, count: int) -> None:
        self._stream.write(rows)
        self.count += count

    def close(self) -> None:
        self._header[_COUNT] = self.count.to_bytes(8, "little")
        self._header[-8:] = (self.count * self._words).to_bytes(8, "little")
        self._stream.seek(0)
        self._stream.write(self._header)
        self._stream.close()


def _write_bytes(exact: Any, dimension: int, path: Path) -> None:
    import faiss

    rows = _rows_of(exact)
    empty: Any = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    empty.train(np.ascontiguousarray(rows[:: max(1, len(rows) // _TRAINED_ON)]))
    written = _RowFile(path, empty, words=dimension)
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        block = np.ascontiguousarray(rows[first : first + _ROWS_AT_ONCE])
        written.write(empty.sa_encode(block).tobytes(), len(block))
    written.close()


def _open(path: Path, *, mapped: bool) -> Any:
    import faiss

    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC if mapped else 0)


def _rows_of(exact: Any) -> NDArray[np.float32]:
    import faiss

    flat: NDArray[np.float32] = faiss.rev_swig_ptr(exact.get_xb(), exact.ntotal * exact.d)
    return flat.reshape(exact.ntotal, exact.d)
