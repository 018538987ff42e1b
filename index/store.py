"""The store: documents, passages and sentences of one generation, in one SQLite file.

Rows are numbered from 0 in the order of document ids and positions: a passage's row is its row in the vectors and in the
words, and equal scores are ordered by it, that is by passage id.
"""

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.dates import PartialDate, parse_date
from corpus.document import Document, Passage
from corpus.duplicates import Duplicates
from corpus.expressions import DateExpression
from corpus.plain import fold
from index.acronyms import Acronym, Acronyms
from index.filterable import Filterable
from index.hit import Filters

_SCHEMA = """
CREATE TABLE documents (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
    date TEXT, first_day TEXT, last_day TEXT, kind TEXT, publisher TEXT, folded_publisher TEXT, language TEXT NOT NULL,
    source TEXT NOT NULL, pages TEXT NOT NULL, body_start INTEGER NOT NULL, date_from TEXT NOT NULL);
CREATE INDEX documents_filtered ON documents (id, first_day, last_day, kind, folded_publisher, language);
CREATE TABLE copies (path TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id));
CREATE TABLE near (document TEXT NOT NULL, other TEXT NOT NULL, score REAL NOT NULL, PRIMARY KEY (document, other));
CREATE TABLE passages (row INTEGER PRIMARY KEY, document INTEGER NOT NULL REFERENCES documents (row),
    start INTEGER NOT NULL, end INTEGER NOT NULL, heading TEXT NOT NULL);
CREATE TABLE sentences (row INTEGER PRIMARY KEY, passage INTEGER NOT NULL REFERENCES passages (row),
    start INTEGER NOT NULL, end INTEGER NOT NULL, stems TEXT NOT NULL);
CREATE TABLE dates (passage INTEGER NOT NULL REFERENCES passages (row), start INTEGER NOT NULL, end INTEGER NOT NULL,
    first TEXT, last TEXT, precision TEXT NOT NULL, provenance TEXT NOT NULL, partial TEXT NOT NULL);
CREATE TABLE acronyms (acronym TEXT NOT NULL, long_form TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (acronym, long_form));
CREATE INDEX dates_of_passages ON dates (passage);
CREATE INDEX dates_by_day ON dates (first, last, passage) WHERE first IS NOT NULL;
"""
_DOCUMENT_COLUMNS = "id, title, text, date, kind, publisher, language, source, pages, body_start, date_from"
_DATE_COLUMNS = "start, end, first, last, precision, provenance, partial"
_DOCUMENTS_KEPT = 256


@dataclass(frozen=True)
class Sentence:
    """A sentence that can be quoted: its span in the document and its stems."""

    start: int
    end: int
    stems: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """What a list of documents shows of one; the same fields as ``Document``."""

    id: str
    title: str
    date: PartialDate | None
    kind: str | None
    publisher: str | None
    language: str


@dataclass(frozen=True)
class ChunkedDocument:
    """A document with its passages in order, the sentences of each passage, and the dates found in its body, in order."""

    document: Document
    passages: tuple[Passage, ...]
    sentences: tuple[tuple[Sentence, ...], ...]
    dates: tuple[DateExpression, ...] = ()

    def dates_in(self, passage: Passage) -> tuple[DateExpression, ...]:
        """Return the dates that begin in a passage."""
        return tuple(one for one in self.dates if passage.start <= one.start < passage.end)


class StoreWriter:
    """A new store being written: documents are added in the order of their ids, then ``close`` ends it."""

    def __init__(self, path: Path, duplicates: Duplicates) -> None:
        """Create the file, with the paths of the copies of its documents and the pairs of near copies among them."""
        self.documents = self.passages = self.sentences = 0
        self._connection = sqlite3.connect(path)
        self._connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        self._connection.executemany("INSERT INTO copies VALUES (?, ?)", sorted(duplicates.copies.items()))
        self._connection.executemany(
            "INSERT INTO near VALUES (?, ?, ?)",
            [
                (*pair, one.score)
                for one in duplicates.near
                for pair in ((one.document_id, one.other_id), (one.other_id, one.document_id))
            ],
        )

    def add_acronyms(self, acronyms: Acronyms) -> None:
        """Keep the acronyms by which passages are indexed."""
        rows = ((one.name, one.long_form, one.count) for one in acronyms.pairs)
        self._connection.executemany("INSERT INTO acronyms VALUES (?, ?, ?)", rows)

    def add(self, chunked: ChunkedDocument) -> None:
        """Add one document; its row, and those of its passages and sentences, are the next free ones."""
        self._connection.execute(
            f"INSERT INTO documents VALUES ({', '.join('?' * 15)})", _document_values(self.documents, chunked.document)
        )
        for passage, sentences in zip(chunked.passages, chunked.sentences, strict=True):
            self._connection.execute(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
                (self.passages, self.documents, passage.start, passage.end, passage.heading),
            )
            self._connection.executemany(
                "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
                (
                    (row, self.passages, sentence.start, sentence.end, " ".join(sentence.stems))
                    for row, sentence in enumerate(sentences, self.sentences)
                ),
            )
            self._connection.executemany(
                "INSERT INTO dates VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                ((self.passages, *_date_values(one)) for one in chunked.dates_in(passage)),
            )
            self.passages += 1
            self.sentences += len(sentences)
        self.documents += 1

    def close(self) -> None:
        """Write what is left and close the file."""
        self._connection.commit()
        self._connection.close()


