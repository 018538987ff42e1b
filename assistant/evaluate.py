"""Search and answers measured on questions whose documents, and perhaps answers, are known."""

import os
import time
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache

from assistant.answer import Answer, Tier
from assistant.ask import Assistant
from assistant.batch import BatchQuestion
from assistant.errors import QuoteError
from assistant.evaluation import Evaluation, Problem, Row
from assistant.known import Known, read_known
from assistant.measures import DEPTH, Ranking, search_measures
from assistant.refuse import Verdict
from assistant.write.extracts import make_extracts
from assistant.write.measure import verifier_measures
from corpus.document import Passage
from corpus.errors import AssistantError
from corpus.plain import fold, plain
from index.report import Steps

Search = Callable[[BatchQuestion], Sequence[Passage]]
"""Gives the passages found for a question, best first."""

_PASSAGES = 100
"""Passages read to find ten distinct documents."""


class UnknownDocumentsError(AssistantError):
    """None of the documents that the questions name is in the index."""


@dataclass(frozen=True)
class _Outcome:
    """What became of one question; ``problem`` says why it could not be asked."""

    ranking: Ranking | None
    answer_measures: dict[str, float]
    problem: str | None = None
    confidence: float | None = None
    without: Mapping[str, Verdict] = field(default_factory=dict)
    cpu_seconds: float | None = None


def evaluate(
    assistant: Assistant,
    questions: Sequence[BatchQuestion],
    steps: Steps,
    search: Search | None = None,
    *,
    absent: bool = False,
    verifier: bool = False,
) -> Evaluation:
    """Return the evaluation of the assistant's search and answers; of ``search`` alone when it is given.

    ``hit@k``, ``mrr@10`` and ``ndcg@10`` rank distinct documents, over answerable questions with gold documents;
    ``passage_hit@k`` ranks passages, over those of them with a marked answer, which a passage holds when it overlaps it.
    ``answered`` is the share of answerable questions not refused, ``false_answers`` that of the unanswerable ones, ``sure``
    and ``false_sure`` the same for answers that are sure. ``sentence@1``, ``sentence@3``, ``sentence@shown``: the first, one
    of the first three or any quoted sentence overlaps a marked answer; ``answer_shown``: its words are shown.
    ``quote_failures``: a quote was not found word for word. With ``absent``, each answerable question is asked again with
    its documents taken out (``detail_absent``), and with all documents of their titles taken out (``topic_absent``): the
    shares answered all the same. With ``verifier``, sentences of the marked answer as a language model might write them are
    held against the passages found, right (``false_alarms``: dropped or flagged) and wrong (``caught``, also by what is
    wrong). Filters are not applied. Raises UnknownDocumentsError when the questions name documents and the index has none of
    them.
    """
    known = [read_known(one, assistant.document) for one in questions]
    _refuse_unknown(known, assistant)

    same_title = _documents_by_title(assistant) if absent else {}

    def outcome(one: Known) -> _Outcome:
        found = _outcome(one, search or (lambda asked: _search(assistant, asked)), None if search else assistant)
        taken_out = _asked_without(one, assistant, same_title) if absent and one.answerable and one.documents else {}
        checked = _checked(one, assistant) if verifier and one.answerable and one.spans and not found.problem else {}
        return replace(found, without=taken_out, answer_measures=found.answer_measures | checked)

    outcomes = []
    with steps("evaluating", len(known)) as step, ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(outcome, known):
            outcomes.append(found)
            step(1)
    manifest = assistant.retriever.manifest
    seconds = [one.cpu_seconds for one in outcomes if one.cpu_seconds is not None]
    return Evaluation(
        _rows(known, outcomes),
        _problems(known, outcomes),
        manifest.name,
        manifest.model,
        manifest.fingerprint,
        cpu_ms=round(1000 * sum(seconds) / len(seconds), 1) if seconds else None,
    )


def _search(assistant: Assistant, asked: BatchQuestion) -> list[Passage]:
    found = assistant.search(asked.question, limit=_PASSAGES, previous=asked.previous, narrow=False)
    return [hit.passage for hit in found.hits]


def _refuse_unknown(known: Sequence[Known], assistant: Assistant) -> None:
    named = {identity for one in known for identity in one.documents}
    absent = {identity for one in known for identity in one.absent}
    if named and named == absent:
        held = assistant.retriever.store.document_ids[0]
        raise UnknownDocumentsError(
            f"none of the {len(named)} documents that the questions name is in the index ({min(named)!r}; the index has "
            f"{held!r}); name documents by their path in the corpus folder, or another index with --index"
        )


