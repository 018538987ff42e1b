"""Vectors searched by inner product. The only module that imports FAISS.

The index is flat: exact, and at the size of one association's corpus bound by memory bandwidth only (notes: 6 ms of CPU
for 100,000 vectors).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def write_vectors(vectors: NDArray[np.float32], path: Path) -> None:
    """Write unit ``vectors``, shape (rows, dimension), as a FAISS file."""
    import faiss

    built = faiss.IndexFlatIP(vectors.shape[1])
    built.add(vectors)
    faiss.write_index(built, str(path))


@dataclass(frozen=True)
class Vectors:
    """A FAISS file open for searching; searches may run at the same time."""

    _index: Any
    rows: NDArray[np.float32]

    @classmethod
    def open(cls, path: Path) -> "Vectors":
        """Open the file that ``write_vectors`` wrote."""
        import faiss

        faiss.omp_set_num_threads(1)
        index: Any = faiss.read_index(str(path))
        flat: NDArray[np.float32] = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
        return cls(index, flat.reshape(index.ntotal, index.d))

    def __len__(self) -> int:
        return len(self.rows)

    def search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_] | None = None
    ) -> list[tuple[int, float]]:
        """Return the best (row, cosine) for a unit vector, best first, equal cosines by row.

        ``allowed`` tells for each row whether it may be returned; None allows all.
        """
        import faiss

        limit = min(limit, len(self))
        if limit == 0:
            return []
        parameters: Any = None
        if allowed is not None:
            bitmap = np.packbits(allowed, bitorder="little")
            parameters = faiss.SearchParameters(  # type: ignore[call-arg]
                sel=faiss.IDSelectorBitmap(len(allowed), faiss.swig_ptr(bitmap))  # the bitmap outlives the search
            )
        scores, rows = self._index.search(query[None], limit, params=parameters)
        found = [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if row >= 0]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))
