"""The JSON that scripts rely on: one object a search, one object an answer."""

from collections.abc import Sequence
from typing import Any, Protocol

from assistant.answer import Answer, Citation
from corpus.document import Document
from index.hit import Hit


class Documents(Protocol):
    """Where the documents of hits are found: a retriever, or the engine of a page."""

    def document(self, document_id: str) -> Document | None:
        """Return the document of that id, None when there is none."""
        ...


def hit_rows(hits: Sequence[Hit], documents: Documents) -> list[dict[str, Any]]:
    """Return the JSON of hits, ranked from 1."""
    return [_hit_row(rank, hit, documents.document(hit.passage.document_id)) for rank, hit in enumerate(hits, 1)]


def search_row(identity: Any, question: str, hits: Sequence[Hit], documents: Documents) -> dict[str, Any]:
    """Return the JSON of one search."""
    return {"id": identity, "question": question, "hits": hit_rows(hits, documents)}


def answer_row(identity: Any, answer: Answer, documents: Documents, seconds: float) -> dict[str, Any]:
    """Return the JSON of one answer; ``seconds`` is the only field that differs between two runs."""
    return {
        "id": identity,
        "question": answer.question,
        "answer": answer.text,
        "refused": answer.refused,
        "reason": answer.reason,
        "citations": [_citation_row(citation) for citation in answer.citations],
        "notices": list(answer.notices),
        "understood": answer.understood,
        "hits": hit_rows(answer.hits, documents),
        "seconds": round(seconds, 3),
    }


def document_row(document: Document) -> dict[str, Any]:
    """Return the JSON of one document."""
    return {
        "document": document.id,
        "title": document.title or None,
        "date": document.date.isoformat() if document.date else None,
        "kind": document.kind,
        "publisher": document.publisher,
        "language": document.language,
        "source": document.source,
        "pages": list(document.pages),
        "body_start": document.body_start,
        "text": document.text,
    }


def _hit_row(rank: int, hit: Hit, document: Document | None) -> dict[str, Any]:
    assert document is not None  # the hit comes from the same generation
    passage = hit.passage
    return {
        "rank": rank,
        "document": document.id,
        "title": document.title or None,
        "date": document.date.isoformat() if document.date else None,
        "kind": document.kind,
        "source": document.source,
        "page": document.page_at(passage.start),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": hit.score,
    }


def _citation_row(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.number,
        "document": citation.document_id,
        "title": citation.title or None,
        "date": citation.date.isoformat() if citation.date else None,
        "source": citation.source,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }
