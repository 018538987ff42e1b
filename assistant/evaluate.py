"""Measures of search and answers on questions whose documents, and perhaps answers, are known."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from assistant.answer import Answer
from assistant.ask import Assistant
from assistant.batch import BatchQuestion
from index.hit import Filters
from index.report import Steps

_DEPTHS = (1, 3, 5, 10)
_PASSAGES = 100
"""Passages read to find ten distinct documents."""


@dataclass(frozen=True)
class _Outcome:
    """One question: the rank of the first right document, and whether the sentences shown hold the answer."""

    answerable: bool
    rank: int | None
    refused: bool
    first_holds_answer: bool | None
    shown_holds_answer: bool | None


def evaluate(assistant: Assistant, questions: Sequence[BatchQuestion], steps: Steps) -> dict[str, float | int | None]:
    """Return the measures by name.

    ``hit@k`` and ``mrr@10`` count distinct documents, over answerable questions with gold documents. ``answered`` is the
    share of answerable questions not refused, ``false_answers`` the share of the others that got an answer.
    ``sentence@1`` and ``sentence@shown`` are the shares of answerable questions whose first or any quoted sentence
    overlaps a marked answer in the right document. A measure without questions is None. Filters are not applied.
    """
    with steps("evaluating", len(questions)) as step, ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = []
        for outcome in pool.map(lambda one: _outcome(assistant, one), questions):
            outcomes.append(outcome)
            step(1)
    answerable = [one for one in outcomes if one.answerable]
    others = [one for one in outcomes if not one.answerable]
    ranks = [one.rank for one in answerable]
    measures: dict[str, float | int | None] = {"questions": len(outcomes), "answerable": len(answerable)}
    for depth in _DEPTHS:
        measures[f"hit@{depth}"] = _mean([rank is not None and rank <= depth for rank in ranks])
    measures["mrr@10"] = _mean([1 / rank if rank is not None and rank <= 10 else 0 for rank in ranks])
    measures["answered"] = _mean([not one.refused for one in answerable])
    measures["false_answers"] = _mean([not one.refused for one in others])
    measures["sentence@1"] = _mean([one.first_holds_answer for one in answerable if one.first_holds_answer is not None])
    measures["sentence@shown"] = _mean([one.shown_holds_answer for one in answerable if one.shown_holds_answer is not None])
    return measures


def readable(measures: Mapping[str, float | int | None]) -> str:
    """Return the measures as a table."""
    return "\n".join(
        f"{name:15} {'-' if value is None else f'{value:.4f}' if isinstance(value, float) else value}"
        for name, value in measures.items()
    )


def _outcome(assistant: Assistant, one: BatchQuestion) -> _Outcome:
    gold = set(one.row.get("documents") or ([one.row["document"]] if one.row.get("document") else []))
    answerable = bool(one.row.get("answerable", bool(gold)))
    retriever = assistant.retriever
    hits = retriever.search(retriever.query(one.question), limit=_PASSAGES, filters=Filters())
    documents = list(dict.fromkeys(hit.passage.document_id for hit in hits))
    rank = next((place for place, identity in enumerate(documents, 1) if identity in gold), None)
    answer = assistant.ask(one.question)
    spans = [span for span in one.row.get("answers") or [] if "start" in span and "end" in span]
    held = [_holds(answer, number, gold, spans) for number in range(len(answer.citations))] if spans else []
    return _Outcome(
        answerable,
        rank,
        answer.refused,
        (bool(held) and held[0]) if spans else None,
        any(held) if spans else None,
    )


def _holds(answer: Answer, number: int, gold: set[str], spans: Sequence[Mapping[str, Any]]) -> bool:
    citation = answer.citations[number]
    return citation.document_id in gold and any(
        citation.start < span["end"] and span["start"] < citation.end for span in spans
    )


def _mean(values: Sequence[float]) -> float | None:
    return round(fmean(values), 4) if values else None
