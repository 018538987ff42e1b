"""Sentences to choose from, made from a text without an index."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from assistant.features import Candidate
from corpus.document import Document, Passage
from corpus.quotable import quotable_spans
from index.french import stems
from index.query import Query
from index.store import Sentence


def _candidates(text: str, *, title: str = "", similarities: Sequence[float] = (), score: float = 1.0) -> list[Candidate]:
    document = Document(f"{title or 'note'}.md", title, text, None, None, None, "fr", "note")
    passage = Passage(document.id, 0, len(text), "", text)
    spans = quotable_spans(document, passage.start, passage.end)
    likenesses = [*similarities, *[0.5] * (len(spans) - len(similarities))]
    return [
        Candidate(
            document=document,
            passage=passage,
            passage_score=score,
            position=position,
            sentence=Sentence(start, end, tuple(stems(text[start:end]))),
            similarity=likenesses[position],
            coverage=0.0,
        )
        for position, (start, end) in enumerate(spans)
    ]


@pytest.fixture
def candidates_of() -> Callable[..., list[Candidate]]:
    """Give what makes the candidates of a text that is one passage: its sentences, with their cosines."""
    return _candidates


@pytest.fixture
def query_of() -> Callable[[str], Query]:
    """Give what makes the query of a question, without a vector."""

    def query(text: str) -> Query:
        return Query(text, np.zeros(1, np.float32), tuple(dict.fromkeys(stems(text))), (), ())

    return query
