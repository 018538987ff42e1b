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
    """Vectors of one model fingerprint in an SQLite file, each with a checksum; a damaged row counts as absent.

    Threads may use it one after the other, never at once.
    """

    def __init__(self, path: Path, fingerprint: str, dimension: int, *, anew: bool = False) -> None:
        """Open the file; ``anew`` finds nothing that was in it, and replaces what is kept."""
        self._anew = anew
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._connection = _open(path)
        self._connection.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)")
        self._connection.execute("CREATE TEMP TABLE kept_now (key BLOB PRIMARY KEY)")

    def find(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> list[int]:
        """Fill the rows of ``vectors`` whose text is known and return the rows of the others, in order."""
        missing = []
        for row, text in enumerate(texts):
            key = self._key(text)
            self._connection.execute("INSERT OR IGNORE INTO used VALUES (?)", (key,))
            found = self._found(key)
            if found is None:
                missing.append(row)
            else:
                vectors[row] = np.frombuffer(found, "<f4")
        return missing

    def missing(self, texts: Sequence[str]) -> list[int]:
        """Return the rows of the texts that are not known, in order, each text once; none of them counts as asked for."""
        first = {text: row for row, text in reversed(list(enumerate(texts)))}
        return sorted(row for text, row in first.items() if self._found(self._key(text)) is None)

    def kept_now(self, texts: Sequence[str]) -> int:
        """Return how many of the texts have a vector that was kept since the cache was opened."""
        return sum(self._is_kept_now(self._key(text)) for text in texts)

    def keep(self, texts: Iterable[str], vectors: NDArray[np.float32]) -> None:
        """Store the vector of each text, at once and for good."""
        blobs = [vector.astype("<f4").tobytes() for vector in vectors]
        rows = [(self._key(text), blob, _check(blob)) for text, blob in zip(texts, blobs, strict=True)]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            self._connection.executemany("INSERT OR IGNORE INTO kept_now VALUES (?)", [(key,) for key, *_ in rows])

    def forget_unused(self) -> None:
        """Delete the vectors that were not asked for since the cache was opened."""
        with self._connection:
            self._connection.execute("DELETE FROM vectors WHERE key NOT IN (SELECT key FROM used)")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _found(self, key: bytes) -> bytes | None:
        """Return the bytes of a vector that is known and undamaged."""
        row = self._connection.execute("SELECT vector, check_sum FROM vectors WHERE key = ?", (key,)).fetchone()
        if row is None or _check(row[0]) != row[1] or len(row[0]) != 4 * self._dimension:
            return None
        vector: bytes = row[0]
        return None if self._anew and not self._is_kept_now(key) else vector

    def _is_kept_now(self, key: bytes) -> bool:
        return self._connection.execute("SELECT 1 FROM kept_now WHERE key = ?", (key,)).fetchone() is not None

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(f"{self._fingerprint}\0{text}".encode()).digest()


def _open(path: Path) -> sqlite3.Connection:
    try:
        return _connect(path)
    except sqlite3.DatabaseError:  # damaged: everything in it can be made again
        path.unlink()
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
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
