"""txtai: paragraphs, vectors given from outside, alone or with its own BM25 (hybrid)."""

import re

import numpy as np
from peer import DEPTH, Search, Task, VectorService, run
from txtai import Embeddings


def build(task: Task, vectors: VectorService) -> Search:
    asked = False

    def transform(texts: str | list[str]) -> np.ndarray:
        several = [texts] if isinstance(texts, str) else texts
        rows = [vectors.embed_query(text) for text in several] if asked else vectors.embed_passages(several)
        return np.array(rows, dtype=np.float32)

    passages = [
        (f"{one.id}#{number}", paragraph, None)
        for one in task.documents()
        for number, paragraph in enumerate(re.split(r"\n\s*\n", one.text))
    ]
    embeddings = Embeddings(
        method="external",
        transform=transform,
        content=True,
        hybrid=task.mode == "hybrid",
        backend="faiss",
        dimensions=vectors.dimension,
    )
    embeddings.index(passages)
    embeddings.save(task.work)
    asked = True
    return lambda question: [found["id"].rpartition("#")[0] for found in embeddings.search(question, DEPTH)]


if __name__ == "__main__":
    run(build)
