"""The catalogue: every file of the corpus as it was last read, so that a file that did not change is not read again.

One SQLite file beside the generations. It can be deleted at any time: the next rebuild then reads every file. Documents are
held here between the two steps of a rebuild, reading and building, so that memory does not grow with the corpus.
"""

import contextlib
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from corpus.document import Document
from corpus.duplicates import Sketch, sketch
from corpus.intake import FoundFile, ReadFile, Stated
from index.packed import pack, unpack
from index.report import FileRow
from index.store import ChunkedDocument

_SCHEMA = """
CREATE TABLE IF NOT EXISTS made_by (digest TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, seen_ns INTEGER NOT NULL,
    digest TEXT NOT NULL, stated TEXT NOT NULL, report TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, path TEXT NOT NULL, passages INTEGER NOT NULL,
    sentences INTEGER NOT NULL, packed BLOB NOT NULL, words_digest TEXT NOT NULL, words INTEGER NOT NULL,
    sample BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS documents_of_files ON documents (path);
"""
# A file written twice within one tick of the file system's clock has one stamp: a stamp this young proves nothing.
_YOUNG_NS = 2_000_000_000
# What another rebuild may read where this one could not: the machine was busy, the file was not there to be opened.
_READ_AGAIN = frozenset(("unreadable", "limit_time", "limit_memory_or_crash"))


class Catalogue:
    """What was read by one version of the program with one set of settings; rows of another are dropped at once."""

    def __init__(self, path: Path, made_by: str, *, anew: bool = False) -> None:
        """Open the file; ``anew`` forgets what is in it. A damaged file is replaced."""
        if anew:
            _remove(path)
        try:
            self._connection = _connect(path, made_by)
        except sqlite3.DatabaseError:
            _remove(path)
            self._connection = _connect(path, made_by)

    def changed(self, found: Sequence[FoundFile], stated: Stated) -> list[FoundFile]:
        """Return the files that must be read, in order, after dropping what is known of files that are gone.

        A file whose stamp moved is hashed: when its bytes are the same, only the stamp is noted.
        """
        with self._connection:
            self._drop({path for (path,) in self._connection.execute("SELECT path FROM files")} - {one.id for one in found})
            known = {
                path: row
                for path, *row in self._connection.execute("SELECT path, stamp, seen_ns, digest, stated FROM files")
            }
            return [file for file in found if not self._is_known(file, known.get(file.id), _stated_text(stated, file))]

    def keep(self, read: ReadFile, stated: Stated, documents: Sequence[ChunkedDocument]) -> None:
        """Replace what is known of a file by what was just read; ``documents`` are its documents, prepared."""
        file, error = read.file, read.error
        warnings = tuple(dict.fromkeys(warning for one in read.documents for warning in one.warnings))
        row = FileRow(file.id, "error", error.code, str(error)) if error else FileRow(file.id, "indexed", warnings=warnings)
        stamp = "" if error and error.code in _READ_AGAIN else _stamp(file)[0]
        with self._connection:
            self._drop([file.id])
            self._connection.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)",
                (file.id, stamp, time.time_ns(), read.digest, _stated_text(stated, file), json.dumps(asdict(row))),
            )
            self._connection.executemany(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (_document_values(file, one) for one in documents),
            )

    def digest(self) -> str:
        """Return a digest of all that was read: bytes, fields stated, and what could not be read."""
        digest = hashlib.sha256()
        for row in self._connection.execute("SELECT path, digest, stated, report FROM files ORDER BY path"):
            digest.update(json.dumps(row).encode())
        return digest.hexdigest()

    def rows(self) -> list[FileRow]:
        """Return what became of each file, by path."""
        rows = (json.loads(report) for (report,) in self._connection.execute("SELECT report FROM files ORDER BY path"))
        return [FileRow(**{**row, "warnings": tuple(row["warnings"])}) for row in rows]

    def sketches(self) -> Iterator[Sketch]:
        """Yield what duplicates are found by, of each document, by id."""
        rows = self._connection.execute("SELECT id, words_digest, words, sample FROM documents ORDER BY id")
        return (Sketch(name, digest, words, np.frombuffer(sample, "<u4")) for name, digest, words, sample in rows)

    def size(self, without: Collection[str]) -> tuple[int, int]:
        """Return how many documents, and how many texts to embed, there are but for some ids."""
        rows = self._connection.execute("SELECT id, passages + sentences FROM documents")
        kept = [texts for identity, texts in rows if identity not in without]
        return len(kept), sum(kept)

    def document(self, identity: str) -> Document:
        """Return one document; raises DamagedError."""
        return self._load(identity).document

    def documents(self, without: Collection[str]) -> Iterator[ChunkedDocument]:
        """Yield every document but those of some ids, prepared, in the order of ids; raises DamagedError."""
        for (identity,) in self._connection.execute("SELECT id FROM documents ORDER BY id").fetchall():
            if identity not in without:
                yield self._load(identity)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _load(self, identity: str) -> ChunkedDocument:
        (packed,) = self._connection.execute("SELECT packed FROM documents WHERE id = ?", (identity,)).fetchone()
        return unpack(packed)

    def _is_known(self, file: FoundFile, known: Sequence[Any] | None, stated: str) -> bool:
        """Tell whether a file is as its row says: stamp, when it was seen, digest, what is stated of it."""
        if known is None or not known[0] or known[3] != stated:
            return False
        stamp, seen_ns, digest, _ = known
        now = time.time_ns()
        new_stamp, changed_ns = _stamp(file)
        try:
            if stamp == new_stamp and changed_ns < seen_ns - _YOUNG_NS:
                return True
            if not digest or digest != _digest(file):
                return False
        except OSError:  # reading it will say why
            return False
        self._connection.execute("UPDATE files SET stamp = ?, seen_ns = ? WHERE path = ?", (new_stamp, now, file.id))
        return True

    def _drop(self, paths: Collection[str]) -> None:
        rows = [(path,) for path in sorted(paths)]
        self._connection.executemany("DELETE FROM documents WHERE path = ?", rows)
        self._connection.executemany("DELETE FROM files WHERE path = ?", rows)


