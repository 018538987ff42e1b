"""Write the golden answers again: python tests/golden/update.py, then read the difference as you would read code."""

import contextlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from assistant.ask import Assistant  # noqa: E402
from assistant.batch import BatchQuestion, read_batch  # noqa: E402
from assistant.json_output import answer_row  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from corpus.settings import Settings as CorpusSettings  # noqa: E402
from index.embed import open_embedder  # noqa: E402
from index.generation import IndexFolder  # noqa: E402
from index.rebuild import rebuild  # noqa: E402
from index.retrieve import open_retriever  # noqa: E402
from index.settings import Settings as IndexSettings  # noqa: E402

QUESTIONS = Path(__file__).with_name("questions.jsonl")
ANSWERS = Path(__file__).with_name("answers.json")


def golden_answer(assistant: Assistant, question: BatchQuestion) -> dict[str, Any]:
    """Return what is kept of an answer: what a reader sees and where the quotes are, without scores and seconds."""
    found = assistant.ask(question.question, filters=question.filters, previous=question.previous)
    row = answer_row(question.id, found, assistant.retriever, 0)
    kept = ("id", "question", "understood", "refused", "reason", "notices")
    quotes = [{key: one[key] for key in ("document", "start", "end", "quote")} for one in row["citations"]]
    return {key: row[key] for key in kept} | {"answer": row["answer"].split("\n"), "citations": quotes}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, embedder = IndexFolder(Path(folder)), open_embedder(IndexSettings(precision="float32"))
        rebuild([ROOT / "corpus/documents"], store, embedder, CorpusSettings(), steps=_show_nothing)
        assistant = Assistant(open_retriever(store, embedder), Settings())
        answers = [golden_answer(assistant, question) for question in read_batch(QUESTIONS)]
    ANSWERS.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@contextlib.contextmanager
def _show_nothing(label: str, total: int) -> Iterator[Callable[[int], None]]:
    yield lambda done: None


if __name__ == "__main__":
    main()
