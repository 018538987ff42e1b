"""This program, through rebuild and Retriever: fused as it ships, and two plain baselines on its own passages."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from peer import DEPTH, Search, Task, VectorService, run

from corpus.settings import Settings
from index.generation import IndexFolder
from index.query import Query
from index.rebuild import rebuild
from index.retrieve import Retriever, open_retriever
from index.words import TERMS


class ServedEmbedder:
    """The embedder of the process that started this one, so that the model weighs on no system's memory."""

    name = fingerprint = runtime = "served"

    def __init__(self, vectors: VectorService) -> None:
        self._vectors = vectors
        self.dimension = vectors.dimension

    def load(self) -> None:
        """Nothing to load here."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [int(count) for count in self._vectors.count_tokens(texts)]

    def embed_passages(self, texts: Sequence[str], progress=None) -> NDArray[np.float32]:
        return np.array(self._vectors.embed_passages(texts), dtype=np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return np.array(self._vectors.embed_query(text), dtype=np.float32)


def build(task: Task, vectors: VectorService) -> Search:
    embedder, folder = ServedEmbedder(vectors), IndexFolder(Path(task.work))
    rebuild([Path(task.folder)], folder, embedder, Settings(), steps=no_progress)
    retriever = open_retriever(folder, embedder)
    if task.mode == "fused":
        return lambda question: [hit.passage.document_id for hit in retriever.search(retriever.query(question), limit=DEPTH)]
    return lambda question: plain(retriever, retriever.query(question), task.mode)


def plain(retriever: Retriever, query: Query, mode: str) -> list[str]:
    """Return the documents of one ranking of the four that are fused: BM25 over French stems, or passage vectors."""
    if mode == "words":
        rows = retriever._words.search(TERMS, query.terms, DEPTH)
    else:
        rows = retriever._passages.search(query.vector, DEPTH)
    return [retriever.store.passage(row).document_id for row, _ in rows]


@contextlib.contextmanager
def no_progress(name: str, count: int):
    yield lambda done: None


if __name__ == "__main__":
    run(build)
