"""From a document to what the index holds of it: passages, the sentences that can be quoted, the dates they tell."""

from dataclasses import replace

from corpus.chunk import chunk
from corpus.document import Document, Passage
from corpus.expressions import DateExpression, find_dates
from corpus.quotable import quotable_spans
from index.embed import Embedder
from index.french import stems
from index.store import ChunkedDocument, Sentence


def prepare(document: Document, embedder: Embedder, passage_tokens: int) -> ChunkedDocument:
    """Return the document cut into passages of at most ``passage_tokens`` tokens of the embedder."""
    passages = tuple(chunk(document, embedder.count_tokens, passage_tokens))
    return ChunkedDocument(document, passages, tuple(_sentences(document, one) for one in passages), _dates(document))


def _sentences(document: Document, passage: Passage) -> tuple[Sentence, ...]:
    spans = quotable_spans(document, passage.start, passage.end)
    return tuple(Sentence(start, end, tuple(stems(document.text[start:end]))) for start, end in spans)


def _dates(document: Document) -> tuple[DateExpression, ...]:
    """Return the dates in the body, their spans counted in the whole text."""
    shift = document.body_start
    found = find_dates(document.text[shift:], document.date)
    return tuple(replace(one, start=one.start + shift, end=one.end + shift) for one in found)
