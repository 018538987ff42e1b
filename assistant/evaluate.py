"""Search and answers measured on questions whose documents, and perhaps answers, are known."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.batch import BatchQuestion
from assistant.evaluation import Evaluation, Problem, Row
from assistant.known import Known, read_known
from assistant.measures import DEPTH, Ranking, search_measures
from corpus.document import Passage
from corpus.errors import AssistantError
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


def evaluate(
    assistant: Assistant, questions: Sequence[BatchQuestion], steps: Steps, search: Search | None = None
) -> Evaluation:
    """Return the evaluation of the assistant's search and answers; of ``search`` alone when it is given.

    ``hit@k``, ``mrr@10`` and ``ndcg@10`` rank distinct documents, over answerable questions with gold documents;
    ``passage_hit@k`` ranks passages, over those of them with a marked answer, which a passage holds when it overlaps it.
    ``answered`` is the share of answerable questions not refused, ``false_answers`` that of the unanswerable ones.
    ``sentence@1`` and ``sentence@shown``: the first or any quoted sentence overlaps a marked answer. Filters are not
    applied. Raises UnknownDocumentsError when the questions name documents and the index has none of them.
    """
    known = [read_known(one, assistant.document) for one in questions]
    _refuse_unknown(known, assistant)

    def outcome(one: Known) -> _Outcome:
        return _outcome(one, search or (lambda asked: _search(assistant, asked)), None if search else assistant)

    outcomes = []
    with steps("evaluating", len(known)) as step, ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(outcome, known):
            outcomes.append(found)
            step(1)
    manifest = assistant.retriever.manifest
    return Evaluation(
        _rows(known, outcomes), _problems(known, outcomes), manifest.name, manifest.model, manifest.fingerprint
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
    try:
        ranking = _ranking(one, search(one.asked)) if one.answerable and one.documents else None
        if assistant is None or one.answerable is None:
            return _Outcome(ranking, {})
        answer = assistant.ask(one.asked.question, previous=one.asked.previous)
    except AssistantError as error:
        return _Outcome(None, {}, f"{error}: not measured")
    return _Outcome(ranking, _answer_measures(one, answer))


def _ranking(one: Known, passages: Sequence[Passage]) -> Ranking:
    documents = tuple(dict.fromkeys(passage.document_id for passage in passages))[:DEPTH]
    holding = tuple(one.marks(passage.document_id, passage.start, passage.end) for passage in passages[:DEPTH])
    return Ranking(documents, one.documents, holding if one.spans else None)


def _answer_measures(one: Known, answer: Answer) -> dict[str, float]:
    answered = float(not answer.refused)
    if not one.answerable:
        return {"false_answers": answered}
    if not one.spans:
        return {"answered": answered}
    held = [one.marks(citation.document_id, citation.start, citation.end) for citation in answer.citations]
    return {"answered": answered, "sentence@1": float(held[:1] == [True]), "sentence@shown": float(any(held))}


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
            measures=(next(measured) if found.ranking else {}) | found.answer_measures,
        )
        for one, found in zip(known, outcomes, strict=True)
    )


def _problems(known: Sequence[Known], outcomes: Sequence[_Outcome]) -> tuple[Problem, ...]:
    return tuple(
        Problem(one.asked.id, one.asked.question, message)
        for one, found in zip(known, outcomes, strict=True)
        for message in (*one.problems, *([found.problem] if found.problem else []))
    )