def _connect(path: Path, made_by: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        if connection.execute("SELECT digest FROM made_by").fetchall() != [(made_by,)]:
            with connection:
                for table in ("made_by", "files", "documents"):
                    connection.execute(f"DELETE FROM {table}")
                connection.execute("INSERT INTO made_by VALUES (?)", (made_by,))
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        if answer != "ok":
            raise sqlite3.DatabaseError(answer)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _remove(path: Path) -> None:
    for name in (path, path.with_name(f"{path.name}-journal")):
        with contextlib.suppress(FileNotFoundError):
            name.unlink()


def _stated_text(stated: Stated, file: FoundFile) -> str:
    fields = stated.fields.get(file.id)
    return json.dumps(fields, sort_keys=True) if fields else "null"


def _document_values(file: FoundFile, chunked: ChunkedDocument) -> tuple[object, ...]:
    known = sketch(chunked.document)
    sentences = sum(map(len, chunked.sentences))
    counts = (len(chunked.passages), sentences)
    return (known.id, file.id, *counts, pack(chunked), known.words_digest, known.words, known.sample.astype("<u4").tobytes())


def _stamp(file: FoundFile) -> tuple[str, int]:
    """Return what changes when a file is written or replaced, and when that was; empty when it is gone."""
    try:
        known = os.lstat(file.path)
    except OSError:
        return "", 0
    stamp = f"{known.st_size}-{known.st_mtime_ns}-{known.st_ctime_ns}-{known.st_ino}"
    return stamp, max(known.st_mtime_ns, known.st_ctime_ns)


def _digest(file: FoundFile) -> str:
    with file.path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
