"""What ``plaidoyer evaluate`` prints: a table, or the JSON that ``--compare`` reads again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.batch import BatchQuestion
from assistant.bootstrap import Mean
from assistant.evaluation import (
    Comparison,
    Difference,
    Evaluation,
    Problem,
    Row,
    groups,
    means,
    question_key,
    refusal_measures,
)
from corpus.errors import AssistantError

_PROBLEMS_SHOWN = 10
_WIDTH = 24


class RunError(AssistantError):
    """A file to compare with is not an evaluation."""


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """Return the measures by name, their intervals, the groups, the problems and a row a question."""
    return {
        **_summary(evaluation.rows),
        "groups": {
            field: {value: _summary(rows) for value, rows in found.items()}
            for field, found in groups(evaluation.rows).items()
        },
        "refusal": refusal_measures(evaluation.rows),
        "cpu_ms": evaluation.cpu_ms,
        "generation": evaluation.generation,
        "model": evaluation.model,
        "fingerprint": evaluation.fingerprint,
        "problems": [asdict(problem) for problem in evaluation.problems],
        "rows": [asdict(row) for row in evaluation.rows],
    }


def comparison_json(comparison: Comparison, other: Evaluation) -> dict[str, Any]:
    """Return the differences by measure, how many questions were compared, and the index of the other evaluation."""
    return {
        "generation": other.generation,
        "model": other.model,
        "fingerprint": other.fingerprint,
        "common": comparison.common,
        "only_this": comparison.only_this,
        "only_other": comparison.only_other,
        "differences": {name: _difference(one) for name, one in comparison.differences.items()},
    }


def read_evaluation(path: Path, questions: Sequence[BatchQuestion]) -> Evaluation:
    """Return the evaluation that ``plaidoyer evaluate --json`` printed into a file.

    Raises RunError when the file holds no evaluation, or one of other questions than ``questions``.
    """
    again = f"make one: plaidoyer evaluate QUESTIONS.jsonl --json > {path.name}"
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
        rows = tuple(Row(**row) for row in found["rows"])
        problems = tuple(Problem(**problem) for problem in found["problems"])
        evaluation = Evaluation(rows, problems, found["generation"], found["model"], found["fingerprint"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise RunError(f"{path} is not an evaluation ({type(error).__name__}: {error}); {again}") from error
    if not {question_key(row) for row in rows} & {question_key(one) for one in questions}:
        raise RunError(f"{path} and these questions have none in common, by id and words; {again}")
    return evaluation


def table(evaluation: Evaluation) -> str:
    """Return the measures as a table, then those of each kind and language; measures without questions are left out."""
    parts = [_table("all questions", evaluation.rows)]
    for field, found in groups(evaluation.rows).items():
        parts += [_table(f"{field} {value}", rows) for value, rows in found.items()]
    refusal = refusal_measures(evaluation.rows)
    if refusal:
        parts.append(
            "\n".join(["refusal, by confidence", *(f"{name:{_WIDTH}}  {value:.4f}" for name, value in refusal.items())])
        )
    if evaluation.cpu_ms is not None:
        parts.append(f"{evaluation.cpu_ms} ms of processor an answer")
    return "\n\n".join(parts)


def comparison_table(comparison: Comparison, this: Evaluation, other: Evaluation) -> str:
    """Return the differences as a table: this evaluation minus the other."""
    lines = [
        f"this: {_index(this)}",
        f"other: {_index(other)}",
        f"this minus other, over the {comparison.common} common questions "
        f"({comparison.only_this} only here, {comparison.only_other} only there)",
        f"{'':{_WIDTH}}    this   other  difference  95 % interval     better  worse",
    ]
    for name, one in comparison.differences.items():
        change = one.change
        lines.append(
            f"{name:{_WIDTH}}  {one.this:.4f}  {one.other:.4f}  {change.value:+10.4f}  "
            f"{change.low:+.4f} {change.high:+.4f}  {one.better:7}  {one.worse:5}"
        )
    return "\n".join(lines)


def problem_lines(problems: Sequence[Problem]) -> list[str]:
    """Return the first problems, each with the id of its question, or the question when it has none."""
    lines = [
        f"{one.question!r}: {one.message}" if one.id is None else f"{one.id}: {one.message}"
        for one in problems[:_PROBLEMS_SHOWN]
    ]
    if len(problems) > _PROBLEMS_SHOWN:
        lines.append(f"... and {len(problems) - _PROBLEMS_SHOWN} more; all of them: --json")
    return lines


def _index(evaluation: Evaluation) -> str:
    return f"generation {evaluation.generation}, model {evaluation.fingerprint}"


def _summary(rows: Sequence[Row]) -> dict[str, Any]:
    found = means(rows)
    return {
        **_counts(rows),
        **{name: one and one.value for name, one in found.items()},
        "intervals": {name: one and [one.low, one.high] for name, one in found.items()},
    }


def _counts(rows: Sequence[Row]) -> dict[str, int]:
    return {"questions": len(rows), "answerable": sum(bool(row.answerable) for row in rows)}


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "this": one.this,
        "other": one.other,
        "difference": one.change.value,
        "interval": [one.change.low, one.change.high],
        "questions": one.change.questions,
        "better": one.better,
        "worse": one.worse,
    }


def _table(title: str, rows: Sequence[Row]) -> str:
    counts = _counts(rows)
    return "\n".join(
        [
            f"{title}: {counts['questions']}, {counts['answerable']} of them answerable",
            f"{'':{_WIDTH}}   value  95 % interval  questions",
            *_lines(means(rows)),
        ]
    )


def _lines(found: Mapping[str, Mean | None]) -> list[str]:
    return [
        f"{name:{_WIDTH}}  {one.value:.4f}  {one.low:.4f} {one.high:.4f}  {one.questions:9}"
        for name, one in found.items()
        if one is not None
    ]
