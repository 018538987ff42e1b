"""Measure what a quantised scan loses on real vectors, and what it costs on many.

    python tests/benchmarks/scan_recall.py INDEX [INDEX ...] --questions FILE.jsonl [--rows N]

Recall: all vectors of the indexes, passages and sentences, and samples of them; the share of the ten nearest of each
question among the best of the scan, for several shares of the vectors scored again, and how many must be for 0.995 of
them. Cost: CPU milliseconds, median, of a scan of N vectors, which are the real ones perturbed, for one in a hundred of them.
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray
from scale_texts import perturbed

from index.embed import open_embedder
from index.generation import PASSAGES, SENTENCES, IndexFolder
from index.settings import Settings
from index.vectors import Vectors

SCANS = {
    "pairs, 4 bits each (used)": "IVF1,PQ192x4fs",
    "numbers, 4 bits each": "IVF1,PQ384x4fs",
    "8 bits a number": "SQ8",
    "1 bit a number (RaBitQ)": "IVF1,RaBitQfs",
}
_NEAREST = 10
_SHARES = (0.003, 0.006, 0.01, 0.02, 0.03)
_SAMPLES = (1_000, 2_000)
_NOISE, _AT_ONCE, _TIMED = 0.42, 8_192, 40


def real_vectors(folders: Sequence[Path]) -> NDArray[np.float32]:
    """Return the distinct vectors of passages and sentences of some indexes."""
    opened = [Vectors.open(IndexFolder(folder).current() / name) for folder in folders for name in (PASSAGES, SENTENCES)]
    distinct: NDArray[np.float32] = np.unique(np.concatenate([one.rows for one in opened]), axis=0)
    return distinct


def scan_of(name: str, vectors: NDArray[np.float32]) -> Any:
    """Return a FAISS index of some vectors; it learns from as many as ours does."""
    scan: Any = faiss.index_factory(vectors.shape[1], name, faiss.METRIC_INNER_PRODUCT)
    scan.train(vectors[:: max(1, len(vectors) // _AT_ONCE)])
    scan.add(vectors)
    return scan


def places(scan: Any, vectors: NDArray[np.float32], queries: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return at which place of the scan each of the exact ten nearest stands, from 0, one row a query."""
    nearest = np.argsort(-(queries @ vectors.T), axis=1)[:, :_NEAREST]
    ranked = scan.search(queries, len(vectors))[1]
    order = np.argsort(ranked, axis=1)  # the place of each vector
    found: NDArray[np.int64] = np.take_along_axis(order, nearest, axis=1)
    return found


def recall_rows(vectors: NDArray[np.float32], queries: NDArray[np.float32]) -> list[list[str]]:
    """Return one row a scan: recall by share scored again, rows needed for 0.995."""
    rows = []
    for label, name in SCANS.items():
        found = places(scan_of(name, vectors), vectors, queries)
        kept = [max(_NEAREST, round(share * len(vectors))) for share in _SHARES]
        recalls = [f"{(found < count).mean():.3f}" for count in kept]
        rows.append([label, f"{len(vectors):,}", *recalls, str(int(np.percentile(found, 99.5)) + 1)])
    return rows


def cost(name: str, vectors: NDArray[np.float32], queries: NDArray[np.float32], count: int) -> float:
    """Return the median CPU milliseconds of a scan of so many vectors for one in a hundred of them."""
    random, size = np.random.default_rng(0), len(vectors)
    many = np.empty((count, vectors.shape[1]), np.float32)
    for first in range(0, count, _AT_ONCE):
        own, one, other = random.integers(0, size, (3, min(_AT_ONCE, count - first)))
        many[first : first + _AT_ONCE] = perturbed(vectors[own], vectors[one] - vectors[other], _NOISE)
    scan, spent = scan_of(name, many), []
    for query in queries[:_TIMED]:
        started = time.process_time()
        scan.search(query[None], count // 100)
        spent.append(time.process_time() - started)
    return 1_000 * float(np.median(spent))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("indexes", type=Path, nargs="+", metavar="INDEX")
    parser.add_argument("--questions", type=Path, required=True, metavar="FILE.jsonl")
    parser.add_argument("--rows", type=int, default=350_000, metavar="N", help="vectors of the cost; 0: no cost")
    arguments = parser.parse_args()
    faiss.omp_set_num_threads(1)
    embedder = open_embedder(Settings())
    lines = arguments.questions.read_text(encoding="utf-8").splitlines()
    queries = np.array([embedder.embed_query(json.loads(line)["question"]) for line in lines])
    vectors = real_vectors(arguments.indexes)
    heads = ["scan", "vectors", *(f"{share:.1%}" for share in _SHARES), "rows for 0.995"]
    print("\n".join(f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads))))
    random = np.random.default_rng(0)
    for size in (*_SAMPLES, len(vectors)):
        sample = vectors[random.choice(len(vectors), size, replace=False)]
        for row in recall_rows(sample, queries):
            print(f"| {' | '.join(row)} |", flush=True)
    for label, name in SCANS.items() if arguments.rows else ():
        print(f"{label}: {cost(name, vectors, queries, arguments.rows):.1f} ms for {arguments.rows:,}", flush=True)


if __name__ == "__main__":
    main()
