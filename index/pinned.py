"""Pinned questions: what a corpus must go on finding, checked against a new generation before it serves.

A file ``questions.jsonl`` at the root of a corpus folder holds one a line: ``{"question", "document"}``, and ``"text"`` for
words that the passage must hold.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from corpus.plain import fold, plain
from corpus.sidecar import PINNED
from index.retrieve import Retriever

FIRST = 5
"""A pinned question holds when its passage is among so many of the first hits."""


@dataclass(frozen=True)
class PinnedQuestion:
    """A question, the document that answers it, and words of the passage that does; no words for any passage of it."""

    question: str
    document: str
    text: str = ""


def read_pinned(roots: Sequence[Path]) -> tuple[PinnedQuestion, ...]:
    """Return the pinned questions of all roots, in order; raises CorpusError that names the line that is not one."""
    return tuple(one for root in roots if (root / PINNED).is_file() for one in _read(root / PINNED))


def lost(questions: Sequence[PinnedQuestion], retriever: Retriever) -> tuple[str, ...]:
    """Return the questions whose passage is not among the first hits."""
    return tuple(one.question for one in questions if not _holds(one, retriever))


def _holds(one: PinnedQuestion, retriever: Retriever) -> bool:
    hits = retriever.search(retriever.query(one.question), limit=FIRST)
    wanted = fold(plain(one.text))
    return any(hit.passage.document_id == one.document and wanted in fold(plain(hit.passage.text)) for hit in hits)


def _read(path: Path) -> list[PinnedQuestion]:
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found = PinnedQuestion(row["question"], row["document"], row.get("text", ""))
        except (ValueError, TypeError, KeyError) as error:
            raise CorpusError(
                f'{path}, line {number} is not a pinned question ({error}); write {{"question": "...", "document": "path"}}'
            ) from error
        if not all(isinstance(value, str) for value in (found.question, found.document, found.text)):
            raise CorpusError(f"{path}, line {number}: question, document and text must be texts; correct the line")
        questions.append(found)
    return questions
