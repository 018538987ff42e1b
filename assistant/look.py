"""One look at the index: what is found for one reading of a question, and how far it supports an answer."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.answer import Tier
from assistant.errors import QuestionTooLongError
from assistant.expected import read_expected
from assistant.facts import asked_kinds
from assistant.features import Candidate, candidates, is_titled, name_stems
from assistant.narrow import stated
from assistant.phrases import narrowed, no_kind, same_texts, undated
from assistant.question import Kind, content_stems, kind_of, name_owner
from assistant.refuse import Verdict, judge, support
from assistant.select import rank
from assistant.wording import is_topic
from corpus.plain import fold
from index.embed import TextTooLongError
from index.french import stems
from index.hit import Filters, Hit
from index.query import Query
from index.retrieve import Retriever

HITS = 10
_IN_MATTERS_OF = re.compile(r"\ben mati[èe]re d", re.IGNORECASE)
_CHANGED = re.compile(r"\bchang(?:e|é|ée|és|ées|er)\b", re.IGNORECASE)  # not "le changement climatique"
_SEVERAL = 3  # stems


@dataclass(frozen=True)
class Looked:
    """What one search found; ``text`` is the question as it was read, ``ranked`` the sentences, the likeliest first.

    ``narrowed_to``: the rows of the documents that the question states, when they answer it; None otherwise.
    """

    text: str
    query: Query
    hits: tuple[Hit, ...]
    ranked: Sequence[tuple[float, Candidate]]
    verdict: Verdict
    notices: tuple[str, ...]
    narrowed_to: Sequence[int] | None = None

    @property
    def tier(self) -> Tier:
        """How far what was found answers."""
        return self.verdict.tier

    def unsure(self) -> "Looked":
        """Return itself, no more than uncertain."""
        return replace(self, verdict=replace(self.verdict, tier=Tier.UNCERTAIN)) if self.tier is Tier.SURE else self

    def in_order(self) -> list[Candidate]:
        """Return the sentences passage by passage, the best passage first, each as its document has them."""
        places = {hit.passage.id: place for place, hit in enumerate(self.hits)}
        found = (candidate for _, candidate in self.ranked)
        return sorted(found, key=lambda one: (places[one.passage.id], one.position))


@dataclass(frozen=True)
class _Asked:
    """One question as it is searched; ``topic`` is what an answer should hold the names of."""

    text: str
    topic: str
    language: str
    query: Query


@dataclass(frozen=True)
class _Scope:
    """Where a question is looked for, and in which language it is asked.

    ``named``: "l'association" is read as the first of ``owners``.
    """

    language: str
    filters: Filters
    retriever: Retriever
    owners: Sequence[str]
    without: Collection[str]
    named: bool = True

    @cached_property
    def others(self) -> list[int] | None:
        """The rows of the documents that are not taken out; None when none is."""
        identities = self.retriever.store.document_ids
        return [row for row, identity in enumerate(identities) if identity not in self.without] if self.without else None


def read_question(question: str, retriever: Retriever, owners: Sequence[str] = (), *, named: bool = True) -> Query:
    """Return ``question`` as the search reads it, the words by which one asks left out of what an answer should hold.

    "L'association" is read as the first of ``owners``, unless it shall not be ``named``. Raises QuestionTooLongError.
    """
    try:
        query = retriever.query(name_owner(question, owners) if named else question)
    except TextTooLongError as error:
        raise QuestionTooLongError("the question is longer than the model reads; shorten it and ask again") from error
    empty = [
        *(stems("matière") if _IN_MATTERS_OF.search(question) else ()),
        *(stems("changé") if _CHANGED.search(question) else ()),
    ]
    return replace(query, stems=content_stems([stem for stem in query.stems if stem not in empty], owners))


def look(
    question: str,
    language: str,
    filters: Filters,
    retriever: Retriever,
    owners: Sequence[str] = (),
    without: Collection[str] = (),
) -> Looked:
    """Return what the search finds, narrowed to what the question states when that supports an answer.

    A period or a kind given in ``filters`` wins: nothing is then read in the question. Documents whose ids are in
    ``without`` are taken to be absent, and nothing is narrowed then: that is for measuring. When the answer is not sure,
    "l'association" is looked for by this word too, since texts often name their owner so. Then typing errors are read as
    the corpus spells the words; that reading is taken when it is answered better. It is never sure, since a word may be
    right and merely absent from the texts, unless only accents or capitals were added.
    """
    scope = _Scope(language, filters, retriever, owners, without)
    looked = _look_as_typed(question, scope)
    if looked.tier is not Tier.SURE and name_owner(question, owners) != question:
        looked = _better(looked, _look_as_typed(question, replace(scope, named=False)))
    if looked.tier is Tier.SURE or (respelt := retriever.respelt(question, scope.others)) == question:
        return looked
    other = _look_as_typed(respelt, scope)
    if other.tier is Tier.SURE and fold(respelt) != fold(question):
        other = other.unsure()
    return _better(looked, other)


def look_again(
    question: str, language: str, documents: Sequence[int], retriever: Retriever, owners: Sequence[str]
) -> Looked:
    """Return what the search finds in the documents of these rows, cited by the answer before; nothing is narrowed."""
    query = read_question(question, retriever, owners)
    asked = _Asked(question, question, language, query)
    looked = _look_among(asked, documents, (same_texts(language),), retriever, searched=documents)
    if looked.tier is Tier.ABSENT and any(one.is_whole for _, one in looked.ranked):
        return replace(looked, verdict=replace(looked.verdict, tier=Tier.UNCERTAIN))
    return looked


def _better(one: Looked, other: Looked) -> Looked:
    """Return the one that is answered better, the first of equals."""
    return min(one, other, key=lambda each: list(Tier).index(each.tier))


def _look_as_typed(question: str, scope: _Scope) -> Looked:
    filters, retriever, language = scope.filters, scope.retriever, scope.language
    query = read_question(question, retriever, scope.owners, named=scope.named)
    asked, store = _Asked(question, question, language, query), retriever.store
    if scope.others is not None:
        return _look_among(asked, scope.others, (), retriever, searched=scope.others)
    narrowing = None if filters.since or filters.until or filters.kinds else stated(question, language)
    if narrowing and (documents := narrowing.documents(store, filters)):
        said = narrowed(period=narrowing.period, kind=narrowing.kind, language=language)
        topic = replace(asked, topic=narrowing.topic(question), query=narrowing.without_kind(query))
        looked = _look_among(topic, documents, said, retriever, searched=documents)
        if looked.tier is not Tier.ABSENT:
            return replace(looked, narrowed_to=documents)
    return _look_among(asked, store.allowed_documents(filters), filter_notices(filters, language, retriever), retriever)


def _look_among(
    asked: _Asked,
    documents: Sequence[int] | None,
    notices: tuple[str, ...],
    retriever: Retriever,
    *,
    searched: Sequence[int] | None = None,
) -> Looked:
    hits = retriever.search_among(asked.query, documents, limit=HITS)
    ranked = rank(asked.text, asked.query, candidates(asked.query, hits, retriever))
    signals = support(asked.topic, asked.query, hits, ranked, retriever, searched)
    verdict = judge(signals, fingerprint=retriever.manifest.fingerprint, language=asked.language)
    if verdict.tier is Tier.ABSENT and _holds_all(asked, ranked):
        verdict = replace(verdict, tier=Tier.UNCERTAIN)
    if verdict.tier is Tier.ABSENT and (titled := _titled(asked, ranked)):
        ranked, verdict = titled, replace(verdict, tier=Tier.UNCERTAIN)
    expected = read_expected(asked.text)
    replied = any(one.replies for _, one in ranked)
    if verdict.tier is not Tier.SURE and (replied or any(expected.defined(one.text) for _, one in ranked)):
        told = verdict.tier is Tier.UNCERTAIN or expected.is_acronym or replied
        verdict = replace(verdict, tier=Tier.SURE if told else Tier.UNCERTAIN)
    return Looked(asked.text, asked.query, tuple(hits), ranked, verdict, notices)


def _holds_all(asked: _Asked, ranked: Sequence[tuple[float, Candidate]]) -> bool:
    """Tell whether one sentence has all words of a topic, of a question of several, or of a position, and states one.

    A question that has names only, and asks for no date, number, person or place, is one for what there is about them.
    """
    names = name_stems(asked.text, asked.query)
    topic = is_topic(asked.text) or (names and not asked_kinds(asked.text) and set(asked.query.stems) <= set(names))
    several = topic or len(asked.query.stems) >= _SEVERAL
    position, expected = kind_of(asked.text) is Kind.POSITION, read_expected(asked.text)
    whole = [one.text for _, one in ranked if one.is_whole]
    return bool(whole) and (several or (position and any(expected.claims(text) for text in whole)))


def _titled(asked: _Asked, ranked: Sequence[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """Return what is found in documents about the topic of a position: their titles have all words of the question."""
    topic = set(asked.query.stems)
    position = kind_of(asked.text) is Kind.POSITION
    return [pair for pair in ranked if position and is_titled(pair[1].document, topic)]


def filter_notices(filters: Filters, language: str, retriever: Retriever) -> tuple[str, ...]:
    """Return what to say of the filters: the kinds that no document is of, and how many documents a period leaves out."""
    present = retriever.store.kinds() if filters.kinds else ()
    missing = [no_kind(kind, present, language) for kind in filters.kinds if kind not in present]
    count = retriever.store.undated_count() if filters.since or filters.until else 0
    return (*missing, undated(count, language)) if count else tuple(missing)
