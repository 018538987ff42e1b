"""The questions and documents that every system compared is given, read from a folder of Markdown files and questions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Question:
    """One question and the ids (file names) of the documents that answer it."""

    id: str
    text: str
    documents: frozenset[str]


def read_questions(path: Path, count: int | None = None) -> list[Question]:
    """Return the answerable questions in the order of their ids; ``count`` of them, evenly spaced."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    questions = sorted(
        (
            Question(str(row["id"]), row["question"], frozenset(row["documents"]))
            for row in rows
            if row.get("answerable", True)
        ),
        key=lambda one: one.id,
    )
    if count is None or count >= len(questions):
        return questions
    return [questions[place * len(questions) // count] for place in range(count)]


def write_input(documents: Path, questions: Sequence[Question], folder: Path) -> int:
    """Write documents.jsonl and questions.jsonl, right documents left out, and return the number of documents.

    A document's text begins with the title of its front matter, on a line of its own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_document(path, path.relative_to(documents).as_posix()) for path in sorted(documents.rglob("*.md"))]
    _write_rows(folder / "documents.jsonl", rows)
    _write_rows(folder / "questions.jsonl", [{"id": one.id, "question": one.text} for one in questions])
    return len(rows)


def _document(path: Path, identity: str) -> dict[str, str]:
    text = path.read_text(encoding="utf-8")
    title, body = "", text
    if text.startswith("---\n") and "\n---\n" in text:
        head, _, body = text.removeprefix("---\n").partition("\n---\n")
        title = str((yaml.safe_load(head) or {}).get("title", ""))
    return {"id": identity, "title": title, "text": f"{title}\n{body.strip()}".strip()}


def _write_rows(path: Path, rows: Sequence[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
