"""The whole way from a question to an answer."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, lru_cache

from assistant.answer import Answer, Searched, Tier
from assistant.compose import answered, old_source_notice, refused, welcomed
from assistant.converse import adds_to_name, own_words, readings
from assistant.courtesy import greets
from assistant.coverage import Coverage, coverage
from assistant.errors import EmptyQuestionError, QuestionTooLongError
from assistant.expected import read_expected
from assistant.features import is_reference
from assistant.list_answer import list_answer
from assistant.look import HITS, Looked, filter_notices, look, look_again, read_question
from assistant.phrases import other_reading, read_as
from assistant.question import YEAR, about_another, about_another_year, clean_question, needs_today
from assistant.quote import check
from assistant.refuse import Verdict, nearest
from assistant.select import Quote, choose
from assistant.settings import Settings
from assistant.stance import says_another
from assistant.state import IndexState, Versions, index_state, versions
from assistant.wording import even_case
from assistant.write.writer import Writer
from corpus.document import Document
from corpus.language import detect_language
from corpus.plain import plain
from index.hit import Filters
from index.retrieve import Retriever, share_held
from index.store import Entry

_ANSWERS_KEPT = 256
_REMEMBERED = 5  # earlier questions
_CARRIED = 0.5  # of its words, weighted by rarity, in the sentence that answers a question completed from the one before


class Assistant:
    """Answers questions from one generation of the index; questions may be asked at the same time.

    The last answers are kept, for who asks the same and for the question that follows. With a ``writer``, answers are worded
    by a language model where each of its sentences is carried by the texts.
    """

    def __init__(self, retriever: Retriever, settings: Settings, writer: Writer | None = None) -> None:
        self.retriever = retriever
        self._settings = settings
        self._writer = writer
        self._quoted = lru_cache(_ANSWERS_KEPT)(self._in_quotes)

    def ask(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Answer:
        """Return the answer to ``question``, or a refusal: the last that ``stream`` yields; raises as it does."""
        return deque(self.stream(question, filters=filters, previous=previous), maxlen=1).pop()

    def stream(self, question: str, *, filters: Filters = Filters(), previous: Sequence[str] = ()) -> Iterator[Answer]:
        """Yield the answer to ``question`` as it grows; ``previous`` are the earlier questions, oldest first.

        One that a language model words comes a sentence more each time, any other is whole at once. What is yielded is
        checked; its sentences and citations stay in the next one, unless the model fails on the way: then the last one is
        made of quotes. The same question on the same generation gives the same answer. Raises EmptyQuestionError,
        QuestionTooLongError, and QuoteError when a quote is not found word for word: such an answer is never shown.
        """
        asked, earlier = self._read(question), self._remembered(previous)
        answer = replace(self._quoted(asked, filters, earlier), question=self._typed(question))
        if self._writer is None or answer.tier is not Tier.SURE or answer.listed:
            yield answer
            return
        looked, _ = self._look(asked, readings(asked, earlier), filters, earlier)
        owners, rarity = self._settings.owners, self.retriever.rarity
        for one in self._writer.write(answer, looked.text, looked.in_order(), rarity, owners):
            yield check(one, self.document)

    def verdict(self, question: str, *, previous: Sequence[str] = (), without: Collection[str] = ()) -> Verdict:
        """Return how far the corpus without these documents answers ``question``; raises as ``ask`` does."""
        return self.looked(question, previous=previous, without=without).verdict

    def looked(self, question: str, *, previous: Sequence[str] = (), without: Collection[str] = ()) -> Looked:
        """Return what the search finds for ``question`` in the corpus without these documents; raises as ``ask`` does."""
        asked, earlier = self._read(question), self._remembered(previous)
        return self._look(asked, readings(asked, earlier), Filters(), earlier, frozenset(without))[0]

    def search(
        self,
        question: str,
        *,
        limit: int = HITS,
        filters: Filters = Filters(),
        previous: Sequence[str] = (),
        narrow: bool = True,
    ) -> Searched:
        """Return the best ``limit`` passages, in the documents that the question states when these answer it.

        ``narrow``: False looks in all that ``filters`` allow. Raises as ``ask`` does.
        """
        asked, owners = self._read(question), self._settings.owners
        text, language = readings(asked, self._remembered(previous))[0], detect_language(asked)
        looked = look(text, language, filters, self.retriever, owners)
        said = (read_as(looked.text, language),) if looked.text != text else ()
        if narrow and looked.narrowed_to:
            hits = self.retriever.search_among(looked.query, looked.narrowed_to, limit=limit)
            return Searched(self._typed(question), tuple(hits), (*said, *looked.notices))
        query = read_question(looked.text, self.retriever, owners)
        hits = self.retriever.search(query, limit=limit, filters=filters)
        return Searched(self._typed(question), tuple(hits), (*said, *filter_notices(filters, language, self.retriever)))

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

    def generation(self) -> str:
        """Return the name of the generation it answers from."""
        return self.retriever.manifest.name

    def state(self) -> IndexState:
        """Return which generation answers and what it holds."""
        return self._state

    def versions(self, document_id: str) -> Versions:
        """Return the copies and near copies of a document."""
        return versions(self.retriever, document_id)

    @cached_property
    def _state(self) -> IndexState:
        return index_state(self.retriever)

    def current(self) -> "Assistant":
        """Return itself: it stays on its generation."""
        return self

    @cached_property
    def coverage(self) -> Coverage:
        """What the corpus covers."""
        return coverage(self.entries())

    def _typed(self, question: str) -> str:
        return clean_question(question, self._settings.question_characters)

    def _read(self, question: str) -> str:
        """Return a question as it was typed, its names with the capitals of the corpus."""
        return self.retriever.cased(even_case(self._typed(question)))

    def _remembered(self, previous: Sequence[str]) -> tuple[str, ...]:
        """Return the earlier questions that a follow-up may lean on, oldest first; one that could not be asked is none."""
        read = []
        for one in [one for one in previous if not greets(one)][-_REMEMBERED:]:
            with suppress(EmptyQuestionError, QuestionTooLongError):
                read.append(self._read(one))
        return tuple(read)

    def _in_quotes(
        self, asked: str, filters: Filters, previous: tuple[str, ...], without: frozenset[str] = frozenset()
    ) -> Answer:
        """Return the answer made of quotes, checked, or a refusal; it is kept in ``_quoted``."""
        language, texts, settings = detect_language(asked), readings(asked, previous), self._settings
        if greets(asked):
            answer = welcomed(asked, language, self.coverage)
        elif of_a_list := list_answer(asked, texts[0], language, filters, self.retriever, settings, self.coverage):
            answer = of_a_list
        else:
            answer = self._compose(asked, language, *self._look(asked, texts, filters, previous, without))
        manifest = self.retriever.manifest
        return check(replace(answer, generation=manifest.name, fingerprint=manifest.fingerprint), self.document)

    def _look(
        self,
        asked: str,
        texts: Sequence[str],
        filters: Filters,
        previous: tuple[str, ...],
        without: frozenset[str] = frozenset(),
    ) -> tuple[Looked, list[str]]:
        """Return what was found for the reading that the corpus supports best, the first of equals; and what to say of it.

        ``texts`` are the readings of the question ``asked``.

        A question that goes on with the one before is looked for in the texts that answered that one too, before others.
        What answers it completed from that one is only sure if it holds most of its own words; in English, whose words the
        texts do not have, if it cannot stand alone. Another reading is named when it is as sure, and supported more.
        """
        own, language = own_words(asked, previous, texts), detect_language(asked)
        looks = [look(text, language, filters, self.retriever, self._settings.owners, without) for text in texts]
        if own:
            alone = own.text == texts[0]
            stems = read_question(own.text, self.retriever, self._settings.owners).stems
            looks = [
                one
                if (alone if one.text == own.text else not alone if language == "en" else self._holds(stems, one))
                else one.unsure()
                for one in looks
            ]
        if own and filters == Filters() and (documents := self._cited(previous, without)):
            again = look_again(own.text, language, documents, self.retriever, self._settings.owners)
            if own.text not in texts:
                again = replace(again, text=texts[0])
            if again.tier is not Tier.ABSENT:
                looks = [again, *looks] if own.first else [*looks, again.unsure()]
        best = min(looks, key=lambda one: list(Tier).index(one.tier))
        mixed = best.text == texts[0] and adds_to_name(asked, previous)
        others = [
            one.text
            for one in looks
            if one.text != best.text
            and one.tier is best.tier is not Tier.ABSENT
            and one.verdict.confidence > best.verdict.confidence
        ]
        notices = [other_reading(text, language) for text in dict.fromkeys(others)]
        return best.unsure() if mixed else best, notices

    def _holds(self, asked: Sequence[str], looked: Looked) -> bool:
        """Tell whether the best sentence found has most of the stems ``asked``, weighted by rarity."""
        best = looked.ranked[0][1].sentence.stems if looked.ranked else ()
        return not asked or share_held(self.retriever.rarities(asked), best) >= _CARRIED

    def _cited(self, previous: tuple[str, ...], without: frozenset[str]) -> list[int]:
        """Return the rows of the documents that the answer to the last of these questions cites, in order."""
        if not previous:
            return []
        try:
            answer = self._quoted(previous[-1], Filters(), previous[:-1], without)
        except QuestionTooLongError:
            return []
        cited = {citation.document_id for citation in answer.citations} - without
        return [row for row, identity in enumerate(self.retriever.store.document_ids) if identity in cited]

    def _compose(self, asked: str, language: str, looked: Looked, notices: list[str]) -> Answer:
        settings = self._settings
        if looked.tier is Tier.ABSENT:
            return refused(asked, language, looked, nearest(looked.hits, self.retriever), self.coverage)
        sure, near = looked.tier is Tier.SURE, self.retriever.store.near
        quotes = choose(looked.text, looked.ranked, settings.sentences, near, settings.owners, sure=sure)
        if sure and _is_doubtful(looked.text, quotes, settings.owners):
            looked = looked.unsure()
        if not YEAR.search(looked.text):  # who asks about a year knows that its texts are old
            notices += old_source_notice(quotes, self.coverage.last, settings.old_after_months, language)
        return answered(asked, language, looked, quotes, settings.owners, notices)


def _is_doubtful(question: str, quotes: Sequence[Quote], owners: Collection[str]) -> bool:
    """Tell whether quotes that should answer may not.

    The first is about another thing or year, little more than a link, or the position of somebody else than asked; none
    holds the kind of fact asked for; or only today could tell.
    """
    first, expected = quotes[0], read_expected(question)
    sentence, document = first.document.text[slice(*first.sentence)], first.document
    dated = " ".join((document.title, str(document.date or "")))
    return (
        about_another(question, sentence)
        or (not YEAR.search(sentence) and about_another_year(question, dated))
        or is_reference(sentence)
        or says_another(question, document, first.sentence, owners)
        or all(expected.lacks_fact(plain(one.document.text[one.start : one.end])) for one in quotes)
        or needs_today(question)
    )
