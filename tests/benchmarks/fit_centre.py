"""Fit the mean query and the mean passage of the default model, and write index/centre.json.

    python tests/benchmarks/fit_centre.py NAME=INDEX=QUESTIONS.jsonl [NAME=INDEX=QUESTIONS.jsonl ...] [--out FILE]

Each set counts the same, however long: an encyclopedia must not drown a FAQ. Indexes and weights made before are stale
afterwards: build the indexes again, then run fit_fusion.py and fit_answers.py.
"""

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.batch import read_batch
from index.bundled import bundled_fingerprint, bundled_model
from index.embedded_text import passage_text
from index.generation import STORE, IndexFolder
from index.reference import SentenceTransformerEmbedder
from index.settings import Settings
from index.store import Store


def passages_of(index: str) -> list[str]:
    store = Store(IndexFolder(Path(index)).current() / STORE)
    texts = [
        passage_text(chunked.document, passage) for chunked in store.chunked_documents() for passage in chunked.passages
    ]
    store.close()
    return texts


def mean(sets: Sequence[NDArray[np.float32]]) -> list[float]:
    return [round(float(value), 6) for value in np.mean([vectors.mean(axis=0) for vectors in sets], axis=0)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="NAME=INDEX=QUESTIONS.jsonl")
    parser.add_argument("--out", type=Path, default=Path("index/centre.json"))
    arguments = parser.parse_args()
    sets = [one.split("=") for one in arguments.sets]
    settings = Settings(precision="float32")
    embedder = SentenceTransformerEmbedder(lambda: bundled_model(settings.cache_folder), "not centred", settings)
    passages = mean([embedder.embed_passages(passages_of(index)) for _, index, _ in sets])
    with ThreadPoolExecutor() as pool:
        asked = [[one.question for one in read_batch(Path(questions))] for _, _, questions in sets]
        queries = mean([np.stack(list(pool.map(embedder.embed_query, questions))) for questions in asked])
    content = {
        "fitted_on": [name for name, _, _ in sets],
        "model": bundled_fingerprint(),
        "queries": queries,
        "passages": passages,
    }
    arguments.out.write_text(json.dumps(content) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
