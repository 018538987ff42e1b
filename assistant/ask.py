"""The whole way from a question to an answer."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from assistant.agenda import COUNTED
from assistant.answer import Answer, Searched, Tier
from assistant.compose import answered, old_source_notice, refused, welcomed
from assistant.converse import adds_to_name, readings
from assistant.courtesy import greets
from assistant.coverage import Coverage, coverage
from assistant.expected import read_expected
from assistant.features import is_reference
from assistant.listing import Listing, asked_list, listed
from assistant.look import HITS, Looked, filter_notices, look, read_question
from assistant.phrases import after_corpus, announced, list_held, other_reading, read_as, unclassified
from assistant.question import YEAR, about_another, about_another_year, clean_question, needs_today
from assistant.quote import check
from assistant.refuse import Verdict
from assistant.select import Quote, choose
from assistant.settings import Settings
from assistant.stance import says_another
from assistant.state import IndexState, Versions, index_state, versions
from assistant.write.writer import Writer
from corpus.document import Document
from corpus.language import detect_language
from corpus.plain import plain
from index.hit import Filters, Hit
from index.retrieve import Retriever
from index.store import Entry


class Assistant:
    """Answers questions from one generation of the index; questions may be asked at the same time.

    With a ``writer``, answers are worded by a language model where each of its sentences is carried by the texts.
    """

    def __init__(self, retriever: Retriever, settings: Settings, writer: Writer | None = None) -> None:
        self.retriever = retriever
        self._settings = settings
        self._writer = writer

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
        asked = clean_question(question, self._settings.question_characters)
        language = detect_language(asked)
        texts = readings(asked, previous)
        answers: Iterator[Answer]
        if greets(asked):
            answers = iter((welcomed(asked, language, self.coverage),))
        elif list_answer := self._list(asked, texts[0], language, filters):
            answers = iter((list_answer,))
        else:
            answers = self._answers(asked, texts, language, filters, mixed=adds_to_name(asked, previous))
        manifest = self.retriever.manifest
        for one in answers:
            yield check(replace(one, generation=manifest.name, fingerprint=manifest.fingerprint), self.document)

    def verdict(self, question: str, *, previous: Sequence[str] = (), without: Collection[str] = ()) -> Verdict:
        """Return how far the corpus without these documents answers ``question``; raises as ``ask`` does."""
        return self.looked(question, previous=previous, without=without).verdict

    def looked(self, question: str, *, previous: Sequence[str] = (), without: Collection[str] = ()) -> Looked:
        """Return what the search finds for ``question`` in the corpus without these documents; raises as ``ask`` does."""
        asked = clean_question(question, self._settings.question_characters)
        return self._look(readings(asked, previous), detect_language(asked), Filters(), without)[0]

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
        asked = clean_question(question, self._settings.question_characters)
        text, language, owners = readings(asked, previous)[0], detect_language(asked), self._settings.owners
        looked = look(text, language, filters, self.retriever, owners)
        said = (read_as(looked.text, language),) if looked.text != text else ()
        if narrow and looked.narrowed_to:
            hits = self.retriever.search_among(looked.query, looked.narrowed_to, limit=limit)
            return Searched(asked, tuple(hits), (*said, *looked.notices))
        query = read_question(looked.text, self.retriever, owners)
        hits = self.retriever.search(query, limit=limit, filters=filters)
        return Searched(asked, tuple(hits), (*said, *filter_notices(filters, language, self.retriever)))

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

    def _list(self, asked: str, text: str, language: str, filters: Filters) -> Answer | None:
        """Return the answer to a question for a list of documents; None when it is none, or the search may know more."""
        owners = self._settings.owners
        listing = asked_list(text, language, owners)
        if listing and listing.to_come:
            listing = self._after_the_corpus(listing, language)
        found = listed(listing, filters, self.retriever, self._settings.sentences) if listing else None
        if listing is None or found is None or (not found.quotes and (listing.topic or found.unclassified)):
            return None
        said = list_held(
            found.count,
            len(found.quotes) - found.told,
            listing.kind,
            period=listing.period,
            topic=bool(listing.topic),
            language=language,
        )
        capped = found.announced >= COUNTED
        elsewhere = announced(found.announced, found.told, listing.period, language, at_least=capped)
        notices = (
            *((said,) if found.count or not found.announced else ()),
            *((elsewhere,) if found.announced else ()),
            *((unclassified(found.unclassified, language),) if found.unclassified else ()),
            *(() if found.announced else filter_notices(found.searched, language, self.retriever)),
        )
        if not found.quotes:
            looked = look(text, language, filters, self.retriever, owners)
            looked = replace(looked, verdict=Verdict(Tier.ABSENT, 0.0), notices=notices)
            return refused(asked, language, looked, self._nearest(looked.hits), self.coverage)
        tier = Tier.SURE if found.sure else Tier.UNCERTAIN
        looked = Looked(text, read_question(text, self.retriever, owners), (), (), Verdict(tier, 0.0), notices)
        return answered(asked, language, looked, found.quotes, owners, (), listed=True)

    def _after_the_corpus(self, listing: Listing, language: str) -> Listing | None:
        """Return the list of events to come as one of those after the last date of the corpus; None when it has no date.

        The corpus, not the day, tells what is to come: the same question gets the same answer tomorrow.
        """
        if (last := self.coverage.last) is None:
            return None
        since = last.last_day + timedelta(1)
        return replace(listing, filters=replace(listing.filters, since=since), period=after_corpus(last, language))

    def _answers(
        self, asked: str, texts: Sequence[str], language: str, filters: Filters, *, mixed: bool
    ) -> Iterator[Answer]:
        """Yield the answer of quotes, or the answers that grow while a language model words it.

        ``mixed``: the likelier reading may be about two things, so that what answers it is never sure.
        """
        looked, notices = self._look(texts, language, filters)
        if mixed and looked.tier is Tier.SURE:
            looked = replace(looked, verdict=replace(looked.verdict, tier=Tier.UNCERTAIN))
        answer = self._compose(asked, language, looked, notices)
        if self._writer is None or answer.tier is not Tier.SURE:
            yield answer
            return
        owners, rarity = self._settings.owners, self.retriever.rarity
        yield from self._writer.write(answer, looked.text, looked.in_order(), rarity, owners)

    def _look(
        self, texts: Sequence[str], language: str, filters: Filters, without: Collection[str] = ()
    ) -> tuple[Looked, list[str]]:
        """Return what was found for the reading that the texts support best, the first of equals; and what to say of it.

        Another reading is named when it is as sure, and the texts support it more.
        """
        looks = [look(text, language, filters, self.retriever, self._settings.owners, without) for text in texts]
        best = min(looks, key=lambda one: list(Tier).index(one.tier))
        others = [
            one.text
            for one in looks
            if one is not best
            and one.tier is best.tier is not Tier.ABSENT
            and one.verdict.confidence > best.verdict.confidence
        ]
        return best, [other_reading(text, language) for text in others]

    def _compose(self, asked: str, language: str, looked: Looked, notices: list[str]) -> Answer:
        settings = self._settings
        if looked.tier is Tier.ABSENT:
            return refused(asked, language, looked, self._nearest(looked.hits), self.coverage)
        sure, near = looked.tier is Tier.SURE, self.retriever.store.near
        quotes = choose(looked.text, looked.ranked, settings.sentences, near, settings.owners, sure=sure)
        if sure and _is_doubtful(looked.text, quotes, settings.owners):
            looked = replace(looked, verdict=replace(looked.verdict, tier=Tier.UNCERTAIN))
        if not YEAR.search(looked.text):  # who asks about a year knows that its texts are old
            notices += old_source_notice(quotes, self.coverage.last, settings.old_after_months, language)
        return answered(asked, language, looked, quotes, settings.owners, notices)

    def _nearest(self, hits: Sequence[Hit]) -> list[tuple[Document, str]]:
        """Return the documents and headings of the nearest passages, each once."""
        named = []
        for identity, heading in dict.fromkeys((hit.passage.document_id, hit.passage.heading) for hit in hits):
            document = self.document(identity)
            assert document is not None  # the hit comes from the same generation
            named.append((document, heading))
        return named


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
