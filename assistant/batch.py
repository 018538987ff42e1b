"""Batches: a JSONL file of questions, read whole and checked before the first one is asked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import AssistantError
from corpus.metadata import normalise_kind
from index.hit import Filters


class BatchError(AssistantError):
    """A file of questions cannot be read."""


@dataclass(frozen=True)
class BatchQuestion:
    """One line of a batch; ``row`` is the whole object, with what an evaluation needs."""

    id: Any
    question: str
    previous: tuple[str, ...]
    filters: Filters
    row: Mapping[str, Any]


def read_batch(path: Path) -> list[BatchQuestion]:
    """Return the questions of a JSONL file in order; raises BatchError that names the line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")  # splitlines would cut at U+2028, which JSON allows
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"{path} cannot be read ({error}); give a JSONL file, one question a line") from error
    return [_parse(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _parse(path: Path, number: int, line: str) -> BatchQuestion:
    try:
        row = json.loads(line)
        question, previous = row["question"], row.get("previous") or ()
        previous = (previous,) if isinstance(previous, str) else tuple(previous)
        if isinstance(row.get("previous"), dict) or not all(isinstance(one, str) for one in (question, *previous)):
            raise TypeError("question and previous must be texts")
        return BatchQuestion(row.get("id"), question, previous, _filters(row | (row.get("filters") or {})), row)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BatchError(
            f"{path}, line {number}: {type(error).__name__}: {error}; "
            f'write {{"id": ..., "question": "...", "previous": [...], "since": "2024-01-01"}}'
        ) from error


def _filters(row: Mapping[str, Any]) -> Filters:
    kinds = row.get("kind") or ()
    since, until = _day(row.get("since")), _day(row.get("until"))
    if since and until and since > until:
        raise ValueError(f"since {since} is after until {until}")
    return Filters(
        since=since,
        until=until,
        kinds=tuple(normalise_kind(kind) for kind in ((kinds,) if isinstance(kinds, str) else kinds)),
        publisher=_text(row, "publisher"),
        language=_text(row, "language"),
    )


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key) or None
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{key} must be a text")
    return value


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if value else None
