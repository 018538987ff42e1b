"""The whole way from a question to an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.answer import Answer, Tier
from assistant.converse import understand
from assistant.errors import QuestionTooLongError
from assistant.features import Candidate, candidates
from assistant.narrow import stated
from assistant.phrases import narrowed, refusal, undated
from assistant.question import clean_question, content_stems
from assistant.quote import check, cite, quoted_lines
from assistant.refuse import is_supported, support
from assistant.select import Quote, choose, rank
from assistant.settings import Settings
from assistant.state import IndexState, Versions, index_state, versions
from corpus.document import Document
from corpus.language import detect_language
from index.embed import TextTooLongError
from index.hit import Filters, Hit
from index.query import Query
from index.retrieve import Retriever
from index.store import Entry

HITS = 10
_NEAREST_NAMED = 3


def read_question(question: str, retriever: Retriever) -> Query:
    """Return ``question`` as the search reads it, the words by which one asks left out of what an answer should hold.

    Raises QuestionTooLongError.
    """
    try:
        query = retriever.query(question)
    except TextTooLongError as error:
        raise QuestionTooLongError("the question is longer than the model reads; shorten it and ask again") from error
    return replace(query, stems=content_stems(query.stems))


@dataclass(frozen=True)
class _Asked:
    """One question as it is searched; ``text`` is what an answer should hold the names of."""

    text: str
    language: str
    query: Query


@dataclass(frozen=True)
class _Looked:
    """What one search found, whether it supports an answer, and what is to be said of it."""

    query: Query
    hits: tuple[Hit, ...]
    candidates: Sequence[Candidate]
    supported: bool
    notices: tuple[str, ...]


class Assistant:
    """Answers questions from one generation of the index; questions may be asked at the same time."""

    def __init__(self, retriever: Retriever, settings: Settings) -> None:
        self.retriever = retriever
        self._settings = settings

    def ask(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Answer:
        """Return the answer to ``question``, or a refusal; ``previous`` are the earlier questions, oldest first.

        The same question on the same generation gives the same answer. Raises EmptyQuestionError,
        QuestionTooLongError, and QuoteError when a quote is not found word for word: such an answer is never shown.
        """
        asked = clean_question(question, self._settings.question_characters)
        understood = understand(asked, previous)
        language = detect_language(asked)
        query = read_question(understood, self.retriever)
        looked = self._look(_Asked(understood, language, query), filters)
        if looked.supported:
            ranked = rank(understood, looked.query, looked.candidates)
            quotes = choose(understood, ranked, self._settings.sentences, self.retriever.store.near)
        else:
            quotes = []
        answer = self._compose(asked, language, looked, quotes, understood if understood != asked else None)
        return check(answer, self.document)

    def search(
        self, question: str, *, limit: int = HITS, filters: Filters = Filters(), previous: Sequence[str] = ()
    ) -> tuple[str, list[Hit]]:
        """Return the question on one line and the best ``limit`` passages for it, best first; raises as ``ask`` does."""
        asked = clean_question(question, self._settings.question_characters)
        query = read_question(understand(asked, previous), self.retriever)
        return asked, self.retriever.search(query, limit=limit, filters=filters)

    def document(self, document_id: str) -> Document | None:
        """Return one document, None when the corpus has none of that id."""
        return self.retriever.document(document_id)

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of document in the corpus, the most frequent first."""
        return self.retriever.store.kinds()

    def document_count(self) -> int:
        """Return how many documents the corpus has."""
        return len(self.retriever.store.document_ids)

    def entries(self) -> list[Entry]:
        """Return what a list of all documents shows, in the order of their ids."""
        return self.retriever.store.entries()

    def state(self) -> IndexState:
        """Return which generation answers and what it holds."""
        return self._state

    def versions(self, document_id: str) -> Versions:
        """Return the copies and near copies of a document."""
        return versions(self.retriever, document_id)

    @cached_property
    def _state(self) -> IndexState:
        return index_state(self.retriever)

    def _look(self, asked: _Asked, filters: Filters) -> _Looked:
        """Return what the search finds, narrowed to what the question states when that supports an answer.

        A period or a kind given in ``filters`` wins: nothing is then read in the question.
        """
        store, bounded = self.retriever.store, filters.since or filters.until or filters.kinds
        narrowing = None if bounded else stated(asked.text, asked.language)
        if narrowing and (documents := narrowing.documents(store, filters)):
            said = narrowed(period=narrowing.period, kind=narrowing.kind, language=asked.language)
            topic = _Asked(narrowing.topic(asked.text), asked.language, narrowing.without_kind(asked.query))
            looked = self._look_among(topic, documents, said, searched=documents)
            if looked.supported:
                return looked
        return self._look_among(asked, store.allowed_documents(filters), self._notices(filters, asked.language))

    def _look_among(
        self,
        asked: _Asked,
        documents: Sequence[int] | None,
        notices: tuple[str, ...],
        *,
        searched: Sequence[int] | None = None,
    ) -> _Looked:
        query = asked.query
        hits = self.retriever.search_among(query, documents, limit=HITS)
        found = candidates(query, hits, self.retriever)
        signals = support(asked.text, query, hits, found, self.retriever, searched)
        fingerprint = self.retriever.manifest.fingerprint
        supported = bool(found) and is_supported(signals, fingerprint=fingerprint, language=asked.language)
        return _Looked(query, tuple(hits), found, supported, notices)

    def _compose(
        self, asked: str, language: str, looked: _Looked, quotes: Sequence[Quote], understood: str | None
    ) -> Answer:
        citations = tuple(cite(number, one.document, one.start, one.end) for number, one in enumerate(quotes, 1))
        reason = None if quotes else "no_support" if looked.hits else "nothing_in_filters"
        text = quoted_lines(citations) if reason is None else refusal(reason, self._nearest(looked.hits), language)
        return Answer(
            question=asked,
            text=text,
            citations=citations,
            tier=Tier.ABSENT if reason else Tier.SURE,
            reason=reason,
            notices=looked.notices,
            hits=looked.hits,
            language=language,
            understood=understood,
        )

    def _nearest(self, hits: Sequence[Hit]) -> list[tuple[Document, str]]:
        """Return the documents and headings of the nearest passages, each once."""
        named = []
        for identity, heading in dict.fromkeys((hit.passage.document_id, hit.passage.heading) for hit in hits):
            document = self.document(identity)
            assert document is not None  # the hit comes from the same generation
            named.append((document, heading))
        return named[:_NEAREST_NAMED]

    def _notices(self, filters: Filters, language: str) -> tuple[str, ...]:
        period = filters.since or filters.until
        count = self.retriever.store.undated_count() if period else 0
        return (undated(count, language),) if count else ()
