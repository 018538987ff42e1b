"""Vectors kept between rebuilds by content and model: what was embedded once is not embedded again.

Each vector is stored as soon as its batch is done: a rebuild that is stopped goes on from there. The file can be deleted
at any time; the next rebuild then embeds everything.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CHECK_BYTES = 8


class VectorCache:
    """Vectors of one model fingerprint in an SQLite file, each with a checksum; a damaged row counts as absent."""

    def __init__(self, path: Path, fingerprint: str, dimension: int, *, anew: bool = False) -> None:
        """Open the file; ``anew`` finds nothing in it, and replaces what is kept."""
        self._anew = anew
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._connection = _open(path)
        self._connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")

    def find(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[int]:
        """Fill the rows of ``vectors`` whose text is known and return the rows of the others, in order."""
        missing = []
        for row, text in enumerate(texts):
            key = self._key(text)
            self._connection.execute("INSERT OR IGNORE INTO used VALUES (?)", (key,))
            found = self._connection.execute("SELECT vector, check_sum FROM vectors WHERE key = ?", (key,)).fetchone()
            if not self._anew and found and _check(found[0]) == found[1] and len(found[0]) == 4 * self._dimension:
                vectors[row] = np.frombuffer(found[0], "<f4")
            else:
                missing.append(row)
        return missing

    def keep(self, texts: Iterable[str], vectors: NDArray[np.float32]) -> None:
        """Store the vector of each text, at once and for good."""
        blobs = [vector.astype("<f4").tobytes() for vector in vectors]
        rows = [(self._key(text), blob, _check(blob)) for text, blob in zip(texts, blobs, strict=True)]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def forget_unused(self) -> None:
        """Delete the vectors that were not asked for since the cache was opened."""
        with self._connection:
            self._connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM used)")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._fingerprint}\0{text}".encode()).digest()


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _connect(path)
    except sqlite3.DatabaseError:  # damaged: everything in it can be made again
        path.unlink()
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL, check_sum BLOB NOT NULL)"
        )
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()  # a page that is damaged is found here
        if answer != "ok":
            raise sqlite3.DatabaseError(answer)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _check(blob: bytes) -> bytes:
    return hashlib.sha256(blob).digest()[:_CHECK_BYTES]