def _outcome(one: Known, search: Search, assistant: Assistant | None) -> _Outcome:
    asked = assistant if one.answerable is not None else None
    try:
        # the answer first: the search would leave it the vector of the question
        answer, seconds = _timed_answer(one, asked) if asked else (None, None)
        ranking = _ranking(one, search(one.asked)) if one.answerable and one.documents else None
    except AssistantError as error:
        return _Outcome(None, {}, f"{error}: not measured")
    if isinstance(answer, QuoteError):
        return _Outcome(ranking, {"quote_failures": 1.0}, f"the answer was stopped: {answer}")
    if answer is None:
        return _Outcome(ranking, {})
    measures = _answer_measures(one, answer) | {"quote_failures": 0.0}
    return _Outcome(ranking, measures, None, answer.confidence, cpu_seconds=seconds)


def _timed_answer(one: Known, assistant: Assistant) -> tuple[Answer | QuoteError, float]:
    """Return the answer, or why it was stopped, and the seconds of processor it took in this thread."""
    started = time.thread_time()
    try:
        answer: Answer | QuoteError = assistant.ask(one.asked.question, previous=one.asked.previous)
    except QuoteError as error:
        answer = error
    return answer, time.thread_time() - started


def _checked(one: Known, assistant: Assistant) -> dict[str, float]:
    """Return how the check of written sentences does on the marked answer; names of the next document make wrong ones."""
    retriever = assistant.retriever
    extracts = make_extracts(assistant.looked(one.asked.question, previous=one.asked.previous).in_order())
    identities = retriever.store.document_ids
    first = bisect_left(identities, min(one.documents))
    others = (identity for identity in (*identities[first:], *identities[:first]) if identity not in one.documents)
    other = assistant.document(next(others, ""))
    return verifier_measures(one, extracts, other, cache(retriever.rarity)) if other else {}


def _documents_by_title(assistant: Assistant) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entry in assistant.entries():
        found.setdefault(entry.title or entry.id, set()).add(entry.id)
    return found


def _asked_without(one: Known, assistant: Assistant, same_title: Mapping[str, set[str]]) -> dict[str, Verdict]:
    """Return what becomes of an answerable question when its documents, or all of their titles, are not there."""
    titles = [titled for titled in same_title.values() if titled & one.documents]
    taken_out = {"topic_absent": one.documents.union(*titles), "detail_absent": one.documents}
    return {
        name: assistant.verdict(one.asked.question, previous=one.asked.previous, without=documents)
        for name, documents in taken_out.items()
    }


def _ranking(one: Known, passages: Sequence[Passage]) -> Ranking:
    documents = tuple(dict.fromkeys(passage.document_id for passage in passages))[:DEPTH]
    holding = tuple(one.marks(passage.document_id, passage.start, passage.end) for passage in passages[:DEPTH])
    return Ranking(documents, one.documents, holding if one.spans else None)


def _answer_measures(one: Known, answer: Answer) -> dict[str, float]:
    answered, sure = float(not answer.refused), float(answer.tier is Tier.SURE)
    if not one.answerable:
        return {"false_answers": answered, "false_sure": sure} | ({"sure_right": 0.0} if sure else {})
    if not one.spans:
        return {"answered": answered, "sure": sure}
    held = [one.marks(citation.document_id, citation.start, citation.end) for citation in answer.citations]
    shown = fold(plain(" ".join(citation.quote for citation in answer.citations)))
    return {
        "answered": answered,
        "sure": sure,
        **({"sure_right": float(any(held))} if sure else {}),
        "sentence@1": float(held[:1] == [True]),
        "sentence@3": float(any(held[:3])),
        "sentence@shown": float(any(held)),
        "answer_shown": float(any(words and words in shown for words in one.words)),
    }


def _rows(known: Sequence[Known], outcomes: Sequence[_Outcome]) -> tuple[Row, ...]:
    measured = iter(search_measures([one.ranking for one in outcomes if one.ranking is not None]))
    return tuple(
        Row(
            id=one.asked.id,
            question=one.asked.question,
            kind=one.kind,
            language=one.language,
            answerable=one.answerable,
            rank=found.ranking.rank if found.ranking else None,
            passage_rank=found.ranking.passage_rank if found.ranking else None,
            measures=(next(measured) if found.ranking else {}) | found.answer_measures | _absent_measures(found.without),
            confidence=_confidence(found),
        )
        for one, found in zip(known, outcomes, strict=True)
    )


def _absent_measures(without: Mapping[str, Verdict]) -> dict[str, float]:
    answered = {name: float(verdict.tier is not Tier.ABSENT) for name, verdict in without.items()}
    return answered | {f"{name}_sure": float(verdict.tier is Tier.SURE) for name, verdict in without.items()}


def _confidence(found: _Outcome) -> dict[str, float]:
    asked = {} if found.confidence is None else {"asked": found.confidence}
    return asked | {name: verdict.confidence for name, verdict in found.without.items()}


def _problems(known: Sequence[Known], outcomes: Sequence[_Outcome]) -> tuple[Problem, ...]:
    return tuple(
        Problem(one.asked.id, one.asked.question, message)
        for one, found in zip(known, outcomes, strict=True)
        for message in (*one.problems, *([found.problem] if found.problem else []))
    )