def _document_values(row: int, document: Document) -> tuple[object, ...]:
    known = document.date
    return (
        row,
        document.id,
        document.title,
        document.text,
        known.isoformat() if known else None,
        known.first_day.isoformat() if known else None,
        known.last_day.isoformat() if known else None,
        document.kind,
        document.publisher,
        fold(document.publisher) if document.publisher else None,
        document.language,
        document.source,
        json.dumps(document.pages),
        document.body_start,
        document.date_from,
    )


def _columns(connection: sqlite3.Connection, query: str, width: int) -> NDArray[np.int64]:
    """Return the whole numbers that a query finds, shape (rows, width)."""
    values = (value for row in connection.execute(query) for value in row)
    return np.fromiter(values, np.int64).reshape(-1, width)


def _date_values(one: DateExpression) -> tuple[object, ...]:
    days = (day.isoformat() if day else None for day in (one.first, one.last))
    return (one.start, one.end, *days, one.precision, one.provenance, one.partial)


def _date(start: int, end: int, first: str | None, last: str | None, *rest: str) -> DateExpression:
    first_day, last_day = (date.fromisoformat(day) if day else None for day in (first, last))
    return DateExpression(start, end, first_day, last_day, *rest)


class Store:
    """A store open for reading, from any thread.

    ``passage_documents``: the document row of each passage row; ``sentence_passages``: the passage row of each sentence row.
    What a search looks at is in memory: ids and 20 bytes of each document, 32 bytes of each passage, 8 of each sentence.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False)
        self._documents = Filterable.read(self._connection)
        passages = _columns(self._connection, "SELECT document, start, end FROM passages ORDER BY row", 3)
        self.passage_documents, self._starts, self._ends = np.ascontiguousarray(passages.T)
        self.sentence_passages = _columns(self._connection, "SELECT passage FROM sentences ORDER BY row", 1)[:, 0]
        self._first_sentences = np.searchsorted(self.sentence_passages, np.arange(len(self._starts) + 1))
        self._read_document = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._load_document)

    @property
    def document_ids(self) -> tuple[str, ...]:
        """The ids of all documents, in order."""
        return self._documents.ids

    def document(self, document_id: str) -> Document | None:
        """Return one document, also by the path of a copy of it; None when the corpus has none of that id."""
        return self._read_document(document_id) or self._original(document_id)

    def near(self, document_id: str) -> dict[str, float]:
        """Return the ids of the near copies of a document, each with the share of the shorter text that both have."""
        query = "SELECT other, score FROM near WHERE document = ? ORDER BY other"
        return dict(self._connection.execute(query, (document_id,)).fetchall())

    def copies(self, document_id: str) -> tuple[str, ...]:
        """Return the paths of the files left out because they hold the text of that document."""
        query = "SELECT path FROM copies WHERE document = ? ORDER BY path"
        return tuple(path for (path,) in self._connection.execute(query, (document_id,)))

    def passage(self, row: int) -> Passage:
        """Return one passage by its row."""
        document = self._read_document(self.document_ids[self.passage_documents[row]])
        assert document is not None  # the id comes from the same table
        (heading,) = self._connection.execute("SELECT heading FROM passages WHERE row = ?", (int(row),)).fetchone()
        start, end = int(self._starts[row]), int(self._ends[row])
        return Passage(document.id, start, end, heading, document.text[start:end])

    def passage_row(self, passage: Passage) -> int:
        """Return the row of a passage of this store."""
        document = bisect_left(self.document_ids, passage.document_id)
        first, last = np.searchsorted(self.passage_documents, (document, document + 1))
        return int(first + np.searchsorted(self._starts[first:last], passage.start))

    def sentence_rows(self, passage_row: int) -> range:
        """Return the rows of the sentences of one passage."""
        return range(int(self._first_sentences[passage_row]), int(self._first_sentences[passage_row + 1]))

    def sentences(self, passage_rows: Sequence[int]) -> dict[int, list[Sentence]]:
        """Return the sentences that can be quoted of each passage, in order."""
        return {int(row): self._sentences(self.sentence_rows(row)) for row in passage_rows}

    def _sentences(self, rows: range) -> list[Sentence]:
        found = self._connection.execute(
            "SELECT start, end, stems FROM sentences WHERE row >= ? AND row < ? ORDER BY row", (rows.start, rows.stop)
        )
        return [Sentence(start, end, tuple(stems.split())) for start, end, stems in found]

    def dates(self, passage_row: int) -> list[DateExpression]:
        """Return the dates that begin in one passage, in order."""
        query = f"SELECT {_DATE_COLUMNS} FROM dates WHERE passage = ? ORDER BY start"
        return [_date(*values) for values in self._connection.execute(query, (int(passage_row),))]

    def days_between(
        self, since: date | None, until: date | None, *, newest_first: bool = False
    ) -> Iterator[tuple[int, DateExpression]]:
        """Yield the dates known to the day that begin in a period, each with its passage row; the earliest first."""
        days = [(since or date.min).isoformat(), (until or date.max).isoformat()]
        order = "DESC" if newest_first else "ASC"
        query = f"SELECT passage, {_DATE_COLUMNS} FROM dates WHERE first BETWEEN ? AND ? AND precision = 'day'"
        for row, *values in self._connection.execute(f"{query} ORDER BY first {order}, passage, start", days):
            yield row, _date(*values)

    def acronyms(self) -> Acronyms:
        """Return the acronyms that the documents spell out."""
        query = "SELECT acronym, long_form, count FROM acronyms ORDER BY acronym, count DESC, long_form"
        return Acronyms(tuple(Acronym(*row) for row in self._connection.execute(query)))

    def entries(self) -> list[Entry]:
        """Return what a list of documents shows, in the order of their ids."""
        found = self._connection.execute("SELECT id, title, date, kind, publisher, language FROM documents ORDER BY row")
        return [Entry(one[0], one[1], parse_date(one[2]) if one[2] else None, *one[3:]) for one in found]

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds present, the most frequent first."""
        found = self._connection.execute(
            "SELECT kind FROM documents WHERE kind IS NOT NULL GROUP BY kind ORDER BY count(*) DESC, kind"
        )
        return tuple(row[0] for row in found)

    def allowed_documents(self, filters: Filters) -> list[int] | None:
        """Return the rows of the documents that pass ``filters``, None when nothing is filtered."""
        return self._documents.rows(filters).tolist() if filters.active else None

    def documents_speaking_of(self, since: date | None, until: date | None) -> list[int]:
        """Return the rows, in order, of the documents in which a date is whole within a period, both days included."""
        days = [(since or date.min).isoformat(), (until or date.max).isoformat()]
        query = "SELECT passage FROM dates WHERE first BETWEEN ? AND ? AND last <= ?"
        found = self._connection.execute(query, (*days, days[1]))
        return sorted({int(self.passage_documents[row]) for (row,) in found})

    def chunked_documents(self, *, every: int = 1) -> Iterator[ChunkedDocument]:
        """Yield the documents, or one in so many, with their passages and sentences, as they were written."""
        for row in range(0, len(self.document_ids), every):
            document = self._load_document(self.document_ids[row])
            assert document is not None  # the id comes from the same table
            first, last = (int(edge) for edge in np.searchsorted(self.passage_documents, (row, row + 1)))
            sentences = self.sentences(range(first, last))
            passages = tuple(self.passage(passage) for passage in range(first, last))
            dates = tuple(one for passage in range(first, last) for one in self.dates(passage))
            yield ChunkedDocument(document, passages, tuple(tuple(found) for found in sentences.values()), dates)

    def undated_count(self) -> int:
        """Return how many documents have no known date."""
        (count,) = self._connection.execute("SELECT count(*) FROM documents WHERE first_day IS NULL").fetchone()
        return int(count)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _original(self, path: str) -> Document | None:
        row = self._connection.execute("SELECT document FROM copies WHERE path = ?", (path,)).fetchone()
        return self._read_document(row[0]) if row else None

    def _load_document(self, document_id: str) -> Document | None:
        row = self._connection.execute(f"SELECT {_DOCUMENT_COLUMNS} FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            return None
        identity, title, text, written, kind, publisher, language, source, pages, body_start, date_from = row
        known: PartialDate | None = parse_date(written) if written else None
        return Document(
            identity, title, text, known, kind, publisher, language, source, tuple(json.loads(pages)), body_start, date_from
        )
