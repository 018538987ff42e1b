"""An evaluation: one row a question, and what is read out of the rows: means, groups, differences between two."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from assistant.batch import BatchQuestion
from assistant.bootstrap import Mean, mean
from assistant.measures import DOCUMENT_MEASURES, PASSAGE_MEASURES
from assistant.write.measure import VERIFIER_MEASURES

ANSWER_MEASURES = (
    *("answered", "sure", "false_answers", "false_sure", "sure_right"),
    *("sentence@1", "sentence@3", "sentence@shown", "answer_shown"),
    *("quote_failures", "topic_absent", "topic_absent_sure", "detail_absent", "detail_absent_sure"),
    *VERIFIER_MEASURES,
)
MEASURES = (*DOCUMENT_MEASURES, *PASSAGE_MEASURES, *ANSWER_MEASURES)
_LOWER_IS_BETTER = frozenset(
    {"false_answers", "false_sure", "quote_failures", "false_alarms"}
    | {f"{absent}{sure}" for absent in ("topic_absent", "detail_absent") for sure in ("", "_sure")}
)
_FALSE_ANSWERS = 0.05


@dataclass(frozen=True)
class Row:
    """One question: the ranks of its first right document and passage, and each measure that it counts in.

    ``confidence`` is that of the answer (``asked``) and, when it was asked again without its documents, that of these.
    """

    id: Any
    question: str
    kind: str
    language: str
    answerable: bool | None
    rank: int | None
    passage_rank: int | None
    measures: Mapping[str, float]
    confidence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """What is wrong with the row of one question."""

    id: Any
    question: str
    message: str


@dataclass(frozen=True)
class Evaluation:
    """All rows, in the order of the questions, and the index they were measured on.

    ``cpu_ms``: milliseconds of processor an answer took on average, in its own thread.
    """

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    generation: str
    model: str
    fingerprint: str
    cpu_ms: float | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Difference:
    """One measure over the questions that two evaluations have in common: ``change`` is this one minus the other.

    ``better`` and ``worse`` count the questions for which this one is.
    """

    this: float
    other: float
    change: Mean
    better: int
    worse: int


@dataclass(frozen=True)
class Comparison:
    """The differences by measure, and how many questions are in both evaluations or in one only."""

    differences: Mapping[str, Difference]
    common: int
    only_this: int
    only_other: int


def means(rows: Sequence[Row]) -> dict[str, Mean | None]:
    """Return every measure by name, in a fixed order; None for one without questions."""
    return {name: mean([row.measures[name] for row in rows if name in row.measures]) for name in MEASURES}


def groups(rows: Sequence[Row]) -> dict[str, dict[str, list[Row]]]:
    """Return the rows by ``kind`` and by ``language``, those with more than one value only; values in order."""
    by_field = {"kind": _grouped((row.kind, row) for row in rows), "language": _grouped((row.language, row) for row in rows)}
    return {field: found for field, found in by_field.items() if len(found) > 1}


def compare(this: Sequence[Row], other: Sequence[Row]) -> Comparison:
    """Return the paired differences: a question is common when both have its id and its words."""
    here, there = dict(_keyed(this)), dict(_keyed(other))
    pairs = [(row, there[key]) for key, row in here.items() if key in there]
    differences = {name: _difference(name, pairs) for name in MEASURES}
    return Comparison(
        {name: one for name, one in differences.items() if one is not None},
        len(pairs),
        len(here) - len(pairs),
        len(there) - len(pairs),
    )


def refusal_measures(rows: Sequence[Row]) -> dict[str, float]:
    """Return how well confidence tells questions that are answered from those that cannot be.

    For the unanswerable questions of the file and, when they were asked, for each way of taking documents out: ``auroc``,
    the probability that an answerable question has the higher confidence, and ``answered@5%``, the share of answerable
    questions that would be answered if the bar let 5 % of the others through.
    """
    present = np.array([row.confidence["asked"] for row in rows if row.answerable and "asked" in row.confidence])
    absent = {"": [row.confidence["asked"] for row in rows if row.answerable is False and "asked" in row.confidence]} | {
        f"_{name}": [row.confidence[name] for row in rows if name in row.confidence]
        for name in ("topic_absent", "detail_absent")
    }
    found = {}
    for name, values in absent.items():
        if values and len(present):
            others = np.array(values)
            above = (present[:, None] > others).mean() + (present[:, None] == others).mean() / 2
            found[f"auroc{name}"] = round(float(above), 4)
            found[f"answered@5%{name}"] = round(float((present > np.quantile(others, 1 - _FALSE_ANSWERS)).mean()), 4)
    return found


def question_key(one: Row | BatchQuestion) -> tuple[str, str]:
    """Return that by which a question is found again in another evaluation: its id and its words."""
    return str(one.id), one.question


def _grouped(pairs: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for value, row in pairs:
        found.setdefault(value, []).append(row)
    return dict(sorted(found.items()))


def _keyed(rows: Sequence[Row]) -> Iterator[tuple[tuple[str, str, int], Row]]:
    """Yield each row under its id, its words, and how many rows before it have the same."""
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        name = question_key(row)
        yield (*name, seen[name]), row
        seen[name] += 1


def _difference(name: str, pairs: Sequence[tuple[Row, Row]]) -> Difference | None:
    values = [
        (this.measures[name], other.measures[name])
        for this, other in pairs
        if name in this.measures and name in other.measures
    ]
    change = mean([this - other for this, other in values])
    here, there = mean([this for this, _ in values]), mean([other for _, other in values])
    if change is None or here is None or there is None:
        return None
    rose, fell = sum(this > other for this, other in values), sum(this < other for this, other in values)
    better, worse = (fell, rose) if name in _LOWER_IS_BETTER else (rose, fell)
    return Difference(here.value, there.value, change, better, worse)
