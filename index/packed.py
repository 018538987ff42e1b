"""A prepared document as bytes: compressed JSON, whose own check sum tells when it was damaged."""

import json
import zlib
from dataclasses import asdict
from datetime import date
from typing import Any

from corpus.dates import parse_date
from corpus.document import Document, Passage
from corpus.expressions import DateExpression
from index.store import ChunkedDocument, Sentence


class DamagedError(ValueError):
    """The bytes are not those that ``pack`` gave."""


def pack(chunked: ChunkedDocument) -> bytes:
    """Return a prepared document as bytes."""
    document = chunked.document
    known = document.date.isoformat() if document.date else None
    content = {
        "document": {**asdict(document), "date": known},
        "passages": [[one.start, one.end, one.heading] for one in chunked.passages],
        "sentences": [[[one.start, one.end, " ".join(one.stems)] for one in row] for row in chunked.sentences],
        "dates": [{**asdict(one), "first": _written(one.first), "last": _written(one.last)} for one in chunked.dates],
    }
    return zlib.compress(json.dumps(content).encode("ascii"), 1)


def unpack(packed: bytes) -> ChunkedDocument:
    """Return the document that ``pack`` was given; raises DamagedError."""
    try:
        content = json.loads(zlib.decompress(packed))
        document = _document(content["document"])
        passages = tuple(
            Passage(document.id, start, end, heading, document.text[start:end])
            for start, end, heading in content["passages"]
        )
        sentences = tuple(
            tuple(Sentence(start, end, tuple(stems.split())) for start, end, stems in row) for row in content["sentences"]
        )
        return ChunkedDocument(document, passages, sentences, tuple(_expression(row) for row in content["dates"]))
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise DamagedError(str(error)) from error


def _document(row: dict[str, Any]) -> Document:
    known = parse_date(row["date"]) if row["date"] else None
    return Document(**{**row, "date": known, "pages": tuple(row["pages"])})


def _expression(row: dict[str, Any]) -> DateExpression:
    return DateExpression(**{**row, "first": _read(row["first"]), "last": _read(row["last"])})


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
