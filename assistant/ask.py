"""The whole way from a question to an answer."""

from collections.abc import Sequence

from assistant.answer import Answer
from assistant.converse import understand
from assistant.phrases import refusal, undated
from assistant.question import clean_question
from assistant.quote import check, cite, quoted_lines
from assistant.refuse import is_supported, support
from assistant.select import Candidate, candidates, choose, rank
from assistant.settings import Settings
from corpus.document import Document
from corpus.language import detect_language
from index.hit import Filters, Hit
from index.retrieve import Retriever

HITS = 10
_NEAREST_NAMED = 3


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
        query = self.retriever.query(understood)
        hits = self.retriever.search(query, limit=HITS, filters=filters)
        found = candidates(query, hits, self.retriever)
        fingerprint = self.retriever.manifest.fingerprint
        if found and is_supported(support(query, found), fingerprint=fingerprint, language=language):
            chosen = choose(understood, rank(understood, query, found), self._settings.sentences)
        else:
            chosen = []
        answer = self._compose(asked, language, hits, chosen, filters, understood if understood != asked else None)
        return check(answer, self.document)

    def document(self, document_id: str) -> Document | None:
        """Return one document, None when the corpus has none of that id."""
        return self.retriever.document(document_id)

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of document in the corpus, the most frequent first."""
        return self.retriever.store.kinds()

    def document_count(self) -> int:
        """Return how many documents the corpus has."""
        return len(self.retriever.store.document_ids)

    def _compose(
        self,
        asked: str,
        language: str,
        hits: Sequence[Hit],
        chosen: Sequence[Candidate],
        filters: Filters,
        understood: str | None,
    ) -> Answer:
        citations = tuple(
            cite(number, one.document, one.sentence.start, one.sentence.end) for number, one in enumerate(chosen, 1)
        )
        reason = None if chosen else "no_support" if hits else "nothing_in_filters"
        text = quoted_lines(citations) if reason is None else refusal(reason, self._nearest(hits), language)
        return Answer(
            question=asked,
            text=text,
            citations=citations,
            refused=reason is not None,
            reason=reason,
            notices=self._notices(filters, language),
            hits=tuple(hits),
            language=language,
            understood=understood,
        )

    def _nearest(self, hits: Sequence[Hit]) -> list[tuple[Document, str]]:
        named = []
        for hit in hits[:_NEAREST_NAMED]:
            document = self.document(hit.passage.document_id)
            assert document is not None  # the hit comes from the same generation
            named.append((document, hit.passage.heading))
        return named

    def _notices(self, filters: Filters, language: str) -> tuple[str, ...]:
        period = filters.since or filters.until
        count = self.retriever.store.undated_count() if period else 0
        return (undated(count, language),) if count else ()
