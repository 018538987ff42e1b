"""An evaluation: one row a question, and what is read out of the rows: means, groups, differences between two."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.batch import BatchQuestion
from assistant.bootstrap import Mean, mean
from assistant.measures import DOCUMENT_MEASURES, PASSAGE_MEASURES

ANSWER_MEASURES = ("answered", "false_answers", "sentence@1", "sentence@shown")
MEASURES = (*DOCUMENT_MEASURES, *PASSAGE_MEASURES, *ANSWER_MEASURES)
_LOWER_IS_BETTER = frozenset({"false_answers"})


@dataclass(frozen=True)
class Row:
    """One question: the ranks of its first right document and passage, and each measure that it counts in."""

    id: Any
    question: str
    kind: str
    language: str
    answerable: bool | None
    rank: int | None
    passage_rank: int | None
    measures: Mapping[str, float]


@dataclass(frozen=True)
class Problem:
    """What is wrong with the row of one question."""

    id: Any
    question: str
    message: str


@dataclass(frozen=True)
class Evaluation:
    """All rows, in the order of the questions, and the index they were measured on."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    generation: str
    model: str
    fingerprint: str


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
