"""Measure small corpora: the documents of each title of a set are a corpus of their own.

    python tests/benchmarks/small_corpora.py FOLDER

FOLDER has ``documents/*.md``, whose front matter states a title, and ``questions.jsonl``. Each corpus, of at least six
documents, is asked its own questions, the same with their document taken out (detail absent), and some of other titles.
"""

import argparse
import contextlib
import json
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Tier
from assistant.ask import Assistant
from assistant.settings import Settings
from corpus.settings import Settings as CorpusSettings
from index.embed import Embedder, open_embedder
from index.generation import IndexFolder
from index.rebuild import rebuild
from index.retrieve import open_retriever
from index.settings import Settings as IndexSettings

CORPORA, FEWEST_DOCUMENTS, QUESTIONS = 24, 6, 40
_TITLE = re.compile(r'^title: "?(?P<title>.*?)"?$', re.MULTILINE)


@contextlib.contextmanager
def no_steps(_label: str, _total: int) -> Iterator[Callable[[int], None]]:
    yield lambda _done: None


def corpora(documents: Path) -> list[list[Path]]:
    by_title = defaultdict(list)
    for path in sorted(documents.glob("*.md")):
        if stated := _TITLE.search(path.read_text(encoding="utf-8")):
            by_title[stated["title"]].append(path)
    return [paths for _, paths in sorted(by_title.items()) if len(paths) >= FEWEST_DOCUMENTS][:CORPORA]


def shows(answer: Answer, row: dict[str, Any]) -> bool:
    return any(
        one.document_id in row["documents"] and one.start < gold["end"] and gold["start"] < one.end
        for one in answer.citations
        for gold in row["answers"]
    )


def measure(documents: list[Path], rows: list[dict[str, Any]], number: int, embedder: Embedder) -> dict[str, list[float]]:
    """Return what became of each question, by measure."""
    names = {path.name for path in documents}
    own = [row for row in rows if not names.isdisjoint(row["documents"])][:QUESTIONS]
    others = [row for row in rows if names.isdisjoint(row["documents"])][number::CORPORA][:QUESTIONS]
    found: dict[str, list[float]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as place:
        root, folder = Path(place) / "documents", IndexFolder(Path(place) / "index")
        root.mkdir()
        for path in documents:
            shutil.copy(path, root)
        rebuild([root], folder, embedder, CorpusSettings(), steps=no_steps)
        retriever = open_retriever(folder, embedder)
        assistant = Assistant(retriever, Settings())
        for row in own:
            answer = assistant.ask(row["question"])
            absent = assistant.verdict(row["question"], without=frozenset(row["documents"]))
            found["answered"].append(answer.tier is not Tier.ABSENT)
            found["sure"].append(answer.tier is Tier.SURE)
            found["shown"].append(shows(answer, row))
            found["sure_right"] += [shows(answer, row)] if answer.tier is Tier.SURE else []
            found["detail_absent"].append(absent.tier is not Tier.ABSENT)
            found["detail_absent_sure"].append(absent.tier is Tier.SURE)
        for row in others:
            tier = assistant.ask(row["question"]).tier
            found["topic_absent"].append(tier is not Tier.ABSENT)
            found["topic_absent_sure"].append(tier is Tier.SURE)
        retriever.close()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder = parser.parse_args().folder
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    embedder, every = open_embedder(IndexSettings()), defaultdict[str, list[float]](list)
    for number, documents in enumerate(corpora(folder / "documents")):
        for measured, values in measure(documents, rows, number, embedder).items():
            every[measured] += values
    for measured, values in every.items():
        print(f"{measured:20} {sum(values) / max(1, len(values)):.3f}  {len(values)} questions")


if __name__ == "__main__":
    main()
