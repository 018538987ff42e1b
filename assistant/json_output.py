"""The JSON that scripts rely on: one object a search, one object an answer."""

from collections.abc import Sequence
from typing import Any, Protocol

from assistant.answer import Answer, Citation, Fact, Searched, WrittenSentence
from assistant.receipt import CheckedAnswer
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


def search_row(identity: Any, found: Searched, documents: Documents) -> dict[str, Any]:
    """Return the JSON of one search."""
    hits = hit_rows(found.hits, documents)
    return {"id": identity, "question": found.question, "hits": hits, "notices": list(found.notices)}


def answer_row(identity: Any, answer: Answer, documents: Documents, seconds: float) -> dict[str, Any]:
    """Return the JSON of one answer; ``seconds`` is the only field that differs between two runs.

    It is also the answer's receipt: ``generation`` and ``fingerprint`` say which index and model gave it, and each citation
    holds its span, so that it can be held against the corpus later (``assistant.receipt``).
    """
    return {
        "id": identity,
        "question": answer.question,
        "answer": answer.text,
        "refused": answer.refused,
        "tier": answer.tier.value,
        "confidence": answer.confidence,
        "engine": "llm" if answer.written else "extractive",
        "reason": answer.reason,
        "fact": _fact_row(answer.fact) if answer.fact else None,
        "citations": [_citation_row(citation) for citation in answer.citations],
        "written": [_written_row(sentence) for sentence in answer.written],
        "notices": list(answer.notices),
        "understood": answer.understood,
        "hits": hit_rows(answer.hits, documents),
        "generation": answer.generation,
        "fingerprint": answer.fingerprint,
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


def _fact_row(fact: Fact) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "n": fact.citation,
        "start": fact.start,
        "end": fact.end,
        "text": fact.text,
        "resolved": fact.resolved,
        "leads": fact.leads,
    }


def _written_row(sentence: WrittenSentence) -> dict[str, Any]:
    return {"text": sentence.text, "citations": list(sentence.citations), "flagged": sentence.flagged}


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
        "speaker": citation.speaker,
    }


def checked_row(answer: CheckedAnswer, generation: str) -> dict[str, Any]:
    """Return the JSON of a saved answer held against the corpus of ``generation``."""
    quotes = [
        {"n": one.number, "document": one.document_id, "standing": one.standing.value, "start": one.start, "end": one.end}
        for one in answer.quotes
    ]
    return {
        "id": answer.id,
        "question": answer.question,
        "stands": answer.stands,
        "quotes": quotes,
        "answered_by": answer.generation,
        "checked_against": generation,
    }
